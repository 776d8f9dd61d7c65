"""Steps in a thread: what becomes of an answer that comes once they are to end."""

from __future__ import annotations

from threading import Event

import pytest

from livetweet.clock import RealClock
from livetweet.worker.drive import drive
from livetweet.worker.steps import Call, Sleep, Steps
from tests.wire import Hall


@pytest.mark.parametrize("marked", [False, True])
def test_answer_that_comes_after_the_end_is_handed_on_only_behind_a_mark(hall: Hall, *, marked: bool) -> None:
    """Where an account was made somebody else, the old one's page must not be written under its name; what may have left must be."""
    ended = Event()
    heard: list[str] = []

    def ask() -> str:
        ended.set()
        return "an answer"

    def steps() -> Steps:
        heard.append((yield Call(ask, marked=marked)))
        yield Sleep(None)

    drive(steps(), hall.event.store, RealClock(), ended.wait)
    assert heard == (["an answer"] if marked else [])
