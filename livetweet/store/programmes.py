"""The versions of the programme that were imported, and the changes made by hand on top of the last one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from livetweet.clock import from_stamp, to_stamp
from livetweet.model.programme import Programme
from livetweet.programme import document

if TYPE_CHECKING:
    from livetweet.programme.change import Change

_COLUMNS = "SELECT id, imported_at, source, document FROM programme"


class Version(NamedTuple):
    """A programme as it was imported; `document` is what `programme.document.to_text` wrote, `source` what the person named."""

    id: int
    imported_at: datetime
    source: str
    document: str


def save_version(db: sqlite3.Connection, programme: Programme, *, source: str, at: datetime) -> int:
    """Make PROGRAMME the version in force; the id of it."""
    row = db.execute(
        "INSERT INTO programme (imported_at, source, document) VALUES (?, ?, ?) RETURNING id",
        (to_stamp(at), source, document.to_text(programme)),
    ).fetchone()
    return int(row[0])


def current_version(db: sqlite3.Connection) -> Version | None:
    """The version imported last; None before the first import."""
    return _version(db.execute(f"{_COLUMNS} ORDER BY id DESC LIMIT 1").fetchone())


def previous_version(db: sqlite3.Connection) -> Version | None:
    """The version imported before the last; None where there is only one."""
    return _version(db.execute(f"{_COLUMNS} ORDER BY id DESC LIMIT 1 OFFSET 1").fetchone())


def current_id(db: sqlite3.Connection) -> int | None:
    """The id of the version in force, without reading it: to tell whether another was imported."""
    found = db.execute("SELECT max(id) FROM programme").fetchone()[0]
    return None if found is None else int(found)


def mark(db: sqlite3.Connection) -> tuple[object, ...]:
    """A value that differs once another version was imported or a change made by hand."""
    return tuple(
        db.execute(
            "SELECT (SELECT max(id) FROM programme), (SELECT count(*) FROM programme_change), (SELECT max(made_at) FROM programme_change)"
        ).fetchone()
    )


def read(version: Version) -> Programme:
    """The programme that VERSION holds, without the changes made by hand."""
    return document.from_text(version.document)


def in_force(db: sqlite3.Connection) -> Programme | None:
    """The programme as imported last, with the changes made by hand; None before the first import."""
    version = current_version(db)
    changes = list_changes(db)
    if version is None or not changes:
        return None if version is None else read(version)
    from livetweet.programme import change  # noqa: PLC0415 - as in `list_changes`

    return change.apply(read(version), changes)


def save_changes(db: sqlite3.Connection, changes: Iterable[Change], *, at: datetime, by: str) -> None:
    """Keep CHANGES, each in place of an earlier one of the same field of the same session."""
    db.executemany(
        """INSERT INTO programme_change (session, field, value, made_at, made_by) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (session, field) DO UPDATE SET value = excluded.value, made_at = excluded.made_at, made_by = excluded.made_by""",
        [(one.session, one.field.value, one.value, to_stamp(at), by) for one in changes],
    )


def list_changes(db: sqlite3.Connection) -> list[Change]:
    """Every change made by hand that still holds, in the order they were made."""
    rows = db.execute("SELECT session, field, value FROM programme_change ORDER BY made_at, session, field").fetchall()
    if not rows:
        return []
    from livetweet.programme.change import Change, Field  # noqa: PLC0415 - most of the time nothing was changed, and a desk starts sooner

    return [Change(session=row[0], field=Field(row[1]), value=row[2]) for row in rows]


def drop_changes(db: sqlite3.Connection, changes: Iterable[Change]) -> None:
    """Forget CHANGES: the source says the same by now, or a person takes them back. One that was made anew since stays."""
    db.executemany(
        "DELETE FROM programme_change WHERE session = ? AND field = ? AND value = ?",
        [(one.session, one.field.value, one.value) for one in changes],
    )


def _version(row: sqlite3.Row | tuple[int, str, str, str] | None) -> Version | None:
    return None if row is None else Version(id=row[0], imported_at=from_stamp(row[1]), source=row[2], document=row[3])
