"""Small questions over the desk. Each is answered with one key or a line; Esc changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input

from livetweet.desk.bars import Line
from livetweet.desk.letters import ACTS_AFTER
from livetweet.desk.modal import Modal
from livetweet.desk.painting import clean, line, spread, wrap
from livetweet.desk.rows.outbox import SIGNS
from livetweet.inbox.literal import literal
from livetweet.outbox.show import Listed
from livetweet.writing import rules

LETTERS = "bcdefghijklmnopqrstuvwxyz"  # for choices in any number; `a` is the letter that approves


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


class Choose(Modal[str | None]):
    """One of several things that may be done, each by its letter; what happened stands above them. As in the lists, a letter counts once none follows: prose chooses nothing."""

    DEFAULT_CSS = """
    Choose { align: center middle; background: $background 60%; }
    Choose > Vertical { width: 76; max-width: 100%; height: auto; background: $surface; padding: 1 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, title: str, told: Sequence[str], choices: Sequence[tuple[str, str, str]]) -> None:
        """CHOICES: letter, what it answers, what it does in words."""
        super().__init__()
        self._title, self._told, self._choices = title, told, choices
        self._typed = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Line(self._paint)

    def on_key(self, event: events.Key) -> None:
        if event.character and event.is_printable:
            event.stop()
            self._typed += event.character
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(ACTS_AFTER, self._act)

    def _act(self) -> None:
        typed, self._typed = self._typed, ""
        if (answer := next((answer for letter, answer, _ in self._choices if letter == typed), None)) is not None:
            self.dismiss(answer)

    def _paint(self, width: int) -> Content:
        lines = [line((clean(self._title, width), "$primary bold"))]
        for sentence in self._told:
            lines += [line((one, "$foreground")) for one in wrap(sentence, width, 5)]
        lines.append(line(""))
        for letter, _, told in self._choices:
            lines += [
                line((letter if not number else " ", "$primary bold"), "  ", (words, "$secondary"))
                for number, words in enumerate(wrap(told, width - 3, 5))
            ]
        lines.append(line(("Esc", "$primary bold"), ("  later: nothing changes", "$muted")))
        return Content("\n").join(lines)


class Look(Modal[None]):
    """What each account posts, whole: text, state, the server's words, address."""

    DEFAULT_CSS = """
    Look { align: center middle; background: $background 60%; }
    Look:ansi > VerticalScroll { border: round $primary; }
    Look > VerticalScroll { width: 90; max-width: 100%; height: auto; max-height: 90%; background: $surface; padding: 1 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,v,q,enter", "dismiss", show=False)]

    def __init__(self, listed: Listed) -> None:
        super().__init__()
        self._listed = listed

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Line(self._paint)

    def _paint(self, width: int) -> Content:
        lines: list[Content] = []
        for delivery in sorted(self._listed.deliveries, key=lambda one: rules.rank(one.account.network)):
            for part in delivery.parts:
                sign, colour = SIGNS[part.state]
                number = f" {part.number}/{len(delivery.parts)}" if len(delivery.parts) > 1 else ""
                reason = f"  {literal(part.reason)}" if part.reason else ""
                lines.append(line((f"{sign} ", colour), (f"{delivery.account.name}{number}  ", "$primary bold"), (f"{part.state}{reason}", "$muted")))
                for paragraph in part.text.split("\n"):
                    lines += [line("  ", (one, "$foreground")) for one in wrap(paragraph, width - 2, 40)]
                if part.url:
                    lines.append(line("  ", (literal(part.url), "$muted")))
                lines.append(line(""))
        lines.append(line(("Esc", "$primary bold"), (" close", "$muted")))
        return Content("\n").join(lines)
