"""A scroll view that paints its bar with its lines.

Three scrollbars of Textual's, each a widget with a frame of its own, took longer to paint than the rows of the desk's lists.
"""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip

from livetweet.desk.signs import glyph


class Barred(ScrollView):
    """The bar is the last column: it shows where one is, and takes one there by the mouse. What is dragged was not clicked."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"barred--thumb"}
    DEFAULT_CSS = """
    Barred { overflow: hidden hidden; }
    Barred > .barred--thumb { color: $rule; }
    """
    dragged = False  # the mouse was pressed last on the bar

    @property
    def allow_vertical_scroll(self) -> bool:
        """By the wheel, though no scrollbar of Textual's stands here."""
        return True

    @property
    def inner_width(self) -> int:
        """Cells beside the bar."""
        return max(self.size.width - 1, 1)

    def beside_bar(self, line: Strip, y: int) -> Strip:
        """LINE, which is `inner_width` wide and stands at Y of the screen, and what the bar shows there."""
        bar, thumb = self._bar
        return Strip.join([line, thumb if y in self.thumb() else bar])

    def thumb(self) -> range:
        """The lines of the screen beside which the bar has its thumb; none where all lines are on screen."""
        height, lines = self.size.height, self.virtual_size.height
        if not 0 < height < lines:
            return range(0)
        size = max(height * height // lines, 1)
        top = round(self.scroll_offset.y * (height - size) / (lines - height))
        return range(top, top + size)

    def move_thumb(self, before: range) -> None:
        """Paint where the thumb was BEFORE, and where it is."""
        for y in {*before} ^ {*self.thumb()}:
            self.refresh(Region(self.size.width - 1, y, 1, 1))

    @cached_property
    def _bar(self) -> tuple[Strip, Strip]:
        """A cell of the bar without the thumb, and one with it."""
        style = (self.visual_style + self.get_visual_style("barred--thumb")).rich_style
        return Strip([Segment(" ", style)], 1), Strip([Segment(glyph("▐"), style)], 1)

    def notify_style_update(self) -> None:
        """Another theme."""
        self.__dict__.pop("_bar", None)
        super().notify_style_update()

    def _drag_to(self, y: int) -> None:
        """Show what is as far down in all lines as Y is on screen."""
        self.scroll_to(y=y * self.max_scroll_y / max(self.size.height - 1, 1), animate=False, force=True)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self.dragged = event.x == self.size.width - 1 and bool(self.thumb())
        if self.dragged:
            self.capture_mouse()
            self._drag_to(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self.app.mouse_captured is self:
            self._drag_to(event.y)

    def on_mouse_up(self) -> None:
        if self.app.mouse_captured is self:
            self.release_mouse()
