"""The rehearsal network's own durable log: what was asked of it, and every post that exists on it.

Apart from the event's store on purpose: after a rehearsal the store is held against this log, and neither may lie for the
other. One SQLite file, committed a call at a time and not synced: it outlives a SIGKILL of any process, not a power cut.
The server side (`network.py`), the audience and the count are the only callers.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, ClassVar

from livetweet.clock import to_stamp
from livetweet.errors import StoreError

FILE = "network.db"
BUSY_SECONDS = 10.0

SCHEMA = """
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE call (              -- every create and every look, stamped as it begins
        part INTEGER NOT NULL, account TEXT NOT NULL, verb TEXT NOT NULL,
        try INTEGER NOT NULL,        -- counts from 0
        key TEXT NOT NULL,
        began TEXT NOT NULL,
        fault TEXT,
        landed INTEGER,              -- the entry it made, replaced or was answered with
        PRIMARY KEY (part, account, verb, try)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE entry (             -- every post that exists, in the order of arrival
        id INTEGER PRIMARY KEY,
        network TEXT NOT NULL, remote_id TEXT NOT NULL, url TEXT,
        account TEXT,                -- ours; NULL: somebody else wrote it
        author TEXT NOT NULL, name TEXT NOT NULL,
        part INTEGER, key TEXT,      -- the key where the network looks at it
        text TEXT NOT NULL, likeness TEXT,
        created TEXT NOT NULL,
        visible_from TEXT NOT NULL,  -- when the author's own timeline shows it
        in_reply_to TEXT,
        target TEXT, how TEXT,       -- which account of ours it speaks to
        visibility TEXT NOT NULL, language TEXT,
        likes INTEGER NOT NULL,
        cid TEXT, root_id TEXT, root_cid TEXT,
        pictures TEXT NOT NULL,      -- their descriptions, as a list in JSON
        warning TEXT,
        edited TEXT, deleted TEXT
    ) STRICT;
    CREATE UNIQUE INDEX entry_remote ON entry(network, remote_id);
    CREATE INDEX entry_url ON entry(url) WHERE url IS NOT NULL;
    CREATE INDEX entry_account ON entry(account, created) WHERE account IS NOT NULL;
    CREATE INDEX entry_key ON entry(account, key) WHERE key IS NOT NULL;
    CREATE INDEX entry_likeness ON entry(account, likeness) WHERE likeness IS NOT NULL;
    CREATE INDEX entry_target ON entry(target, id) WHERE target IS NOT NULL;
    CREATE TABLE tagged (network TEXT NOT NULL, tag TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (network, tag, entry)) STRICT, WITHOUT ROWID;
    CREATE TABLE upload (name TEXT PRIMARY KEY, alt TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE deed (account TEXT NOT NULL, what TEXT NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (account, what, entry)) STRICT, WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One row of `call`, in the order of its columns."""

    part: int
    account: str
    verb: str
    tried: int
    key: str
    began: str
    fault: str | None
    landed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of `entry`, in the order of its columns. `id` grows with arrival; instants are stamps of `clock.to_stamp`."""

    id: int
    network: str
    remote_id: str
    url: str | None = None
    account: str | None = None
    author: str
    name: str
    part: int | None = None
    key: str | None = None
    text: str
    likeness: str | None = None
    created: str
    visible_from: str
    in_reply_to: str | None = None
    target: str | None = None
    how: str | None = None
    visibility: str = "public"
    language: str | None = None
    likes: int = 0
    cid: str | None = None
    root_id: str | None = None
    root_cid: str | None = None
    pictures: str = "[]"
    warning: str | None = None
    edited: str | None = None
    deleted: str | None = None


_COLUMNS = tuple(one.name for one in fields(Entry))
_SELECT = f"SELECT {', '.join(f'entry.{name}' for name in _COLUMNS)} FROM entry"
_INSERT = f"INSERT INTO entry ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"

_call_to_row = attrgetter(*(one.name for one in fields(Call)))
_entry_to_row = attrgetter(*_COLUMNS)


def _to_entry(row: Sequence[Any]) -> Entry:
    return Entry(**dict(zip(_COLUMNS, row, strict=True)))


def make_log(folder: str | Path, settings: Mapping[str, str]) -> None:
    """A new, empty log in FOLDER with SETTINGS; one that stood there before is gone."""
    path = Path(folder) / FILE
    for old in (path, path.with_name(FILE + "-journal")):
        old.unlink(missing_ok=True)
    try:
        db = sqlite3.connect(path)
    except sqlite3.Error as error:
        raise StoreError(f"The rehearsal network's log {path} cannot be made: {error}; check that the folder is there and can be written.") from error
    try:
        db.executescript(SCHEMA)
        db.executemany("INSERT INTO setting VALUES (?, ?)", settings.items())
        db.commit()
    finally:
        db.close()


class Log:
    """One connection to the log, usable from any thread of its process, one call at a time."""

    _written: ClassVar[Counter[Path]] = Counter()  # changes that this process has made to each file

    def __init__(self, folder: str | Path, *, alone: bool = False) -> None:
        """Open the log in FOLDER, which `make_log` has made. ALONE: no other process has it open, so `version` need not ask the file."""
        path = Path(folder) / FILE
        if not path.is_file():
            raise StoreError(f"There is no rehearsal network in {folder}: start one with `livetweet rehearse` or `livetweet demo`.")
        self._path = path
        self._alone = alone
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False, cached_statements=64)
        # A journal on disk, never in memory: a SIGKILL in the middle of a commit must leave something to roll back with. PERSIST commits
        # a third faster than TRUNCATE (measured, unsynced); WAL is out for the same reason as in the store.
        self._db.execute("PRAGMA journal_mode=PERSIST")
        self._db.execute("PRAGMA synchronous=OFF")

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One change, whole or not at all; other processes wait."""
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
                self._written[self._path] += 1
            except sqlite3.Error as error:
                raise StoreError(
                    f"The rehearsal network's log {self._path} refused: {error}; free some space or start the rehearsal again."
                ) from error
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    def version(self) -> tuple[int, int]:
        """A value that differs once anything was written, by this process or another."""
        return 0 if self._alone else int(self._one("PRAGMA data_version", ())[0]), self._written[self._path]

    def settings(self) -> dict[str, str]:
        return dict(self._all("SELECT name, value FROM setting"))

    # What was asked.

    def count_calls(self, part: int, account: str, verb: str) -> int:
        row = self._one("SELECT count(*) FROM call WHERE part = ? AND account = ? AND verb = ?", (part, account, verb))
        return int(row[0])

    def add_call(self, call: Call) -> None:
        self._db.execute("INSERT INTO call VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _call_to_row(call))

    def creates(self) -> Sequence[tuple[int, str]]:
        """Part and stamp of every create call, in the order they began."""
        return self._all("SELECT part, began FROM call WHERE verb = 'create' ORDER BY began, part, try")

    # What exists. A unary + keeps SQLite from going through an account's posts by time where a key finds the one.

    def next_id(self) -> int:
        """The id of the next entry: only to be used within `writing`, where nobody else can take it."""
        row = self._one("SELECT coalesce(max(id), 0) + 1 FROM entry", ())
        return int(row[0])

    def add_entry(self, entry: Entry, tags: Iterable[str] = ()) -> None:
        """TAGS, folded, are the hashtags under which a reader finds it."""
        self._db.execute(_INSERT, _entry_to_row(entry))
        for tag in tags:
            self._db.execute("INSERT OR IGNORE INTO tagged VALUES (?, ?, ?)", (entry.network, tag, entry.id))

    def entry(self, network: str, remote_id: str) -> Entry | None:
        """The post of that name, deleted or not."""
        return self._entry("WHERE network = ? AND remote_id = ?", (network, remote_id))

    def entry_by_key(self, account: str, key: str, since: datetime) -> Entry | None:
        return self._entry("WHERE account = ? AND key = ? AND +created > ? LIMIT 1", (account, key, to_stamp(since)))

    def entry_alike(self, account: str, likeness: str, since: datetime) -> Entry | None:
        return self._entry("WHERE account = ? AND likeness = ? AND +created > ? LIMIT 1", (account, likeness, to_stamp(since)))

    def count_posts(self, account: str, since: datetime) -> tuple[int, str | None]:
        """How many posts ACCOUNT has made since SINCE, and the stamp of the first of them."""
        found: tuple[int, str | None] = self._one(
            "SELECT count(*), min(created) FROM entry WHERE account = ? AND created > ?", (account, to_stamp(since))
        )
        return found

    def has_spoken_to(self, account: str, author: str) -> bool:
        """Whether AUTHOR has ever answered, mentioned or quoted ACCOUNT."""
        return self._one("SELECT 1 FROM entry WHERE target = ? AND author = ? LIMIT 1", (account, author)) is not None

    def timeline(self, account: str, since: datetime, now: datetime) -> list[Entry]:
        """What ACCOUNT's own timeline shows at NOW of its posts made since SINCE, oldest first."""
        return self._entries(
            "WHERE account = ? AND created >= ? AND visible_from <= ? AND deleted IS NULL ORDER BY created, id",
            (account, to_stamp(since), to_stamp(now)),
        )

    def ours_after(self, number: int) -> list[Entry]:
        """Posts of our accounts beyond the entry NUMBER, in the order of arrival."""
        return self._entries("WHERE id > ? AND account IS NOT NULL ORDER BY id", (number,))

    def spoken_to(self, account: str, first: int, most: int) -> list[Entry]:
        """At most MOST posts that answer, mention or quote ACCOUNT, from the entry FIRST on, in the order of arrival."""
        return self._entries("WHERE target = ? AND id >= ? AND deleted IS NULL ORDER BY id LIMIT ?", (account, first, most))

    def tagged(self, network: str, tag: str, first: int, most: int) -> list[Entry]:
        """The same for posts that carry TAG (folded)."""
        return self._entries(
            "JOIN tagged ON tagged.entry = entry.id WHERE tagged.network = ? AND tagged.tag = ? AND tagged.entry >= ? AND entry.deleted IS NULL ORDER BY tagged.entry LIMIT ?",
            (network, tag, first, most),
        )

    def posts_by_part(self) -> dict[int, int]:
        """How many posts there are of each part of ours that made any, deleted or not."""
        return dict(self._all("SELECT part, count(*) FROM entry WHERE part IS NOT NULL GROUP BY part"))

    def change_entry(self, number: int, **columns: str | int | None) -> None:
        self._db.execute(f"UPDATE entry SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?", (*columns.values(), number))

    def entry_at(self, network: str, url: str) -> Entry | None:
        """The post whose address is URL."""
        return self._entry("WHERE url = ? AND +network = ?", (url, network))

    def add_upload(self, name: str, alt: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO upload VALUES (?, ?)", (name, alt))

    def alt_of(self, upload: str) -> str | None:
        """How UPLOAD was described; None where there is no such upload."""
        row = self._one("SELECT alt FROM upload WHERE name = ?", (upload,))
        return None if row is None else str(row[0])

    def add_deed(self, account: str, what: str, number: int) -> bool:
        """ACCOUNT boosts or likes the entry NUMBER; whether it had not done so before."""
        return self._db.execute("INSERT OR IGNORE INTO deed VALUES (?, ?, ?)", (account, what, number)).rowcount > 0

    def deeds_of(self, what: str, numbers: Sequence[int]) -> dict[int, int]:
        """How many of our accounts boosted or like each of the entries NUMBERS; without those that none did."""
        values = (what, json.dumps(list(numbers)))
        return dict(self._all("SELECT entry, count(*) FROM deed WHERE what = ? AND entry IN (SELECT value FROM json_each(?)) GROUP BY entry", values))

    def entries_of(self, network: str, remote_ids: Sequence[str]) -> dict[str, Entry]:
        """By remote id, the posts of NETWORK among REMOTE_IDS, deleted or not."""
        found = self._entries("WHERE network = ? AND remote_id IN (SELECT value FROM json_each(?))", (network, json.dumps(list(remote_ids))))
        return {one.remote_id: one for one in found}

    def add_likes(self, number: int, likes: int) -> None:
        self._db.execute("UPDATE entry SET likes = likes + ? WHERE id = ?", (likes, number))

    def _one(self, sql: str, values: Sequence[object]) -> Any:
        with self._lock:
            return self._db.execute(sql, values).fetchone()

    def _all(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def _entry(self, where: str, values: Sequence[object]) -> Entry | None:
        row = self._one(f"{_SELECT} {where}", values)
        return None if row is None else _to_entry(row)

    def _entries(self, where: str, values: Sequence[object]) -> list[Entry]:
        return [_to_entry(row) for row in self._all(f"{_SELECT} {where}", values)]
