"""What `u` takes back: what was done at one desk, the last first; then what its operator did before it was opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from livetweet.desk.hands import Deed
from livetweet.errors import LivetweetError, NotAllowedError, StoreError
from livetweet.inbox import gathering, triage
from livetweet.model.incoming import IncomingState
from livetweet.outbox.undo import OF_POSTS, PASSED_ON, Undone, undo
from livetweet.store import acts
from livetweet.store.connect import Store

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen

KEPT = 100  # steps


class _Step(NamedTuple):
    """BACK is done to the store, TOLD gets its result. A step that cannot be taken back says why, by a NotAllowedError of BACK."""

    back: Deed
    told: Callable[[Any], object]


class History:
    """One desk's. A step is added once it is done, so that `u` never goes past one that is still to be taken back. `under_way`: one is being taken back."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._steps: list[_Step] = []
        self._opened: int | None = None  # the store's last act before anything was done here
        desk.ask(_newest, self._open, lambda _: None)
        self.under_way = False

    def add(self, back: Deed, told: Callable[[Any], object] | None = None) -> None:
        """A step that BACK takes back; TOLD gets its result, which else is shown as any outcome."""
        self._steps = [*self._steps[1 - KEPT :], _Step(back, told or self._desk.show_outcome)]

    def acts(self, ids: Iterable[int]) -> None:
        """The store knows how the acts on posts IDS are taken back, each by itself."""
        for one in ids:
            self.add(partial(undo, operator=self._desk.operator, clock=self._desk.clock, verbs=OF_POSTS, post=one), self._tell)

    def passed_on(self, ids: Iterable[int]) -> None:
        """The same for a boost or a favourite of each of the incoming posts IDS."""
        for _ in ids:
            self.add(partial(undo, operator=self._desk.operator, clock=self._desk.clock, verbs=PASSED_ON), self._tell)

    def questions(self, ids: Sequence[int]) -> None:
        """One step of each of the questions IDS."""
        if ids:
            self.add(lambda store: gathering.undo(store, ids, operator=self._desk.operator, now=self._desk.clock.now()))

    def marked(self, before: Mapping[int, IncomingState], made: IncomingState) -> None:
        """Incoming posts that were in the states BEFORE and are MADE now."""
        if before:
            self.add(lambda store: triage.put_back(store, before, made, operator=self._desk.operator, now=self._desk.clock.now()))

    def final(self, why: str) -> None:
        """What was done stays done: WHY, and what to do instead."""

        def back(_: Store) -> None:
            raise NotAllowedError(why)

        self.add(back)

    def undo(self) -> None:
        """Take back the last step, once what was asked for before is done. One at a time: a second `u` on a slow disk must not free something older."""
        if self.under_way:
            self._desk.say("The last step is still being taken back.")
            return
        self.under_way = True
        self._desk.ask(lambda _: None, lambda _: self._take_back(), self._failed)

    def _take_back(self) -> None:
        step = self._steps.pop() if self._steps else _Step(self._last_act, self._tell)

        def attempt(store: Store) -> tuple[Callable[[Any], object], Any]:
            try:
                return step.told, step.back(store)
            except StoreError:  # it could not be asked
                raise
            except LivetweetError as error:
                return self._desk.complain, str(error)

        def done(result: tuple[Callable[[Any], object], Any]) -> None:
            self.under_way = False
            tell, told = result
            tell(told)

        def failed(sentence: str) -> None:  # nothing was changed: it is still the last step
            self._steps.append(step)
            self._failed(sentence)

        self._desk.ask(attempt, done, failed)

    def _failed(self, sentence: str) -> None:
        self.under_way = False
        self._desk.complain(sentence)

    def _last_act(self, store: Store) -> Undone:
        return undo(store, self._desk.operator, self._desk.clock, until=self._opened)

    def _open(self, newest: int) -> None:
        self._opened = newest

    def _tell(self, undone: Undone) -> None:
        snapshot = self._desk.snapshot
        name = snapshot.name_of(undone.post) if snapshot is not None and undone.post else None
        self._desk.say(f"{name} is as it was." if name else f"The {undone.verb} is taken back.")


def _newest(store: Store) -> int:
    with store.reading() as db:
        return acts.newest(db)
