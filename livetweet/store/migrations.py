"""The schema, as migrations. Runs as a process of its own (`python -m livetweet.store.migrations PATH KIND`), so that nothing else imports sqlite_utils.

`PRAGMA user_version` counts the migrations applied; `store.connect.SCHEMA` is the number this livetweet works with.
"""

from __future__ import annotations

import sqlite3
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path

from sqlite_utils import Database, Migrations

from livetweet.store.connect import SCHEMA, set_pragmas

migrations = Migrations("livetweet")
CHANGES_KEPT = 50_000  # lines of the journal; who has seen fewer reads everything anew

FIRST = (
    """
    CREATE TABLE gate (  -- one row: what every part must pass, and who is at work
        id INTEGER PRIMARY KEY CHECK (id = 1),
        kind TEXT NOT NULL CHECK (kind IN ('live', 'rehearsal')),
        store_id TEXT NOT NULL,
        live INTEGER NOT NULL DEFAULT 0,
        machine TEXT, folder TEXT,                          -- what `live` bound it to
        attempts INTEGER NOT NULL DEFAULT 0,
        paused_at TEXT, paused_by TEXT, paused_why TEXT,
        stop_requested_at TEXT,
        worker_seen_at TEXT, worker_pid INTEGER,
        anchor_simulated TEXT, anchor_monotonic REAL, speed REAL
    ) STRICT
    """,
    """
    CREATE TABLE account (
        name TEXT PRIMARY KEY,
        network TEXT NOT NULL,
        handle TEXT NOT NULL,
        server TEXT,
        hold TEXT,
        not_before TEXT,
        backoff REAL NOT NULL DEFAULT 0,                    -- seconds waited last, doubled at the next failure
        server_seen_at TEXT,                                -- when, by our clock, its Date was read
        server_skew REAL,                                   -- seconds our clock is ahead of the server's
        contacted_at TEXT,
        removed_at TEXT
    ) STRICT
    """,
    """
    CREATE TABLE programme (  -- every version imported; the last is the one in force
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        imported_at TEXT NOT NULL,
        source TEXT NOT NULL,
        document TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE programme_change (  -- made by hand, kept over imports until the source says the same
        session TEXT NOT NULL,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        made_at TEXT NOT NULL,
        made_by TEXT NOT NULL,
        PRIMARY KEY (session, field)
    ) STRICT
    """,
    """
    CREATE TABLE incoming (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        network TEXT NOT NULL,
        remote_id TEXT NOT NULL,
        account TEXT NOT NULL,
        how TEXT NOT NULL,
        author TEXT NOT NULL, name TEXT NOT NULL,
        text TEXT,                                          -- NULL once its author deleted it
        at TEXT NOT NULL, received_at TEXT NOT NULL,
        url TEXT, language TEXT, visibility TEXT NOT NULL,
        in_reply_to TEXT,
        likes INTEGER NOT NULL DEFAULT 0,
        cid TEXT, root_id TEXT, root_cid TEXT,
        part INTEGER REFERENCES part(id) ON DELETE SET NULL, -- ours that it answers
        session TEXT,
        asks INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL, state_by TEXT, state_at TEXT,
        reread_at TEXT, edited_at TEXT, deleted_at TEXT,
        UNIQUE (network, remote_id)
    ) STRICT
    """,
    "CREATE INDEX incoming_session ON incoming(session, at)",
    "CREATE INDEX incoming_parent ON incoming(in_reply_to) WHERE in_reply_to IS NOT NULL",
    """
    CREATE TABLE post (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT UNIQUE,                                    -- the same for the same post in every plan
        kind TEXT NOT NULL,
        language TEXT,
        session TEXT, slot TEXT NOT NULL DEFAULT '[]',
        anchor TEXT, offset_seconds INTEGER NOT NULL DEFAULT 0,
        due TEXT, latest TEXT, if_late TEXT NOT NULL CHECK (if_late IN ('skip', 'ask')),
        fields TEXT NOT NULL DEFAULT '{}', texts TEXT NOT NULL DEFAULT '{}',
        accounts TEXT NOT NULL DEFAULT '[]',                -- empty: every account
        reply_to INTEGER REFERENCES incoming(id),           -- answers this incoming post
        answers INTEGER REFERENCES post(id),                -- answers what left of this post of ours
        media TEXT NOT NULL DEFAULT '[]',
        visibility TEXT NOT NULL,
        touched INTEGER NOT NULL DEFAULT 0,                 -- whether a person wrote in it
        revision INTEGER NOT NULL DEFAULT 1,
        approved_at TEXT, approved_by TEXT,
        created_at TEXT NOT NULL, created_by TEXT NOT NULL,
        deleted_at TEXT
    ) STRICT
    """,
    "CREATE INDEX post_due ON post(due)",
    "CREATE INDEX post_session ON post(session)",
    """
    CREATE TABLE part (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        post INTEGER NOT NULL REFERENCES post(id),
        account TEXT NOT NULL REFERENCES account(name),
        number INTEGER NOT NULL CHECK (number >= 1),
        revision INTEGER NOT NULL,
        key TEXT NOT NULL UNIQUE,
        text TEXT NOT NULL, media TEXT NOT NULL DEFAULT '[]',
        language TEXT, visibility TEXT NOT NULL,
        thread TEXT,                                        -- the session thread it belongs to
        reply_to INTEGER REFERENCES incoming(id),
        answers INTEGER REFERENCES post(id),
        due TEXT NOT NULL, latest TEXT, if_late TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('scheduled', 'sending', 'posted', 'failed', 'unknown', 'held', 'skipped', 'cancelled')),
        reason TEXT, changed_at TEXT NOT NULL,
        remote_id TEXT, cid TEXT, root_id TEXT, root_cid TEXT, url TEXT, posted_at TEXT,
        UNIQUE (post, account, number)
    ) STRICT
    """,
    "CREATE INDEX part_next ON part(account, state, due)",
    "CREATE INDEX part_late ON part(state, latest)",
    "CREATE INDEX part_thread ON part(thread, account, state, posted_at) WHERE thread IS NOT NULL",
    "CREATE INDEX part_remote ON part(remote_id) WHERE remote_id IS NOT NULL",
    """
    CREATE TABLE attempt (  -- written in the commit mark; `outcome` NULL: the call may have happened
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        part INTEGER NOT NULL, revision INTEGER NOT NULL, key TEXT NOT NULL,
        began_at TEXT NOT NULL,
        server_skew REAL NOT NULL DEFAULT 0,
        body TEXT NOT NULL, record_key TEXT,
        outcome TEXT, words TEXT, ended_at TEXT,
        looks INTEGER NOT NULL DEFAULT 0, look_at TEXT
    ) STRICT
    """,
    "CREATE INDEX attempt_part ON attempt(part, id)",
    "CREATE INDEX attempt_look ON attempt(look_at) WHERE look_at IS NOT NULL",
    """
    CREATE TABLE question (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        session TEXT, room TEXT,
        text TEXT NOT NULL, shown TEXT,                     -- shown: shortened for the stage
        state TEXT NOT NULL,
        raised INTEGER NOT NULL DEFAULT 0,                  -- moved up by hand
        merged INTEGER REFERENCES question(id),             -- the one it became part of, with its askers
        created_at TEXT NOT NULL, created_by TEXT NOT NULL, changed_at TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE asker (
        incoming INTEGER PRIMARY KEY REFERENCES incoming(id),
        question INTEGER NOT NULL REFERENCES question(id)
    ) STRICT
    """,
    "CREATE INDEX asker_question ON asker(question)",
    """
    CREATE TABLE cursor (
        account TEXT NOT NULL, stream TEXT NOT NULL,
        value TEXT, read_at TEXT NOT NULL,
        PRIMARY KEY (account, stream)
    ) STRICT
    """,
    """
    CREATE TABLE operator (
        name TEXT PRIMARY KEY, room TEXT,
        seen_at TEXT, looked_at TEXT
    ) STRICT
    """,
    """
    CREATE TABLE act (  -- what operators did, with the state before, for undo and for the record
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL, operator TEXT NOT NULL,
        verb TEXT NOT NULL,
        post INTEGER, question INTEGER,
        before TEXT NOT NULL DEFAULT '{}',
        undone_at TEXT
    ) STRICT
    """,
)


def _reach(db: Database, version: int, statements: Sequence[str]) -> None:
    for statement in statements:
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {version}")


@migrations()
def first(db: Database) -> None:
    _reach(db, 1, FIRST)


SECOND = (
    """
    CREATE TABLE change (  -- what has changed, in order: who shows the store reads on from the last number seen
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        what TEXT NOT NULL,
        id INTEGER NOT NULL
    ) STRICT
    """,
    f"""
    CREATE TRIGGER change_kept AFTER INSERT ON change WHEN NEW.seq % 1000 = 0
    BEGIN DELETE FROM change WHERE seq <= NEW.seq - {CHANGES_KEPT}; END
    """,
    *(
        f"CREATE TRIGGER {table}_{verb.lower()} AFTER {verb} ON {table} BEGIN INSERT INTO change (what, id) VALUES ('{what}', {row}.{id_}); END"
        for table, what, id_ in (
            ("post", "post", "id"),
            ("part", "post", "post"),
            ("incoming", "incoming", "id"),
            ("question", "question", "id"),
            ("asker", "question", "question"),
        )
        for verb, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    ),
    """
    CREATE TABLE typed (  -- what an operator is typing, kept at every keystroke
        operator TEXT NOT NULL, place TEXT NOT NULL,
        text TEXT NOT NULL, about TEXT NOT NULL DEFAULT '{}', at TEXT NOT NULL,
        PRIMARY KEY (operator, place)
    ) STRICT
    """,
    """
    CREATE TABLE mute (  -- persons (network and handle) and words that the inbox does not show
        network TEXT NOT NULL DEFAULT '', what TEXT NOT NULL,
        at TEXT NOT NULL, by TEXT NOT NULL,
        PRIMARY KEY (network, what)
    ) STRICT
    """,
    "ALTER TABLE incoming ADD COLUMN kept INTEGER NOT NULL DEFAULT 0",  # for the recap
    "ALTER TABLE incoming ADD COLUMN claimed_by TEXT",  # who is answering it now
    "ALTER TABLE incoming ADD COLUMN claimed_at TEXT",
)


@migrations()
def second(db: Database) -> None:
    """What the desk shows as it happens: the journal of changes, kept typing, mutes, claims."""
    _reach(db, 2, SECOND)


THIRD = (
    "ALTER TABLE post ADD COLUMN warning TEXT",
    "ALTER TABLE part ADD COLUMN warning TEXT",
    "ALTER TABLE part ADD COLUMN price INTEGER NOT NULL DEFAULT 0",  # thousandths of a US dollar
    "ALTER TABLE part ADD COLUMN gone_at TEXT",  # when we deleted it where it stood
    "ALTER TABLE account ADD COLUMN daily_cap INTEGER",  # thousandths of a US dollar
    "ALTER TABLE account ADD COLUMN limit_left INTEGER",  # how many posts the server takes until `limit_reset`, as it said last
    "ALTER TABLE account ADD COLUMN limit_reset TEXT",
    "CREATE INDEX attempt_began ON attempt(began_at)",
    """
    CREATE TABLE errand (  -- what is to be done to a post that is there; repeatable, hence never in doubt
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account TEXT NOT NULL REFERENCES account(name),
        what TEXT NOT NULL CHECK (what IN ('boost', 'favourite', 'delete', 'resolve')),
        part INTEGER, incoming INTEGER REFERENCES incoming(id), -- ours or somebody's
        state TEXT NOT NULL CHECK (state IN ('scheduled', 'sending', 'done', 'failed', 'cancelled')),
        reason TEXT,
        due TEXT NOT NULL,
        asked_at TEXT NOT NULL, asked_by TEXT NOT NULL, changed_at TEXT NOT NULL,
        CHECK ((part IS NULL) <> (incoming IS NULL))
    ) STRICT
    """,
    "CREATE INDEX errand_next ON errand(account, state, due)",
    "CREATE INDEX errand_part ON errand(part) WHERE part IS NOT NULL",
    "CREATE INDEX errand_incoming ON errand(incoming) WHERE incoming IS NOT NULL",
    *(
        f"""CREATE TRIGGER errand_{verb.lower()}_{what} AFTER {verb} ON errand WHEN NEW.{column} IS NOT NULL
            BEGIN INSERT INTO change (what, id) VALUES ('{what}', {id_}); END"""
        for what, column, id_ in (("post", "part", "(SELECT post FROM part WHERE id = NEW.part)"), ("incoming", "incoming", "NEW.incoming"))
        for verb in ("INSERT", "UPDATE")
    ),
)


@migrations()
def third(db: Database) -> None:
    """What real networks need: content warnings, prices, limits, and errands (boost, favourite, delete)."""
    _reach(db, 3, THIRD)


FOURTH = (
    """
    CREATE TABLE programme_source (  -- what was found at an address last: imported, waiting for somebody to review it, or put aside
        address TEXT PRIMARY KEY,
        source TEXT NOT NULL,                               -- as a person named it
        etag TEXT, modified TEXT,
        state TEXT NOT NULL CHECK (state IN ('imported', 'waiting', 'aside')),
        document TEXT,                                      -- of one that is not imported
        found_at TEXT NOT NULL
    ) STRICT
    """,
)


@migrations()
def fourth(db: Database) -> None:
    """Programmes that come from addresses, and new versions of them that wait for a person."""
    _reach(db, 4, FOURTH)


FIFTH = (
    "CREATE INDEX incoming_asking ON incoming(at, id) WHERE asks = 1 AND state = 'new'",
    "CREATE INDEX question_state ON question(state)",
    "ALTER TABLE account ADD COLUMN links TEXT NOT NULL DEFAULT 'with' CHECK (links IN ('with', 'without', 'last'))",
    "ALTER TABLE account ADD COLUMN measures TEXT",  # what its server takes a post, as it said last, as JSON; NULL: it has not said
)


@migrations()
def fifth(db: Database) -> None:
    """Whether an account's posts carry links, how much its server takes a post; and what is asked at every change, found without reading all that ever came in."""
    _reach(db, 5, FIFTH)


SIXTH = (
    "ALTER TABLE gate ADD COLUMN stage_seen_at TEXT",  # on the wall, also in a rehearsal
    "ALTER TABLE gate ADD COLUMN stage_screens INTEGER NOT NULL DEFAULT 0",
)


@migrations()
def sixth(db: Database) -> None:
    """How many screens show the stage, for the desk."""
    _reach(db, 6, SIXTH)


SEVENTH = ("ALTER TABLE account ADD COLUMN timeout REAL",)  # seconds; NULL: the usual


@migrations()
def seventh(db: Database) -> None:
    """How long an account's server has for an answer, where a person has said so."""
    _reach(db, 7, SEVENTH)


EIGHTH = (
    """
    CREATE TABLE applause (  -- what a part of ours was given, as it was read last
        part INTEGER PRIMARY KEY REFERENCES part(id) ON DELETE CASCADE,
        likes INTEGER NOT NULL, boosts INTEGER NOT NULL,
        read_at TEXT NOT NULL
    ) STRICT
    """,
    *(
        f"""CREATE TRIGGER applause_{verb.lower()} AFTER {verb} ON applause WHEN {when}
            BEGIN INSERT INTO change (what, id) SELECT 'post', post FROM part WHERE id = NEW.part; END"""
        for verb, when in (("INSERT", "NEW.likes + NEW.boosts > 0"), ("UPDATE", "(NEW.likes, NEW.boosts) != (OLD.likes, OLD.boosts)"))
    ),
)


@migrations()
def eighth(db: Database) -> None:
    """Likes and boosts of our own posts."""
    _reach(db, 8, EIGHTH)


NINTH = (
    "ALTER TABLE cursor ADD COLUMN trouble TEXT",  # why the stream cannot be read; NULL: it can
    "CREATE INDEX incoming_url ON incoming(url) WHERE url IS NOT NULL",
    "ALTER TABLE incoming ADD COLUMN alarms INTEGER NOT NULL DEFAULT 0",  # tells of what cannot wait
)


@migrations()
def ninth(db: Database) -> None:
    """Which streams cannot be read, and why; what came in, found by its address, and what of it cannot wait."""
    _reach(db, 9, NINTH)


TENTH = (
    "ALTER TABLE post ADD COLUMN replaces INTEGER REFERENCES post(id)",  # a draft in place of an approved post whose text is no longer so
    "CREATE INDEX post_replaces ON post(replaces) WHERE replaces IS NOT NULL",
    "ALTER TABLE post ADD COLUMN writing TEXT",  # at a desk, which made it: the same writing never makes two
    "CREATE UNIQUE INDEX post_writing ON post(writing) WHERE writing IS NOT NULL",
)


@migrations()
def tenth(db: Database) -> None:
    """Which draft stands in the place of which post, and what a post was written as."""
    _reach(db, 10, TENTH)


def migrate(path: Path, kind: str) -> None:
    """Bring the store at PATH to `SCHEMA`; a new file becomes a store of KIND (`live` or `rehearsal`)."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        set_pragmas(connection)
        db = Database(connection)
        migrations.apply(db)
        connection.execute("INSERT OR IGNORE INTO gate (id, kind, store_id) VALUES (1, ?, ?)", (kind, uuid.uuid4().hex))
        reached = connection.execute("PRAGMA user_version").fetchone()[0]
    finally:
        connection.close()
    if reached != SCHEMA:
        raise RuntimeError(f"migrations end at {reached}, the schema is {SCHEMA}")


if __name__ == "__main__":
    migrate(Path(sys.argv[1]), sys.argv[2])
