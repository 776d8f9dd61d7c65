"""A letter in a list is a command, unless another one follows at once: then somebody types prose, which runs nothing and is kept.

The desk's panes and the windows over them share it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.message_pump import MessagePump
from textual.timer import Timer

from livetweet.desk.commands import LISTS, Command, by_key
from livetweet.desk.feed import MOVES, Feed

ACTS_AFTER = 0.2  # real seconds without another letter


class _Pending(NamedTuple):
    """COMMAND waits for ROW of FEED in PANE; TOLD are the letters so far."""

    command: Command | None
    pane: str
    told: str
    feed: Feed | None
    row: str | None
    timer: Timer


class Letters:
    """RUN gets a command's name, HERE tells in which pane that would act, PROSE gets the letters typed so far, SAY a sentence."""

    def __init__(
        self, node: MessagePump, run: Callable[[str], None], here: Callable[[], str], prose: Callable[[str], None], say: Callable[[str], None]
    ) -> None:
        self._node = node
        self._run = run
        self._here = here
        self._prose = prose
        self._say = say
        self._pending: _Pending | None = None
        self._moved: tuple[str, Timer] | None = None  # `j` and `k` move at once, and may still have been prose

    @property
    def waits(self) -> bool:
        """Whether a letter has not acted yet."""
        return self._pending is not None

    def typed(self, key: str, character: str, pane: str, feed: Feed | None = None, row: str | None = None) -> None:
        """KEY (Textual's name), which writes CHARACTER, was pressed in PANE, in its FEED if it has one, where the cursor was on the row of key ROW."""
        if key == "enter":
            self.act()
        if self._pending is not None:
            told = self._pending.told + character
            self._forget()
            self._prose(told)
            return
        if feed is not None and key in MOVES:
            self._remember(character)
            feed.move(MOVES[key])
            return
        command = by_key(key, pane)
        if command is not None and (command.writes or not character.isalpha()):
            self._run_on(command, pane, feed, row)
            return
        told = (self._moved[0] if self._moved else "") + character
        if feed is not None:
            feed.before_move = self.act  # an arrow behind it: it was alone
        timer = self._node.set_timer(ACTS_AFTER, self.act)
        self._pending = _Pending(command=command, pane=pane, told=told, feed=feed, row=row, timer=timer)

    def act(self) -> None:
        """No letter has followed: the one that waits does what it means, to the row that it was pressed on or to none."""
        pending = self._pending
        if pending is None:
            return
        self._forget()
        if pending.command is not None:
            self._run_on(pending.command, pending.pane, pending.feed, pending.row)

    def _run_on(self, command: Command, pane: str, feed: Feed | None, row: str | None) -> None:
        """COMMAND, unless the keyboard has left PANE, or it acts on a row and that under the cursor is no longer ROW."""
        now = feed.chosen if feed is not None else None
        if self._here() != pane:
            self._say("You have gone elsewhere meanwhile: nothing was done.")
        elif not command.panes >= LISTS and (now.key if now else None) != row:
            self._say("The row has gone meanwhile: nothing was done.")
        else:
            self._run(command.name)

    def _forget(self) -> None:
        if self._pending is not None:
            self._pending.timer.stop()
        self._pending = None
        self._moved = None

    def _remember(self, character: str) -> None:
        before = ""
        if self._moved is not None:
            before, timer = self._moved
            timer.stop()
        self._moved = before + character, self._node.set_timer(ACTS_AFTER, self._forget_moves)

    def _forget_moves(self) -> None:
        self._moved = None
