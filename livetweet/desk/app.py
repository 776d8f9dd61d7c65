"""The Textual application: themes and one screen. `python -m livetweet.desk FOLDER [OPERATOR]` starts it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from livetweet.clock import RealClock
from livetweet.desk import themes
from livetweet.desk.commands import BY_NAME, COMMANDS
from livetweet.desk.hands import Hands
from livetweet.desk.reader import Reader, StoreClock
from livetweet.desk.screen import DeskScreen
from livetweet.store import gates
from livetweet.store.binding import bind
from livetweet.store.connect import Store
from livetweet.workspace import Workspace, find, state_folder


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

    def __init__(self, screen: DeskScreen, theme: str | None = None) -> None:
        super().__init__(ansi_color=(theme or "").startswith("ansi") or (theme or "").endswith("ansi"))
        self._desk = screen
        for one in themes.OURS:
            self.register_theme(one)
        self.theme = theme or os.environ.get("LIVETWEET_THEME") or themes.DARK.name

    def get_css_variables(self) -> dict[str, str]:
        return themes.variables(super().get_css_variables(), self.current_theme)

    def on_mount(self) -> None:
        self.push_screen(self._desk)

    def action_command(self, name: str) -> None:
        """What holds anywhere, whatever is open over the desk."""
        self._desk.action_command(name)

    def get_system_commands(self, screen: Screen[object]) -> Iterator[SystemCommand]:
        """Everything a key does, in words; and Textual's own for theme and screenshot."""
        for command in COMMANDS:
            if command.name != "palette" and self._desk.pane in command.panes:
                yield SystemCommand(f"{command.label} ({command.sign})", command.help, lambda name=command.name: self._desk.action_command(name))
        yield from super().get_system_commands(screen)


def make(workspace: Workspace, operator: str, theme: str | None = None) -> DeskApp:
    """The desk of OPERATOR on WORKSPACE, whose store is there and of this schema."""
    store = Store(workspace.store_path)
    try:
        with store.reading() as db:
            simulated = gates.simulated_time(db) if store.rehearsal else None
        clock = StoreClock(simulated or RealClock())
        binding = None if store.rehearsal else bind(store, state_folder())
    finally:
        store.close()
    reader = Reader(workspace, clock, binding, operator)
    screen = DeskScreen(workspace, clock, reader, Hands(workspace, clock), operator)
    return DeskApp(screen, theme)


def main(folder: Path, operator: str) -> None:
    make(find(folder), operator).run()
