"""The one row that every part must pass, and who is at work: pause, live, the worker's sign of life, a rehearsal's time."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import NamedTuple

from livetweet.clock import SimulatedClock, from_stamp, to_stamp
from livetweet.store.attempts import LOOKED_TWICE

TAKEN_OVER = "taken over: it may have left from the other place"
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


class TakenOver(NamedTuple):
    """How many parts that may have left elsewhere are looked for since, and how many wait for a person."""

    doubted: int
    held: int


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


def take_over(db: sqlite3.Connection, now: datetime) -> TakenOver:
    """Whatever has not left by this store's account may have left elsewhere since its last call, at its own time or at another that it was given there.

    What was due before NOW is unknown from here on, and looked for; so is, once more, what was unknown already. What is due later and would leave by itself is held.
    What is `sending` has a try of its own that says what to look for: that is `answered.recover`, and comes first.
    """
    _look_anew(db, now)
    held = db.execute(
        "UPDATE part SET state = 'held', reason = ?, changed_at = ? WHERE due >= ? AND (state = 'scheduled' OR (state = 'held' AND reason LIKE 'waits for part %'))",
        (TAKEN_OVER, to_stamp(now), to_stamp(now)),
    ).rowcount
    return TakenOver(doubted=_doubt_what_was_due(db, now), held=held)


def _look_anew(db: sqlite3.Connection, now: datetime) -> None:
    """What is unknown: that it was not there says nothing of now."""
    db.execute(
        """UPDATE attempt SET looks = 0, look_at = coalesce(look_at, ?) WHERE id IN (
               SELECT max(tried.id) FROM attempt AS tried JOIN part ON part.id = tried.part
               WHERE part.state = 'unknown' AND (tried.outcome IS NULL OR tried.outcome = 'unknown') GROUP BY part.id)""",
        (to_stamp(now),),
    )
    db.execute("UPDATE part SET reason = ? WHERE state = 'unknown' AND reason = ?", (TAKEN_OVER, LOOKED_TWICE))


def _doubt_what_was_due(db: sqlite3.Connection, now: datetime) -> int:
    """Each such part gets a try that says when it may have left: not before the last call of this store (or, without one, its approval), and not before it was due
    unless somebody has moved it. A look goes back to the earlier of the two, and what it finds counts as posted at the later one: that far is its `server_skew`.
    """
    last = db.execute("SELECT began_at, server_skew FROM attempt WHERE body <> '' ORDER BY began_at DESC LIMIT 1").fetchone()
    last_call = from_stamp(last["began_at"]) - timedelta(seconds=last["server_skew"]) if last else None
    rows = db.execute(
        """SELECT part.id, part.revision, part.key, part.due, coalesce(post.approved_at, post.created_at) AS approved_at FROM part JOIN post ON post.id = part.post
           WHERE part.due < ? AND part.state IN ('scheduled', 'failed', 'held', 'skipped') ORDER BY part.due, part.id""",
        (to_stamp(now),),
    ).fetchall()
    for row in rows:
        due, since = from_stamp(row["due"]), last_call or from_stamp(row["approved_at"])
        db.execute(
            """INSERT INTO attempt (part, revision, key, began_at, server_skew, body, outcome, words, look_at)
               VALUES (?, ?, ?, ?, ?, '', 'unknown', ?, ?)""",
            (row["id"], row["revision"], row["key"], to_stamp(max(due, since)), abs((due - since).total_seconds()), TAKEN_OVER, to_stamp(now)),
        )
        db.execute("UPDATE part SET state = 'unknown', reason = ?, changed_at = ? WHERE id = ?", (TAKEN_OVER, to_stamp(now), row["id"]))
    return len(rows)


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
