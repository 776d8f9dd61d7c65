"""What was found last where programmes come from: its tag, so that the same is not fetched again, and a version that waits for a person to review it.

Whether the address that is watched could be read lies with the other cursors (`store.cursors`), under no account.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from livetweet.clock import from_stamp, to_stamp
from livetweet.programme.tag import Tag
from livetweet.store import programmes


class Standing(StrEnum):
    IMPORTED = "imported"
    WAITING = "waiting"  # nobody has decided yet
    ASIDE = "aside"  # somebody decided against it; the next version is told again


class Found(NamedTuple):
    """What stands at `address`, as a person named `source`. `document` (see `programme.document`) is None of what is imported."""

    address: str
    source: str
    tag: Tag
    standing: Standing
    document: str | None
    at: datetime


class Look(NamedTuple):
    """How the last look at an address that is watched ended: `problem` is a sentence, None where it could be read; `read_at` when it was read last, or first tried."""

    source: str
    read_at: datetime
    problem: str | None


def save_look(db: sqlite3.Connection, source: str, problem: str | None, now: datetime) -> None:
    """SOURCE was looked at NOW, and could be read unless there is a PROBLEM."""
    db.execute(
        "INSERT INTO cursor (account, stream, value, read_at) VALUES ('', ?, ?, ?) ON CONFLICT (account, stream) "
        "DO UPDATE SET value = excluded.value, read_at = CASE WHEN excluded.value IS NULL THEN excluded.read_at ELSE read_at END",
        (source, problem, to_stamp(now)),
    )


def last_look(db: sqlite3.Connection, source: str) -> Look | None:
    """How the last look at SOURCE ended; None where nobody has looked yet."""
    row = db.execute("SELECT value, read_at FROM cursor WHERE account = '' AND stream = ?", (source,)).fetchone()
    return None if row is None else Look(source=source, problem=row["value"], read_at=from_stamp(row["read_at"]))


def save(db: sqlite3.Connection, found: Found) -> None:
    """Keep FOUND in place of what was found at its address before; of all, one at most waits."""
    if found.standing is Standing.WAITING:
        db.execute("UPDATE programme_source SET state = 'aside' WHERE state = 'waiting'")
    db.execute(
        "INSERT OR REPLACE INTO programme_source (address, source, etag, modified, state, document, found_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (found.address, found.source, found.tag.etag, found.tag.modified, found.standing.value, found.document, to_stamp(found.at)),
    )


def waiting(db: sqlite3.Connection) -> Found | None:
    """The version that nobody has decided on."""
    row = db.execute(
        "SELECT address, source, etag, modified, state, document, found_at FROM programme_source WHERE state = 'waiting' ORDER BY found_at DESC LIMIT 1"
    ).fetchone()
    return None if row is None else _found(row)


def put_aside(db: sqlite3.Connection, found: Found) -> None:
    """Somebody decided against FOUND, if it still waits."""
    db.execute(
        "UPDATE programme_source SET state = 'aside' WHERE address = ? AND state = 'waiting' AND found_at = ?", (found.address, to_stamp(found.at))
    )


def put_all_aside(db: sqlite3.Connection) -> None:
    """Nothing waits any more: another version has been imported."""
    db.execute("UPDATE programme_source SET state = 'aside' WHERE state = 'waiting'")


def imported_tags(db: sqlite3.Connection, source: str) -> Mapping[str, Tag]:
    """Address to the tag of the version in force, if it came from SOURCE."""
    current = programmes.current_version(db)
    if current is None or current.source != source:
        return {}
    return {one.address: one.tag for one in _of(db, source) if one.standing is Standing.IMPORTED}


def seen_tags(db: sqlite3.Connection, source: str) -> Mapping[str, Tag]:
    """Address to the tag of what was found from SOURCE last, where it is in force or was told to a person."""
    return {one.address: one.tag for one in _of(db, source) if one.standing is not Standing.IMPORTED} | dict(imported_tags(db, source))


def mark(db: sqlite3.Connection) -> tuple[object, ...]:
    """A value that differs once another version waits, or none."""
    return tuple(db.execute("SELECT max(address), max(found_at) FROM programme_source WHERE state = 'waiting'").fetchone())


def _of(db: sqlite3.Connection, source: str) -> list[Found]:
    rows = db.execute("SELECT address, source, etag, modified, state, document, found_at FROM programme_source WHERE source = ?", (source,))
    return [_found(row) for row in rows]


def _found(row: sqlite3.Row | tuple[str, ...]) -> Found:
    address, source, etag, modified, state, document, found_at = row
    return Found(
        address=address,
        source=source,
        tag=Tag(etag=etag, modified=modified),
        standing=Standing(state),
        document=document,
        at=from_stamp(found_at),
    )
