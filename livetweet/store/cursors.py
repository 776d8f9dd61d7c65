"""Where the next page of each stream of each account begins, and what is wrong with those that cannot be read."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from livetweet.clock import to_stamp


class Trouble(NamedTuple):
    """STREAM of ACCOUNT cannot be read, for the reason in `words`."""

    account: str
    stream: str
    words: str


def get(db: sqlite3.Connection, account: str, stream: str) -> str | None:
    row = db.execute("SELECT value FROM cursor WHERE account = ? AND stream = ?", (account, stream)).fetchone()
    return row["value"] if row else None


def save(db: sqlite3.Connection, account: str, stream: str, value: str | None, read_at: str) -> None:
    db.execute(
        """INSERT INTO cursor (account, stream, value, read_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (account, stream) DO UPDATE SET value = excluded.value, read_at = excluded.read_at""",
        (account, stream, value, read_at),
    )


def trouble(db: sqlite3.Connection, account: str, stream: str, words: str | None, now: datetime) -> None:
    """STREAM cannot be read for the reason in WORDS; None: it can again."""
    db.execute(
        """INSERT INTO cursor (account, stream, read_at, trouble) VALUES (?, ?, ?, ?)
           ON CONFLICT (account, stream) DO UPDATE SET trouble = excluded.trouble""",
        (account, stream, to_stamp(now), words),
    )


def forget_trouble(db: sqlite3.Connection, account: str) -> None:
    """Whoever begins to read ACCOUNT finds out anew."""
    db.execute("UPDATE cursor SET trouble = NULL WHERE account = ? AND trouble IS NOT NULL", (account,))


def troubles(db: sqlite3.Connection) -> list[Trouble]:
    """What cannot be read, by account and stream."""
    rows = db.execute(
        """SELECT account, stream, trouble FROM cursor JOIN account ON account.name = cursor.account
           WHERE trouble IS NOT NULL AND removed_at IS NULL ORDER BY account, stream"""
    )
    return [Trouble(*row) for row in rows]
