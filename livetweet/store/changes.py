"""The journal of changes, written by triggers whoever writes: a reader asks what has changed since the number it has seen."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class Changes(NamedTuple):
    """Up to `seq`: the ids of posts (also for their parts), incoming posts and questions. `all` where the journal no longer reaches back: read everything."""

    seq: int
    all: bool
    posts: frozenset[int] = frozenset()
    incoming: frozenset[int] = frozenset()
    questions: frozenset[int] = frozenset()


def since(db: sqlite3.Connection, seq: int | None) -> Changes:
    """What has changed since SEQ; None: everything, seen for the first time."""
    first, last = db.execute("SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM change").fetchone()
    if seq is None or seq < first - 1:
        return Changes(seq=last, all=True)
    found: dict[str, set[int]] = {"post": set(), "incoming": set(), "question": set()}
    for row in db.execute("SELECT DISTINCT what, id FROM change WHERE seq > ?", (seq,)):
        found[row[0]].add(row[1])
    return Changes(
        seq=max(last, seq), all=False, posts=frozenset(found["post"]), incoming=frozenset(found["incoming"]), questions=frozenset(found["question"])
    )
