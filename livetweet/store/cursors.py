"""Where the next page of each stream of each account begins."""

from __future__ import annotations

import sqlite3


def get(db: sqlite3.Connection, account: str, stream: str) -> str | None:
    row = db.execute("SELECT value FROM cursor WHERE account = ? AND stream = ?", (account, stream)).fetchone()
    return row["value"] if row else None


def save(db: sqlite3.Connection, account: str, stream: str, value: str | None, read_at: str) -> None:
    db.execute(
        "INSERT INTO cursor VALUES (?, ?, ?, ?) ON CONFLICT (account, stream) DO UPDATE SET value = excluded.value, read_at = excluded.read_at",
        (account, stream, value, read_at),
    )
