"""The fair of `tests.building` as a workspace on disk, at a time that stands still, and a way to call the command line in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from livetweet.cli import run
from livetweet.clock import SimulatedClock
from livetweet.model.programme import Programme
from livetweet.store import gates, programmes
from tests.building import HASHTAGS, NOW, OPERATOR, PROGRAMME, SPEAKERS, Event

HOSTILE = "\x1b]0;pwned\x07\x9b31m\u202elive\u2066[/b]"
OBEYED = "\x1b\x07\x9b\u202e\u2066"  # what of it a terminal would obey
SEEN = "␛]0;pwned␇31mlive[/b]"  # what a terminal may be shown of it


class Fair:
    """`event` fills the store and looks into it; `call` gives (exit code, stdout, stderr)."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], *, kind: str = "rehearsal", programme: Programme | None = PROGRAMME) -> None:
        self.capsys = capsys
        self.folder = folder
        (folder / "hashtags.toml").write_text(HASHTAGS, encoding="utf-8")
        (folder / "speakers.toml").write_text(SPEAKERS.split('["Guest')[0], encoding="utf-8")  # those of the programme: `plan` warns of others
        self.event = Event(folder=folder, kind=kind)
        with self.event.store.writing() as db:
            if programme is not None:
                programmes.save_version(db, programme, source="fair.toml", at=NOW)
            if kind == "rehearsal":
                gates.set_simulated_time(db, SimulatedClock(anchor=NOW, anchor_monotonic=0.0, speed=0.0))

    def call(self, *arguments: str) -> tuple[int, str, str]:
        code = run(["-C", str(self.folder), "--as", OPERATOR, *arguments])
        told = self.capsys.readouterr()
        return code, told.out, told.err

    def json(self, *arguments: str) -> Any:
        """What ARGUMENTS with --json print, where they succeed without a word on stderr."""
        code, out, err = self.call(*arguments, "--json")
        if (code, err) != (0, ""):
            raise AssertionError((code, err))
        return json.loads(out)


@pytest.fixture
def fair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Fair:
    return Fair(tmp_path, capsys)


@pytest.fixture
def live_fair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Fair:
    return Fair(tmp_path, capsys, kind="live")
