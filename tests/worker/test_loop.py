"""The headless loop: time moves only when nobody has anything to do, and then to the earliest next wake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

import pytest

from livetweet.clock import DiscreteClock
from livetweet.errors import NotSentError
from livetweet.worker import loop as loops
from livetweet.worker.loop import Loop
from livetweet.worker.steps import Call, Sleep, Steps
from tests.building import NOW

SECOND = timedelta(seconds=1)


class Scene:
    """A loop, its clock, a store that is one number, and what was said when."""

    def __init__(self) -> None:
        self.clock = DiscreteClock(NOW)
        self.changed = 0
        self.loop = Loop(self.clock, lambda: self.changed)
        self.said: list[tuple[float, str]] = []

    def say(self, words: str) -> None:
        self.said.append(((self.clock.true - NOW).total_seconds(), words))

    def run(self, seconds: float = 100.0) -> list[tuple[float, str]]:
        self.loop.run(over=lambda at: at > NOW + seconds * SECOND)
        return self.said

    def every(self, seconds: float, words: str, times: int) -> Steps:
        for _ in range(times):
            self.say(words)
            yield Sleep(self.clock.now() + seconds * SECOND)


def test_everybody_wakes_in_the_order_of_time_and_then_of_falling_asleep() -> None:
    scene = Scene()
    scene.loop.add(scene.every(2, "two", 3))
    scene.loop.add(scene.every(1, "one", 5))
    assert scene.run() == [(0, "two"), (0, "one"), (1, "one"), (2, "two"), (2, "one"), (3, "one"), (4, "two"), (4, "one")]


def test_call_is_made_at_once_and_answered_after_what_the_network_slept() -> None:
    scene = Scene()

    def call() -> str:
        scene.say("called")
        scene.clock.sleep(2.5)
        return "answer"

    def steps() -> Steps:
        scene.say((yield Call(call)))

    scene.loop.add(steps())
    scene.loop.add(scene.every(1, "meanwhile", 4))
    assert scene.run() == [(0, "called"), (0, "meanwhile"), (1, "meanwhile"), (2, "meanwhile"), (2.5, "answer"), (3, "meanwhile")]


@pytest.mark.parametrize("error", [NotSentError("refused"), KeyError("id")])
def test_error_of_a_call_is_thrown_in_when_it_would_have_been_answered(error: Exception) -> None:
    scene = Scene()

    def call() -> None:
        scene.clock.sleep(1)
        raise error

    def steps() -> Steps:
        try:
            yield Call(call)
        except type(error) as caught:
            scene.say(repr(caught))

    scene.loop.add(steps())
    assert scene.run() == [(1, repr(error))]


def test_whoever_sleeps_until_a_change_is_woken_by_one_at_the_same_instant() -> None:
    scene = Scene()

    def watcher() -> Steps:
        for _ in range(3):
            scene.say("looks")
            yield Sleep(NOW + 50 * SECOND, on_change=True)

    def writer() -> Steps:
        yield Sleep(NOW + 5 * SECOND)
        scene.say("writes")
        scene.changed += 1
        yield Sleep(None)

    scene.loop.add(watcher())
    scene.loop.add(writer())
    assert scene.run() == [(0, "looks"), (5, "writes"), (5, "looks"), (50, "looks")]


def test_change_wakes_nobody_who_did_not_ask_for_it() -> None:
    scene = Scene()

    def sleeper() -> Steps:
        yield Sleep(NOW + 9 * SECOND)
        scene.say("wakes")

    def writer() -> Steps:
        for _ in range(3):
            scene.changed += 1
            yield Sleep(scene.clock.now() + SECOND)

    scene.loop.add(sleeper())
    scene.loop.add(writer())
    assert scene.run() == [(9, "wakes")]


def test_sleep_ends_when_our_clock_shows_its_instant() -> None:
    scene = Scene()
    scene.clock.skew = 10 * SECOND

    def steps() -> Steps:
        yield Sleep(NOW + 25 * SECOND)
        scene.say("wakes")
        yield Sleep(NOW)
        scene.say("at once, for that is past")

    scene.loop.add(steps())
    assert scene.run() == [(15, "wakes"), (15, "at once, for that is past")]


def test_over_is_asked_only_when_time_is_about_to_move_and_moved_is_told_before_it_does() -> None:
    scene = Scene()
    asked: list[datetime] = []
    told: list[tuple[datetime, datetime]] = []
    scene.loop.add(scene.every(3, "a", 4))
    scene.loop.add(scene.every(3, "b", 4))

    def over(at: datetime) -> bool:
        asked.append(at)
        return len(asked) == 3

    scene.loop.run(over, lambda at: told.append((scene.clock.true, at)))
    assert asked == [NOW + 3 * SECOND, NOW + 6 * SECOND, NOW + 9 * SECOND]
    assert told == [(NOW, NOW + 3 * SECOND), (NOW + 3 * SECOND, NOW + 6 * SECOND)]
    assert scene.clock.true == NOW + 6 * SECOND


def test_loop_ends_when_nobody_ever_wakes() -> None:
    scene = Scene()

    def steps() -> Steps:
        yield Sleep(None, on_change=True)

    scene.loop.add(steps())
    scene.loop.add(scene.every(1, "once", 1))
    assert scene.run() == [(0, "once")]


@pytest.mark.parametrize("sleep", [lambda clock: Sleep(clock.now()), lambda _: Call(lambda: None)])
def test_whoever_does_not_sleep_is_named(monkeypatch: pytest.MonkeyPatch, sleep: Callable[[DiscreteClock], Sleep | Call]) -> None:
    monkeypatch.setattr(loops, "STUCK_AFTER", 50)
    scene = Scene()

    def restless() -> Steps:
        for _ in count():
            yield sleep(scene.clock)

    scene.loop.add(restless())
    with pytest.raises(RuntimeError, match=r"restless.* does not sleep"):
        scene.run()
