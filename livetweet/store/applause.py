"""Likes and boosts of our own posts, as the networks told them last."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime

from livetweet.clock import to_stamp


def due(db: sqlite3.Connection, account: str, since: datetime, limit: int) -> dict[str, int]:
    """Remote id to part: what ACCOUNT has posted SINCE, LIMIT at most; what nobody has asked about for longest comes first."""
    rows = db.execute(
        "SELECT remote_id, id FROM part LEFT JOIN applause ON applause.part = part.id"
        " WHERE account = ? AND state = 'posted' AND posted_at >= ? AND remote_id IS NOT NULL AND gone_at IS NULL"
        " ORDER BY coalesce(read_at, ''), id LIMIT ?",
        (account, to_stamp(since), limit),
    )
    return dict(rows.fetchall())


def put(db: sqlite3.Connection, counted: Iterable[tuple[int, int, int]], now: datetime) -> None:
    """COUNTED: part, likes, boosts."""
    db.executemany(
        "INSERT INTO applause (part, likes, boosts, read_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (part) DO UPDATE SET likes = excluded.likes, boosts = excluded.boosts, read_at = excluded.read_at",
        [(*one, to_stamp(now)) for one in counted],
    )


def miss(db: sqlite3.Connection, parts: Iterable[int], now: datetime) -> None:
    """PARTS were asked about and not there, perhaps for a moment: what is known of them stays."""
    db.executemany(
        "INSERT INTO applause (part, likes, boosts, read_at) VALUES (?, 0, 0, ?) ON CONFLICT (part) DO UPDATE SET read_at = excluded.read_at",
        [(part, to_stamp(now)) for part in parts],
    )


def totals(db: sqlite3.Connection, posts: Collection[int] | None = None) -> dict[int, tuple[int, int]]:
    """Post, of POSTS (None: of all), to its likes and boosts on all networks together; without those that have none."""
    chosen = "" if posts is None else "WHERE post IN (SELECT value FROM json_each(?))"
    rows = db.execute(
        f"SELECT post, sum(likes), sum(boosts) FROM applause JOIN part ON part.id = applause.part {chosen} GROUP BY post HAVING sum(likes) + sum(boosts) > 0",
        () if posts is None else (json.dumps(sorted(posts)),),
    )
    return {row[0]: (row[1], row[2]) for row in rows}
