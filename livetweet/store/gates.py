"""The one row that every part must pass, and who is at work: pause, live, the worker's sign of life, a rehearsal's time."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import NamedTuple

from livetweet.clock import SimulatedClock, from_stamp, to_stamp

GRACE = timedelta(seconds=10)  # between a person's word and departure of what is to leave now, so that it can be taken back
STAGE_SIGNS_WITHIN = timedelta(seconds=150)  # on the wall: it signs every minute while anyone looks on
GRACE_REHEARSED, GRACE_AT_MOST = (
    5.0,
    timedelta(minutes=5),
)  # in a rehearsal that runs fast: seconds on the wall, and how much of its own time they may be


def open_for(row: str) -> str:
    """SQL: every gate lets ROW (of `part` or `errand`) leave from its account at :now, from this :machine and :folder."""
    return f"""
    EXISTS (SELECT 1 FROM gate WHERE paused_at IS NULL AND (kind = 'rehearsal' OR (live = 1 AND machine = :machine AND folder = :folder)))
    AND EXISTS (SELECT 1 FROM account WHERE name = {row}.account AND removed_at IS NULL AND hold IS NULL AND (not_before IS NULL OR not_before <= :now))
"""


class Gate(NamedTuple):
    """`machine` and `folder` are what `live` bound the store to; `attempts` counts every commit mark ever made in it."""

    rehearsal: bool
    live: bool
    machine: str | None
    folder: str | None
    attempts: int
    paused_at: datetime | None
    paused_by: str | None
    paused_why: str | None
    stop_requested_at: datetime | None
    worker_seen_at: datetime | None
    worker_pid: int | None


def read(db: sqlite3.Connection) -> Gate:
    row = db.execute("SELECT * FROM gate").fetchone()
    return Gate(
        rehearsal=row["kind"] == "rehearsal",
        live=bool(row["live"]),
        machine=row["machine"],
        folder=row["folder"],
        attempts=row["attempts"],
        paused_at=_instant(row["paused_at"]),
        paused_by=row["paused_by"],
        paused_why=row["paused_why"],
        stop_requested_at=_instant(row["stop_requested_at"]),
        worker_seen_at=_instant(row["worker_seen_at"]),
        worker_pid=row["worker_pid"],
    )


def pause(db: sqlite3.Connection, by: str, why: str | None, now: datetime) -> None:
    """Nothing leaves until `resume`; the first reason stays."""
    db.execute("UPDATE gate SET paused_at = ?, paused_by = ?, paused_why = ? WHERE paused_at IS NULL", (to_stamp(now), by, why))


def resume(db: sqlite3.Connection) -> None:
    db.execute("UPDATE gate SET paused_at = NULL, paused_by = NULL, paused_why = NULL")


def go_live(db: sqlite3.Connection, machine: str, folder: str) -> None:
    db.execute("UPDATE gate SET live = 1, machine = ?, folder = ?", (machine, folder))


def leave_live(db: sqlite3.Connection) -> None:
    db.execute("UPDATE gate SET live = 0")


def count_up(db: sqlite3.Connection, attempts: int) -> None:
    """After a take-over the store counts on from where the machine's own count stands."""
    db.execute("UPDATE gate SET attempts = max(attempts, ?)", (attempts,))


def doubt_all_due(db: sqlite3.Connection, now: datetime) -> int:
    """A take-over: every part due before NOW that has not left may have left elsewhere, and is looked for. The number made unknown.

    What is `sending` has a try of its own that says what to look for: that is `parts.recover`, and comes first.
    """
    words = "taken over: it may have left from the other place"
    doubted = "due < :now AND state IN ('scheduled', 'failed', 'held', 'skipped')"
    values = {"now": to_stamp(now), "words": words}
    db.execute(
        f"""INSERT INTO attempt (part, revision, key, began_at, body, outcome, words, look_at)
            SELECT id, revision, key, due, '', 'unknown', :words, :now FROM part WHERE {doubted} ORDER BY due, id""",
        values,
    )
    return db.execute(f"UPDATE part SET state = 'unknown', reason = :words, changed_at = :now WHERE {doubted}", values).rowcount


def ask_to_stop(db: sqlite3.Connection, now: datetime | None) -> None:
    """Ask the worker to end (None: take that back)."""
    db.execute("UPDATE gate SET stop_requested_at = ?", (now and to_stamp(now),))


def sign_of_life(db: sqlite3.Connection, pid: int | None, now: datetime) -> None:
    db.execute("UPDATE gate SET worker_seen_at = ?, worker_pid = ?", (to_stamp(now), pid))


def sign_of_stage(db: sqlite3.Connection, screens: int, wall: datetime) -> None:
    """The stage page is open, on SCREENS screens; WALL is the real time, also in a rehearsal."""
    db.execute("UPDATE gate SET stage_screens = ?, stage_seen_at = ?", (screens, to_stamp(wall)))


def screens(db: sqlite3.Connection, wall: datetime) -> int:
    """How many screens show the stage, as it said itself last; none where it has been silent for too long."""
    within = (to_stamp(wall - STAGE_SIGNS_WITHIN), to_stamp(wall))
    row = db.execute("SELECT stage_screens FROM gate WHERE stage_seen_at BETWEEN ? AND ?", within).fetchone()
    return row["stage_screens"] if row else 0


def set_simulated_time(db: sqlite3.Connection, clock: SimulatedClock) -> None:
    """Only the driver of a rehearsal writes it."""
    db.execute("UPDATE gate SET anchor_simulated = ?, anchor_monotonic = ?, speed = ?", (to_stamp(clock.anchor), clock.anchor_monotonic, clock.speed))


def simulated_time(db: sqlite3.Connection) -> SimulatedClock | None:
    row = db.execute("SELECT anchor_simulated, anchor_monotonic, speed FROM gate").fetchone()
    if row["anchor_simulated"] is None:
        return None
    return SimulatedClock(anchor=from_stamp(row["anchor_simulated"]), anchor_monotonic=row["anchor_monotonic"], speed=row["speed"])


def grace(db: sqlite3.Connection) -> timedelta:
    """How long what a person lets go can be taken back: ten seconds; in a rehearsal that runs fast as much of its time as a hand needs."""
    simulated = simulated_time(db)
    if simulated is None:
        return GRACE
    return max(GRACE, min(timedelta(seconds=GRACE_REHEARSED * simulated.speed), GRACE_AT_MOST))


def on_the_wall(db: sqlite3.Connection, duration: timedelta) -> timedelta:
    """What passes on the store's clock while DURATION passes on the wall: more in a rehearsal that runs fast. Processes and people keep to the wall."""
    simulated = simulated_time(db)
    return duration if simulated is None else duration * max(simulated.speed, 1.0)


def _instant(stamp: str | None) -> datetime | None:
    return from_stamp(stamp) if stamp else None
