"""What stands around one incoming post: the part of ours it answers, what was said before it, what we answered. Read by `inbox/conversation.py`."""

from __future__ import annotations

import sqlite3

from livetweet.model.part import Part
from livetweet.store import incoming, posts
from livetweet.store.incoming import Received
from livetweet.store.parts import part_of

_MOST = 50  # posts above: a thread that long is not read at a desk


def above(db: sqlite3.Connection, one: Received) -> list[Received]:
    """What ONE answers, directly and further up, and what its author said before it in the same thread of ours; by time."""
    ids = {
        row["id"]
        for row in db.execute(
            """WITH RECURSIVE up(id, in_reply_to) AS (
                   SELECT id, in_reply_to FROM incoming WHERE id = :id
                   UNION
                   SELECT incoming.id, incoming.in_reply_to FROM incoming JOIN up ON incoming.remote_id = up.in_reply_to WHERE incoming.network = :network
                   LIMIT :most)
               SELECT id FROM up WHERE id <> :id""",
            {"id": one.id, "network": one.network, "most": _MOST},
        )
    }
    if one.part is not None:
        ids |= {
            row["id"]
            for row in db.execute(
                """SELECT id FROM incoming WHERE session IS :session AND part = :part AND network = :network AND author = :author AND id <> :id
                   AND (at, id) < (SELECT at, id FROM incoming WHERE id = :id) ORDER BY at DESC LIMIT :most""",
                {"session": one.session, "part": one.part, "network": one.network, "author": one.author, "id": one.id, "most": _MOST},
            )
        }
    return sorted(incoming.get(db, ids).values(), key=lambda other: (other.at, other.id))


def our_part(db: sqlite3.Connection, part: int) -> Part | None:
    row = db.execute("SELECT * FROM part WHERE id = ?", (part,)).fetchone()
    return part_of(row) if row else None


def our_answers(db: sqlite3.Connection, one: Received) -> list[Part]:
    """Parts of ours that answer ONE, in the order they were written."""
    written = db.execute("SELECT id FROM post WHERE reply_to = ? AND deleted_at IS NULL ORDER BY id", (one.id,)).fetchall()
    return [part for row in written for part in posts.parts_of(db, row["id"])]
