"""Commands on a new version of the programme that waits for somebody to review it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from livetweet.desk.changes import ChangesWindow
from livetweet.desk.dialogs import Ask
from livetweet.errors import ProgrammeError
from livetweet.outbox import version
from livetweet.programme.check import needs_zone
from livetweet.programme.fetch import is_address
from livetweet.programme.read import load, read
from livetweet.store.connect import Store

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def changes(desk: DeskScreen) -> None:
    """Review the version that waits; where none does, that of a file."""
    if desk.snapshot is not None and desk.snapshot.changes is not None:
        desk.app.push_screen(ChangesWindow(desk))
        return
    look = desk.snapshot.status.programme if desk.snapshot is not None else None
    if look is not None and look.problem:
        desk.say(look.problem)

    def given(name: str | None) -> None:
        if name:
            desk.ask(lambda store: _bring(store, desk, name), desk.if_here(brought, ","))

    def brought(differs: bool) -> None:
        if differs:
            desk.app.push_screen(ChangesWindow(desk))
        else:
            desk.say("It says what the programme says already.")

    desk.app.push_screen(Ask("New version", "its file; you review it before anything changes"), given)


def _bring(store: Store, desk: DeskScreen, name: str) -> bool:
    if is_address(name):
        raise ProgrammeError(
            "The desk fetches nothing: run `livetweet programme import` with the address, or let the worker watch it (hashtags.toml, [programme])."
        )
    programme = read([load(desk.workspace.folder / Path(name).expanduser())], desk.workspace.hashtags.timezone, desk.workspace.columns)
    if needs_zone(programme):
        raise ProgrammeError(f"{name} names no time zone: import it once with `livetweet programme import --timezone`.")
    return version.bring(store, name, programme, desk.clock)


def take(desk: DeskScreen) -> None:
    if isinstance(desk.window, ChangesWindow):
        desk.window.import_it()


def keep(desk: DeskScreen) -> None:
    if isinstance(desk.window, ChangesWindow):
        desk.window.keep()


def aside(desk: DeskScreen) -> None:
    if isinstance(desk.window, ChangesWindow):
        desk.window.put_aside()


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {
    "changes": changes, "changes_import": take, "changes_keep": keep, "changes_aside": aside,
}  # fmt: skip
