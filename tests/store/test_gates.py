"""The gates of the whole store: pause, live, a take-over, the worker's signs, a rehearsal's time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from livetweet.clock import SimulatedClock, to_stamp
from livetweet.store import gates
from livetweet.store.gates import Gate
from tests.building import NOW
from tests.wire import Hall

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


def test_take_over_doubts_all_that_was_due_and_has_not_left(hall: Hall) -> None:
    due, later = NOW - timedelta(minutes=1), NOW + timedelta(minutes=1)
    posts = {}
    for state in ("scheduled", "sending", "posted", "failed", "unknown", "held", "skipped", "cancelled"):
        for when in (due, later):
            post = hall.event.scheduled(f"{state} {when}", latest=NOW + timedelta(hours=2), accounts=("bird",))
            hall.event.put(post, state)
            with hall.event.store.writing() as db:
                db.execute("UPDATE part SET due = ? WHERE post = ?", (to_stamp(when), post))
            posts[post] = (state, when)
    assert write(hall, gates.doubt_all_due, NOW) == 4
    doubted = {posts[post] for post in posts if hall.event.states(post)["bird"] == ["unknown: taken over: it may have left from the other place"]}
    assert doubted == {(state, due) for state in ("scheduled", "failed", "held", "skipped")}  # what is sending has a try of its own: `parts.recover`
    assert hall.event.rows("SELECT DISTINCT body, outcome, began_at, look_at FROM attempt") == [
        {"body": "", "outcome": "unknown", "began_at": to_stamp(due), "look_at": to_stamp(NOW)}
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
