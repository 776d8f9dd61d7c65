"""The headless loop: every lane of a rehearsal in one thread, as discrete events on a clock that stands still between them.

Time moves only when nobody has anything to do, and then to the earliest next wake. A call is made at once and answered after the latency that the
network slept on the clock.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from livetweet.clock import DiscreteClock
from livetweet.worker.steps import Call, Step, Steps

STUCK_AFTER = 100_000  # wakes at one instant: somebody does not sleep


class Loop:
    """`changes()` is a number that differs once somebody has changed the store: it wakes whoever sleeps until a change."""

    def __init__(self, clock: DiscreteClock, changes: Callable[[], int]) -> None:
        self.clock = clock
        self.changes = changes
        self._wakes: list[tuple[datetime, int, Steps, Any, Exception | None]] = []
        self._order = count()
        self._asleep: dict[Steps, int] = {}  # to the order of the wake that counts
        self._watching: dict[Steps, None] = {}  # in the order they fell asleep

    def add(self, steps: Steps) -> None:
        """STEPS begin at once."""
        self._wake(steps, self.clock.true)

    def run(self, over: Callable[[datetime], bool], moved: Callable[[datetime], None] = lambda _: None) -> None:
        """Until OVER, asked whenever time is about to move to an instant, or nobody ever wakes; MOVED is told each instant before it comes."""
        here = 0
        seen = self.changes()
        while self._wakes:
            at, order, steps, answer, error = heapq.heappop(self._wakes)
            if self._asleep.get(steps) != order:
                continue
            if at > self.clock.true:
                if over(at):
                    return
                moved(at)
                self.clock.move_to(at)
                here = 0
            here += 1
            if here > STUCK_AFTER:
                raise RuntimeError(f"{steps} does not sleep at {self.clock.true}")
            self._watching.pop(steps, None)
            del self._asleep[steps]
            try:
                step = steps.throw(error) if error else steps.send(answer)
            except StopIteration:
                pass
            else:
                self._do(steps, step)
            if (now_seen := self.changes()) != seen:
                seen = now_seen
                watching, self._watching = self._watching, {}
                for one in watching:
                    self._wake(one, self.clock.true)

    def _do(self, steps: Steps, step: Step) -> None:
        if isinstance(step, Call):
            answer: Any = None
            error: Exception | None = None
            try:
                answer = step.make()
            except Exception as caught:  # noqa: BLE001 - a lane knows best what an exception of a library means
                error = caught
            self._wake(steps, self.clock.true + timedelta(seconds=self.clock.take_owed()), answer, error)
            return
        if step.on_change:
            self._watching[steps] = None
        if step.until is not None:
            self._wake(steps, max(step.until - self.clock.skew, self.clock.true), keep_watching=True)
        else:
            self._asleep[steps] = -1

    def _wake(self, steps: Steps, at: datetime, answer: object = None, error: Exception | None = None, *, keep_watching: bool = False) -> None:
        order = next(self._order)
        self._asleep[steps] = order
        if not keep_watching:
            self._watching.pop(steps, None)
        heapq.heappush(self._wakes, (at, order, steps, answer, error))
