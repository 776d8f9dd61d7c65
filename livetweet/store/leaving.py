"""The promise, first half: which part may leave, and the mark that says so before it does. `answered.py` is the other half.

Read this with `worker/lane.py` and docs/architecture.md. Everything here runs inside the caller's transaction.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from livetweet.clock import day_around, from_stamp, to_stamp
from livetweet.model.part import Part
from livetweet.model.ref import Ref
from livetweet.store.accounts import SPENT
from livetweet.store.answered import hold_behind
from livetweet.store.gates import open_for
from livetweet.store.parts import DAILY_CAP, PARENT, part_of, ref_of

UNKNOWN_PASSED_OVER_AFTER = timedelta(seconds=60)  # in a session's thread
SERVER_DATE_HOLDS_FOR = timedelta(minutes=10)
SERVER_SKEW_ALLOWED = 120.0  # seconds
MARK_HOLDS_FOR = timedelta(seconds=5)  # between the commit mark and the call

# A part, with what is to follow it, costs no more than what its account may still spend today.
_AFFORDED = f"""
    (part.price = 0 OR NOT EXISTS (
        SELECT 1 FROM account WHERE name = part.account AND daily_cap IS NOT NULL AND daily_cap <
            (SELECT coalesce(sum(price), 0) FROM ({SPENT}) AS spent WHERE spent.account = part.account)
            + (SELECT sum(whole.price) FROM part AS whole WHERE whole.post = part.post AND whole.account = part.account AND whole.number >= part.number AND whole.state = 'scheduled')))
"""
# A part may leave now. One text for choosing the next one and for the commit mark, so that they cannot differ.
_MAY_LEAVE = f"""
    part.state = 'scheduled' AND part.due <= :now AND (part.latest IS NULL OR part.latest >= :now)
    AND {open_for("part")}
    AND (part.number = 1 OR EXISTS (
        SELECT 1 FROM part AS before WHERE before.post = part.post AND before.account = part.account AND before.number = part.number - 1
        AND before.state = 'posted' AND before.remote_id IS NOT NULL AND before.changed_at <= :paused_for))
    AND (part.number > 1 OR part.answers IS NULL OR NOT EXISTS (
        SELECT 1 FROM part AS ours WHERE ours.post = part.answers AND ours.account = part.account AND ours.state IN ('scheduled', 'sending', 'unknown', 'held')))
    AND (part.number > 1 OR part.thread IS NULL OR NOT EXISTS (
        SELECT 1 FROM part AS other WHERE other.thread = part.thread AND other.account = part.account AND other.post <> part.post
        AND (other.state = 'sending' OR (other.state = 'unknown' AND other.changed_at > :passed_over))))
    AND (part.number > 1 OR NOT EXISTS (
        SELECT 1 FROM account WHERE name = part.account AND limit_reset > :now AND limit_left <
            (SELECT count(*) FROM part AS whole WHERE whole.post = part.post AND whole.account = part.account AND whole.state = 'scheduled')))
    AND {_AFFORDED}
"""
# What of a session's thread is behind one of :ahead lets that go first.
_IN_TURN = """
    part.id NOT IN (SELECT value FROM json_each(:aside))
    AND (part.number > 1 OR part.thread IS NULL OR NOT EXISTS (
        SELECT 1 FROM part AS other WHERE other.id IN (SELECT value FROM json_each(:ahead)) AND other.state = 'scheduled'
        AND other.thread = part.thread AND other.account = part.account AND other.post <> part.post))
"""
_UNAFFORDABLE = f"part.account = :account AND part.state = 'scheduled' AND part.due <= :now AND NOT {_AFFORDED}"
_CLOCK_AGREES = """
    EXISTS (SELECT 1 FROM account WHERE name = part.account AND server_seen_at BETWEEN :date_holds AND :now AND abs(server_skew) <= :skew_allowed)
"""


class Place(NamedTuple):
    """Where and for whom the gates are judged: this machine and folder (None in a rehearsal), seconds between two parts, and the zone in which a day begins."""

    machine: str | None = None
    folder: str | None = None
    pause: float = 1.0
    zone: tzinfo = UTC


class Candidate(NamedTuple):
    """A part that may leave, what it answers, and the request of an earlier try whose outcome nobody knew: it must go out byte for byte again, and only as long
    as its network takes it for the same from `first_at` on, the server's time at the first try. Bytes that were refused since are not among them: others go out
    under the same key.
    """

    part: Part
    parent: int | None
    answers: Ref | None
    body_before: str | None
    record_key_before: str | None
    first_at: datetime | None


class Mark(NamedTuple):
    """The commit mark, made at AT: from here on the call may have happened. It may begin until UNTIL, and not a moment later."""

    attempt: int
    part: int
    at: datetime
    until: datetime


def next_to_leave(
    db: sqlite3.Connection, account: str, now: datetime, place: Place, *, aside: Collection[int] = (), ahead: Collection[int] = ()
) -> Candidate | None:
    """The part of ACCOUNT that is due longest and passes every gate, or None. Never one put ASIDE, nor one whose session's thread waits for a part AHEAD of it."""
    row = db.execute(
        f"SELECT part.*, {PARENT} AS parent FROM part WHERE part.account = :account AND {_MAY_LEAVE} AND {_IN_TURN} ORDER BY part.due, part.id LIMIT 1",
        {"account": account, "aside": json.dumps(list(aside)), "ahead": json.dumps(list(ahead))} | _conditions(now, place),
    ).fetchone()
    if row is None:
        return None
    earlier = db.execute(
        """SELECT body, record_key, began_at, server_skew, NOT EXISTS (
               SELECT 1 FROM attempt AS later WHERE later.part = attempt.part AND later.id > attempt.id AND later.outcome IN ('media', 'rejected')) AS stands
           FROM attempt WHERE part = ? AND key = ? AND outcome = 'unknown' AND body <> '' ORDER BY id""",
        (row["id"], row["key"]),
    ).fetchall()
    again = next((one for one in earlier if one["stands"]), None)
    return Candidate(
        part=part_of(row),
        parent=row["parent"],
        answers=ref_of(db, row["parent"], row["reply_to"]),
        body_before=again and again["body"],
        record_key_before=again and again["record_key"],
        first_at=from_stamp(earlier[0]["began_at"]) - timedelta(seconds=earlier[0]["server_skew"]) if earlier else None,
    )


def mark(
    db: sqlite3.Connection, candidate: Candidate, body: str, record_key: str | None, now: datetime, place: Place, look_at: datetime
) -> Mark | None:
    """Take CANDIDATE for one call with BODY, or None where anything has changed since it was chosen: then nothing may leave.

    LOOK_AT is when, at the earliest, to look for it should its outcome stay unknown.
    """
    part = candidate.part
    taken = db.execute(
        f"""UPDATE part SET state = 'sending', reason = NULL, changed_at = :now
            WHERE part.id = :id AND part.revision = :revision AND {_MAY_LEAVE} AND {_CLOCK_AGREES} AND (:same_bytes OR ({PARENT}) IS :parent)
            RETURNING number, latest""",
        {"id": part.id, "revision": part.revision, "parent": candidate.parent, "same_bytes": candidate.body_before is not None}
        | _conditions(now, place),
    ).fetchone()
    if taken is None:
        return None
    db.execute("UPDATE gate SET attempts = attempts + 1")
    attempt = db.execute(
        """INSERT INTO attempt (part, revision, key, began_at, server_skew, body, record_key, look_at)
           VALUES (?, ?, ?, ?, (SELECT server_skew FROM account WHERE name = ?), ?, ?, ?)""",
        (part.id, part.revision, part.key, to_stamp(now), part.account, body, record_key, to_stamp(look_at)),
    ).lastrowid
    assert attempt is not None  # noqa: S101 - an INSERT has a row id
    until = now + MARK_HOLDS_FOR
    if taken["number"] == 1 and taken["latest"]:
        until = min(until, from_stamp(taken["latest"]))
    return Mark(attempt=attempt, part=part.id, at=now, until=until)


def any_unaffordable(db: sqlite3.Connection, account: str, now: datetime, place: Place) -> bool:
    """Whether a part of ACCOUNT is due that would cost more than what is left of the day's cap."""
    return db.execute(f"SELECT 1 FROM part WHERE {_UNAFFORDABLE} LIMIT 1", {"account": account} | _conditions(now, place)).fetchone() is not None


def hold_unaffordable(db: sqlite3.Connection, account: str, now: datetime, place: Place) -> None:
    """Those are held, for a person to look at."""
    rows = db.execute(
        f"UPDATE part SET state = 'held', reason = '{DAILY_CAP}', changed_at = :now WHERE {_UNAFFORDABLE} RETURNING id",
        {"account": account} | _conditions(now, place),
    ).fetchall()
    for row in rows:
        hold_behind(db, row["id"], now)


def next_wake(db: sqlite3.Connection, account: str, now: datetime, place: Place) -> datetime | None:
    """When ACCOUNT has something to do again if nothing changes meanwhile; None: never."""
    row = db.execute(
        """SELECT min(instant) FROM (
               SELECT min(due) AS instant FROM part WHERE account = :account AND state = 'scheduled' AND due > :now
               UNION ALL SELECT not_before FROM account WHERE name = :account AND not_before > :now
               UNION ALL SELECT limit_reset FROM account WHERE name = :account AND limit_reset > :now
                   AND EXISTS (SELECT 1 FROM part WHERE account = :account AND state = 'scheduled' AND due <= :now)
               UNION ALL SELECT max(min(look_at), coalesce((SELECT not_before FROM account WHERE name = :account), ''))
                   FROM attempt JOIN part ON part.id = attempt.part
                   WHERE look_at IS NOT NULL AND part.state = 'unknown' AND part.account = (SELECT name FROM account WHERE name = :account AND hold IS NULL))""",
        {"account": account, "now": to_stamp(now)},
    ).fetchone()
    waits = [from_stamp(row[0])] if row[0] else []
    waiting = db.execute(
        """SELECT max(before.changed_at) FROM part JOIN part AS before ON before.post = part.post AND before.account = part.account
               AND before.number = part.number - 1
           WHERE part.account = ? AND part.state = 'scheduled' AND part.number > 1 AND part.due <= ? AND before.state = 'posted'""",
        (account, to_stamp(now)),
    ).fetchone()[0]
    if waiting and (instant := from_stamp(waiting) + timedelta(seconds=place.pause)) > now:
        waits.append(instant)
    passed = db.execute(
        "SELECT min(changed_at) FROM part WHERE account = ? AND state = 'unknown' AND thread IS NOT NULL AND changed_at > ?",
        (account, to_stamp(now - UNKNOWN_PASSED_OVER_AFTER)),
    ).fetchone()[0]
    if passed:
        waits.append(from_stamp(passed) + UNKNOWN_PASSED_OVER_AFTER)
    return min(waits, default=None)


def _conditions(now: datetime, place: Place) -> dict[str, object]:
    return {
        "now": to_stamp(now),
        "machine": place.machine,
        "folder": place.folder,
        "paused_for": to_stamp(now - timedelta(seconds=place.pause)),
        "passed_over": to_stamp(now - UNKNOWN_PASSED_OVER_AFTER),
        "date_holds": to_stamp(now - SERVER_DATE_HOLDS_FOR),
        "skew_allowed": SERVER_SKEW_ALLOWED,
        "day": to_stamp(day_around(now, place.zone)[0]),
    }
