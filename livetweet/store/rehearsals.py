"""The copy a rehearsal works on: what has not left yet, in a store that can never go live."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NamedTuple

_FORGET = (
    "DELETE FROM asker",
    "DELETE FROM question",
    "DELETE FROM act",
    "DELETE FROM typed",
    "DELETE FROM cursor",
    "DELETE FROM attempt",
    "DELETE FROM errand",
    "DELETE FROM applause",
    # a post of which anything has left or may have left belongs to the real day
    "CREATE TEMP TABLE gone AS SELECT DISTINCT post FROM part WHERE state NOT IN ('scheduled', 'held')",
    "DELETE FROM part WHERE post IN gone",
    "UPDATE post SET answers = NULL WHERE answers IN gone",
    "UPDATE part SET answers = NULL WHERE answers IN gone",
    "DELETE FROM part WHERE reply_to IS NOT NULL",
    "DELETE FROM post WHERE id IN gone OR reply_to IS NOT NULL",
    "DELETE FROM incoming",
    "UPDATE account SET hold = NULL, not_before = NULL, backoff = 0, server_seen_at = NULL, server_skew = NULL, contacted_at = NULL, limit_left = NULL, limit_reset = NULL",
    """UPDATE gate SET kind = 'rehearsal', store_id = 'rehearsal', live = 0, machine = NULL, folder = NULL, attempts = 0, paused_at = NULL, paused_by = NULL,
       paused_why = NULL, stop_requested_at = NULL, worker_seen_at = NULL, worker_pid = NULL""",
)


class Made(NamedTuple):
    """What a rehearsal left in its store besides parts. `answered` are questions."""

    posts: int
    incoming: int
    questions: int
    answered: int


def turn_into_rehearsal(path: Path) -> None:
    """Make the copy of a store at PATH a rehearsal store: nothing in it has left, and nothing in it can."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for statement in _FORGET:
            connection.execute(statement)
        connection.execute("COMMIT")
    finally:
        connection.close()


def counts(db: sqlite3.Connection) -> Made:
    row = db.execute(
        """SELECT (SELECT count(*) FROM post WHERE deleted_at IS NULL) AS posts, (SELECT count(*) FROM incoming) AS incoming,
                  (SELECT count(*) FROM question) AS questions, (SELECT count(*) FROM question WHERE state = 'answered') AS answered"""
    ).fetchone()
    return Made(**dict(row))
