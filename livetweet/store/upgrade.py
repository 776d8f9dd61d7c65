"""Opens a store whatever its age: makes it where there is none, and migrates an older one with the worker out of the way and a backup beside it."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

from livetweet.clock import Clock, to_stamp
from livetweet.errors import StoreError, StoreIsOlderError, WorkerBusyError
from livetweet.store.connect import BUSY_SECONDS, SCHEMA, Store, create, in_words, make_private
from livetweet.store.lock import alone

WORKER_ENDS_WITHIN = 20.0  # seconds


def open_store(path: Path, clock: Clock) -> Store:
    """The store at PATH, of this schema. A new one is live by nature; rehearsals are made by the driver of rehearsals."""
    if not path.exists():
        create(path, "live")
    try:
        return Store(path)
    except StoreIsOlderError:
        _migrate(path, clock)
    return Store(path)


def _migrate(path: Path, clock: Clock) -> None:
    """Ask the worker to end, take its lock, back up, migrate."""
    with in_words(path), closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection, connection:
        connection.execute("UPDATE gate SET stop_requested_at = ?", (to_stamp(clock.now()),))
    with ExitStack() as held:
        waited = 0.0
        while True:
            try:
                held.enter_context(alone(path.parent))
                break
            except WorkerBusyError:
                if waited >= WORKER_ENDS_WITHIN:
                    raise StoreError(
                        f"The store {path} needs a newer schema, and an older worker still holds it: end it (`livetweet worker stop`) and try again."
                    ) from None
                clock.sleep(0.2)
                waited += 0.2
        _back_up(path)
        create(path, "live")


def _back_up(path: Path) -> None:
    """A copy beside the store, named after the schema to come; where another command has migrated it meanwhile, none."""
    with in_words(path), closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as source:
        if source.execute("PRAGMA user_version").fetchone()[0] < SCHEMA:
            backup = path.with_name(f"{path.name}.before-{SCHEMA}")
            make_private(backup, backup)
            with closing(sqlite3.connect(backup)) as copy:
                source.backup(copy)
