"""The machine is kept awake while a post is due soon, by a stand-in for the system's tool; and may sleep again whatever becomes of us."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from livetweet.store import parts
from livetweet.worker.awake import TRIES_AGAIN_AFTER, Awake, tool
from tests.building import NOW, TEN, Event
from tests.e2e.place import wait_for

TOOL = {"linux": "systemd-inhibit", "darwin": "caffeinate"}.get(sys.platform, "")
HOLDS = "echo held >> {notes}; cat; echo let go >> {notes}"
pytestmark = pytest.mark.skipif(not TOOL, reason="this system has no such tool")


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    (tmp_path / "bin").mkdir()
    return tmp_path / "notes"


@pytest.fixture
def awake() -> Iterator[Awake]:
    made = Awake()
    yield made
    made.release()


def stand_in(notes: Path, then: str) -> None:
    file = notes.parent / "bin" / TOOL
    file.write_text(f"#!/bin/sh\n{then.format(notes=notes)}\n", "utf-8")
    file.chmod(0o755)


def read(notes: Path) -> list[str]:
    return notes.read_text("utf-8").splitlines() if notes.exists() else []


def until(notes: Path, *lines: str) -> Callable[[], bool]:
    return lambda: read(notes) == list(lines)


def test_it_is_held_once_and_let_go(notes: Path, awake: Awake) -> None:
    stand_in(notes, HOLDS)
    for seconds in range(3):
        awake.keep(NOW + timedelta(seconds=seconds), soon=True)
    wait_for(until(notes, "held"), "the tool holds")
    awake.keep(NOW, soon=False)
    wait_for(until(notes, "held", "let go"), "it lets go")


def test_where_it_is_not_let_it_tries_again_a_little_later(notes: Path, awake: Awake) -> None:
    stand_in(notes, "echo refused >> {notes}; exit 1")
    awake.keep(NOW, soon=True)
    wait_for(until(notes, "refused"), "it is refused")
    awake.release()
    awake.keep(NOW + TRIES_AGAIN_AFTER / 2, soon=True)
    awake.keep(NOW + TRIES_AGAIN_AFTER, soon=True)
    wait_for(until(notes, "refused", "refused"), "it is refused once more")


def test_a_worker_that_is_killed_keeps_nobody_awake(notes: Path) -> None:
    stand_in(notes, HOLDS)
    code = "import time\nfrom tests.building import NOW\nfrom livetweet.worker.awake import Awake\nAwake().keep(NOW, soon=True)\nprint(flush=True)\ninput()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as process:
        wait_for(until(notes, "held"), "the tool holds")
        process.send_signal(signal.SIGKILL)
    wait_for(until(notes, "held", "let go"), "it lets go")


def test_where_there_is_no_tool_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, awake: Awake) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tool() is None
    awake.keep(NOW, soon=True)
    awake.release()
    assert shutil.which(TOOL) is None


def test_soon_is_what_is_scheduled_or_leaving(tmp_path: Path) -> None:
    event = Event(folder=tmp_path)
    post = event.scheduled(due=TEN)
    hour = timedelta(hours=1)

    def due_within(begin: timedelta, end: timedelta) -> bool:
        with event.store.reading() as db:
            return parts.any_due(db, TEN + begin, TEN + end)

    assert [due_within(-hour, hour), due_within(hour, 2 * hour), due_within(-2 * hour, -hour)] == [True, False, False]
    event.put(post, "held")
    assert not due_within(-hour, hour)
    event.put(post, "sending")
    assert due_within(hour, 2 * hour)
    event.close()
