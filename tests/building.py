"""What tests of several rooms build on: an invented event of three talks, a store of its own for each test, posts in any state.

Every builder says what it makes; nothing here asserts.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from livetweet.clock import DiscreteClock, to_stamp
from livetweet.model.part import Part, State
from livetweet.model.person import Person
from livetweet.model.post import Draft, Kind, Post
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.outbox import accounts
from livetweet.outbox.approve import approve
from livetweet.outbox.outcome import Outcome
from livetweet.store import posts
from livetweet.store.connect import Store, create
from livetweet.writing import hashtags, speakers, templates
from livetweet.writing.compose import Context, prepare

NOW = datetime(2027, 3, 18, 8, tzinfo=UTC)  # 09:00 in Brest, an hour before the first talks
TEN = datetime(2027, 3, 18, 9, tzinfo=UTC)  # 10:00 in Brest
OPERATOR = "Léa"

HASHTAGS = """
event = "Kite Fair"
timezone = "Europe/Paris"
language = "en"
[tags]
event = "Fair27"
[accounts.masto]
network = "mastodon"
handle = "@fair@example.social"
[accounts.sky]
network = "bluesky"
handle = "fair.example"
[accounts.bird]
network = "x"
handle = "@fair27"
"""
SPEAKERS = """
["Ines Roy"]
quotes = false
["Tomoko Sato"]
pictures = false
["Guest Nobody"]
posts = false
"""

ZOE = Person(name="Zoé Marin", handles={"mastodon": "zoe@example.org"})
INES = Person(name="Ines Roy")
TOMOKO = Person(name="Tomoko Sato")
GUEST = Person(name="Guest Nobody")
KITES = Session(id="kites", title="Kites at dawn", start=TEN, end=TEN + timedelta(minutes=45), room="Ada", speakers=(ZOE,))
MOSS = Session(id="moss", title="Moss", start=TEN, end=TEN + timedelta(minutes=45), room="Curie", speakers=(INES,))
TIDES = Session(id="tides", title="Tides", start=TEN + timedelta(hours=1), end=TEN + timedelta(minutes=105), room="Ada", speakers=(TOMOKO,))
PROGRAMME = Programme(title="Kite Fair", timezone="Europe/Paris", rooms=("Ada", "Curie"), sessions=(KITES, MOSS, TIDES))


def changed(programme: Programme, session: str, **values: object) -> Programme:
    """PROGRAMME with other VALUES for one session."""
    return replace(programme, sessions=tuple(replace(one, **values) if one.id == session else one for one in programme.sessions))  # type: ignore[arg-type]


def context_of(programme: Programme, settings: str = HASHTAGS) -> Context:
    return prepare(programme, hashtags.parse(settings), speakers.parse(SPEAKERS), templates.builtin())


@cache
def _blank(kind: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "livetweet.db"
        create(path, kind)
        return path.read_bytes()


def make_store(folder: Path, kind: str = "rehearsal", *, synced: bool = False) -> Store:
    """A store without accounts in FOLDER, with an id of its own; unsynced, for tests die with the machine."""
    path = folder / "livetweet.db"
    path.write_bytes(_blank(kind))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE gate SET store_id = ?", (uuid.uuid4().hex,))
    connection.commit()
    connection.close()
    return Store(path, synced=synced)


@dataclass(slots=True, kw_only=True)
class Event:
    """The fair's store with its three accounts (bird on X, masto on Mastodon, sky on Bluesky) and a clock that stands still at 09:00."""

    folder: Path
    kind: str = "rehearsal"
    settings: str = HASHTAGS
    clock: DiscreteClock = field(default_factory=lambda: DiscreteClock(NOW))
    store: Store = field(init=False)
    context: Context = field(init=False)

    def __post_init__(self) -> None:
        self.store = make_store(self.folder, self.kind)
        self.context = context_of(PROGRAMME, self.settings)
        accounts.follow(self.store, self.context.hashtags.accounts, self.clock)

    def close(self) -> None:
        self.store.close()

    def now(self) -> datetime:
        return self.clock.now()

    def draft(self, text: str = "Hello.", *, key: str | None = None, due: datetime | None = TEN, **values: object) -> int:
        """A typed draft of TEXT, due at ten and tied to no session unless VALUES of `Draft` say otherwise; its id."""
        draft = replace(Draft(kind=Kind.LIVE, key=key, due=due, texts={"*": text} if text else {}), **values)  # type: ignore[arg-type]
        with self.store.writing() as db:
            return posts.add(db, draft, OPERATOR, self.now(), touched=bool(text))

    def approve(self, *ids: int) -> Outcome:
        return approve(self.store, ids, self.context, self.folder / "media", OPERATOR, self.clock)

    def scheduled(self, text: str = "Hello.", **values: object) -> int:
        """The same, approved; its id. Raises AssertionError with the reason where it could not be."""
        post = self.draft(text, **values)  # type: ignore[arg-type]
        outcome = self.approve(post)
        if outcome.refused:
            raise AssertionError(outcome.refused[0].why)
        return post

    def put(self, post: int, state: State | str, *, account: str | None = None, number: int | None = None, reason: str | None = None) -> None:
        """Parts of POST (on ACCOUNT, with NUMBER) are in STATE, as if that had happened now; what is posted has an address."""
        with self.store.writing() as db:
            for part in posts.parts_of(db, post):
                if account in {None, part.account} and number in {None, part.number}:
                    posts.set_states(db, [part.id], State(state), reason, self.now())
                    if state == State.POSTED:
                        db.execute(
                            "UPDATE part SET remote_id = ?, url = ?, posted_at = ? WHERE id = ?",
                            (f"r{part.id}", f"https://{part.account}.example/{part.id}", to_stamp(self.now()), part.id),
                        )

    def post(self, post: int) -> Post:
        with self.store.reading() as db:
            found = posts.get(db, post)
        if found is None:
            raise AssertionError(f"there is no post {post}")
        return found

    def parts(self, post: int) -> list[Part]:
        """The parts of POST, by account, then number."""
        with self.store.reading() as db:
            return posts.parts_of(db, post)

    def states(self, post: int) -> dict[str, list[str]]:
        """Account to the states of its parts, with the reason after a colon where there is one."""
        found: dict[str, list[str]] = {}
        for part in self.parts(post):
            found.setdefault(part.account, []).append(f"{part.state}: {part.reason}" if part.reason else part.state.value)
        return found

    def rows(self, sql: str, values: Iterable[object] = ()) -> list[dict[str, object]]:
        return [dict(row) for row in self.store.connection.execute(sql, tuple(values))]
