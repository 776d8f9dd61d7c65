"""`livetweet count`, which needs a workspace only for the accounts in it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from livetweet.cli import run


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["count", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_count_is_a_line_a_network(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "mot. " * 60) == (
        0,
        "M Mastodon    300 / 500  fits\nB Bluesky     300 / 300  fits\nX X           300 / 280  20 over, 2 parts\n",
        "",
    )


def test_count_json_is_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "Bonjour", "--network", "x", "--json")
    assert (code, json.loads(out), err) == (0, {"x": {"length": 7, "limit": 280, "fits": True, "parts": 1}}, "")


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_count_reads_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"Four\n"), isatty=lambda: False))
    assert call(capsys, *arguments, "--network", "mastodon") == (0, "M Mastodon      4 / 500  fits\n", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["Hi\udcff"], "The text is not valid UTF-8: check the encoding of your terminal."),
        (["Hi", "--network", "blusky"], "livetweet knows no network called 'blusky', only mastodon, bluesky, x; did you mean bluesky?"),
    ],
)
def test_count_refuses_in_one_sentence(capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    assert call(capsys, *arguments) == (1, "", f"Error: {sentence}\n")


def test_count_does_not_wait_at_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b""), isatty=lambda: True))
    told = "Error: There is no text to count: write it after `livetweet count`, or send it through a pipe.\n"
    assert call(capsys) == (1, "", told)


def test_count_for_an_account_leaves_out_the_links_it_does_without(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = 'event = "Fair"\ntimezone = "UTC"\n[tags]\nevent = "Fair27"\n[accounts.bird]\nnetwork = "x"\nhandle = "@fair27"\nlinks = "without"\n'
    (tmp_path / "hashtags.toml").write_text(settings, "utf-8")
    there = ["-C", str(tmp_path), "count", "Tickets: https://kites.org/2027"]
    assert run([*there, "--account", "bird", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"x": {"length": 7, "limit": 280, "fits": True, "parts": 1}}
    assert run([*there, "--account", "birdie"]) == 1
    assert capsys.readouterr().err == "Error: There is no account birdie in hashtags.toml.\n"
