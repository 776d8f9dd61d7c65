"""A store of any age is opened: made where there is none, migrated with the worker out of the way and a backup beside it."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from livetweet.clock import to_stamp
from livetweet.errors import StoreError, StoreIsNewerError
from livetweet.store.attempts import to_look_for
from livetweet.store.connect import SCHEMA, Store
from livetweet.store.lock import alone
from livetweet.store.migrations import FIRST, FOURTH, SECOND, THIRD
from livetweet.store.upgrade import WORKER_ENDS_WITHIN, open_store
from tests.building import NOW


@dataclass(slots=True)
class Waiting:
    """A clock on which the worker ends after `ends_after` seconds of waiting for it."""

    ends_after: float = 0.0
    worker: ExitStack = field(default_factory=ExitStack)
    slept: float = 0.0

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        if self.slept >= self.ends_after:
            self.worker.close()


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A store as the first livetweet made it, with an account in it."""
    path = tmp_path / "livetweet.db"
    db = sqlite3.connect(path)
    for statement in FIRST:
        db.execute(statement)
    # what sqlite_utils' Migrations keeps of the migrations it has applied
    db.execute("CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)")
    db.execute("CREATE UNIQUE INDEX idx__sqlite_migrations_migration_set_name ON _sqlite_migrations (migration_set, name)")
    db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('livetweet', 'first', ?)", (to_stamp(NOW),))
    db.execute("INSERT INTO gate (id, kind, store_id) VALUES (1, 'live', 'of old')")
    db.execute("INSERT INTO account (name, network, handle) VALUES ('bird', 'x', 'fair27')")
    db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()
    return path


def look(path: Path) -> tuple[int, str, list[str]]:
    """Schema, store id and accounts of the file at PATH."""
    db = sqlite3.connect(path)
    try:
        schema = db.execute("PRAGMA user_version").fetchone()[0]
        return schema, db.execute("SELECT store_id FROM gate").fetchone()[0], [row[0] for row in db.execute("SELECT name FROM account")]
    finally:
        db.close()


def test_new_store_is_live_by_nature(tmp_path: Path) -> None:
    store = open_store(tmp_path / "livetweet.db", Waiting())
    assert not store.rehearsal
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["livetweet.db"]


def test_older_store_is_migrated_with_a_backup_beside_it(older: Path) -> None:
    store = open_store(older, Waiting())
    assert store.id == "of old"
    store.close()
    assert look(older) == (SCHEMA, "of old", ["bird"])
    assert look(older.with_name(f"livetweet.db.before-{SCHEMA}")) == (1, "of old", ["bird"])


@pytest.mark.parametrize("left_over", [False, True])
def test_backup_is_for_its_owner_alone(older: Path, *, left_over: bool) -> None:
    """Also where one lies there that an earlier livetweet has made."""
    backup = older.with_name(f"livetweet.db.before-{SCHEMA}")
    if left_over:
        backup.touch(0o644)
    open_store(older, Waiting()).close()
    assert backup.stat().st_mode & 0o777 == 0o600


TABLES = ("account", "post", "part", "attempt", "incoming", "question", "asker")


def fill(path: Path) -> dict[str, list[dict[str, object]]]:
    """Something of everything that the first schema holds, a part in doubt among it; what is there now."""
    db = sqlite3.connect(path)
    db.executescript(
        f"""
        INSERT INTO post (id, kind, if_late, visibility, texts, approved_at, created_at, created_by)
            VALUES (7, 'live', 'ask', 'public', '{{"*": "Hello."}}', '{to_stamp(NOW)}', '{to_stamp(NOW)}', 'Léa');
        INSERT INTO part (id, post, account, number, revision, key, text, visibility, due, latest, if_late, state, reason, changed_at)
            VALUES (9, 7, 'bird', 1, 1, 'k', 'Hello.', 'public', '{to_stamp(NOW)}', '{to_stamp(NOW)}', 'ask', 'unknown', 'No answer.', '{to_stamp(NOW)}');
        INSERT INTO attempt (part, revision, key, began_at, body, outcome, look_at)
            VALUES (9, 1, 'k', '{to_stamp(NOW)}', '{{"text": "Hello."}}', 'unknown', '{to_stamp(NOW)}');
        INSERT INTO incoming (id, network, remote_id, account, how, author, name, text, at, received_at, visibility, part, state)
            VALUES (3, 'x', '1', 'bird', 'reply', 'lou', 'Lou', 'Why?', '{to_stamp(NOW)}', '{to_stamp(NOW)}', 'public', 9, 'new');
        INSERT INTO question (id, text, state, created_at, created_by, changed_at) VALUES (2, 'Why?', 'waiting', '{to_stamp(NOW)}', 'Léa', '{to_stamp(NOW)}');
        INSERT INTO asker VALUES (3, 2);
        UPDATE gate SET live = 1, machine = 'm', folder = 'f', attempts = 12;
        """
    )
    db.close()
    return rows_of(path)


def rows_of(path: Path) -> dict[str, list[dict[str, object]]]:
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    try:
        return {table: [dict(row) for row in db.execute(f"SELECT * FROM {table}")] for table in (*TABLES, "gate")}
    finally:
        db.close()


def bring_to(path: Path, schema: int) -> None:
    """The store of the first schema at PATH as the livetweet of SCHEMA would have left it."""
    db = sqlite3.connect(path)
    for number, (name, statements) in enumerate((("second", SECOND), ("third", THIRD), ("fourth", FOURTH)), 2):
        if number <= schema:
            for statement in statements:
                db.execute(statement)
            db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('livetweet', ?, ?)", (name, to_stamp(NOW)))
            db.execute(f"PRAGMA user_version = {number}")
    db.commit()
    db.close()


@pytest.mark.parametrize("schema", range(1, SCHEMA))
def test_everything_in_an_older_store_is_there_afterwards(older: Path, schema: int) -> None:
    bring_to(older, schema)
    before = fill(older)
    open_store(older, Waiting()).close()
    after = rows_of(older)
    for table, rows in before.items():
        assert [{name: row[name] for name in rows[0]} for row in after[table]] == [
            row | ({"stop_requested_at": to_stamp(NOW)} if table == "gate" else {}) for row in rows
        ]
    assert (after["part"][0]["price"], after["part"][0]["gone_at"]) == (0, None)
    assert {name: after["account"][0][name] for name in ("daily_cap", "links", "measures", "timeout")} == {
        "daily_cap": None,
        "links": "with",
        "measures": None,
        "timeout": None,
    }
    store = Store(older)
    assert [tuple(row) for row in store.connection.execute("PRAGMA foreign_key_check")] == []
    doubt = to_look_for(store.connection, "bird", NOW)
    store.close()
    assert doubt is not None
    assert (doubt.part.id, doubt.body) == (9, '{"text": "Hello."}')


def test_migration_that_breaks_off_leaves_the_schema_it_had_reached(older: Path) -> None:
    bring_to(older, 2)
    before = fill(older)
    db = sqlite3.connect(older)
    db.execute("CREATE TABLE errand (id INTEGER)")  # the third migration trips over it, half done
    db.close()
    with pytest.raises(StoreError, match="could not be made: table errand already exists"):
        open_store(older, Waiting())
    assert look(older)[0] == 2
    assert {table: [set(row) for row in rows] for table, rows in rows_of(older).items()} == {
        table: [set(row) for row in rows] for table, rows in before.items()
    }
    db = sqlite3.connect(older)
    db.execute("DROP TABLE errand")
    db.close()
    open_store(older, Waiting()).close()
    assert look(older)[0] == SCHEMA


def test_older_store_waits_for_its_worker_to_end(older: Path) -> None:
    clock = Waiting(ends_after=3.0)
    clock.worker.enter_context(alone(older.parent))
    open_store(older, clock).close()
    assert clock.slept == pytest.approx(3.0, abs=0.3)
    db = sqlite3.connect(older)
    assert db.execute("SELECT stop_requested_at FROM gate").fetchone()[0] == to_stamp(NOW)
    db.close()


def test_older_store_is_left_alone_where_its_worker_does_not_end(older: Path) -> None:
    clock = Waiting(ends_after=1e9)
    with clock.worker:
        clock.worker.enter_context(alone(older.parent))
        with pytest.raises(StoreError) as caught:
            open_store(older, clock)
    assert str(caught.value) == (
        f"The store {older} needs a newer schema, and an older worker still holds it: end it (`livetweet worker stop`) and try again."
    )
    assert clock.slept == pytest.approx(WORKER_ENDS_WITHIN, abs=0.3)
    assert look(older) == (1, "of old", ["bird"])


def test_newer_store_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "livetweet.db"
    open_store(path, Waiting()).close()
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    db.close()
    with pytest.raises(StoreIsNewerError):
        open_store(path, Waiting())
    assert look(path)[0] == SCHEMA + 1
    assert [one.name for one in tmp_path.iterdir()] == ["livetweet.db"]


def test_current_store_is_opened_beside_its_worker(tmp_path: Path) -> None:
    path = tmp_path / "livetweet.db"
    open_store(path, Waiting()).close()
    with alone(tmp_path):
        store = open_store(path, Waiting(ends_after=1e9))
    assert isinstance(store, Store)
    store.close()
