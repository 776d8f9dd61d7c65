"""What operators set on incoming posts beside their state: who is answering one now, and what is kept for the recap.

Called by `inbox/claims.py` and `inbox/triage.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta

from livetweet.clock import to_stamp

_RENEWED_AFTER = timedelta(minutes=1)  # so that a claim renewed at every keystroke changes the store once a minute


def claimed_by(db: sqlite3.Connection, incoming: int) -> str | None:
    """Who is answering INCOMING."""
    row = db.execute("SELECT claimed_by FROM incoming WHERE id = ?", (incoming,)).fetchone()
    return row["claimed_by"] if row else None


def claim(db: sqlite3.Connection, incoming: int, by: str, now: datetime) -> None:
    """BY answers INCOMING, whoever did before."""
    db.execute(
        "UPDATE incoming SET claimed_by = ?, claimed_at = ? WHERE id = ? AND (claimed_by IS NOT ? OR claimed_at <= ?)",
        (by, to_stamp(now), incoming, by, to_stamp(now - _RENEWED_AFTER)),
    )


def release(db: sqlite3.Connection, incoming: int, by: str) -> None:
    """BY does not answer INCOMING after all; somebody else's claim stays."""
    db.execute("UPDATE incoming SET claimed_by = NULL, claimed_at = NULL WHERE id = ? AND claimed_by = ?", (incoming, by))


def expire(db: sqlite3.Connection, before: datetime) -> None:
    """Claims neither made nor renewed since BEFORE end."""
    db.execute("UPDATE incoming SET claimed_by = NULL, claimed_at = NULL WHERE claimed_at <= ?", (to_stamp(before),))


def keep(db: sqlite3.Connection, ids: Iterable[int], kept: bool) -> None:
    """Incoming posts IDS are kept for the recap, or no more."""
    db.executemany("UPDATE incoming SET kept = ? WHERE id = ?", [(kept, id_) for id_ in ids])
