"""The gates of the whole store: pause, live, a take-over, the worker's signs, a rehearsal's time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from livetweet.clock import SimulatedClock, to_stamp
from livetweet.model.ref import Ref
from livetweet.store import answered, attempts, gates
from livetweet.store.attempts import LOOKED_TWICE
from livetweet.store.gates import Gate, TakenOver
from tests.building import NOW
from tests.wire import Hall

SECOND = timedelta(seconds=1)
BLANK = Gate(
    rehearsal=True,
    live=False,
    machine=None,
    folder=None,
    attempts=0,
    paused_at=None,
    paused_by=None,
    paused_why=None,
    stop_requested_at=None,
    worker_seen_at=None,
    worker_pid=None,
)


def write(hall: Hall, function: Callable[..., Any], *values: Any) -> Any:
    with hall.event.store.writing() as db:
        return function(db, *values)


def gate(hall: Hall) -> Gate:
    return gates.read(hall.event.store.connection)


def test_new_store_is_open_and_not_live(hall: Hall) -> None:
    assert gate(hall) == BLANK


def test_pause_keeps_its_first_reason_until_resumed(hall: Hall) -> None:
    write(hall, gates.pause, "livetweet", "the clock is wrong", NOW)
    write(hall, gates.pause, "Léa", None, NOW + timedelta(hours=1))
    assert gate(hall) == BLANK._replace(paused_at=NOW, paused_by="livetweet", paused_why="the clock is wrong")
    write(hall, gates.resume)
    assert gate(hall) == BLANK


def test_live_names_its_machine_and_folder_and_remembers_them(hall: Hall) -> None:
    write(hall, gates.go_live, "this", "here")
    assert gate(hall) == BLANK._replace(live=True, machine="this", folder="here")
    write(hall, gates.leave_live)
    assert gate(hall) == BLANK._replace(live=False, machine="this", folder="here")


def test_count_only_goes_up(hall: Hall) -> None:
    write(hall, gates.count_up, 7)
    write(hall, gates.count_up, 3)
    assert gate(hall).attempts == 7


def post(hall: Hall, state: str, due: datetime, reason: str | None = None) -> int:
    """A post on X in STATE, approved at eight; its id."""
    made = hall.event.scheduled(f"{state} {due}", latest=NOW + timedelta(hours=9), accounts=("bird",))
    hall.event.put(made, state, reason=reason)
    with hall.event.store.writing() as db:
        db.execute("UPDATE part SET due = ? WHERE post = ?", (to_stamp(due), made))
    return made


LATER = NOW + timedelta(hours=1)
DOUBTED, KEPT = f"unknown: {gates.TAKEN_OVER}", f"held: {gates.TAKEN_OVER}"


@pytest.mark.parametrize(
    ("state", "reason", "was_due", "is_due_later"),
    [
        ("scheduled", None, DOUBTED, KEPT),
        ("held", "waits for part 1", DOUBTED, KEPT),
        ("held", "by hand", DOUBTED, "held: by hand"),  # these leave when a person says so, and not before
        ("failed", "422", DOUBTED, "failed: 422"),
        ("skipped", "too late", DOUBTED, "skipped: too late"),
        ("unknown", "502", "unknown: 502", "unknown: 502"),
        ("unknown", LOOKED_TWICE, DOUBTED, DOUBTED),
        ("sending", None, "sending", "sending"),  # has a try of its own: `answered.recover`
        ("posted", None, "posted", "posted"),
        ("cancelled", "by Léa", "cancelled: by Léa", "cancelled: by Léa"),
    ],
)
def test_take_over_lets_nothing_leave_unseen_that_may_have_left_elsewhere(
    hall: Hall, state: str, reason: str | None, was_due: str, is_due_later: str
) -> None:
    """What is due later may have been moved there, and have left as well."""
    posts = [post(hall, state, due, reason) for due in (LATER - SECOND, LATER)]
    went = write(hall, gates.take_over, LATER)
    assert [hall.event.states(one)["bird"] for one in posts] == [[was_due], [is_due_later]]
    assert went == TakenOver(doubted=state != "unknown" and was_due == DOUBTED, held=is_due_later == KEPT)


@pytest.mark.parametrize(
    ("called", "since", "posted_at"),
    [
        (None, NOW, "due"),  # approved then
        (timedelta(minutes=20), NOW + timedelta(minutes=20), "due"),
        (timedelta(minutes=40), "due", NOW + timedelta(minutes=40)),
    ],
)
def test_what_was_taken_over_is_looked_for_from_the_last_call_on_or_since_it_was_due(
    hall: Hall, called: timedelta | None, since: Any, posted_at: Any
) -> None:
    """The last one that this copy knows of, by its server's clock, which is a minute behind."""
    due = NOW + timedelta(minutes=30)
    if called is not None:
        values = {"began": to_stamp(NOW + called + timedelta(minutes=1)), "skew": 60.0}
        hall.event.store.connection.execute(
            "INSERT INTO attempt (part, revision, key, began_at, server_skew, body) VALUES (99, 1, '', :began, :skew, '{}')", values
        )
    (part,) = hall.event.parts(post(hall, "scheduled", due))
    write(hall, gates.take_over, LATER)
    doubt = attempts.to_look_for(hall.event.store.connection, "bird", LATER)
    assert doubt is not None
    assert (doubt.part.id, doubt.body, doubt.at) == (part.id, "", due if since == "due" else since)
    write(hall, answered.posted, doubt.attempt, Ref(id="1"), None, LATER)
    assert hall.event.parts(part.post)[0].posted_at == (due if posted_at == "due" else posted_at)


def test_take_over_has_what_was_looked_for_in_vain_looked_for_anew(hall: Hall) -> None:
    """A person may have had it sent again meanwhile, elsewhere."""
    (part,) = hall.event.parts(post(hall, "unknown", NOW, LOOKED_TWICE))
    columns = "INSERT INTO attempt (part, revision, key, began_at, body, outcome, looks, look_at)"
    for body, looks, look_at in (("first", 2, None), ("second", 2, None)):
        hall.event.store.connection.execute(
            f"{columns} VALUES (?, 1, ?, ?, ?, 'unknown', ?, ?)", (part.id, part.key, to_stamp(NOW), body, looks, look_at)
        )
    write(hall, gates.take_over, LATER)
    assert hall.event.rows("SELECT body, looks, look_at FROM attempt ORDER BY id") == [
        {"body": "first", "looks": 2, "look_at": None},
        {"body": "second", "looks": 0, "look_at": to_stamp(LATER)},
    ]


def test_stop_is_asked_for_and_taken_back(hall: Hall) -> None:
    write(hall, gates.ask_to_stop, NOW)
    assert gate(hall) == BLANK._replace(stop_requested_at=NOW)
    write(hall, gates.ask_to_stop, None)
    assert gate(hall) == BLANK


def test_sign_of_life_says_who_and_when(hall: Hall) -> None:
    write(hall, gates.sign_of_life, 4711, NOW)
    assert gate(hall) == BLANK._replace(worker_seen_at=NOW, worker_pid=4711)


def test_screens_are_those_that_the_stage_told_of_lately(hall: Hall) -> None:
    assert gates.screens(hall.event.store.connection, NOW) == 0
    write(hall, gates.sign_of_stage, 2, NOW)
    assert [gates.screens(hall.event.store.connection, NOW + timedelta(seconds=after)) for after in (-1, 0, 150, 151)] == [0, 2, 2, 0]


def test_simulated_time_is_read_as_it_was_written(hall: Hall) -> None:
    assert gates.simulated_time(hall.event.store.connection) is None
    clock = SimulatedClock(anchor=NOW, anchor_monotonic=12.5, speed=60.0)
    write(hall, gates.set_simulated_time, clock)
    assert gates.simulated_time(hall.event.store.connection) == clock


@pytest.mark.parametrize(("speed", "seconds"), [(0.0, 10), (1.0, 10), (2.0, 10), (12.0, 60), (60.0, 300), (600.0, 300)])
def test_grace_of_a_rehearsal_that_runs_fast_is_long_enough_for_a_hand(hall: Hall, speed: float, seconds: int) -> None:
    write(hall, gates.set_simulated_time, SimulatedClock(anchor=NOW, anchor_monotonic=0.0, speed=speed))
    assert gates.grace(hall.event.store.connection) == timedelta(seconds=seconds)


def test_grace_is_ten_seconds_where_time_is_real(hall: Hall) -> None:
    with hall.event.store.writing() as db:
        db.execute("UPDATE gate SET anchor_simulated = NULL")
    assert gates.grace(hall.event.store.connection) == timedelta(seconds=10)
