"""Small questions over the desk. Each is answered with one key or a line; Esc changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ScreenResultType
from textual.timer import Timer
from textual.widgets import Input

from livetweet.desk.bars import Line
from livetweet.desk.letters import ACTS_AFTER
from livetweet.desk.modal import Modal
from livetweet.desk.painting import clean, line, spread, wrap
from livetweet.desk.rows.outbox import SIGNS
from livetweet.desk.signs import glyph
from livetweet.inbox.literal import literal
from livetweet.model.part import State
from livetweet.outbox.compose import Preview
from livetweet.outbox.show import Listed
from livetweet.writing import rules

_LETTERS = "bcdefghijklmnopqrstuvwxyz"  # `a` is the letter that approves


def letters() -> Iterator[str]:
    """For choices in any number; those beyond the alphabet have none, and are chosen with the arrows."""
    return chain(_LETTERS, repeat(""))


class Ask(Modal[str | None]):
    """A line of text; None where nothing is to change. What is typed takes the place of TEXT, or GOES_ON behind it."""

    DEFAULT_CSS = """
    Ask { align: center bottom; background: $background 60%; }
    Ask > Vertical { height: auto; background: $surface; padding: 0 1; }
    Ask Input { border: none; height: 1; background: $surface; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, title: str, told: str, text: str = "", *, goes_on: bool = False) -> None:
        super().__init__()
        self._title, self._told, self._text, self._goes_on = title, told, text, goes_on

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Line(
                lambda width: spread(
                    width,
                    line((f"{clean(self._title, 60)}  ", "$primary bold"), (clean(self._told, 120), "$muted")),
                    line(("Enter", "$primary bold"), (" ok  ", "$muted"), ("Esc", "$primary bold"), (" close", "$muted")),
                )
            )
            yield Input(self._text, compact=True, select_on_focus=not self._goes_on)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())


class Lettered(Modal[ScreenResultType]):
    """As in the lists, a letter counts once none follows: prose chooses nothing."""

    _typed = ""
    _timer: Timer | None = None

    def lone(self, letter: str) -> None:
        """LETTER was pressed, and none behind it."""
        raise NotImplementedError

    def on_key(self, event: events.Key) -> None:
        if event.character and event.is_printable:
            event.stop()
            self._typed += event.character
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(ACTS_AFTER, self._act)

    def _act(self) -> None:
        typed, self._typed = self._typed, ""
        self.lone(typed)


class Choose(Lettered[str | None]):
    """One of several things that may be done, each by its letter, or by arrows and Enter; what happened stands above them.

    Enter before an arrow chooses nothing, and a letter whose choice is not to be seen shows it first.
    """

    DEFAULT_CSS = """
    Choose { align: center middle; background: $background 60%; }
    Choose > Vertical { width: 76; max-width: 100%; height: auto; background: $surface; padding: 1 2; }
    Choose VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("enter", "choose", show=False),
        *(
            Binding(key, f"step({by})", show=False)
            for key, by in (("down", 1), ("up", -1), ("pagedown", 8), ("pageup", -8), ("end", 999), ("home", -999))
        ),
    ]

    def __init__(self, title: str, told: Sequence[str], choices: Sequence[tuple[str, str, str]]) -> None:
        """CHOICES: letter, what it answers, what it does in words."""
        super().__init__()
        self._title, self._told, self._choices = title, told, choices
        self._cursor: int | None = None
        self._tops: list[int] = []  # the first line of each choice, and the line behind the last

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Line(lambda width: line((clean(self._title, width), "$primary bold")))
            with VerticalScroll(can_focus=False):
                yield Line(self._paint, id="choices")
            yield Line(self._foot)

    def on_resize(self) -> None:
        self._scroll.styles.max_height = max(self.size.height - 4 - 2 * self.app.native_ansi_color, 1)  # title, Esc, and what lies around them
        self.call_after_refresh(self._repaint)

    @property
    def _scroll(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    def _repaint(self) -> None:
        for one in self.query(Line):
            one.repaint()

    def lone(self, letter: str) -> None:
        number = next((number for number, (of, _, _) in enumerate(self._choices) if of == letter), None)
        if number is not None and (number == self._cursor or self._is_seen(number)):
            self.dismiss(self._choices[number][1])
        elif number is not None:
            self._go_to(number)

    def action_choose(self) -> None:
        if self._cursor is not None and not self._typed:
            self.dismiss(self._choices[self._cursor][1])

    def action_step(self, by: int) -> None:
        if self._choices:
            at = self._cursor if self._cursor is not None else -1 if by > 0 else len(self._choices)
            self._go_to(min(max(at + by, 0), len(self._choices) - 1))

    def _go_to(self, number: int) -> None:
        """The cursor on the choice of NUMBER; above the first one what happened can be read."""
        self._cursor = number
        self._repaint()
        top, behind = (0 if number == 0 else self._tops[number]), self._tops[number + 1]
        if not self._is_seen(number):
            self._scroll.scroll_to(y=top if top < self._scroll.scroll_offset.y else behind - self._scroll.size.height, animate=False)

    def _is_seen(self, number: int) -> bool:
        top, height = self._scroll.scroll_offset.y, self._scroll.size.height
        return top <= self._tops[number] and self._tops[number + 1] <= top + height

    def _paint(self, width: int) -> Content:
        lines = [line((one, "$foreground")) for sentence in self._told for one in wrap(sentence, width, 5)]
        lines.append(line(""))
        tops = []
        for number, (letter, _, told) in enumerate(self._choices):
            tops.append(len(lines))
            here = number == self._cursor
            for row, words in enumerate(wrap(told, width - 3, 5)):
                sign = glyph("▌") if here else " "
                lines.append(
                    line(
                        (" " if row else letter or " ", "$primary bold"),
                        (sign, "$primary"),
                        " ",
                        (words, "$foreground bold" if here else "$secondary"),
                    )
                )
        self._tops = [*tops, len(lines)]
        return Content("\n").join(lines)

    def _foot(self, width: int) -> Content:
        more = line((f"{glyph('↑')} {glyph('↓')}", "$primary bold"), (" more", "$muted")) if self._scroll.max_scroll_y else line("")
        return spread(width, line(("Esc", "$primary bold"), ("  later: nothing changes", "$muted")), more)


class Look(Modal[None]):
    """What each account posts, whole: text, state, the server's words, address; of a draft, what it would post as it stands."""

    DEFAULT_CSS = """
    Look { align: center middle; background: $background 60%; }
    Look:ansi > VerticalScroll { border: round $primary; }
    Look > VerticalScroll { width: 90; max-width: 100%; height: auto; max-height: 90%; background: $surface; padding: 1 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,v,q,enter", "dismiss", show=False)]

    def __init__(self, listed: Listed, would: Mapping[str, Preview]) -> None:
        """WOULD is what each account would post of a draft."""
        super().__init__()
        self._listed, self._would = listed, would

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Line(self._paint)

    def _paint(self, width: int) -> Content:
        lines: list[Content] = []
        for delivery in sorted(self._listed.deliveries, key=lambda one: rules.rank(one.account.network)):
            for part in delivery.parts:
                reason = f"  {literal(part.reason)}" if part.reason else ""
                lines += _part(part.state, delivery.account.name, part.number, len(delivery.parts), f"{part.state}{reason}", part.text, width)
                if part.url:
                    lines.append(line("  ", (literal(part.url), "$muted")))
                lines.append(line(""))
        for account, made in self._would.items():
            counts = f"{State.DRAFT}  {made.length}/{made.limit}"
            for number, text in enumerate(made.texts, 1):
                lines += [*_part(State.DRAFT, account, number, len(made.texts), counts, text, width), line("")]
            if not made.texts:
                why = f"to be written: {', '.join(made.missing)}" if made.missing else made.problem or ""
                lines += [*_part(State.DRAFT, account, 1, 1, counts, why, width), line("")]
        lines.append(line(("Esc", "$primary bold"), (" close", "$muted")))
        return Content("\n").join(lines)


def _part(state: State, account: str, number: int, of: int, told: str, text: str, width: int) -> Iterator[Content]:
    """A part's first line and its words."""
    sign, colour = SIGNS[state]
    yield line((f"{sign} ", colour), (f"{account}{f' {number}/{of}' if of > 1 else ''}  ", "$primary bold"), (told, "$muted"))
    for paragraph in text.split("\n"):
        yield from (line("  ", (one, "$foreground")) for one in wrap(paragraph, width - 2, 40))
