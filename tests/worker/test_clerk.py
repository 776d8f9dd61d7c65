"""The clerk tells people what has become too late; nothing depends on it."""

from __future__ import annotations

from datetime import timedelta

from livetweet.clock import DiscreteClock
from livetweet.model.part import State
from livetweet.model.post import IfLate
from livetweet.worker import clerk
from livetweet.worker.loop import Loop
from livetweet.worker.steps import Sleep
from tests.building import TEN
from tests.wire import Hall

MINUTE = timedelta(minutes=1)


def test_clerk_marks_late_within_a_second_or_two_and_sleeps_until_the_next(hall: Hall) -> None:
    event = hall.event
    ask = event.scheduled(latest=TEN + 5 * MINUTE, accounts=("bird",))
    skip = event.scheduled(latest=TEN + 9 * MINUTE, if_late=IfLate.SKIP, accounts=("bird",))
    steps = clerk.run(event.store, event.clock)
    second = timedelta(seconds=1)
    assert next(steps) == Sleep(TEN + 5 * MINUTE + second, on_change=True)
    event.clock.move_to(TEN + 5 * MINUTE + second)
    assert next(steps) == Sleep(TEN + 9 * MINUTE + second, on_change=True)
    assert (event.states(ask), event.states(skip)) == ({"bird": ["held: too late"]}, {"bird": ["scheduled"]})
    event.clock.move_to(TEN + 9 * MINUTE + second)
    assert next(steps) == Sleep(None, on_change=True)
    assert event.states(skip) == {"bird": ["skipped: too late"]}


def test_clerk_marks_all_at_once_after_a_long_sleep(hall: Hall) -> None:
    event = hall.event
    made = [event.scheduled(latest=TEN + number * MINUTE, accounts=("bird",)) for number in range(1, 4)]
    steps = clerk.run(event.store, event.clock)
    next(steps)
    event.clock.advance(86_400)
    next(steps)
    assert [event.states(post) for post in made] == [{"bird": ["held: too late"]}] * 3


def test_clerk_writes_nothing_while_nothing_is_late(hall: Hall) -> None:
    event = hall.event
    event.scheduled()
    steps = clerk.run(event.store, event.clock)
    before = event.store.connection.total_changes
    next(steps)
    next(steps)
    assert event.store.connection.total_changes == before


def test_clerk_hears_of_a_post_that_was_moved(hall: Hall) -> None:
    event = hall.event
    loop = Loop(event.clock, lambda: event.store.connection.total_changes)
    loop.add(clerk.run(event.store, event.clock))
    post = event.scheduled(latest=TEN + 5 * MINUTE, accounts=("bird",))
    loop.run(over=lambda at: at > TEN + 6 * MINUTE)
    assert event.states(post) == {"bird": [f"{State.HELD}: too late"]}
    assert isinstance(event.clock, DiscreteClock)
    assert event.clock.true == TEN + 5 * MINUTE + timedelta(seconds=1)
