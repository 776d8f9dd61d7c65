"""A window over the whole desk: the header stays above it, its keys are the desk's, Esc goes back. The catch-up review, a conversation and a script are such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from livetweet.desk import bars
from livetweet.desk.bars import Line
from livetweet.desk.commands import BY_NAME
from livetweet.desk.feed import Feed
from livetweet.desk.letters import Letters
from livetweet.desk.modal import Modal
from livetweet.desk.reader import Snapshot
from livetweet.inbox.stream import Item
from livetweet.model.session import Session
from livetweet.outbox.queue import Entry

if TYPE_CHECKING:
    from livetweet.desk.hands import Deed
    from livetweet.desk.screen import DeskScreen
    from livetweet.store.connect import Store


class Window(Modal[None]):
    """PANE is its name in the list of commands, FOOTER the commands it names at the bottom, LABELS those that are called otherwise here."""

    PANE: ClassVar[str]
    FOOTER: ClassVar[tuple[str, ...]]
    LABELS: ClassVar[Mapping[str, str]] = {}
    DEFAULT_CSS = """
    Window { background: $background; layout: vertical; }
    Window .window-header, Window .window-footer { background: $panel; height: 1; }
    Window .window-title { background: $surface; height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "command('close')", show=False),
        Binding("enter", "command('open')", show=False),
    ]

    def __init__(self, desk: DeskScreen) -> None:
        super().__init__()
        self.desk = desk
        self._looking = False
        self._letters = Letters(self, desk.carry_out, lambda: desk.pane, self._begin_unasked, desk.say, desk.chosen.marked)

    def compose(self) -> ComposeResult:
        yield Line(self.desk.lines.header, classes="window-header")
        yield Line(self.paint_title, classes="window-title")
        yield from self.body()
        yield Line(self._footer, classes="window-footer")

    def body(self) -> list[Widget]:
        raise NotImplementedError

    def paint_title(self, width: int) -> Content:
        raise NotImplementedError

    @property
    def shows(self) -> bool:
        """Whether an answer has somewhere to be shown: a window on its way out loses its rows before it is gone itself."""
        return self.is_attached and bool(self.query(Line))

    @property
    def letter_waits(self) -> bool:
        """Whether a letter has not acted yet."""
        return self._letters.waits

    def take(self, snapshot: Snapshot) -> None:
        """The store has changed."""

    def look(self, deed: Deed, show: Callable[[Any], None]) -> None:
        """Let DEED look at the store, off this thread, unless that is asked for already; SHOW gets what it found if this window is still there."""
        if self._looking:
            return
        self._looking = True

        def looked(store: Store) -> Any:
            self._looking = False  # what changes from here on is looked at again
            return deed(store)

        def failed(sentence: str) -> None:
            self._looking = False
            self.desk.complain(sentence)

        self.desk.ask(looked, lambda found: show(found) if self.shows else None, failed)

    def open_row(self) -> None:
        """Enter."""

    def move(self, by: int) -> None:
        """`j` and `k`, where it has no list."""

    def closing(self) -> None:
        """It is about to go."""

    # ---- what commands act on

    @property
    def entry(self) -> Entry | None:
        """The post under the cursor."""
        return None

    @property
    def item(self) -> Item | None:
        """The incoming post that it is about."""
        return None

    @property
    def session(self) -> Session | None:
        """The session that it is about."""
        return None

    # ---- events

    def action_command(self, name: str) -> None:
        self.desk.action_command(name)

    def on_key(self, event: events.Key) -> None:
        if event.is_printable and event.character:
            event.stop()
            self._type(event.key, event.character, None)

    @on(Feed.Typed)
    def _typed(self, message: Feed.Typed) -> None:
        self._type(message.key, message.character, message.feed, message.row)

    def on_paste(self, event: events.Paste) -> None:
        """Prose, as in the desk's lists."""
        if event.text.strip():
            event.stop()
            self._begin_unasked(event.text)

    def _type(self, key: str, character: str, feed: Feed | None, row: str | None = None) -> None:
        composer = self.desk.composer
        if not self.is_current and composer.writing is not None and composer.writing.unasked:
            composer.append(character)  # prose has begun here, and this window is on its way out
            return
        if not self._letters.waits:
            self.desk.chosen.key_pressed()
        self._letters.typed(key, character, self.PANE, feed.move if feed else self.move, feed, row)

    def repaint(self) -> None:
        """Lines that depend on the clock."""
        for one in self.query(Line):
            one.repaint()
        for feed in self.query(Feed):
            feed.tick()

    def _begin_unasked(self, words: str) -> None:
        self.desk.writer.begin_unasked(words)

    def _footer(self, width: int) -> Content:
        shown = [BY_NAME[name]._replace(label=self.LABELS.get(name, BY_NAME[name].label)) for name in self.FOOTER]
        return bars.footer(shown, [bars.pause(self.desk.snapshot)], width)
