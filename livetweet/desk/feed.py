"""A list that paints by line: rows of different heights, put in at the top, only what is seen is painted.

`OptionList` cannot put a row in at the top and needs 275 ms to change one of 10,000. Here rows are frozen values: one that is the same object as before costs a
look-up, and the row under the cursor and the lines on screen stay where they are whatever comes in above them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate, chain
from operator import is_
from typing import ClassVar, Protocol

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.style import Style

from livetweet.desk.barred import Barred
from livetweet.desk.painting import line
from livetweet.desk.signs import glyph

STRIPS_KEPT = 120  # rows: what is on screen and a little around it
STEPS = {"down": 1, "up": -1, "end": 1_000_000, "home": -1_000_000}  # rows
PAGES = {"pagedown": 1, "pageup": -1}  # half a screen each
ARRIVES_WITHIN = 1.0  # real seconds in which a letter is at the screen
MOVES = {"j": 1, "k": -1}  # letters, which may be prose as well


class Row(Protocol):
    """`key` tells a row from all others; a heading cannot be chosen."""

    @property
    def key(self) -> str: ...

    @property
    def heading(self) -> bool: ...


Paint = Callable[[Row, int, bool], list[Content]]  # row, width in cells, whether the cursor is on it and the pane has the focus: its lines
Measure = Callable[[Row, int], int]  # row, width in cells: how many lines it has without the cursor; where that is quicker to say than to paint them


class Feed(Barred, can_focus=True):
    """Rows and a cursor. PAINT gives a row's lines; a selected row may have more of them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"feed--cursor"}
    DEFAULT_CSS = """
    Feed { height: 1fr; width: 1fr; background: transparent; }
    Feed > .feed--cursor { background: $row-cursor-off; }
    Feed:focus > .feed--cursor { background: $row-cursor; }
    Feed:ansi > .feed--cursor { background: ansi_default; text-style: bold; }
    Feed:ansi:focus > .feed--cursor { background: ansi_default; text-style: reverse; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding(key, f"step('{key}')", show=False) for key in (*STEPS, *PAGES)]

    class Typed(Message):
        """A key that writes something was pressed, or Enter, on the row of key ROW: a command, `j` or `k`, or prose that went astray. What it means is for the screen to say."""

        def __init__(self, feed: Feed, key: str, character: str, row: str | None) -> None:
            super().__init__()
            self.feed = feed
            self.row = row
            self.key = key
            self.character = character

        @property
        def control(self) -> Feed:
            return self.feed

    def __init__(self, paint: Paint, *, id: str, measure: Measure | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.paint = paint
        self.before_move: Callable[[], None] = lambda: None  # a letter that waits is for the row that it was pressed on
        self.rows: Sequence[Row] = ()
        self.cursor = 0
        self.measure: Measure = measure or (lambda row, width: len(paint(row, width, False)))
        self._heights: list[int] = []
        self._measured_for = 0  # the width they hold for; 0: not measured yet
        self._tops: list[int] = [0]
        self._typed_at = -ARRIVES_WITHIN
        self._extra = 0  # lines that the row under the cursor has beyond its usual height
        self._strips: dict[
            tuple[int, bool, bool, int], tuple[Row, list[Content], list[Strip]]
        ] = {}  # the row beside them, so that no other takes its id

    # ---- rows

    @property
    def chosen(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) and not self.rows[self.cursor].heading else None

    @property
    def above(self) -> int:
        """How many rows stand above the screen."""
        return bisect_right(self._tops, self.scroll_offset.y) - 1 if self.rows and self.scroll_offset.y else 0

    def show(self, rows: Sequence[Row]) -> None:
        """ROWS instead of those before; the cursor stays on its row, and the first line on screen where it is, as far as they are still there.

        A first row that goes past the cursor (its post has left) is not followed: then the cursor stays where it is on screen.
        Without the focus, a cursor on the first row stays on the first row.
        """
        at, above = self._first_seen()
        before, was, width = self.rows, self.cursor, self.inner_width
        cursor_above = self.scroll_offset.y - self._tops[min(was, len(before))]
        under = self._below()
        stays = was < len(before)
        reads = self.has_focus and self._sees_cursor()
        if not self.has_focus and not self.scroll_offset.y and all(row.heading for row in self.rows[:was]):
            at, stays = None, False  # nobody reads here: the newest stays on top
        grown = len(rows) - len(before)
        if not self.size:  # not laid out: measured when it is painted for the first time
            self._heights, width = [1] * len(rows), 0
        elif width == self._measured_for and grown >= 0 and _identical(before, rows[grown:]):  # some more on top, as nearly always
            self._heights = [*(self.measure(row, width) for row in rows[:grown]), *self._heights]
        else:
            known = dict(zip(map(id, before), self._heights, strict=True)) if width == self._measured_for else {}
            self._heights = [known.get(id(row)) or self.measure(row, width) for row in rows]
        self._measured_for = width
        self.rows = rows
        if len(self._strips) > STRIPS_KEPT:
            self._strips.clear()
        place = _place(before[was], rows, was + grown) if stays else 0
        self.cursor = min(was, max(len(rows) - 1, 0)) if place is None else place
        self._choose_near()
        self._index()
        top = None if at is None else _place(before[at], rows, at + grown)
        if at is not None and top is not None and place is not None and stays and at < was and top > place:
            at, top, above = was, place, cursor_above
        if at is None or top is None:
            self.refresh()
        elif (
            0 <= (y := self._tops[top] + above) <= self.max_scroll_y
            and self.cursor - was == top - at
            and _identical(before[at:under], rows[top : top + under - at])
        ):
            self._slip(y)
        else:
            self.scroll_to(y=y, animate=False, force=True)
            self.refresh()
        if reads and not self._sees_cursor():  # the first line went elsewhere, where nobody reads
            self._show_cursor()

    def _slip(self, y: int) -> None:
        """Scroll to Y without a paint: what is on screen stays the same, more or less stands above it."""
        thumb = self.thumb()
        self.set_reactive(Feed.scroll_y, float(y))
        self.set_reactive(Feed.scroll_target_y, float(y))
        self.move_thumb(thumb)

    def go_to(self, key: str) -> bool:
        """Put the cursor on the row of KEY, if it is there."""
        for index, row in enumerate(self.rows):
            if row.key == key:
                self._set_cursor(index)
                return True
        return False

    def begin(self) -> None:
        """The cursor on the first row, and that in sight."""
        self.cursor = 0
        self._choose_near()
        self._open()
        self.scroll_to(y=0, animate=False, force=True)
        self.refresh()

    def tick(self) -> None:
        """Paint the rows on screen anew, each as high as it was: the clock has moved. Most say what they said, and cost no paint."""
        seen, width = {id(row) for row in self.rows[max(self.above - self._extra, 0) : self._below()]}, self.inner_width
        self._strips = {key: kept for key, kept in self._strips.items() if key[0] in seen}
        changed = [key for key, (row, lines, _) in self._strips.items() if not _same(self.paint(row, width, key[2]), lines)]
        for key in changed:
            del self._strips[key]
        if changed:
            self.refresh()

    def repaint(self) -> None:
        """Paint all rows anew: what they show depends on more than they are (the clock, the width, marks)."""
        self._strips.clear()
        self._measure_all()
        self.refresh()

    # ---- measures

    def _measure_all(self) -> None:
        """For who paints all lines."""
        width = self._measured_for = self.inner_width
        self._heights = [self.measure(row, width) for row in self.rows]
        self._tops = [0, *accumulate(self._heights)]
        self._make_room()

    def _index(self) -> None:
        self._tops = [0, *accumulate(self._heights)]
        self._open()

    def _open(self) -> None:
        """Make room for the row under the cursor; the thumb is of another height then."""
        thumb = self.thumb()
        self._make_room()
        self.move_thumb(thumb)

    def _make_room(self) -> None:
        """For the lines that the row under the cursor has beyond its usual ones."""
        self._extra = 0
        if self.chosen is not None:
            self._extra = len(self.paint(self.rows[self.cursor], self.inner_width, self.has_focus)) - self._heights[self.cursor]
        self.set_reactive(Feed.virtual_size, Size(self.inner_width, self._tops[-1] + self._extra))  # nothing around has to be laid out anew
        self.scroll_y = self.validate_scroll_y(self.scroll_y)

    def _row_at(self, y: int) -> tuple[int, int]:
        """Index of the row that line Y of all lines belongs to, and the line within it."""
        top, height = self._tops[self.cursor], self._height(self.cursor)
        if y >= top + height:
            y -= self._extra
        elif y >= top:
            return self.cursor, y - top
        index = bisect_right(self._tops, y) - 1
        return index, y - self._tops[index]

    def _height(self, index: int) -> int:
        return self._tops[index + 1] - self._tops[index] + (self._extra if index == self.cursor else 0)

    def _below(self) -> int:
        """Index of the first row below the screen."""
        return bisect_right(self._tops, self.scroll_offset.y + self.size.height)

    def _first_seen(self) -> tuple[int | None, int]:
        """Index of the row on the first line of the screen, and how many of its lines are above it."""
        if not self.rows or self.scroll_offset.y >= self._tops[-1]:
            return None, 0
        index, inside = self._row_at(self.scroll_offset.y)
        return index, inside

    def _sees_cursor(self) -> bool:
        """Whether the first line of the row under the cursor is on screen."""
        return self.cursor < len(self.rows) and 0 <= self._tops[self.cursor] - self.scroll_offset.y < self.size.height

    # ---- cursor

    def action_step(self, key: str) -> None:
        self.move(STEPS[key] if key in STEPS else PAGES[key] * max(self.size.height // 2, 1))

    def move(self, by: int) -> None:
        self.before_move()
        last = len(self.rows) - 1
        at = min(max(self.cursor + by, 0), last)
        ways = (range(at, last + 1), range(at, -1, -1)) if self.rows else ((), ())
        for index in (one for way in (ways if by > 0 else ways[::-1]) for one in way):
            if not self.rows[index].heading:
                self._set_cursor(index)
                return

    def _set_cursor(self, index: int) -> None:
        before, extra, seen = self._region_of_cursor(), self._extra, self.scroll_offset.y
        self.cursor = index
        self._open()
        self._show_cursor()
        if self._extra == extra == 0 and self.scroll_offset.y == seen:  # the lines around stay as they are
            self.refresh(before, self._region_of_cursor())
        else:
            self.refresh()

    def _choose_near(self) -> None:
        """Off a heading: on to the next row, or back to the one before."""
        for index in chain(range(self.cursor, len(self.rows)), range(self.cursor - 1, -1, -1)):
            if not self.rows[index].heading:
                self.cursor = index
                return

    def _show_cursor(self) -> None:
        if self.rows and self.size:  # before it is laid out nobody knows where that is; `on_resize` does it then
            region = Region(0, self._tops[self.cursor], self.inner_width, self._height(self.cursor))
            self.scroll_to_region(region, animate=False, force=True)

    def _region_of_cursor(self) -> Region:
        """The lines of the row under the cursor, as they stand on screen."""
        if not self.rows:
            return Region()
        return Region(0, self._tops[self.cursor] - self.scroll_offset.y, self.size.width, self._height(self.cursor))

    # ---- painting

    def render_line(self, y: int) -> Strip:
        if not self._measured_for:
            self._measure_all()
        return self.beside_bar(self._line(y + self.scroll_offset.y), y)

    def _line(self, at: int) -> Strip:
        """Line AT of all lines."""
        if self.rows and at < self._tops[-1] + self._extra:
            index, inside = self._row_at(at)
            strips = self._strips_of(self.rows[index], index == self.cursor and not self.rows[index].heading)
            if inside < len(strips):
                return strips[inside]
        return Strip.blank(self.inner_width, self.rich_style)

    def _strips_of(self, row: Row, selected: bool) -> list[Strip]:
        width = self.inner_width
        key = (id(row), selected, selected and self.has_focus, width)
        kept = self._strips.get(key)
        if kept is None or kept[0] is not row:
            lines = painted = self.paint(row, width, selected and self.has_focus)
            if selected and self.has_focus:  # the cursor is told by a bar, not by colour alone
                lines = [line((glyph("▌"), "$primary"), one[1:]) for one in lines]
            style = self.visual_style
            if selected:
                style += self.get_visual_style("feed--cursor")
            kept = self._strips[key] = (row, painted, [self._strip(one, width, style) for one in lines])
        return kept[2]

    def notify_style_update(self) -> None:
        """Another theme."""
        self._strips.clear()
        super().notify_style_update()

    def _strip(self, line: Content, width: int, style: Style) -> Strip:
        """LINE as it is: `Visual.to_strips` would look for places to wrap, links and a selection, and take thrice the time."""
        pieces = line.render(style, end="", parse_style=self._get_style)
        return Strip([Segment(text, one.rich_style) for text, one in pieces], line.cell_length).adjust_cell_length(width, style.rich_style)

    # ---- events

    def on_key(self, event: events.Key) -> None:
        """Keys that move the cursor act here: a binding is looked up only when its key has bubbled up to the app, behind all that waits on the way.

        Not soon after something else was typed, which is still on that way and must not be overtaken: it is for the row that it was pressed on.
        """
        if (event.is_printable and event.character) or event.key == "enter":
            self._typed_at = event.time
            self.post_message(self.Typed(self, event.key, event.character or "", self.chosen.key if self.chosen else None))
        elif event.key in {*STEPS, *PAGES} and event.time - self._typed_at > ARRIVES_WITHIN:
            self.action_step(event.key)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_resize(self) -> None:
        if self.inner_width != self._measured_for:
            self.repaint()
        else:
            self._open()
        self._show_cursor()

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self._open()
        self._show_cursor()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        if self.dragged:  # the bar was let go
            return
        at = event.y + self.scroll_offset.y
        if self.rows and at < self._tops[-1] + self._extra:
            index, _ = self._row_at(at)
            if not self.rows[index].heading:
                self.before_move()
                self._set_cursor(index)


def _same(lines: Sequence[Content], others: Sequence[Content]) -> bool:
    return len(lines) == len(others) and all(line.is_same(other) for line, other in zip(lines, others, strict=True))


def _identical(rows: Sequence[Row], others: Sequence[Row]) -> bool:
    return len(rows) == len(others) and all(map(is_, rows, others))


def _place(row: Row, rows: Sequence[Row], near: int) -> int | None:
    """Where ROW is among ROWS, or the one of its key: looked for around NEAR first, where it is unless much has changed."""
    for index in range(max(near - 60, 0), min(near + 60, len(rows))):
        if rows[index] is row:
            return index
    key = row.key
    return next((index for index, one in enumerate(rows) if one is row or one.key == key), None)
