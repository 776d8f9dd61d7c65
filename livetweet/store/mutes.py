"""Persons and words that the inbox does not show. `inbox/mutes.py` decides by them."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from livetweet.clock import to_stamp


class Mute(NamedTuple):
    """WHAT is a handle on `network`, or a word where that is empty."""

    network: str
    what: str


def add(db: sqlite3.Connection, mute: Mute, by: str, now: datetime) -> None:
    """MUTE holds from now on; muted again, it counts as the last one made."""
    db.execute('INSERT OR REPLACE INTO mute (network, what, at, "by") VALUES (?, ?, ?, ?)', (mute.network, mute.what, to_stamp(now), by))


def remove(db: sqlite3.Connection, mute: Mute) -> None:
    db.execute("DELETE FROM mute WHERE network = ? AND what = ?", (mute.network, mute.what))


def every(db: sqlite3.Connection) -> list[Mute]:
    """In the order they were made."""
    return [Mute(network=row["network"], what=row["what"]) for row in db.execute("SELECT network, what FROM mute ORDER BY at, rowid")]
