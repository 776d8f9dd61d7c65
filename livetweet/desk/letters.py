"""A letter in a list is a command, unless another one follows at once: then somebody types prose, which runs nothing and is kept.

The desk's panes and the windows over them share it.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.message_pump import MessagePump
from textual.timer import Timer

from livetweet.desk.commands import Command, by_key

ACTS_AFTER = 0.2  # real seconds without another letter


class Letters:
    """RUN gets a command's name, PROSE the letters typed so far."""

    def __init__(self, node: MessagePump, run: Callable[[str], None], prose: Callable[[str], None]) -> None:
        self._node = node
        self._run = run
        self._prose = prose
        self._pending: tuple[Command | None, str, Timer] | None = None

    def typed(self, key: str, character: str, pane: str) -> None:
        """KEY (Textual's name), which writes CHARACTER, was pressed in PANE."""
        if self._pending is not None:
            _, before, timer = self._pending
            timer.stop()
            self._pending = None
            self._prose(before + character)
            return
        command = by_key(key, pane)
        if command is not None and (command.writes or not character.isalpha()):
            self._run(command.name)
            return
        self._pending = (command, character, self._node.set_timer(ACTS_AFTER, self._act))

    def _act(self) -> None:
        if self._pending is not None:
            command, _, _ = self._pending
            self._pending = None
            if command is not None:
                self._run(command.name)
