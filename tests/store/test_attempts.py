"""Rule 9's bookkeeping: which try is in doubt, and when it is looked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from livetweet.clock import to_stamp
from livetweet.model.part import Part, State
from livetweet.store import accounts, answered, attempts, leaving
from livetweet.store.attempts import Doubt
from livetweet.store.leaving import Place
from tests.building import NOW
from tests.wire import Hall

LOOK = NOW + timedelta(seconds=65)
INSTANT = timedelta(microseconds=1)
LONG = "A thread is longer than one post may be, and so it goes on. " * 9


def doubted(hall: Hall, *, skew: float = 0.0, text: str = "Said once.") -> Part:
    """The first part of a post on bird, marked at nine and unknown since; to be looked for 65 s later."""
    post = hall.event.scheduled(text, due=NOW, latest=NOW + timedelta(hours=2), accounts=("bird",))
    write(hall, accounts.server_seen, "bird", NOW, skew)
    part = hall.event.parts(post)[0]
    send(hall, NOW + timedelta(seconds=10), "unknown")
    return part


def send(hall: Hall, now: datetime, outcome: str) -> int:
    """The next part is marked at NOW with its look at `LOOK`, and has this OUTCOME; the attempt."""
    with hall.event.store.writing() as db:
        db.execute("UPDATE part SET due = ? WHERE state = 'scheduled'", (to_stamp(NOW),))
        candidate = leaving.next_to_leave(db, "bird", now, Place())
        assert candidate is not None
        mark = leaving.mark(db, candidate, candidate.body_before or f"bytes of {now:%H:%M:%S}", "record", now, Place(), LOOK)
        assert mark is not None
        {"unknown": answered.unknown, "not sent": answered.not_sent}[outcome](db, mark.attempt, "?", now)
    return mark.attempt


def write(hall: Hall, function: Callable[..., Any], *values: object) -> Any:
    with hall.event.store.writing() as db:
        return function(db, *values)


def look(hall: Hall, now: datetime) -> Doubt | None:
    with hall.event.store.reading() as db:
        return attempts.to_look_for(db, "bird", now)


def test_doubt_is_looked_for_when_its_time_has_come(hall: Hall) -> None:
    part = doubted(hall, skew=-30.0)
    assert look(hall, LOOK - INSTANT) is None
    found = look(hall, LOOK)
    assert found is not None
    assert (found.part.id, found.part.state) == (part.id, State.UNKNOWN)
    at = NOW + timedelta(seconds=40)  # by the server's clock, which is half a minute ahead of ours
    assert (found.attempt, found.body, found.record_key, found.first_at, found.at, found.looks) == (1, "bytes of 08:00:10", "record", at, at, 0)


def test_doubts_are_looked_for_oldest_first(hall: Hall) -> None:
    first, second = doubted(hall), doubted(hall)
    write(hall, attempts.look_later, 1, LOOK + timedelta(seconds=1))
    found = look(hall, LOOK + timedelta(minutes=1))
    assert found is not None
    assert found.part.id == second.id
    write(hall, attempts.look_later, 2, LOOK + timedelta(seconds=2))
    found = look(hall, LOOK + timedelta(minutes=1))
    assert found is not None
    assert found.part.id == first.id


@pytest.mark.parametrize(("column", "value"), [("hold", "401"), ("not_before", to_stamp(LOOK + INSTANT))])
def test_doubt_waits_while_the_network_will_not_be_asked(hall: Hall, column: str, value: str) -> None:
    doubted(hall)
    with hall.event.store.writing() as db:
        db.execute(f"UPDATE account SET {column} = ?", (value,))
    assert look(hall, LOOK) is None


def test_first_try_is_that_of_the_same_key_whatever_became_of_it(hall: Hall) -> None:
    post = hall.event.scheduled(due=NOW, latest=NOW + timedelta(hours=2), accounts=("bird",))
    write(hall, accounts.server_seen, "bird", NOW, 0.0)
    send(hall, NOW + timedelta(seconds=1), "not sent")
    send(hall, NOW + timedelta(seconds=9), "unknown")
    found = look(hall, LOOK)
    assert found is not None
    assert (found.part.post, found.first_at, found.at) == (post, NOW + timedelta(seconds=1), NOW + timedelta(seconds=9))


def test_doubt_is_over_when_somebody_has_decided(hall: Hall) -> None:
    part = doubted(hall)
    assert attempts.is_open(hall.event.store.connection, 1)
    for state in State:
        if state not in {State.DRAFT, State.UNKNOWN}:
            hall.event.put(part.post, state)
            assert not attempts.is_open(hall.event.store.connection, 1)


def test_doubt_is_over_when_a_later_try_has_begun(hall: Hall) -> None:
    """A look that began before a person said "send it again" must not speak of what was sent then, nor bring itself back."""
    part = doubted(hall)
    write(hall, answered.give_up_doubt, part.id, NOW)
    later = send(hall, NOW + timedelta(seconds=20), "unknown")
    assert [attempts.is_open(hall.event.store.connection, one) for one in (1, later)] == [False, True]
    write(hall, attempts.look_later, 1, NOW)
    assert look(hall, LOOK - INSTANT) is None
    found = look(hall, LOOK)
    assert found is not None
    assert (found.attempt, found.body) == (later, "bytes of 08:00:20")


def test_not_there_is_looked_for_again_and_then_left_to_a_person_with_those_behind_held(hall: Hall) -> None:
    part = doubted(hall, text=LONG)
    again = LOOK + timedelta(minutes=4)
    write(hall, attempts.not_there, 1, again, LOOK)
    assert look(hall, again - INSTANT) is None
    found = look(hall, again)
    assert found is not None
    assert found.looks == 1
    assert hall.event.states(part.post)["bird"] == ["unknown: ?", "scheduled", "scheduled"]
    write(hall, attempts.not_there, 1, None, again)
    assert look(hall, again + timedelta(days=1)) is None
    assert hall.event.states(part.post)["bird"] == ["unknown: looked twice, not there", "held: waits for part 1", "held: waits for part 1"]


def test_failed_look_proves_nothing(hall: Hall) -> None:
    part = doubted(hall)
    write(hall, attempts.look_later, 1, LOOK + timedelta(seconds=30))
    assert look(hall, LOOK) is None
    found = look(hall, LOOK + timedelta(seconds=30))
    assert found is not None
    assert (found.part.id, found.looks) == (part.id, 0)


def test_next_looks_tell_when_each_doubt_is_looked_for_and_leave_out_what_nobody_looks_for(hall: Hall) -> None:
    first, second = doubted(hall), doubted(hall)
    write(hall, attempts.look_later, 2, LOOK + timedelta(minutes=4))
    looks = attempts.next_looks(hall.event.store.connection)
    assert looks == {first.id: LOOK, second.id: LOOK + timedelta(minutes=4)}
    later = to_stamp(LOOK + timedelta(minutes=2))
    with hall.event.store.writing() as db:
        db.execute("UPDATE account SET not_before = ?", (later,))
    assert attempts.next_looks(hall.event.store.connection) == looks | {first.id: LOOK + timedelta(minutes=2)}
    write(hall, attempts.not_there, 2, None, LOOK)
    assert list(attempts.next_looks(hall.event.store.connection)) == [first.id]
    with hall.event.store.writing() as db:
        db.execute("UPDATE account SET hold = '401'")
    assert attempts.next_looks(hall.event.store.connection) == {}
