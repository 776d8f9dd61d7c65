"""The conversation view: what we said above their words, and the keys of the inbox on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from livetweet.desk.bars import Line
from livetweet.desk.commands import CONVERSATION
from livetweet.desk.painting import line
from livetweet.desk.reader import Snapshot
from livetweet.desk.rows import conversation as painted
from livetweet.desk.window import Window
from livetweet.inbox import conversation
from livetweet.inbox.conversation import Conversation
from livetweet.inbox.stream import Item

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


class ConversationWindow(Window):
    """About one incoming post."""

    PANE = CONVERSATION
    FOOTER = ("reply", "thank", "question", "stage", "done", "close", "drop")

    def __init__(self, desk: DeskScreen, item: Item) -> None:
        super().__init__(desk)
        self._item = item
        self._found: Conversation | None = None

    def body(self) -> list[Widget]:
        return [VerticalScroll(Line(self._paint), id="conversation")]

    def on_mount(self) -> None:
        self.query_one("#conversation").focus()
        self._read()

    def take(self, snapshot: Snapshot) -> None:
        self._item = next((one for one in snapshot.inbox if one.id == self._item.id), self._item)
        self._read()

    def move(self, by: int) -> None:
        self.query_one("#conversation").scroll_relative(y=by, animate=False)

    def _read(self) -> None:
        self.look(lambda store: conversation.read(store, self._item.id), self._show)

    def _show(self, found: Conversation) -> None:
        self._found = found
        self.repaint()

    @property
    def item(self) -> Item | None:
        return self._item

    def paint_title(self, width: int) -> Content:
        return painted.title(self._item, width)

    def _paint(self, width: int) -> Content:
        if self._found is None:
            return line(("   reading…", "$muted"))
        return Content("\n").join(painted.paint(self._found, self._item, width, self.desk.view))
