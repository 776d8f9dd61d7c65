"""What commands act on at one desk: the rows that are marked, else the one under the cursor; where a window is open, what that is about.

A letter acts 0.2 s after it was pressed, and others change the same store: what stood on the screen when it was pressed is kept here.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from livetweet.desk.commands import INBOX, OUTBOX, PROGRAMME
from livetweet.desk.rows.programme import OnProgramme
from livetweet.inbox.stream import Item
from livetweet.model.part import State
from livetweet.model.session import Session
from livetweet.outbox.queue import Entry

if TYPE_CHECKING:
    from livetweet.desk.reader import Snapshot
    from livetweet.desk.screen import DeskScreen


class Chosen:
    """`marked` are keys of rows, the same set from the start to the end. What a search hides is left alone."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self.marked: set[str] = set()
        self._acted_on: list[Entry] | list[Item] = []  # what was marked when a deed asked last
        self.shown: Snapshot | None = None  # what was to be seen when the key was pressed
        self._in_window: Entry | None = None

    def key_pressed(self) -> None:
        """What is to be seen now is what the key means."""
        window = self._desk.window
        self.shown, self._in_window = self._desk.snapshot, window.entry if window is not None else None

    def posts(self) -> list[int]:
        """Posts of the rows of the outbox, or that of the window's row."""
        if (window := self._desk.window) is not None:
            return [window.entry.post] if window.entry else []
        feed = self._desk.feed(OUTBOX)
        self._acted_on = marked = [row for row in feed.rows if isinstance(row, Entry) and row.key in self.marked]
        return [row.post for row in marked] or ([feed.chosen.post] if isinstance(feed.chosen, Entry) else [])

    def items(self) -> list[Item]:
        """Incoming posts of the inbox, or the one that the window is about."""
        if (window := self._desk.window) is not None:
            return [window.item] if window.item else []
        feed = self._desk.feed(INBOX)
        self._acted_on = marked = [row for row in feed.rows if isinstance(row, Item) and row.key in self.marked]
        return marked or ([feed.chosen] if isinstance(feed.chosen, Item) else [])

    def done(self, ids: Collection[int], *, questions: bool = False) -> None:
        """Of what the last deed acted on, IDS (of posts, of incoming ones or of the questions behind those) are marked no longer; what was refused still is."""
        for row in self._acted_on:
            if (row.post if isinstance(row, Entry) else row.question if questions else row.id) in ids:
                self.marked.discard(row.key)

    def entry(self) -> Entry | None:
        """The post under the cursor."""
        desk = self._desk
        row = desk.window.entry if desk.window is not None else desk.feed(OUTBOX).chosen if desk.pane == OUTBOX else None
        return row if isinstance(row, Entry) else None

    def session(self) -> Session | None:
        """The session of the window, of the programme's row, of the outbox's; else the one on in my room, or the next there."""
        desk, snapshot = self._desk, self._desk.snapshot
        if desk.window is not None:
            return desk.window.session
        if desk.pane == PROGRAMME:
            row = desk.feed(PROGRAMME).chosen
            return row.slot.session if isinstance(row, OnProgramme) else None
        if snapshot is None:
            return None
        entry, now = self.entry(), desk.clock.now()
        of_row = snapshot.context.agenda.sessions.get(entry.session or "") if entry else None
        coming = (slot.session for slot in snapshot.slots if slot.session.room == desk.room and slot.start > now)
        return of_row or desk.session_now() or next(coming, None)

    def entry_of(self, post: int) -> Entry | None:
        """POST as it was shown when the key was pressed."""
        if self._in_window is not None and self._in_window.post == post:
            return self._in_window
        return self.shown.entry_of(post) if self.shown is not None else None

    def state_of(self, post: int) -> State | None:
        entry = self.entry_of(post)
        return entry.state if entry else None
