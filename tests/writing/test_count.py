from __future__ import annotations

import json

from click.testing import CliRunner

from livetweet.cli.count import command
from livetweet.errors import WorkspaceError, WritingError


def test_count_prints_exactly_length_limit_fits_and_parts() -> None:
    result = CliRunner().invoke(command, ["--json", "mot. " * 100])
    assert json.loads(result.stdout) == {
        "mastodon": {"length": 500, "limit": 500, "fits": True, "parts": 1},
        "bluesky": {"length": 500, "limit": 300, "fits": False, "parts": 2},
        "x": {"length": 500, "limit": 280, "fits": False, "parts": 2},
    }


def test_count_reads_stdin_without_its_last_line_end() -> None:
    for arguments in ([], ["-"]):
        result = CliRunner().invoke(command, [*arguments, "--network", "x"], input="né\nle 8 🙂\n")
        assert result.stdout == "X X            10 / 280  fits\n"


def test_count_says_how_much_over() -> None:
    assert CliRunner().invoke(command, ["é" * 301]).stdout == (
        "M Mastodon    301 / 500  fits\nB Bluesky     301 / 300  1 over, 2 parts\nX X           301 / 280  21 over, 2 parts\n"
    )


def test_count_refuses_what_is_no_text_or_no_network() -> None:
    assert isinstance(CliRunner().invoke(command, ["a", "--network", "y"]).exception, WorkspaceError)
    assert isinstance(CliRunner().invoke(command, ["a\udcff"]).exception, WritingError)
    assert isinstance(CliRunner().invoke(command, [], input=b"\xff").exception, WritingError)
