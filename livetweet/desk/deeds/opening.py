"""Enter on a row: what it holds. Nothing is ever sent from a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from livetweet.desk.commands import INBOX, OUTBOX, PROGRAMME
from livetweet.desk.conversation import ConversationWindow
from livetweet.desk.decisions import decide, kept_by_account
from livetweet.desk.deeds.outgoing import view
from livetweet.desk.script import ScriptWindow
from livetweet.inbox.stream import Item

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def open_row(desk: DeskScreen) -> None:
    """Open the row under the cursor."""
    if desk.window is not None:
        desk.window.open_row()
    elif desk.pane == OUTBOX:
        _open_post(desk)
    elif desk.pane == INBOX:
        row = desk.feed(INBOX).chosen
        if isinstance(row, Item):
            desk.app.push_screen(ConversationWindow(desk, row))
    elif desk.pane == PROGRAMME and (session := desk.chosen.session()) is not None:
        desk.app.push_screen(ScriptWindow(desk, session))


def _open_post(desk: DeskScreen) -> None:
    """What happened to it, in the server's words, and exactly what may be done."""
    entry = desk.chosen.entry()
    if entry is not None and (entry.decide or kept_by_account(desk, entry)):
        decide(desk, entry)
    elif entry is not None:
        view(desk)


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {"open": open_row}
