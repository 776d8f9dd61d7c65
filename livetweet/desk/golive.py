"""Going live, a deliberate act: what would leave within the hour stands above, and a word must be typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input

from livetweet.desk.bars import Line
from livetweet.desk.modal import Modal
from livetweet.desk.painting import cut, line, wrap
from livetweet.desk.rows import View
from livetweet.inbox.literal import literal
from livetweet.model.part import Part
from livetweet.outbox.status import Status

WORD = "live"


class GoLive(Modal[bool]):
    """True once the word was typed; any other word, and Esc, change nothing."""

    DEFAULT_CSS = """
    GoLive { align: center middle; background: $background 60%; }
    GoLive > Vertical { width: 76; max-width: 100%; height: auto; max-height: 90%; background: $surface; padding: 1 2; }
    GoLive VerticalScroll { height: auto; max-height: 12; }
    GoLive Input { background: $panel; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(False)", show=False)]

    def __init__(self, soon: Sequence[Part], view: View, stands: Status) -> None:
        super().__init__()
        self._soon, self._view, self._stands = soon, view, stands

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Line(self._head)
            with VerticalScroll(can_focus=False):
                yield Line(self._list)
            yield Line(self._foot)
            yield Input(placeholder=WORD, compact=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip().casefold() == WORD)

    def _head(self, width: int) -> Content:
        count = len(self._soon)
        told = f"{count} post{'s' if count != 1 else ''} would leave within the hour" if count else "Nothing would leave within the hour"
        return Content("\n").join(
            [
                line((" LIVE ", "$on-live on $live bold"), ("  From now on approved posts leave for real", "$foreground bold")),
                *(line((one, "$secondary")) for one in wrap(self._where(), width, 3)),
                line((told, "$accent")),
            ]
        )

    def _where(self) -> str:
        """From which accounts, and that nothing does so yet without a worker."""
        names = ", ".join(f"{literal(one.name)}{' (on hold)' if one.hold else ''}" for one in self._stands.accounts)
        where = f"from {names}" if names else "from no account: `livetweet account add` adds one"
        return where if self._stands.worker else f"no worker runs, nothing leaves before one does; {where}"

    def _list(self, width: int) -> Content:
        rows = [
            line(
                (f"{self._view.clock(part.due)}  ", "$muted"),
                (f"{cut(literal(part.account), 12):<14}", "$secondary"),
                (cut(literal(part.text[:400]), width - 22), "$foreground"),
            )
            for part in self._soon
        ]
        return Content("\n").join(rows or [line("")])

    def _foot(self, width: int) -> Content:
        return line(
            ("Type ", "$muted"),
            (WORD, "$error bold"),
            (" and Enter to go live · ", "$muted"),
            ("Esc", "$primary bold"),
            (" nothing changes", "$muted"),
        )
