"""Tries whose outcome nobody knows, and when to look for what they made."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import NamedTuple

from livetweet.clock import from_stamp, to_stamp
from livetweet.model.part import Part
from livetweet.store.answered import hold_behind
from livetweet.store.parts import part_of

LOOKED_TWICE = "looked twice, not there"

# An attempt that is still the last of its part that may have left: later ones that surely did not (never sent, refused) say nothing of it.
_OPEN = """
    part.state = 'unknown' AND NOT EXISTS (
        SELECT 1 FROM attempt AS later WHERE later.part = part.id AND later.id > attempt.id AND (later.outcome IS NULL OR later.outcome = 'unknown'))
"""


class Doubt(NamedTuple):
    """The last try of an unknown part. `first_at` is the server's time at the first try of the same key, `at` at this one; `body` is empty where the call,
    if there was one, was made from elsewhere.
    """

    attempt: int
    part: Part
    body: str
    record_key: str | None
    first_at: datetime
    at: datetime
    looks: int


def to_look_for(db: sqlite3.Connection, account: str, now: datetime) -> Doubt | None:
    """The doubt of ACCOUNT whose time to look has come, oldest first; while the network asks to wait, none."""
    row = db.execute(
        f"""SELECT part.*, attempt.id AS attempt, attempt.body, attempt.record_key, attempt.began_at, attempt.server_skew, attempt.looks
           FROM attempt JOIN part ON part.id = attempt.part JOIN account ON account.name = part.account
           WHERE attempt.look_at <= :now AND {_OPEN} AND part.account = :account AND account.hold IS NULL AND (account.not_before IS NULL OR account.not_before <= :now)
           ORDER BY attempt.look_at, attempt.id LIMIT 1""",
        {"now": to_stamp(now), "account": account},
    ).fetchone()
    if row is None:
        return None
    first = db.execute("SELECT began_at, server_skew FROM attempt WHERE part = ? AND key = ? ORDER BY id LIMIT 1", (row["id"], row["key"])).fetchone()
    return Doubt(
        attempt=row["attempt"],
        part=part_of(row),
        body=row["body"],
        record_key=row["record_key"],
        first_at=from_stamp(first["began_at"]) - timedelta(seconds=first["server_skew"]),
        at=from_stamp(row["began_at"]) - timedelta(seconds=row["server_skew"]),
        looks=row["looks"],
    )


def next_looks(db: sqlite3.Connection) -> dict[int, datetime]:
    """Unknown parts to when they are looked for next, which may be past; those left to a person, or of an account on hold, are not among them."""
    rows = db.execute(
        f"""SELECT part.id, max(attempt.look_at, coalesce(account.not_before, '')) AS at
           FROM attempt JOIN part ON part.id = attempt.part JOIN account ON account.name = part.account
           WHERE attempt.look_at IS NOT NULL AND {_OPEN} AND account.hold IS NULL"""
    )
    return {row["id"]: from_stamp(row["at"]) for row in rows}


def is_open(db: sqlite3.Connection, attempt: int) -> bool:
    """Whether ATTEMPT is still what its part is in doubt about: while somebody looked, a person may have decided, and another try may have begun."""
    return (
        db.execute(f"SELECT 1 FROM attempt JOIN part ON part.id = attempt.part WHERE attempt.id = ? AND {_OPEN}", (attempt,)).fetchone() is not None
    )


def not_there(db: sqlite3.Connection, attempt: int, look_again_at: datetime | None, now: datetime) -> None:
    """Looked, not there: look again at LOOK_AGAIN_AT, or (None) leave it to a person, with those behind it held until then."""
    part = db.execute(
        "UPDATE attempt SET looks = looks + 1, look_at = ? WHERE id = ? RETURNING part", (look_again_at and to_stamp(look_again_at), attempt)
    ).fetchone()[0]
    if look_again_at is None:
        db.execute("UPDATE part SET reason = ? WHERE id = ? AND state = 'unknown'", (LOOKED_TWICE, part))  # unknown since when it was
        hold_behind(db, part, now)


def look_later(db: sqlite3.Connection, attempt: int, at: datetime, words: str | None = None) -> None:
    """The look itself failed and proves nothing: again AT that instant, if it is still in doubt then. WORDS tell a person why looking may never help."""
    if is_open(db, attempt):
        part = db.execute("UPDATE attempt SET look_at = ? WHERE id = ? RETURNING part", (to_stamp(at), attempt)).fetchone()[0]
        if words:
            db.execute("UPDATE part SET reason = ? WHERE id = ?", (words, part))
