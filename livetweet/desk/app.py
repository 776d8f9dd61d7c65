"""The Textual application: themes and one screen. `python -m livetweet.desk FOLDER [OPERATOR]` starts it.

The frame is painted before the rest of the house is even imported: what it needs stands here, everything else comes in `make_screen`.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import App, ComposeResult, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.command import CommandList, CommandPalette
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import Screen
from textual.theme import Theme
from textual.widgets import Input, OptionList, Static

from livetweet.desk import themes
from livetweet.desk.commands import BY_NAME, COMMANDS
from livetweet.errors import LivetweetError

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen
    from livetweet.workspace import Workspace


_THEIRS = {"Theme", "Screenshot"}


class Palette(CommandPalette):
    """Textual's, but that of two quick Enter only one counts, and that it is not paged through before its list is laid out: there are no lines to go to yet."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "command_list" or bool(self.query_one(CommandList).scrollable_content_region)

    @on(OptionList.OptionSelected)
    @on(Input.Submitted)
    def _choose_once(self, event: Message) -> None:
        if not self.is_current:
            event.prevent_default()

    def dismiss(self, result: None = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_current else AwaitComplete()


class DeskApp(App[None]):
    """One operator's desk."""

    CSS_PATH = "desk.tcss"
    TITLE = "livetweet"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"command('{name}')", show=False, priority=True)
        for name in ("pause", "leave", "card")
        for key in BY_NAME[name].keys
        if key != "question_mark"  # a letter while one types
    ]

    theme: Reactive[str] = Reactive(themes.DARK.name)  # from the start: another one would have all styles worked out twice

    _desk: DeskScreen  # once there is one: `seated`

    def __init__(
        self, folder: Path, screen: DeskScreen | None = None, theme: str | None = None, opening: Callable[[], DeskScreen] | None = None
    ) -> None:
        """FOLDER is the workspace's. Without SCREEN, OPENING makes it, in a thread, after the first paint."""
        super().__init__(ansi_color=(theme or "").startswith("ansi") or (theme or "").endswith("ansi"))
        self._folder = folder
        self._opening = opening
        self._told_how_to_leave = False
        self.seated = screen is not None
        if screen is not None:
            self._desk = screen
        wanted = theme or os.environ.get("LIVETWEET_THEME")
        if wanted in self.available_themes:
            self.theme = wanted

    @cached_property
    def available_themes(self) -> dict[str, Theme]:
        """Textual's and ours; asked for with every line that is painted."""
        return super().available_themes | {one.name: one for one in themes.OURS}

    def get_css_variables(self) -> dict[str, str]:
        return themes.variables(super().get_css_variables(), self.current_theme)

    def compose(self) -> ComposeResult:
        """The frame, until there is something to show in it."""
        yield Static("        livetweet  opening…", id="header")
        yield Static(" Programme   Outbox   Inbox", id="frame")
        yield Static(id="footer")

    def on_mount(self) -> None:
        if self.seated:
            self.push_screen(self._desk)

    def post_display_hook(self) -> None:
        """The frame is painted: the rest comes now."""
        if self._opening is not None:
            opening, self._opening = self._opening, None
            self.run_worker(partial(self._open, opening), thread=True)

    def _open(self, opening: Callable[[], DeskScreen]) -> None:
        try:
            screen = opening()
        except LivetweetError as error:
            self.call_from_thread(self.exit, return_code=1, message=str(error))
            return
        self.call_from_thread(self._show, screen)

    def _show(self, screen: DeskScreen) -> None:
        self._desk, self.seated = screen, True
        self.push_screen(screen)

    def _fatal_error(self) -> None:
        """A defect has ended the desk: a person is told so in a sentence, and the traceback is kept for whoever mends it."""
        log, error = self._folder / "desk.log", self._exception
        with suppress(OSError), log.open("a", encoding="utf-8") as file:
            file.writelines(traceback.format_exception(error))
        told = f"The desk has met a defect of livetweet ({type(error).__name__}) and had to end. Nothing typed is lost: start it again."
        self.panic(Text(f"{told} What happened stands in {log}."))

    def action_command(self, name: str) -> None:
        """What holds anywhere, whatever is open over the desk."""
        if self.seated:
            self._desk.action_command(name)
        elif name == "leave":
            self.exit()

    def action_help_quit(self) -> None:
        """Ctrl+C, by which one leaves elsewhere: how to leave here, once for as long as that is to be read."""
        if not self._told_how_to_leave:
            self._told_how_to_leave = True
            self.notify("Ctrl+Q leaves the desk.", markup=False)
            self.set_timer(self.NOTIFICATION_TIMEOUT, self._forget_telling)

    def _forget_telling(self) -> None:
        self._told_how_to_leave = False

    def action_command_palette(self) -> None:
        """Over the desk or a window, never over a dialog: what that asks is answered first, and an action would be done behind it."""
        if self.seated and self.screen in {self._desk, self._desk.window}:
            self.push_screen(Palette())

    def get_system_commands(self, screen: Screen[object]) -> Iterator[SystemCommand]:
        """Everything a key does, in words; and Textual's own for theme and screenshot."""
        for command in COMMANDS if self.seated else ():
            if command.name != "palette" and self._desk.pane in command.panes:
                yield SystemCommand(f"{command.label} ({command.sign})", command.help, lambda name=command.name: self._desk.action_command(name))
        for one in super().get_system_commands(screen):
            if one.title in _THEIRS:  # the others are ours already, or say nothing here
                yield SystemCommand(one.title.lower(), one.help, one.callback)


def make(workspace: Workspace, operator: str, theme: str | None = None) -> DeskApp:
    """The desk of OPERATOR on WORKSPACE, whose store is there and of this schema."""
    return DeskApp(workspace.folder, _screen(workspace, operator), theme)


def main(folder: Path, operator: str) -> None:
    def opening() -> DeskScreen:
        from livetweet.workspace import find  # noqa: PLC0415 - after the first paint

        return _screen(find(folder), operator)

    app = DeskApp(folder, opening=opening)
    app.run()
    sys.exit(app.return_code)


def _screen(workspace: Workspace, operator: str) -> DeskScreen:
    # what follows is imported after the first paint
    from livetweet.clock import RealClock  # noqa: PLC0415
    from livetweet.desk.hands import Hands  # noqa: PLC0415
    from livetweet.desk.reader import Reader, StoreClock  # noqa: PLC0415
    from livetweet.desk.screen import DeskScreen  # noqa: PLC0415
    from livetweet.secrets import state_folder  # noqa: PLC0415
    from livetweet.store import gates  # noqa: PLC0415
    from livetweet.store.binding import bind  # noqa: PLC0415
    from livetweet.store.connect import Store  # noqa: PLC0415

    store = Store(workspace.store_path)
    try:
        with store.reading() as db:
            simulated = gates.simulated_time(db) if store.rehearsal else None
        clock = StoreClock(simulated or RealClock())
        binding = None if store.rehearsal else bind(store, state_folder())
    finally:
        store.close()
    reader = Reader(workspace, clock, binding, operator)
    return DeskScreen(workspace, clock, reader, Hands(workspace, clock), operator, reader.first())
