"""What `u` takes back: what was done at one desk, the last first; then what its operator did before it was opened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from livetweet.desk.hands import Deed
from livetweet.errors import NotAllowedError
from livetweet.inbox import gathering, triage
from livetweet.model.incoming import IncomingState
from livetweet.outbox import acts
from livetweet.outbox.acts import Undone
from livetweet.outbox.outcome import Outcome
from livetweet.store.connect import Store

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen

KEPT = 100  # steps


class _Step(NamedTuple):
    """BACK is done to the store, TOLD gets its result. A step that cannot be taken back says why, by a NotAllowedError of BACK."""

    back: Deed
    told: Callable[[Any], object]


class History:
    """One desk's. A step is added once it is done, so that `u` never goes past one that is still to be taken back."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._steps: list[_Step] = []
        self._under_way = False

    def add(self, back: Deed, told: Callable[[Any], object] | None = None) -> None:
        """A step that BACK takes back; TOLD gets its result, which else is shown as any outcome."""
        self._steps = [*self._steps[1 - KEPT :], _Step(back, told or self._desk.show_outcome)]

    def acts(self, ids: Iterable[int]) -> None:
        """The store knows how the acts on posts IDS are taken back, each by itself."""
        for _ in ids:
            self.add(self._last_act, self._tell)

    def moved(self, before: Mapping[int, datetime]) -> None:
        """Posts that were due at the instants BEFORE."""

        def back(store: Store) -> Outcome:
            past = next((at for at in before.values() if at <= self._desk.clock.now()), None)
            if past is not None:  # it would leave at once
                raise NotAllowedError(f"{self._desk.view.clock(past)} has passed: `:` gives another time.")
            moved = [acts.move(store, [post], self._desk.operator, self._desk.clock, to=at) for post, at in before.items()]
            return Outcome(done=tuple(chain(*(one.done for one in moved))), refused=tuple(chain(*(one.refused for one in moved))))

        if before:
            self.add(back)

    def questions(self, ids: Sequence[int]) -> None:
        """One step of each of the questions IDS."""
        if ids:
            self.add(lambda store: gathering.undo(store, ids, operator=self._desk.operator, now=self._desk.clock.now()))

    def marked(self, before: Mapping[int, IncomingState]) -> None:
        """Incoming posts that were in the states BEFORE."""
        if before:
            self.add(lambda store: triage.put_back(store, before, operator=self._desk.operator, now=self._desk.clock.now()))

    def final(self, ids: Iterable[int], why: str) -> None:
        """What was done to IDS, if any, stays done: WHY, and what to do instead."""

        def back(_: Store) -> None:
            raise NotAllowedError(why)

        if list(ids):
            self.add(back)

    def undo(self) -> None:
        """Take back the last step, once what was asked for before is done. One at a time: a second `u` on a slow disk must not free something older."""
        if self._under_way:
            self._desk.say("The last step is still being taken back.")
            return
        self._under_way = True
        self._desk.ask(lambda _: None, lambda _: self._take_back(), self._failed)

    def _take_back(self) -> None:
        step = self._steps.pop() if self._steps else _Step(self._last_act, self._tell)

        def attempt(store: Store) -> tuple[Callable[[Any], object], Any]:
            try:
                return step.told, step.back(store)
            except NotAllowedError as error:
                return self._desk.complain, str(error)

        def done(result: tuple[Callable[[Any], object], Any]) -> None:
            self._under_way = False
            tell, told = result
            tell(told)

        def failed(sentence: str) -> None:  # nothing was changed: it is still the last step
            self._steps.append(step)
            self._failed(sentence)

        self._desk.ask(attempt, done, failed)

    def _failed(self, sentence: str) -> None:
        self._under_way = False
        self._desk.complain(sentence)

    def _last_act(self, store: Store) -> Undone:
        return acts.undo(store, self._desk.operator, self._desk.clock)

    def _tell(self, undone: Undone) -> None:
        snapshot = self._desk.snapshot
        name = snapshot.name_of(undone.post) if snapshot is not None and undone.post else None
        self._desk.say(f"{name} is as it was." if name else f"The {undone.verb} is taken back.")
