"""A small rehearsed day for the desk: a store with a post in every state and a few that came in, and a seat before it.

The clock stands still at 10:05 in Brest, five minutes into the first talks, so that "in ten seconds" is one instant.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from textual import events
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

from livetweet.clock import DiscreteClock, SimulatedClock, from_stamp
from livetweet.desk.app import DeskApp, make
from livetweet.desk.commands import BY_NAME
from livetweet.desk.screen import DeskScreen
from livetweet.inbox.take import take_in
from livetweet.model.incoming import How, Incoming
from livetweet.model.part import State
from livetweet.store import gates, programmes
from livetweet.workspace import find
from tests.building import HASHTAGS, OPERATOR, PROGRAMME, SPEAKERS, TEN, Event

Test = TypeVar("Test", bound=Callable[..., object])

NOW = TEN + timedelta(minutes=5)
LIMIT = 60.0  # real seconds
GRACE = timedelta(seconds=10)
LATE = timedelta(minutes=40)

# Posts of the template by their text's first word, in the order they are made: their ids.
DRAFTED, SCHEDULED, SECOND, HELD, FAILED, UNKNOWN, POSTED = range(1, 8)
# Incoming posts, the same way: a plain one, one that asks, one for our eyes only, one that answers what we posted.
PLAIN, ASKS, PRIVATE, ANSWER = range(1, 5)


def furnish(folder: Path) -> None:
    """Fill FOLDER with a workspace whose store is that of the module's first sentence."""
    (folder / "hashtags.toml").write_text(HASHTAGS, "utf-8")
    (folder / "speakers.toml").write_text(SPEAKERS, "utf-8")
    (folder / "media").mkdir()
    event = Event(folder=folder, clock=DiscreteClock(NOW))
    try:
        with event.store.writing() as db:
            programmes.save_version(db, PROGRAMME, source="test", at=NOW)
            gates.set_simulated_time(db, SimulatedClock(anchor=NOW, anchor_monotonic=0.0, speed=0.0))
            gates.sign_of_life(db, 1, NOW)
        soon = NOW + timedelta(minutes=10)
        assert event.draft("Drafted words.", due=soon + timedelta(minutes=1)) == DRAFTED
        assert event.scheduled("Scheduled words.", due=soon) == SCHEDULED
        assert event.scheduled("Second words.", due=soon + timedelta(minutes=20)) == SECOND
        for post, text, state, reason in (
            (HELD, "Held words.", State.HELD, "too late"),
            (FAILED, "Failed words.", State.FAILED, "422 text too long"),
            (UNKNOWN, "Unknown words.", State.UNKNOWN, "the answer never came"),
            (POSTED, "Posted words.", State.POSTED, None),
        ):
            assert event.scheduled(text, due=NOW + timedelta(minutes=1)) == post
            event.put(post, state, reason=reason, account=None if state is not State.UNKNOWN else "masto")
            if state is State.UNKNOWN:
                event.put(post, State.POSTED, account="bird")
                event.put(post, State.POSTED, account="sky")
        ours = next(part for part in event.parts(POSTED) if part.account == "masto")
        came = [
            _came("1", "Nice hall.", author="ana@example.net", name="Ana"),
            _came("2", "How high do they fly?", author="bo@example.net", name="Bo"),
            _came("3", "Only for you.", author="cy@example.net", name="Cy", visibility="direct"),
            _came("4", "Thank you for this.", author="dee@example.net", name="Dee", how=How.REPLY, in_reply_to=ours.remote_id),
        ]
        assert take_in(event.store, "masto", came, ("mentions", "1"), NOW).new == (PLAIN, ASKS, PRIVATE, ANSWER)
    finally:
        event.close()


def _came(remote_id: str, text: str, **values: Any) -> Incoming:
    at = NOW - timedelta(minutes=5) + timedelta(seconds=int(remote_id))
    usual = Incoming(
        network="mastodon", how=How.MENTION, remote_id=remote_id, author="", name="", text=text, at=at, url=f"https://masto.example/{remote_id}"
    )
    return replace(usual, **values)


@dataclass(slots=True, kw_only=True)
class Place:
    """A copy of the template: the store as others see it while a desk is open."""

    folder: Path

    @classmethod
    def copied(cls, template: Path, folder: Path) -> Place:
        shutil.copytree(template, folder, dirs_exist_ok=True)
        return cls(folder=folder)

    @property
    def store(self) -> Path:
        return self.folder / "livetweet.db"

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        connection = sqlite3.connect(self.store, timeout=10)
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(sql, values)]
        finally:
            connection.close()

    def do(self, sql: str, *values: object) -> None:
        """Change the store as another process would."""
        connection = sqlite3.connect(self.store, timeout=10)
        try:
            connection.execute(sql, values)
            connection.commit()
        finally:
            connection.close()

    def states(self, post: int) -> dict[str, str]:
        """Account to the state of its first part."""
        return {
            row["account"]: row["state"] for row in self.rows("SELECT account, state FROM part WHERE post = ? AND number = 1 ORDER BY account", post)
        }

    def state(self, post: int) -> str:
        """The state that all parts of POST share; several are joined by +."""
        return "+".join(sorted(set(self.states(post).values()))) or "draft"

    def due(self, post: int) -> datetime:
        return from_stamp(self.rows("SELECT due FROM post WHERE id = ?", post)[0]["due"])

    def newest(self) -> dict[str, Any]:
        """The post made last."""
        return self.rows("SELECT * FROM post ORDER BY id DESC LIMIT 1")[0]

    def kept(self) -> str | None:
        """What the operator is typing, as it stands in the store."""
        found = self.rows("SELECT text FROM typed WHERE operator = ? AND place = 'composer'", OPERATOR)
        return found[0]["text"] if found else None

    def incoming(self, id_: int) -> str:
        return str(self.rows("SELECT state FROM incoming WHERE id = ?", id_)[0]["state"])

    def questions(self) -> list[tuple[str, str]]:
        return [(row["text"], row["state"]) for row in self.rows("SELECT text, state FROM question ORDER BY id")]

    def leaving(self) -> set[tuple[int, str, int]]:
        """What could leave by itself, or has: post, account and number of its parts."""
        return {
            (row["post"], row["account"], row["number"])
            for row in self.rows("SELECT post, account, number FROM part WHERE state IN ('scheduled', 'sending', 'posted')")
        }


@dataclass(slots=True, kw_only=True)
class Desk:
    """An operator at the keyboard. What is pressed goes the whole way a key takes."""

    app: DeskApp
    screen: DeskScreen
    pilot: Pilot[None]

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait for CONDITION, in real time and with a limit; then says what was waited for and what the screen shows."""
        end = monotonic() + LIMIT
        while not condition():
            if monotonic() > end:
                raise AssertionError(f"never came true: {what or condition}\n{self.text()}")
            await asyncio.sleep(0.01)

    async def press(self, *keys: str) -> None:
        """KEYS, each when all queues are empty of what the one before it has caused: Pilot's own press waits for an idle process, 60 ms a key."""
        for key in keys:
            self._send(key)
            await self.drained()

    def _send(self, key: str) -> None:
        driver = self.app._driver
        assert driver is not None
        if len(key) == 1:
            character: str | None = key
            key = key if key.isalnum() else _character_to_key(key)
        else:
            try:
                character = unicodedata.lookup(_get_unicode_name_from_key(key))
            except KeyError:
                character = None
        event = events.Key(key, character)
        event.set_sender(self.app)
        driver.send_message(event)

    async def drained(self) -> None:
        """Until app, screen and widgets have worked off what is in their queues, and what that put there."""
        for _ in range(3):
            if self.app._exit:
                return
            passed = asyncio.Event()
            self.app.call_later(passed.set)
            await asyncio.wait_for(passed.wait(), LIMIT)
            await self.pilot._wait_for_screen()

    async def lone(self, key: str) -> None:
        """A letter with nothing behind it: it acts."""
        await self.press(key)
        await self.until(lambda: not self.screen._letters.waits, f"{key} has acted")
        await self.settled()

    async def write(self, text: str) -> None:
        """TEXT as fast as a terminal hands it over: the desk has no time between the letters."""
        driver = self.app._driver
        assert driver is not None
        for character in text:
            key = character if character.isalnum() else _character_to_key(character)
            event = events.Key({"\n": "enter"}.get(character, key), character)
            event.set_sender(self.app)
            driver.send_message(event)
        await self.drained()

    async def paste(self, text: str) -> None:
        driver = self.app._driver
        assert driver is not None
        event = events.Paste(text)
        event.set_sender(self.app)
        driver.send_message(event)
        await self.pilot.pause()

    async def settled(self) -> None:
        """Until the hands have done all that was asked of them and the screen has shown it."""
        done: list[object] = []
        self.screen.ask(lambda store: None, done.append)
        await self.until(lambda: done and not self.screen.history.under_way, "the hands are free, and nothing is being taken back")
        await self.drained()

    async def go(self, pane: str, key: str | None = None) -> None:
        """The keyboard in PANE (Tab), the cursor on the row of KEY (arrows)."""
        for _ in range(3):
            if self.screen.pane == pane:
                break
            await self.press("tab")
        assert self.screen.pane == pane, self.text()
        if key is not None:
            feed = self.screen.feed(pane)
            await self.until(lambda: any(row.key == key for row in feed.rows), f"{key} in {pane}")
            await self.press("home")
            while feed.chosen is None or feed.chosen.key != key:
                at = feed.cursor
                await self.press("down")
                assert feed.cursor != at, f"{key} cannot be reached\n{self.text()}"

    async def go_post(self, post: int) -> None:
        await self.go("outbox", f"post:{post}")

    async def go_item(self, item: int) -> None:
        await self.go("inbox", f"incoming:{item}")

    def text(self) -> str:
        """The screen as one sees it."""
        return "\n".join("".join(segment.text for segment in strip) for strip in self.app.screen._compositor.render_strips())

    def sees(self, *words: str) -> bool:
        shown = self.text()
        return all(word in shown for word in words)

    @property
    def words(self) -> str:
        """What stands in the composer."""
        return self.screen.composer.words.text

    @property
    def typing(self) -> bool:
        return self.screen.composer.writing is not None

    def shows(self, post: int) -> State | None:
        """The state of POST on the screen."""
        entry = self.screen.snapshot.entry_of(post) if self.screen.snapshot else None
        return entry.state if entry else None

    def told(self) -> list[str]:
        """All that was said in a corner of the screen."""
        return [one.message for one in self.app._notifications]


@asynccontextmanager
async def at_desk(
    place: Place, size: tuple[int, int] = (120, 36), theme: str | None = None, *, read: bool = True, corner: bool = False
) -> AsyncIterator[Desk]:
    """A desk on PLACE, with rows in it unless READ is false; CORNER: what is said there is shown too."""
    app = make(find(place.folder), OPERATOR, theme)
    async with app.run_test(size=size, notifications=corner) as pilot:
        await pilot.pause()
        desk = Desk(app=app, screen=app._desk, pilot=pilot)
        if read:
            await desk.until(lambda: desk.screen.snapshot is not None, "the store is read")
            await desk.settled()
        yield desk


def seated(
    size: tuple[int, int] = (120, 36), theme: str | None = None
) -> Callable[[Callable[[Desk, Place], Awaitable[None]]], Callable[[Place], None]]:
    """A test that sits at a desk of SIZE; it is given the desk and its place."""

    def wrap(test: Callable[[Desk, Place], Awaitable[None]]) -> Callable[[Place], None]:
        def sit(place: Place) -> None:
            async def run() -> None:
                async with at_desk(place, size, theme) as desk:
                    await test(desk, place)

            asyncio.run(run())

        sit.__name__, sit.__qualname__, sit.__module__ = test.__name__, test.__qualname__, test.__module__
        return sit

    return wrap


def covers(*names: str) -> Callable[[Test], Test]:
    """Says which commands a test is of; `test_every_command_is_tested_and_done_by_a_deed` reads it in the source."""
    assert set(names) <= set(BY_NAME), names
    return lambda test: test
