"""Deliveries in a rehearsal against bare sqlite3 that makes the same two durable transactions a delivery, in a copy of the same store.

Synced as live, without faults, waits or an audience: what is measured is what the promise costs.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.row import Row
from benchmarks.stopwatch import clock
from livetweet.clock import DiscreteClock, to_stamp
from livetweet.model.post import Draft, Kind
from livetweet.model.programme import Programme
from livetweet.networks.rehearsal import Settings, prepare_network
from livetweet.outbox import accounts, drafts
from livetweet.outbox.approve import approve
from livetweet.rehearse import Counts, Rehearsal
from livetweet.rehearse import run as run_rehearsal
from livetweet.store.connect import Store, create, set_pragmas
from livetweet.workspace import find, make

POSTS, ROUNDS = 100, 5
NOW = datetime(2027, 3, 18, 9, tzinfo=UTC)
NOTHING = Programme(title="Nothing")
ACCOUNT = '\n[accounts.mastodon]\nhandle = "@fair@example.social"\n'


def run() -> list[Row]:
    with TemporaryDirectory(
        prefix=".bench-", dir=Path(__file__).parent
    ) as folder:  # on a disk: /tmp is memory on many systems, where a commit costs nothing
        template = Path(folder) / "template"
        _prepare(template)
        pairs = [(_ours(template, Path(folder) / f"ours{number}"), _theirs(template, Path(folder) / f"bare{number}")) for number in range(ROUNDS)]
    ours, theirs = (POSTS / median(seconds) for seconds in zip(*pairs, strict=True))
    return [
        Row(name="rehearsed deliveries / bare sqlite3", ours=ours, theirs=theirs, unit="a second", goal=0.5, more=True, note=f"{POSTS} posts, synced")
    ]


def _prepare(folder: Path) -> None:
    """A rehearsal whose posts are all due at once."""
    workspace = make(folder, timezone="Europe/Paris", language="en")
    with (folder / "hashtags.toml").open("a", encoding="utf-8") as file:
        file.write(ACCOUNT)
    workspace = find(folder)
    create(workspace.store_path, "rehearsal")
    prepare_network(folder, Settings(seed=1, latency=0.0))
    store, now = Store(workspace.store_path), DiscreteClock(NOW)
    accounts.follow(store, workspace.hashtags.accounts, now)
    ids = [
        drafts.add(store, Draft(kind=Kind.LIVE, texts={"*": f"Sentence {number} of what is said here. " * 5}, due=NOW), "bench", now)
        for number in range(POSTS)
    ]
    approve(store, ids, workspace.context(NOTHING), workspace.media, "bench", now)
    store.close()


def _ours(template: Path, folder: Path) -> float:
    shutil.copytree(template, folder)
    workspace = find(folder)
    rehearsal = Rehearsal(workspace=workspace, store=Store(workspace.store_path), clock=DiscreteClock(NOW), programme=NOTHING)
    counts: list[Counts] = []
    seconds = clock(lambda: counts.append(run_rehearsal(rehearsal, liveliness=0.0)))
    rehearsal.close()
    if counts[0].posted != POSTS:
        raise RuntimeError(f"{counts[0]} is not {POSTS} posts")
    return seconds


def _theirs(template: Path, folder: Path) -> float:
    shutil.copytree(template, folder)
    db = sqlite3.connect(folder / "livetweet.db", isolation_level=None)
    set_pragmas(db)
    parts = db.execute("SELECT id, key, text FROM part ORDER BY id").fetchall()
    seconds = clock(lambda: _deliver(db, parts))
    db.close()
    return seconds


def _deliver(db: sqlite3.Connection, parts: Sequence[tuple[int, str, str]]) -> None:
    """The rows that `store.leaving.mark` and `store.answered.posted` write, by number and without a question."""
    now = to_stamp(NOW)
    for part, key, text in parts:
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE part SET state = 'sending', reason = NULL, changed_at = ? WHERE id = ?", (now, part))
        db.execute("UPDATE gate SET attempts = attempts + 1")
        attempt = db.execute(
            "INSERT INTO attempt (part, revision, key, began_at, server_skew, body, look_at) VALUES (?, 1, ?, ?, 0, ?, ?)",
            (part, key, now, text, now),
        ).lastrowid
        db.execute("COMMIT")
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE attempt SET outcome = 'posted', ended_at = ?, look_at = NULL WHERE id = ?", (now, attempt))
        db.execute(
            "UPDATE part SET state = 'posted', reason = NULL, changed_at = ?, posted_at = ?, remote_id = ?, url = ? WHERE id = ?",
            (now, now, str(part), f"https://example.social/@fair/{part}", part),
        )
        db.execute("COMMIT")
