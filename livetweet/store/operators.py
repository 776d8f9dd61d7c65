"""Who sits at a desk: a name, a room, when they were last there, and when they last looked at what had been skipped or held."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from livetweet.clock import from_stamp, to_stamp


class Operator(NamedTuple):
    """`looked_at` is None for whoever never closed a catch-up review."""

    room: str | None = None
    looked_at: datetime | None = None


def seen(db: sqlite3.Connection, name: str, now: datetime) -> None:
    db.execute(
        "INSERT INTO operator (name, seen_at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at", (name, to_stamp(now))
    )


def seen_since(db: sqlite3.Connection, since: datetime) -> bool:
    """Whether anyone's desk has shown itself since SINCE."""
    return db.execute("SELECT 1 FROM operator WHERE seen_at >= ? LIMIT 1", (to_stamp(since),)).fetchone() is not None


def get(db: sqlite3.Connection, name: str) -> Operator:
    """What is known of NAME; of whoever was never here, nothing."""
    row = db.execute("SELECT room, looked_at FROM operator WHERE name = ?", (name,)).fetchone()
    return Operator(room=row["room"], looked_at=row["looked_at"] and from_stamp(row["looked_at"])) if row else Operator()


def sit(db: sqlite3.Connection, name: str, room: str) -> None:
    """NAME is in ROOM."""
    db.execute("INSERT INTO operator (name, room) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET room = excluded.room", (name, room))


def looked(db: sqlite3.Connection, name: str, at: datetime) -> None:
    """NAME has seen what was skipped and held until AT."""
    db.execute(
        "INSERT INTO operator (name, looked_at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET looked_at = max(coalesce(looked_at, ''), excluded.looked_at)",
        (name, to_stamp(at)),
    )
