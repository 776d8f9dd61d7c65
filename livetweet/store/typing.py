"""What an operator is typing, kept at every keystroke, so that neither a kill nor a closed terminal loses a word."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from livetweet.clock import to_stamp


class Kept(NamedTuple):
    """`about` is JSON: what the composer needs to go on."""

    text: str
    about: str


def keep(db: sqlite3.Connection, operator: str, kept: Mapping[str, Kept], now: datetime) -> None:
    """What OPERATOR has typed so far, by place, instead of what was kept before."""
    places = list(kept)
    db.execute("DELETE FROM typed WHERE operator = ? AND place NOT IN (SELECT value FROM json_each(?))", (operator, json.dumps(places)))
    db.executemany(
        "INSERT INTO typed VALUES (?, ?, ?, ?, ?) ON CONFLICT (operator, place) DO UPDATE SET text = excluded.text, about = excluded.about, at = excluded.at",
        [(operator, place, one.text, one.about, to_stamp(now)) for place, one in kept.items()],
    )


def kept(db: sqlite3.Connection, operator: str) -> dict[str, Kept]:
    """By place."""
    rows = db.execute("SELECT place, text, about FROM typed WHERE operator = ?", (operator,))
    return {row["place"]: Kept(text=row["text"], about=row["about"]) for row in rows}
