"""The command that opens the stage page, or shows where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from livetweet.desk import stagecraft
from livetweet.desk.dialogs import Choose
from livetweet.errors import LivetweetError
from livetweet.inbox.links import Links

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def stage_page(desk: DeskScreen) -> None:
    """Where one is open, its addresses; else the question for whom to open it."""
    folder = desk.workspace.folder
    told = desk.if_here(lambda known: _show(desk, known) if known else _ask(desk), "i")

    def look() -> None:
        desk.app.call_from_thread(told, stagecraft.running(folder))

    desk.run_worker(look, thread=True, group="stage", exit_on_error=False)


def _ask(desk: DeskScreen) -> None:
    told = ["Screens for hall and speaker, and phones for whoever moderates: served by this machine, while it runs."]
    choices = [
        ("n", stagecraft.EVERYONE, "for this network: everyone in it can open the screens; links open the rest"),
        ("t", stagecraft.HERE, "for this machine only"),
    ]
    desk.app.push_screen(Choose("Open the stage page", told, choices), lambda host: _start(desk, host) if host else None)


def _start(desk: DeskScreen, host: str) -> None:
    folder = desk.workspace.folder
    opened = desk.if_here(lambda known: _show(desk, known), "i")

    def begin() -> None:
        try:
            known = stagecraft.start(folder, desk.operator, host)
        except LivetweetError as error:
            desk.app.call_from_thread(desk.complain, str(error))
        else:
            desk.app.call_from_thread(opened, known)
            if (sentence := stagecraft.moved(known)) is not None:
                desk.app.call_from_thread(desk.say, sentence)

    desk.say("The stage page opens…")
    desk.run_worker(begin, thread=True, group="stage", exit_on_error=False)


def _show(desk: DeskScreen, known: Links) -> None:
    desk.app.push_screen(stagecraft.StageWindow(desk.workspace.folder, known, desk.say))


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {"stage_page": stage_page}
