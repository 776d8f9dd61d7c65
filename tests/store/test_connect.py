"""The store's own promises: one transaction a change, the schema compared before each, and a sentence for whatever goes wrong."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from livetweet.clock import RealClock
from livetweet.errors import StoreError, StoreIsNewerError, StoreIsOlderError
from livetweet.store import connect
from livetweet.store.connect import SCHEMA, Store, create
from livetweet.store.upgrade import open_store
from tests.building import make_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = make_store(tmp_path)
    yield opened
    opened.close()


def pauses(store: Store) -> list[str | None]:
    return [row[0] for row in store.connection.execute("SELECT paused_by FROM gate")]


def test_store_is_durable_unless_asked_otherwise(tmp_path: Path) -> None:
    found = {}
    for synced in (True, False):
        store = make_store(tmp_path, synced=synced)
        names = ("journal_mode", "synchronous", "fullfsync", "foreign_keys")
        found[synced] = [store.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
        store.close()
    assert found == {True: ["truncate", 2, 1, 1], False: ["memory", 0, 0, 1]}


@pytest.mark.parametrize("kind", ["live", "rehearsal"])
def test_store_says_which_it_is(tmp_path: Path, kind: str) -> None:
    store = make_store(tmp_path, kind)
    assert store.rehearsal is (kind == "rehearsal")
    store.close()


def test_change_is_whole_or_not_at_all(store: Store) -> None:
    with store.writing() as db:
        db.execute("UPDATE gate SET paused_by = 'Léa'")
    with pytest.raises(ZeroDivisionError), store.writing() as db:  # noqa: PT012 - what comes before the error is the point
        db.execute("UPDATE gate SET paused_by = 'Max'")
        _ = 1 / 0
    assert pauses(store) == ["Léa"]
    with pytest.raises(StoreError, match=r"refused: no such table: nowhere\."), store.writing() as db:  # noqa: PT012 - the same
        db.execute("UPDATE gate SET paused_by = 'Max'")
        db.execute("UPDATE nowhere SET x = 1")
    assert pauses(store) == ["Léa"]
    assert not store.connection.in_transaction


def test_trying_takes_everything_back(store: Store) -> None:
    with store.trying() as db:
        db.execute("UPDATE gate SET paused_by = 'Léa'")
        assert pauses(store) == ["Léa"]
    assert pauses(store) == [None]


def test_reading_sees_one_state_while_another_waits(store: Store) -> None:
    other = Store(store.path, synced=False)
    with store.reading() as db:
        before = db.execute("SELECT paused_by FROM gate").fetchone()[0]
        with other.reading():
            assert db.execute("SELECT paused_by FROM gate").fetchone()[0] == before
    with other.writing() as db:
        db.execute("UPDATE gate SET paused_by = 'Léa'")
    assert pauses(store) == ["Léa"]
    other.close()


def test_data_version_tells_of_others_only(store: Store) -> None:
    other = Store(store.path, synced=False)
    before = store.data_version()
    with store.writing() as db:
        db.execute("UPDATE gate SET paused_by = 'Léa'")
    assert store.data_version() == before
    with other.writing() as db:
        db.execute("UPDATE gate SET paused_by = NULL")
    assert store.data_version() != before
    other.close()


def test_store_that_was_deleted_or_put_in_place_of_another_is_noticed(store: Store) -> None:
    assert not store.replaced()
    copy = store.path.with_name("copy")
    shutil.copyfile(store.path, copy)
    store.path.unlink()
    assert store.replaced()
    copy.rename(store.path)
    assert store.replaced()


@pytest.mark.parametrize(("schema", "error"), [(SCHEMA + 1, StoreIsNewerError), (SCHEMA - 1, StoreIsOlderError)])
def test_schema_is_compared_at_opening_and_before_every_change(store: Store, schema: int, error: type[StoreError]) -> None:
    other = sqlite3.connect(store.path)
    other.execute(f"PRAGMA user_version = {schema}")
    other.close()
    with pytest.raises(error, match=rf"schema {schema}"), store.writing() as db:
        db.execute("UPDATE gate SET paused_by = 'Léa'")
    assert pauses(store) == [None]
    with pytest.raises(error, match=rf"schema {schema}"):
        Store(store.path)


def test_missing_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        Store(tmp_path / "livetweet.db")
    assert str(caught.value) == f"There is no store at {tmp_path / 'livetweet.db'}: run `livetweet init` here, or choose the workspace with -C."


def test_foreign_file_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "livetweet.db"
    path.write_text("Dear diary, " * 100)
    with pytest.raises(StoreError) as caught:
        Store(path)
    assert str(caught.value) == f"{path} is not a livetweet store, or is damaged: put a backup in its place."


@pytest.mark.parametrize(
    ("statements", "what"), [([], "an empty file"), (["PRAGMA user_version = 99", "CREATE TABLE bookmark (url)"], "a database of another program")]
)
def test_what_is_no_store_is_told_and_left_as_it_is(tmp_path: Path, statements: list[str], what: str) -> None:
    path = tmp_path / "livetweet.db"
    path.touch()
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
    before = path.read_bytes()
    for opens in (Store, lambda path: open_store(path, RealClock())):
        with pytest.raises(StoreError) as caught:
            opens(path)
        assert str(caught.value) == f"{path} is {what}, not a livetweet store: move it away, or put a backup in its place."
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (before, ["livetweet.db"])


def test_busy_store_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.05)
    other = Store(store.path, synced=False)
    with store.writing(), pytest.raises(StoreError) as caught, other.writing():
        pass
    assert str(caught.value) == f"The store {store.path} is busy: another program has held it for 0 s; try again."
    other.close()


def test_full_store_says_so_and_keeps_what_it_had(store: Store) -> None:
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError) as caught, store.writing() as db:
        db.execute("UPDATE gate SET paused_by = 'Léa', paused_why = ?", ("x" * 1_000_000,))
    assert str(caught.value) == f"The disk is full, the store {store.path} was not changed: free some space and try again."
    assert pauses(store) == [None]


def test_create_leaves_an_existing_store_as_it_is(store: Store) -> None:
    with store.writing() as db:
        db.execute("UPDATE gate SET paused_by = 'Léa'")
    before = store.id
    create(store.path, "live")
    again = Store(store.path)
    assert (again.id, again.rehearsal, pauses(again)) == (before, True, ["Léa"])
    again.close()


def test_create_says_why_it_cannot(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "livetweet.db"
    with pytest.raises(StoreError) as caught:
        create(path, "live")
    assert str(caught.value) == f"The store {path} could not be made: No such file or directory."


def test_store_is_for_its_owner_alone_before_anything_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has opened a file may go on reading it whatever becomes of its mode."""
    made: list[int] = []
    run = subprocess.run

    def look_and_run(command: list[str], **named: Any) -> subprocess.CompletedProcess[str]:
        made.append(Path(command[-2]).stat().st_mode & 0o777)
        return run(command, **named)

    monkeypatch.setattr(subprocess, "run", look_and_run)
    create(tmp_path / "livetweet.db", "live")
    assert [*made, (tmp_path / "livetweet.db").stat().st_mode & 0o777] == [0o600, 0o600]


def test_create_leaves_nothing_but_the_store(tmp_path: Path) -> None:
    create(tmp_path / "livetweet.db", "live")
    assert [path.name for path in tmp_path.iterdir()] == ["livetweet.db"]
