"""A store of its own for each test, with three accounts, a session's thread and posts that came in."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from livetweet.clock import to_stamp
from livetweet.inbox.take import take_in
from livetweet.model.incoming import How, Incoming
from livetweet.store.connect import Store, create

NOW = datetime(2027, 3, 18, 9, 0, tzinfo=UTC)
ROOMS = {"kites": "Ada", "tides": "Curie", "moss": "Ada"}


class World:
    """`store`, and short ways to fill it. Every call of `now()` is a second later."""

    def __init__(self, folder: Path, template: Path) -> None:
        path = folder / "livetweet.db"
        shutil.copyfile(template, path)
        self.store = Store(path, synced=False)
        self.seconds = 0
        with self.store.writing() as db:
            db.executemany(
                "INSERT INTO account (name, network, handle) VALUES (?, ?, ?)",
                [("masto", "mastodon", "@fair@example.social"), ("rooms", "mastodon", "@rooms@example.social"), ("sky", "bluesky", "fair.example")],
            )

    def now(self) -> datetime:
        self.seconds += 1
        return NOW + timedelta(seconds=self.seconds)

    def part(self, session: str | None, account: str = "masto", remote_id: str | None = None, **columns: Any) -> int:
        """A post with one part, posted at nine unless COLUMNS say otherwise; the part's id."""
        post = {"kind": "start", "session": session, "if_late": "ask", "visibility": "public", "created_at": to_stamp(NOW), "created_by": "Léa"}
        post |= {name: columns.pop(name) for name in ("kind", "reply_to") if name in columns}
        part = {
            "number": 1,
            "revision": 1,
            "key": f"key of {remote_id}",
            "text": "We begin.",
            "visibility": "public",
            "due": to_stamp(NOW),
            "if_late": "ask",
        }
        part |= {"state": "posted", "changed_at": to_stamp(NOW), "posted_at": to_stamp(NOW), "remote_id": remote_id, "account": account} | columns
        with self.store.writing() as db:
            part["post"] = self._insert(db, "post", post | {"approved_at": to_stamp(NOW)})
            return self._insert(db, "part", part)

    def take(self, *posts: Incoming, account: str = "masto", cursor: str | None = "1") -> tuple[int, ...]:
        return take_in(self.store, account, posts, ("mentions", cursor), self.now()).new

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.store.connection.execute(sql)]

    @staticmethod
    def _insert(db: Any, table: str, values: dict[str, Any]) -> int:
        marks = ", ".join("?" * len(values))
        return int(db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks}) RETURNING id", tuple(values.values())).fetchone()[0])


def came(remote_id: str, text: str = "Nice.", **values: Any) -> Incoming:
    """A post by Ana, at nine, in answer to nothing, unless VALUES say otherwise."""
    defaults: dict[str, Any] = {"network": "mastodon", "how": How.MENTION, "author": "ana@example.net", "name": "Ana", "at": NOW}
    return Incoming(remote_id=remote_id, text=text, **(defaults | values))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "livetweet.db"
    create(path, "rehearsal")
    return path


@pytest.fixture
def world(tmp_path: Path, template: Path) -> World:
    return World(tmp_path, template)
