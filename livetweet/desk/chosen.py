"""What commands act on at one desk: the rows that are marked, else the one under the cursor; where a window is open, what that is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livetweet.desk.commands import INBOX, OUTBOX, PROGRAMME
from livetweet.desk.rows.programme import OnProgramme
from livetweet.inbox.stream import Item
from livetweet.model.part import State
from livetweet.model.session import Session
from livetweet.outbox.queue import Entry

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


class Chosen:
    """`marked` are keys of rows, the same set from the start to the end. What a search hides is left alone."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self.marked: set[str] = set()
        self._acted_on: frozenset[str] = frozenset()  # what was marked when a deed asked last

    def posts(self) -> list[int]:
        """Posts of the rows of the outbox, or that of the window's row."""
        if (window := self._desk.window) is not None:
            return [window.entry.post] if window.entry else []
        self._acted_on = frozenset(self.marked)
        feed = self._desk.feed(OUTBOX)
        marked = [row.post for row in feed.rows if isinstance(row, Entry) and row.key in self.marked]
        return marked or ([feed.chosen.post] if isinstance(feed.chosen, Entry) else [])

    def items(self) -> list[Item]:
        """Incoming posts of the inbox, or the one that the window is about."""
        if (window := self._desk.window) is not None:
            return [window.item] if window.item else []
        self._acted_on = frozenset(self.marked)
        feed = self._desk.feed(INBOX)
        marked = [row for row in feed.rows if isinstance(row, Item) and row.key in self.marked]
        return marked or ([feed.chosen] if isinstance(feed.chosen, Item) else [])

    def done(self) -> None:
        """What the last deed acted on is marked no longer; what was marked since still is."""
        self.marked -= self._acted_on

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

    def state_of(self, post: int) -> State | None:
        window, snapshot = self._desk.window, self._desk.snapshot
        shown = window.entry if window is not None else None
        entry = shown if shown is not None and shown.post == post else snapshot.entry_of(post) if snapshot else None
        return entry.state if entry else None
