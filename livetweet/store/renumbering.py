"""Sessions that a source has given other ids: everything kept about them goes along, in the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

_SESSION_KEYS = ("start", "quote", "questions", "thanks", "spotlight")


def rename_sessions(db: sqlite3.Connection, ids: Mapping[str, str]) -> None:
    """What is kept about the sessions of IDS, old to new, is about the new ones; two may have changed places."""
    if not ids:
        return
    for table, column in (("post", "session"), ("part", "thread"), ("incoming", "session"), ("question", "session")):
        rows = db.execute(f"SELECT id, {column} FROM {table} WHERE {column} IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)).fetchall()
        db.executemany(f"UPDATE {table} SET {column} = ? WHERE id = ?", [(ids[row[1]], row[0]) for row in rows])
    _rename_in_posts(db, ids)
    changes = db.execute("SELECT session, field, value, made_at, made_by FROM programme_change").fetchall()
    db.execute("DELETE FROM programme_change")
    db.executemany("INSERT OR REPLACE INTO programme_change VALUES (?, ?, ?, ?, ?)", [(ids.get(row[0], row[0]), *row[1:]) for row in changes])


def _rename_in_posts(db: sqlite3.Connection, ids: Mapping[str, str]) -> None:
    rows = db.execute("SELECT id, key, slot, fields FROM post").fetchall()
    keys = {row[0]: (row[1], _rename_key(row[1], ids)) for row in rows if row[1]}
    renamed = {post: new for post, (old, new) in keys.items() if old != new}
    taken = {new for post, (_, new) in keys.items() if post not in renamed}
    db.executemany("UPDATE post SET key = NULL WHERE id = ?", [(post,) for post in renamed])
    db.executemany("UPDATE post SET key = NULL WHERE key = ? AND deleted_at IS NOT NULL", [(new,) for new in renamed.values() if new in taken])
    db.executemany("UPDATE OR IGNORE post SET key = ? WHERE id = ?", [(new, post) for post, new in renamed.items()])
    for post, _, slot, fields in rows:
        old = json.loads(slot)
        if ids.keys() & set(old):
            db.execute("UPDATE post SET slot = ? WHERE id = ?", (json.dumps([ids.get(one, one) for one in old]), post))
        words = json.loads(fields)
        moved = {_rename_highlight(name, ids): text for name, text in words.items()}
        if moved != words:
            db.execute("UPDATE post SET fields = ? WHERE id = ?", (json.dumps(moved, ensure_ascii=False), post))


def _rename_key(key: str, ids: Mapping[str, str]) -> str:
    """`start:104`, `quote:104:1`, `change:17:104` with the new id in place of 104."""
    kind, _, rest = key.partition(":")
    if kind == "quote":
        session, _, number = rest.rpartition(":")
        return f"{kind}:{ids.get(session, session)}:{number}"
    if kind == "change":
        post, _, session = rest.partition(":")
        return f"{kind}:{post}:{ids.get(session, session)}"
    return f"{kind}:{ids.get(rest, rest)}" if kind in _SESSION_KEYS else key


def _rename_highlight(name: str, ids: Mapping[str, str]) -> str:
    """`highlight:N:SPEAKER:104`, see `writing.highlights`."""
    kind, *numbers = name.split(":", 3)
    if kind != "highlight" or len(numbers) != 3:
        return name
    return ":".join((kind, *numbers[:2], ids.get(numbers[2], numbers[2])))
