"""A session's script: its posts, drafts too, in order with state and words; who speaks, under which handle, and what they wish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from livetweet.desk.bars import Line
from livetweet.desk.commands import SCRIPT
from livetweet.desk.decisions import decide
from livetweet.desk.feed import Feed, Row
from livetweet.desk.painting import heading, line
from livetweet.desk.reader import Snapshot
from livetweet.desk.rows import script as painted
from livetweet.desk.window import Window
from livetweet.model.session import Session
from livetweet.outbox import queue
from livetweet.outbox.queue import Entry

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


class ScriptWindow(Window):
    """About one session."""

    PANE = SCRIPT
    FOOTER = ("edit", "approve", "quote", "close", "view", "drop", "change", "room_late")

    def __init__(self, desk: DeskScreen, session: Session) -> None:
        super().__init__(desk)
        self._session = session
        self._read_once = False

    def body(self) -> list[Widget]:
        return [Line(self._speakers, classes="script-speakers"), Feed(self._paint, id="script-rows")]

    def on_mount(self) -> None:
        self.query_one(Feed).focus()
        self._read()

    def take(self, snapshot: Snapshot) -> None:
        self._session = snapshot.context.agenda.sessions.get(self._session.id, self._session)
        self._read()

    def _read(self) -> None:
        if (snapshot := self.desk.snapshot) is not None:
            self.look(lambda store: queue.of_session(store, self._session.id, snapshot.context), self._show)

    def _show(self, entries: list[Entry]) -> None:
        self._read_once = True
        self.query_one(Feed).show(entries)
        self.repaint()

    @property
    def entry(self) -> Entry | None:
        row = self.query_one(Feed).chosen
        return row if isinstance(row, Entry) else None

    @property
    def session(self) -> Session | None:
        return self._session

    def open_row(self) -> None:
        entry = self.entry
        if entry is not None and entry.decide:
            decide(self.desk, entry)
        elif entry is not None:
            self.desk.action_command("view")

    def paint_title(self, width: int) -> Content:
        if self.desk.snapshot is None:
            return line("")
        return painted.title(self._session, self.desk.snapshot.context, self.desk.view, width)

    def _speakers(self, width: int) -> Content:
        if self.desk.snapshot is None:
            return line("")
        told = painted.speakers(self._session, self.desk.snapshot.status.accounts, self.desk.snapshot.context, width)
        if self._read_once and not self.query_one(Feed).rows:
            return Content("\n").join(
                [told, line(""), line(("   No post is drafted: `livetweet plan apply` drafts the scripts, q writes a quote.", "$muted"))]
            )
        return told

    def _paint(self, row: Row, width: int, selected: bool) -> list[Content]:
        return painted.paint(row, width - 1, selected, self.desk.view) if isinstance(row, Entry) else [heading("", width)]
