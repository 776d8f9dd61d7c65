"""What a new version of the programme would change, item by item: each is taken or stays as it was, then all is imported, or the version put aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from livetweet.desk.commands import CHANGES
from livetweet.desk.deeds.programme import confirm
from livetweet.desk.feed import Feed, Row
from livetweet.desk.painting import line, spread
from livetweet.desk.reader import Snapshot
from livetweet.desk.rows import changes as painted
from livetweet.desk.rows.changes import Item
from livetweet.desk.signs import glyph
from livetweet.desk.window import Window
from livetweet.inbox.literal import literal
from livetweet.model.session import Session
from livetweet.outbox import version
from livetweet.outbox.programme import ANOTHER, Imported
from livetweet.outbox.version import Waiting
from livetweet.programme.diff import Difference
from livetweet.store.connect import Store

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


class ChangesWindow(Window):
    """Nothing of the version holds before `a`, and a look at what follows for the posts."""

    PANE = CHANGES
    FOOTER = ("changes_import", "changes_keep", "changes_aside", "close")
    LABELS = {"close": "later: nothing changes"}  # noqa: RUF012 - declared in the base

    def __init__(self, desk: DeskScreen) -> None:
        super().__init__(desk)
        self.version: Waiting | None = None
        self._kept: set[str] = set()

    def body(self) -> list[Widget]:
        return [Feed(self._paint, id="changes-rows")]

    def on_mount(self) -> None:
        self.query_one(Feed).focus()
        self._read()

    def take(self, snapshot: Snapshot) -> None:
        self._read()

    def _read(self) -> None:
        self.look(version.waiting, self._show)

    def _show(self, there: Waiting | None) -> None:
        if self.version is not None and (there is None or there.at != self.version.at):
            self._kept.clear()  # another version, or none
        self.version = there
        self.query_one(Feed).show(self._items())
        self.repaint()

    def _items(self) -> list[Item]:
        there = [Item(difference=one, kept=False) for one in self.version.differences] if self.version else []
        return [Item(difference=one.difference, kept=one.key in self._kept) for one in there]

    @property
    def session(self) -> Session | None:
        row = self.query_one(Feed).chosen
        return row.difference.session if isinstance(row, Item) else None

    # ---- what commands do

    def keep(self) -> None:
        """The item under the cursor stays as it was, or is taken after all."""
        row = self.query_one(Feed).chosen
        if not isinstance(row, Item):
            return
        if not version.keeps(row.difference):
            self.desk.say("The source alone says that. What c changes can be put right afterwards, and handles in speakers.toml.")
            return
        self._kept ^= {row.key}
        self.query_one(Feed).show(self._items())
        self.repaint()

    def import_it(self) -> None:
        """Show what follows for the posts; imported only once it is confirmed."""
        there, desk = self.version, self.desk
        if there is None:
            return
        kept: list[Difference] = [one.difference for one in self._items() if one.kept]

        def importing(store: Store, only_look: bool) -> Imported:
            return version.import_waiting(store, there, desk.workspace.context, desk.operator, desk.clock, kept=kept, only_look=only_look)

        def seen(would: Imported) -> None:
            told = f"{len(there.differences) - len(kept)} of {len(there.differences)} changes are taken."
            if there.another:
                told = f"{ANOTHER} {told}"
            confirm(desk, "Import the new version", [told], would, importing, desk.close_window)

        desk.ask(lambda store: importing(store, True), seen)

    def put_aside(self) -> None:
        """This version is not wanted."""
        there, desk = self.version, self.desk
        if there is None:
            return

        def done(_: object) -> None:
            desk.say_final(
                "Put aside: the programme stays as it is until the source changes again.", "A version put aside stays so; the next one is told again."
            )
            desk.close_window()

        desk.ask(lambda store: version.put_aside(store, there), done)

    # ---- painting

    def paint_title(self, width: int) -> Content:
        told = f"{literal(self.version.source, 60)}: {self.version.summary()}" if self.version else "no new version waits"
        return spread(width - 1, line((glyph("▌"), "$primary"), ("Programme changed", "$primary bold"), (f"  {told}", "$muted")))

    def _paint(self, row: Row, width: int, selected: bool) -> list[Content]:
        return painted.paint(row, width - 1, selected) if isinstance(row, Item) else []
