"""The only place that reads the time: real, fixed, simulated and discrete clocks, and how instants are written down.

Instants are aware UTC datetimes inside. In the store they are text of fixed width (`2027-03-18T09:12:18.000000Z`), so that
text compares as time. `datetime.now` and `time.sleep` are banned everywhere else.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol, Self


def to_stamp(instant: datetime) -> str:
    """INSTANT (aware) as text of fixed width in UTC, 27 characters."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs an offset: {instant!r}")
    return (instant if instant.tzinfo is UTC else instant.astimezone(UTC)).isoformat(timespec="microseconds")[:26] + "Z"


def from_stamp(stamp: str) -> datetime:
    """The aware UTC instant that `to_stamp` wrote."""
    return datetime.fromisoformat(stamp)


class Clock(Protocol):
    """What passes for time. `monotonic` is in seconds and never goes back; `sleep` takes seconds."""

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class RealClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(max(seconds, 0.0))


@dataclass(slots=True)
class DiscreteClock:
    """Stands still until it is moved: for tests and for the headless loop.

    `sleep` does not move it; what was slept is owed, in seconds, and `take_owed` hands it to whoever drives the loop, so
    that latency and backoff are simulated without waiting. `skew` is what the wall clock shows beyond the true time.
    """

    true: datetime
    skew: timedelta = timedelta(0)
    owed: float = 0.0
    _start: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._start = self.true

    def now(self) -> datetime:
        return self.true + self.skew

    def monotonic(self) -> float:
        return (self.true - self._start).total_seconds()

    def sleep(self, seconds: float) -> None:
        self.owed += max(seconds, 0.0)

    def take_owed(self) -> float:
        owed, self.owed = self.owed, 0.0
        return owed

    def move_to(self, instant: datetime) -> None:
        """Time never goes back here: a jump of the wall clock is `skew`."""
        self.true = max(self.true, instant)

    def advance(self, seconds: float) -> None:
        self.true += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedClock:
    """A rehearsal's time: `anchor` was the simulated instant when `time.monotonic()` read `anchor_monotonic` seconds.

    The monotonic clock counts from the machine's start, so every process of the machine derives the same time.
    """

    anchor: datetime
    anchor_monotonic: float
    speed: float

    def now(self) -> datetime:
        return self.anchor + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return (time.monotonic() - self.anchor_monotonic) * self.speed

    def sleep(self, seconds: float) -> None:
        if self.speed > 0:
            time.sleep(max(seconds, 0.0) / self.speed)
        else:
            time.sleep(0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """What lasts until the clock that comes first says so: the wall clock may be set back, the monotonic one stands still while the machine sleeps."""

    wall: datetime
    monotonic: float

    @classmethod
    def set(cls, length: timedelta, clock: Clock) -> Self:
        return cls(wall=clock.now() + length, monotonic=clock.monotonic() + length.total_seconds())

    def left(self, clock: Clock) -> timedelta:
        """How long it lasts still; nothing or less: it is over."""
        return min(self.wall - clock.now(), timedelta(seconds=self.monotonic - clock.monotonic()))

    def over(self, clock: Clock) -> bool:
        return self.left(clock) <= timedelta(0)


def ahead_of(server: datetime, asked: datetime, answered: datetime) -> float:
    """Seconds our clock is certainly ahead of the SERVER's, which read its own at some moment between ASKED and ANSWERED of ours; negative: behind.

    0.0 where that moment may have been the same on both: an answer that was long on its way says nothing of the clocks.
    """
    return min(max((asked - server).total_seconds(), 0.0), (answered - server).total_seconds())


def day_around(instant: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Beginning and end, in UTC, of the day that INSTANT is in at ZONE."""
    day = instant.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)  # a midnight that comes twice: the first
    return day.astimezone(UTC), (day + timedelta(days=1)).astimezone(UTC)
