"""A letter in a list is a command, unless another one follows at once: then somebody types prose, which runs nothing and is kept.

`Space`, `j` and `k` mark and move at once, however fast they come: a run of them is no prose, but prose may begin with one. The desk's panes and the
windows over them share it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from textual.message_pump import MessagePump
from textual.timer import Timer

from livetweet.desk.commands import LISTS, Command, by_key
from livetweet.desk.feed import MOVES, Feed

ACTS_AFTER = 0.2  # real seconds without another letter
MARK = "space"


class _Pending(NamedTuple):
    """COMMAND waits for ROW of FEED in PANE; TOLD are the letters so far."""

    command: Command | None
    pane: str
    told: str
    feed: Feed | None
    row: str | None
    timer: Timer


class _Begun(NamedTuple):
    """TOLD has acted at once and may still be the beginning of prose; MARKED was marked before it."""

    told: str
    marked: frozenset[str]
    timer: Timer


class Letters:
    """RUN gets a command's name, HERE tells in which pane that would act, PROSE gets the letters typed so far, SAY a sentence; MARKED are the rows that `Space` has marked."""

    def __init__(
        self,
        node: MessagePump,
        run: Callable[[str], None],
        here: Callable[[], str],
        prose: Callable[[str], None],
        say: Callable[[str], None],
        marked: set[str],
    ) -> None:
        self._node = node
        self._run = run
        self._here = here
        self._prose = prose
        self._say = say
        self._pending: _Pending | None = None
        self._marked = marked
        self._begun: _Begun | None = None

    @property
    def waits(self) -> bool:
        """Whether a letter has not acted yet."""
        return self._pending is not None

    def typed(self, key: str, character: str, pane: str, move: Callable[[int], object], feed: Feed | None = None, row: str | None = None) -> None:
        """KEY (Textual's name), which writes CHARACTER, was pressed in PANE, where MOVE goes up and down, in its FEED if it has one, where the cursor was on the row of key ROW."""
        if key == "enter":
            self.act()
        if self._pending is not None:
            told = self._pending.told + character
            self._take_back()
            self._prose(told)
            return
        command = by_key(key, pane)
        if key in MOVES or key == MARK:
            self._begin(character)
            if key in MOVES:
                move(MOVES[key])
            elif command is not None:
                self._run_on(command, pane, feed, row)
            return
        if command is not None and (command.writes or not character.isalpha()):
            self._run_on(command, pane, feed, row)
            return
        told = character
        if self._begun is not None:
            self._begun.timer.stop()  # what it is depends on the letter now
            told = self._begun.told + character
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

    def _begin(self, character: str) -> None:
        """CHARACTER acts at once, behind those that just have."""
        told, marked = "", frozenset(self._marked)
        if self._begun is not None:
            told, marked, timer = self._begun
            timer.stop()
        self._begun = _Begun(told=told + character, marked=marked, timer=self._node.set_timer(ACTS_AFTER, self._forget))

    def _take_back(self) -> None:
        """It is prose: what its beginning has marked is as it was."""
        if self._begun is not None:
            self._marked.clear()
            self._marked.update(self._begun.marked)
        self._forget()

    def _forget(self) -> None:
        if self._pending is not None:
            self._pending.timer.stop()
        self._pending = self._begun = None
