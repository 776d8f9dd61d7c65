"""What is shown of the lists: rows that hold a text, and in the inbox only those of one sort. `/` asks; the titles of the lists say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from livetweet.desk.bars import Line
from livetweet.desk.modal import Modal
from livetweet.desk.painting import items, line, spread
from livetweet.desk.reader import Snapshot
from livetweet.inbox.stream import Item, Mark
from livetweet.model.session import Session
from livetweet.writing import rules

UNREAD, QUESTIONS, SESSION = "unread", "questions", "this session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`text` is folded; `sort` is unread, questions, this session (then `session` is its id), or a network's name with its `sign`. False where everything is shown."""

    text: str = ""
    sort: str = ""
    session: str | None = None
    sign: str | None = None

    def __bool__(self) -> bool:
        return bool(self.text or self.sort)

    def says(self, *texts: str) -> bool:
        """Whether one of TEXTS holds the text."""
        return not self.text or any(self.text in one.casefold() for one in texts)

    def has(self, item: Item) -> bool:
        """Whether ITEM is of the sort."""
        match self.sort:
            case "":
                return True
            case "unread":
                return item.unread
            case "questions":
                return item.mark in {Mark.QUESTION, Mark.STAGE} or (item.asks and item.mark is Mark.NEEDS)
            case "this session":
                return item.session == self.session
        return item.sign == self.sign

    def told(self, *, inbox: bool) -> str:
        """For a list's title; a sort is the inbox's."""
        return " ".join(filter(None, [self.sort if inbox else "", f"“{self.text}”" if self.text else ""]))


def choices(snapshot: Snapshot | None, session: Session | None) -> list[Shown]:
    """Every sort there is, all first; SESSION is on now in my room."""
    networks = dict.fromkeys(one.network for one in snapshot.status.accounts) if snapshot else {}
    return [
        Shown(),
        Shown(sort=UNREAD),
        Shown(sort=QUESTIONS),
        *([Shown(sort=SESSION, session=session.id)] if session else []),
        *(Shown(sort=rules.get(network).name, sign=rules.get(network).sign) for network in networks),
    ]


class Find(Modal[Shown | None]):
    """A text, and with Tab the next of SORTS; None where nothing is to change."""

    DEFAULT_CSS = """
    Find { align: center bottom; background: $background 60%; }
    Find > Vertical { height: auto; background: $surface; padding: 0 1; }
    Find Input { border: none; height: 1; background: $surface; padding: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", show=False),
        Binding("tab", "step(1)", show=False, priority=True),
        Binding("shift+tab", "step(-1)", show=False, priority=True),
    ]

    def __init__(self, shown: Shown, sorts: Sequence[Shown]) -> None:
        super().__init__()
        self._shown, self._sorts = shown, sorts

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Line(self._head)
            if self._sorts:
                yield Line(self._of)
            yield Input(self._shown.text, compact=True, select_on_focus=True)

    def action_step(self, by: int) -> None:
        if self._sorts:
            at = next((place for place, one in enumerate(self._sorts) if one.sort == self._shown.sort), 0)
            self._shown = self._sorts[(at + by) % len(self._sorts)]
            for one in self.query(Line):
                one.repaint()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(replace(self._shown, text=event.value.strip().casefold()))

    def _head(self, width: int) -> Content:
        return spread(
            width,
            line(("Find  ", "$primary bold"), ("part of a text, a name, a title; empty shows all", "$muted")),
            line(("Enter", "$primary bold"), (" ok  ", "$muted"), ("Esc", "$primary bold"), (" close", "$muted")),
        )

    def _of(self, width: int) -> Content:
        """The sorts, the chosen one in brackets: a terminal without colours shows it too."""
        told = [
            line((f"[{one.sort or 'all'}]", "$accent bold")) if one.sort == self._shown.sort else line((one.sort or "all", "$muted"))
            for one in self._sorts
        ]
        return line(("Tab  ", "$primary bold"), items(width - 5, told, gap=2))
