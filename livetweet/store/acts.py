"""What operators did, with the state before: for undo and for the record."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from livetweet.clock import to_stamp


class Done(NamedTuple):
    """`before` is JSON: what the act found."""

    id: int
    verb: str
    post: int | None
    question: int | None
    before: str


def add(
    db: sqlite3.Connection, operator: str, verb: str, now: datetime, *, post: int | None = None, question: int | None = None, before: object = None
) -> None:
    db.execute(
        "INSERT INTO act (at, operator, verb, post, question, before) VALUES (?, ?, ?, ?, ?, ?)",
        (to_stamp(now), operator, verb, post, question, json.dumps(before or [], ensure_ascii=False)),
    )


def newest(db: sqlite3.Connection) -> int:
    """The id of the last act of anybody; 0: there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM act").fetchone()[0])


def last(db: sqlite3.Connection, operator: str, verbs: Sequence[str], *, post: int | None = None, until: int | None = None) -> Done | None:
    """OPERATOR's last act of these VERBS that is not undone: the last on POST, the last UNTIL an act's id, where these are given."""
    row = db.execute(
        """SELECT id, verb, post, question, before FROM act
           WHERE operator = :operator AND undone_at IS NULL AND verb IN (SELECT value FROM json_each(:verbs))
           AND (:post IS NULL OR post = :post) AND (:until IS NULL OR id <= :until) ORDER BY id DESC LIMIT 1""",
        {"operator": operator, "verbs": json.dumps(list(verbs)), "post": post, "until": until},
    ).fetchone()
    return Done(**dict(row)) if row else None


def undone(db: sqlite3.Connection, act: int, now: datetime) -> None:
    db.execute("UPDATE act SET undone_at = ? WHERE id = ?", (to_stamp(now), act))
