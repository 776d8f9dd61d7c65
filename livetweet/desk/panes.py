"""A pane: a title with its counts, and a feed beneath."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from livetweet.desk.bars import Line
from livetweet.desk.feed import Feed, Measure, Paint
from livetweet.desk.painting import items, line, spread
from livetweet.desk.signs import glyph


class Pane(Vertical):
    """COUNTS gives what stands at the right of the title, most important first; KIND is the id, and that of the feed with `-rows` behind it."""

    DEFAULT_CSS = """
    Pane { height: 1fr; width: 1fr; }
    Pane > .pane-title { background: $surface; height: 1; }
    """

    def __init__(self, kind: str, title: str, paint: Paint, measure: Measure, counts: Callable[[], list[Content]]) -> None:
        super().__init__(id=kind)
        self.kind = kind
        self.label = title
        self._paint_row = paint
        self._measure_row = measure
        self._counts = counts

    def compose(self) -> ComposeResult:
        yield Line(self._paint_title, classes="pane-title")
        yield Feed(self._paint_row, id=f"{self.kind}-rows", measure=self._measure_row)

    @property
    def feed(self) -> Feed:
        return self.query_one(Feed)

    def repaint(self) -> None:
        """The title, and the rows on screen: what they say depends on the clock."""
        self.query_one(Line).repaint()
        self.feed.tick()

    def _paint_title(self, width: int) -> Content:
        focused = self.has_pseudo_class("focus-within")
        if self.screen.has_class("-tiny") or self.screen.has_class("-low"):
            names = [(f"{one.label}  ", "$primary bold" if one is self else "$muted") for one in self.screen.query(Pane)]
            tabs = line((glyph("▌") if focused else " ", "$primary"), *names)
            return spread(width - 1, tabs, items(width - tabs.cell_length - 3, self._counts(), gap=2))
        title = line((glyph("▌") if focused else " ", "$primary"), (self.label, "$primary bold" if focused else "$secondary bold"))
        return spread(width - 1, title, items(width - 14, self._counts(), gap=2))
