"""What an operator is typing, kept at every keystroke, so that neither a kill nor a closed terminal loses a word."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from livetweet.clock import to_stamp


class Kept(NamedTuple):
    """`about` is JSON: what the composer needs to go on."""

    text: str
    about: str


def keep(db: sqlite3.Connection, operator: str, place: str, kept: Kept | None, now: datetime) -> None:
    """What OPERATOR has typed at PLACE so far; None: it is forgotten."""
    if kept:
        db.execute(
            "INSERT INTO typed VALUES (?, ?, ?, ?, ?) ON CONFLICT (operator, place) DO UPDATE SET text = excluded.text, about = excluded.about, at = excluded.at",
            (operator, place, kept.text, kept.about, to_stamp(now)),
        )
    else:
        db.execute("DELETE FROM typed WHERE operator = ? AND place = ?", (operator, place))


def kept(db: sqlite3.Connection, operator: str, place: str) -> Kept | None:
    row = db.execute("SELECT text, about FROM typed WHERE operator = ? AND place = ?", (operator, place)).fetchone()
    return Kept(text=row["text"], about=row["about"]) if row else None
