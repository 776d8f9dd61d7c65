"""Opens the store: pragmas, the schema check before each change of state, one transaction a change.

Functions of the other modules in this room take the `sqlite3.Connection` that `Store.writing` or `Store.reading` hands out.
A connection belongs to the thread that opened it.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from livetweet.errors import StoreError, StoreIsNewerError, StoreIsOlderError

SCHEMA = 10
BUSY_SECONDS = 10.0


def set_pragmas(connection: sqlite3.Connection, *, synced: bool = True) -> None:
    """TRUNCATE and not WAL: most shipped SQLite are older than 3.51.3, where two writers may corrupt a WAL file (sqlite.org/wal.html, 2026-03)."""
    connection.execute("PRAGMA journal_mode=TRUNCATE" if synced else "PRAGMA journal_mode=MEMORY")
    connection.execute("PRAGMA synchronous=FULL" if synced else "PRAGMA synchronous=OFF")
    connection.execute("PRAGMA fullfsync=1" if synced else "PRAGMA fullfsync=0")
    connection.execute("PRAGMA foreign_keys=ON")


class Store:
    """One connection to one event's store."""

    def __init__(self, path: Path, *, synced: bool = True) -> None:
        """Open the store at PATH, which `create` or `upgrade` has made.

        `synced=False` gives up durability, against power loss and against the end of this process in the midst of a change: for headless rehearsals only.
        """
        if not path.is_file():
            raise _missing(path)
        self.path = path
        try:
            self.connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
            if self.connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'gate'").fetchone() is None:
                raise _foreign(path)
            set_pragmas(self.connection, synced=synced)
            self.connection.row_factory = sqlite3.Row
            self.check_schema()
            kind, self.id = self.connection.execute("SELECT kind, store_id FROM gate").fetchone()
            self.inode = path.stat().st_ino
        except sqlite3.Error as error:
            raise StoreError(_sentence(path, error)) from error
        except FileNotFoundError as error:  # deleted while it was opened
            raise _missing(path) from error
        self.rehearsal = kind == "rehearsal"

    def close(self) -> None:
        self.connection.close()

    def check_schema(self) -> None:
        found = self.connection.execute("PRAGMA user_version").fetchone()[0]
        if found > SCHEMA:
            raise StoreIsNewerError(
                f"The store {self.path} belongs to a newer livetweet (schema {found}, this one knows {SCHEMA}): update livetweet and start again."
            )
        if found < SCHEMA:
            raise StoreIsOlderError(
                f"The store {self.path} has schema {found}, this livetweet needs {SCHEMA}: run any livetweet command in the workspace to migrate it."
            )

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One durable change: BEGIN IMMEDIATE, the schema compared, COMMIT; any exception rolls all of it back."""
        db = self.connection
        try:
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise StoreError(_sentence(self.path, error)) from error
        try:
            self.check_schema()
            yield db
            db.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise StoreError(_sentence(self.path, error)) from error
        except BaseException:
            self._roll_back()
            raise

    @contextmanager
    def trying(self) -> Iterator[sqlite3.Connection]:
        """A change made only to see what would come of it: all of it is taken back."""
        db = self.connection
        try:
            db.execute("BEGIN IMMEDIATE")
            self.check_schema()
            yield db
        except sqlite3.Error as error:
            raise StoreError(_sentence(self.path, error)) from error
        finally:
            self._roll_back()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Several reads that see one state of the store; fetch whole and leave soon."""
        db = self.connection
        if db.in_transaction:
            yield db
            return
        try:
            db.execute("BEGIN")
            yield db
        except sqlite3.Error as error:
            raise StoreError(_sentence(self.path, error)) from error
        finally:
            self._roll_back()

    def data_version(self) -> int:
        """A number that differs when another connection has changed the file; StoreError while another program keeps it to itself."""
        with in_words(self.path):
            return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def replaced(self) -> bool:
        """Whether the file was deleted or another put in its place."""
        try:
            return self.path.stat().st_ino != self.inode
        except FileNotFoundError:
            return True

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """What SQLite says is wrong with the store at PATH, as a StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_sentence(path, error)) from error


def create(path: Path, kind: str) -> None:
    """Make the store at PATH, whole or not at all, or bring it to this schema, in a process of its own; KIND is `live` or `rehearsal`."""
    if path.exists():
        _migrate(path, kind, path)
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        make_private(draft, path)
        _migrate(draft, kind, path)
        with suppress(FileExistsError):  # another command was quicker
            os.link(draft, path)
    finally:
        for rest in (draft, draft.with_name(f"{draft.name}-journal")):
            rest.unlink(missing_ok=True)


def make_private(path: Path, name: Path) -> None:
    """A file at PATH that only we may read, before anything is in it: what people wrote to us, and not only in public. NAME is how a person knows it."""
    try:
        path.touch(0o600)
        path.chmod(0o600)  # one that was there
    except OSError as error:
        raise StoreError(f"The store {name} could not be made: {error.strerror or error}.") from error


def _migrate(path: Path, kind: str, name: Path) -> None:
    """NAME is how a person knows the file at PATH."""
    done = subprocess.run([sys.executable, "-m", "livetweet.store.migrations", str(path), kind], capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise StoreError(f"The store {name} could not be made: {last.partition(': ')[2] or last}.")


def _missing(path: Path) -> StoreError:
    return StoreError(f"There is no store at {path}: run `livetweet init` here, or choose the workspace with -C.")


def _foreign(path: Path) -> StoreError:
    what = "a database of another program" if path.stat().st_size else "an empty file"
    return StoreError(f"{path} is {what}, not a livetweet store: move it away, or put a backup in its place.")


def _sentence(path: Path, error: sqlite3.Error) -> str:
    words = str(error)
    if "locked" in words:
        return f"The store {path} is busy: another program has held it for {BUSY_SECONDS:.0f} s; try again."
    if "full" in words:
        return f"The disk is full, the store {path} was not changed: free some space and try again."
    if "readonly" in words or "unable to open" in words:
        return f"The store {path} cannot be written: check the permissions of the file and its folder."
    if "disk I/O" in words:  # also what SQLite says where it may not make its journal
        return f"The store {path} cannot be written ({words}): check the permissions of its folder, and the disk."
    if "not a database" in words or "malformed" in words:
        return f"{path} is not a livetweet store, or is damaged: put a backup in its place."
    return f"The store {path} refused: {words}."
