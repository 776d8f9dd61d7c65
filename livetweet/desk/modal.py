"""What opens over the desk closes once. Textual's `dismiss` takes away whatever is on top, so the second of two quick keys would take the desk itself away."""

from __future__ import annotations

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, ScreenResultType


class Modal(ModalScreen[ScreenResultType]):
    """Every dialog, card and window of the desk is one. In the terminal's own colours nothing is dimmed behind a dialog: there it has an edge."""

    DEFAULT_CSS = """
    Modal:ansi > Vertical { border: round $primary; }
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_current else AwaitComplete()
