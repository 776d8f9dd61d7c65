"""Steps in a thread: what becomes of an answer that comes once they are to end, and how long a sleep lasts when the clock is set meanwhile."""

from __future__ import annotations

from datetime import timedelta
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


@pytest.mark.parametrize(("set_by", "lasts"), [(timedelta(0), 60), (timedelta(hours=-2), 60), (timedelta(hours=2), 10)])
def test_sleep_ends_in_time_though_the_clock_is_set_meanwhile(hall: Hall, set_by: timedelta, lasts: int) -> None:
    clock = hall.event.clock
    woke: list[float] = []

    def steps() -> Steps:
        yield Sleep(clock.now() + timedelta(minutes=1))
        woke.append(clock.monotonic())

    def ended(seconds: float) -> bool:
        if seconds:
            clock.advance(1)
        if clock.monotonic() == 10:
            clock.skew = set_by
        return False

    with pytest.raises(StopIteration):
        drive(steps(), hall.event.store, clock, ended)
    assert woke == [lasts]
