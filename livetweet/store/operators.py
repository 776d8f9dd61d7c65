"""Who sits at a desk: a name, a room, and when they were last there."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from livetweet.clock import to_stamp


def seen(db: sqlite3.Connection, name: str, now: datetime) -> None:
    db.execute(
        "INSERT INTO operator (name, seen_at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at", (name, to_stamp(now))
    )


def seen_since(db: sqlite3.Connection, since: datetime) -> bool:
    """Whether anyone's desk has shown itself since SINCE."""
    return db.execute("SELECT 1 FROM operator WHERE seen_at >= ? LIMIT 1", (to_stamp(since),)).fetchone() is not None
