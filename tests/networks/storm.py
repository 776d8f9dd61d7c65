"""A day of deliveries by the whole lane through a faulty way to a real server, the worker dying now and then; what the server has afterwards.

Time is the network's: the clock stands still while something is done and moves when everybody waits, so that hours of waiting pass at once. What hangs, hangs
for the client's real timeout. Every network's storm is this one: it differs in its adapter, its faults and how its server is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from livetweet.model.part import Part, State
from livetweet.networks.port import Adapter
from livetweet.store import answered
from livetweet.worker.drive import make
from livetweet.worker.lane import Lane
from livetweet.worker.steps import Call, Sleep, Step
from tests.building import NOW, Event

CALL_TAKES = 0.05  # seconds of the network's time
LATEST = NOW + timedelta(days=30)
SENTENCE = "Wind from the west, kites over the dunes, tea behind the lighthouse and everyone welcome, {}."


class Killed(Exception):  # noqa: N818  no error: it is what is tested
    """The worker died at this step."""


@dataclass(slots=True, kw_only=True)
class Storm:
    """The posts of ACCOUNT in EVENT's store. `open_adapter` gives each new worker its own. A worker dies at a share `deadly` of its calls, before or after it is made."""

    event: Event
    account: str
    open_adapter: Callable[[], Adapter]
    seed: int
    deadly: float = 0.015
    deaths: int = 0
    _random: Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    def write(self, posts: int) -> None:
        """POSTS to leave, one in eight of them a strict thread of some parts."""
        for number in range(posts):
            text = SENTENCE.format(number)
            if number % 8 == 0:
                text = "\n\n".join(SENTENCE.format(f"{number}, line {line}") for line in range(1, 9))
            self.event.scheduled(text, due=NOW + timedelta(seconds=20 * number), latest=LATEST, accounts=(self.account,))

    def pass_over(self) -> None:
        """Until nothing can leave and nothing is to be looked for."""
        while not self._live():
            self.deaths += 1

    def parts(self) -> list[Part]:
        return [
            part for row in self.event.rows("SELECT id FROM post") for part in self.event.parts(int(str(row["id"]))) if part.account == self.account
        ]

    def _live(self) -> bool:
        """One worker's life: whether it ended with nothing left to do."""
        store, clock = self.event.store, self.event.clock
        with store.writing() as db:
            answered.recover(db, clock.now())
        adapter = self.open_adapter()
        lane = Lane(store=store, adapter=adapter, clock=clock, account=self.account, media=self.event.folder / "media")
        try:
            while (wake := self._once(lane)) is not None:
                clock.move_to(wake)
        except Killed:
            return False
        finally:
            adapter.close()
        with store.writing() as db:
            answered.mark_late(db, clock.now())  # a thread cut short by a long wait is held, as the clerk would have it
        return True

    def _once(self, lane: Lane) -> datetime | None:
        steps = lane.once()
        clock = self.event.clock
        try:
            step = next(steps)
            while True:
                if isinstance(step, Sleep):
                    step = steps.send(None)
                    continue
                step = self._make(step, steps)
                clock.advance(clock.take_owed())
        except StopIteration as end:
            wake: datetime | None = end.value
            return wake

    def _make(self, call: Call, steps: Generator[Step, Any, datetime | None]) -> Step:
        fate = self._random.random()
        if fate < self.deadly / 2:
            raise Killed
        self.event.clock.advance(CALL_TAKES)
        if fate < self.deadly:
            with suppress(Exception):  # whatever came back, nobody was there to hear it
                call.make()
            raise Killed
        step: Step = make(call, steps)
        return step


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What a storm came to. `faults` are those that create calls met, by name; `doubled` and `lost` name texts; `guessed` are those a person is asked about
    though nobody has looked twice.
    """

    states: Counter[str]
    faults: Counter[str]
    deaths: int
    doubled: list[str]
    lost: list[str]
    guessed: list[str]

    @property
    def unknown(self) -> float:
        """The share of parts that a person is asked about."""
        return self.states["unknown"] / self.states.total()

    def table(self) -> str:
        faults = "\n".join(f"  {name:<20} {times:>5}" for name, times in sorted(self.faults.items()))
        states = ", ".join(f"{times} {state}" for state, times in self.states.most_common())
        return f"\n{self.faults.total()} faulted create calls, {self.deaths} deaths: {states}; {len(self.doubled)} doubled, {len(self.lost)} lost\n{faults}"


def count_toll(storm: Storm, made: Counter[str], faults: Counter[str]) -> Toll:
    """The store held against what the server has: how often each text is MADE there."""
    every = storm.parts()
    known = {part.text for part in every}
    looks = {row["part"]: row["looks"] for row in storm.event.rows("SELECT part, sum(looks) AS looks FROM attempt GROUP BY part")}
    return Toll(
        states=Counter(part.state.value for part in every),
        faults=faults,
        deaths=storm.deaths,
        doubled=[text for text, times in made.items() if times > 1],
        lost=[part.text for part in every if part.state is not State.UNKNOWN and (part.state is State.POSTED) != (made[part.text] > 0)]
        + [text for text in made if text not in known],
        guessed=[part.text for part in every if part.state is State.UNKNOWN and (made[part.text] or looks.get(part.id) != 2)],
    )
