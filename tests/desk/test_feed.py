"""The laws of a feed, whatever comes in, goes, grows and is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Input

from livetweet.desk import themes
from livetweet.desk.feed import Feed, Row

HEIGHT = 9
Step: TypeAlias = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Invented:
    """A row as high as it says, and higher under the cursor."""

    key: str
    height: int
    opened: int = 0
    heading: bool = False


class FeedApp(App[None]):
    CSS = f"Feed {{ height: {HEIGHT}; }}"

    def __init__(self) -> None:
        super().__init__()
        self.painted: list[str] = []
        self.feed = Feed(self.paint, id="rows")

    def get_css_variables(self) -> dict[str, str]:
        return themes.variables(super().get_css_variables(), self.current_theme)

    def compose(self) -> ComposeResult:
        yield self.feed
        yield Input()

    def paint(self, row: Row, width: int, selected: bool) -> list[Content]:
        assert isinstance(row, Invented)
        self.painted.append(row.key)
        return [Content(f" {row.key}.{number}") for number in range(row.height + (row.opened if selected else 0))]

    def shown(self) -> list[str]:
        """Key and number of each line on the screen."""
        return [line for y in range(HEIGHT) if (line := self.feed.render_line(y).text[:-1].strip(" ▌"))]  # the last column is the bar's

    def lines(self) -> list[str]:
        """All lines, as they must be."""
        feed = self.feed
        return [
            f"{row.key}.{number}"
            for index, row in enumerate(feed.rows)
            if isinstance(row, Invented)
            for number in range(row.height + (row.opened if index == feed.cursor and not row.heading and feed.has_focus else 0))
        ]


async def _live(steps: Sequence[Step], first: int) -> None:
    app = FeedApp()
    async with app.run_test(size=(30, HEIGHT + 4)) as pilot:
        feed = app.feed
        rows = [Invented(f"row{number}", 1 + number % 3, number % 2, number % 5 == 0) for number in range(first)]
        feed.focus()
        await pilot.pause()
        feed.show(rows)
        await pilot.pause()
        for number, (what, one, other) in enumerate(steps):
            before = app.lines()[feed.scroll_offset.y :][:1]
            chosen, on_top = feed.chosen, feed.scroll_offset.y == 0 and all(row.heading for row in feed.rows[: feed.cursor])
            sticks = on_top and not feed.has_focus
            match what:
                case "above":
                    rows = [Invented(f"new{number}-{index}", 1 + (one + index) % 3, other % 3) for index in range(one)] + rows
                case "below":
                    rows = [*rows, *(Invented(f"old{number}-{index}", 1 + index % 2, 1, heading=index == 0) for index in range(one))]
                case "gone" if rows:
                    rows = [row for index, row in enumerate(rows) if index != other % len(rows)]
                case "left" if rows:  # one of the first goes down: its post has left
                    rows = [*(row for index, row in enumerate(rows) if index != other % 4), *rows[other % 4 : other % 4 + 1]]
                case "grown" if rows:
                    rows = [replace(row, height=1 + one % 4) if index == other % len(rows) else row for index, row in enumerate(rows)]
                case "move":
                    feed.move((one - 3) or 1)
                case "focus":
                    (feed if one % 2 else app.query_one(Input)).focus()
                    await pilot.pause()
            if what in {"above", "below", "gone", "left", "grown"}:
                feed.show(rows)
                if sticks:
                    assert feed.chosen is next((row for row in rows if not row.heading), None)
                    assert feed.scroll_offset.y == 0
                else:
                    if chosen is not None and chosen.key in {row.key for row in rows}:
                        assert feed.chosen is not None
                        assert feed.chosen.key == chosen.key
                    if what == "above" and before and feed.scroll_offset.y < feed.max_scroll_y:
                        assert app.lines()[feed.scroll_offset.y] == before[0]
            await pilot.pause()
            assert 0 <= feed.scroll_offset.y <= feed.max_scroll_y
            assert feed.virtual_size.height == len(app.lines())
            assert app.shown() == app.lines()[feed.scroll_offset.y :][:HEIGHT]
            if what == "move" and feed.chosen is not None:
                assert any(line.startswith(f"{feed.chosen.key}.") for line in app.shown())


STEPS = st.lists(
    st.tuples(st.sampled_from(["above", "below", "gone", "left", "grown", "move", "move", "focus"]), st.integers(0, 6), st.integers(0, 40)),
    max_size=25,
)


@settings(max_examples=12, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(STEPS, st.integers(0, 12))
def test_cursor_and_first_line_stay_and_every_line_is_the_one_it_must_be(steps: list[Step], first: int) -> None:
    asyncio.run(_live(steps, first))


def test_only_what_is_seen_is_painted() -> None:
    async def run() -> None:
        app = FeedApp()
        async with app.run_test(size=(30, HEIGHT + 4)) as pilot:
            rows = [Invented(f"row{number}", 2) for number in range(5_000)]
            app.feed.focus()
            app.feed.show(rows)
            app.feed.go_to("row2500")
            await pilot.pause()
            app.painted.clear()
            app.feed.show([Invented("new", 2), *rows])
            await pilot.pause()
            assert len(app.painted) <= HEIGHT + 4
            assert "row2500.0" in app.shown()

    asyncio.run(run())


def test_first_row_that_goes_past_the_cursor_is_not_followed() -> None:
    async def run() -> None:
        app = FeedApp()
        async with app.run_test(size=(30, HEIGHT + 4)) as pilot:
            rows = [Invented(f"row{number}", 2) for number in range(40)]
            app.feed.focus()
            app.feed.show(rows)
            app.feed.go_to("row8")
            await pilot.pause()
            first = app.feed.above
            line = app.shown().index("row8.0")
            app.feed.show([*rows[:first], *rows[first + 1 :], rows[first]])
            await pilot.pause()
            assert app.feed.chosen == rows[8]
            assert app.shown().index("row8.0") == line

    asyncio.run(run())


def test_first_row_on_screen_that_goes_down_past_the_cursor_leaves_no_line_above_the_first() -> None:
    """A list that scrolled above its own beginning painted a line that is not there, and took the desk with it."""

    async def run() -> None:
        app = FeedApp()
        async with app.run_test(size=(30, HEIGHT + 4)) as pilot:
            rows = [Invented(f"row{number}", 1) for number in range(40)]
            app.feed.focus()
            app.feed.show(rows)
            app.feed.go_to("row1")
            await pilot.pause()
            app.feed.show([*rows[1:], rows[0]])
            await pilot.pause()
            assert app.feed.scroll_offset.y == 0
            assert app.feed.chosen == rows[1]
            assert app.shown() == [f"row{number}.0" for number in range(1, HEIGHT + 1)]

    asyncio.run(run())


def test_the_bar_shows_where_one_is_and_takes_one_there() -> None:
    async def live() -> None:
        app = FeedApp()
        async with app.run_test(size=(30, HEIGHT + 4)) as pilot:
            feed = app.feed
            feed.show([Invented(f"row{number}", 1, 0) for number in range(HEIGHT * 4)])
            await pilot.pause()

            def bar() -> list[int]:
                return [y for y in range(HEIGHT) if feed.render_line(y).text[-1] == "▐"]

            long = HEIGHT // 4
            assert bar() == list(range(long))
            await pilot.mouse_down(feed, offset=(feed.size.width - 1, HEIGHT - 1))
            await pilot.pause()
            assert feed.scroll_offset.y == feed.max_scroll_y
            assert bar() == list(range(HEIGHT - long, HEIGHT))
            await pilot.hover(feed, offset=(feed.size.width - 1, 0))
            await pilot.pause()
            assert feed.scroll_offset.y == 0
            await pilot.mouse_up(feed, offset=(0, 0))
            await pilot.hover(feed, offset=(feed.size.width - 1, HEIGHT - 1))
            await pilot.pause()
            assert feed.scroll_offset.y == 0  # let go: the mouse moves on without it
            for event, x, y in (
                (events.MouseDown, feed.size.width - 1, 0),
                (events.MouseUp, 3, 5),
            ):  # as the terminal tells it: a release over a row is a click
                app.post_message(event(None, feed.region.x + x, feed.region.y + y, 0, 0, 1, False, False, False))
            await pilot.pause()
            assert feed.cursor == 0
            feed.show([Invented("row0", 1, 0)])
            await pilot.pause()
            assert not bar()

    asyncio.run(live())
