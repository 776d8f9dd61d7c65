from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.change import Change, Field
from livetweet.programme.document import to_text
from livetweet.store.migrations import migrate
from livetweet.store.programmes import (
    Version,
    current_id,
    current_version,
    drop_changes,
    in_force,
    list_changes,
    previous_version,
    save_changes,
    save_version,
)

FOSDEM = Path(__file__).parents[2] / "../shared/programmes/frab-xml/fosdem-2024.xml"
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
NINE = datetime.fromisoformat("2027-03-18T09:00+01:00")
FIRST = Programme(title="H", sessions=(Session(id="1", title="First", start=NINE),))
SECOND = replace(FIRST, title="H2")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    path = tmp_path / "livetweet.db"
    migrate(path, "live")
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


def test_versions_are_kept_and_the_last_is_in_force(db: sqlite3.Connection) -> None:
    assert (current_version(db), previous_version(db), current_id(db), in_force(db)) == (None, None, None, None)
    one = save_version(db, FIRST, source="one.xml", at=NOW)
    two = save_version(db, SECOND, source="two.xml", at=NOW + timedelta(hours=1))
    assert current_version(db) == Version(id=two, imported_at=NOW + timedelta(hours=1), source="two.xml", document=to_text(SECOND))
    assert previous_version(db) == Version(id=one, imported_at=NOW, source="one.xml", document=to_text(FIRST))
    assert (current_id(db), in_force(db)) == (two, SECOND)


def test_changes_are_kept_over_imports_until_dropped(db: sqlite3.Connection) -> None:
    late, later, room = (
        Change(session="1", field=Field.LATE, value="5"),
        Change(session="1", field=Field.LATE, value="12"),
        Change(session="1", field=Field.ROOM, value="Ada"),
    )
    save_version(db, FIRST, source="one.xml", at=NOW)
    save_changes(db, [late, room], at=NOW, by="Léa")
    save_changes(db, [later], at=NOW + timedelta(minutes=1), by="Sam")
    save_version(db, SECOND, source="two.xml", at=NOW + timedelta(hours=1))
    assert list_changes(db) == [room, later]
    assert in_force(db) == replace(SECOND, rooms=("Ada",), sessions=(Session(id="1", title="First", start=NINE + timedelta(minutes=12), room="Ada"),))
    drop_changes(db, [late, room])
    assert list_changes(db) == [later]
