"""How the rows of each pane are painted: pure functions from a value, a width and a moment to lines."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from livetweet.model.incoming import without_us


class Heading(NamedTuple):
    """A group's name between rows; OF tells two of the same name apart."""

    text: str
    style: str = "$faint"
    of: str = ""

    @property
    def key(self) -> str:
        return f"heading:{self.of} {self.text}"

    @property
    def heading(self) -> bool:
        return True


class View(NamedTuple):
    """What rows depend on besides themselves: the moment, the zone of the screen, two-line rows or not, my room, whether all is paused, and our own handles (@, folded)."""

    now: datetime
    zone: ZoneInfo
    roomy: bool
    room: str | None = None
    marked: frozenset[str] = frozenset()
    paused: bool = False
    ours: frozenset[str] = frozenset()

    def said(self, text: str) -> str:
        """TEXT without our own handle in front, which every reply begins with on some networks."""
        return without_us(text, self.ours)

    def today(self, at: datetime) -> bool:
        return at.astimezone(self.zone).date() == self.now.astimezone(self.zone).date()

    def hour(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%H:%M}"

    def moment(self, at: datetime | None) -> str:
        """A time of today, or another day's with its day and month before it."""
        return f"{self.clock(at)} {self.hour(at)}" if at is not None and not self.today(at) else self.clock(at)

    def clock(self, at: datetime | None) -> str:
        """A time of today, five cells; another day's as its day and month."""
        if at is None:
            return "     "
        return self.hour(at) if self.today(at) else f"{at.astimezone(self.zone):%d/%m}"


def spell(seconds: float) -> str:
    """How long until then, or since, as one says it at a glance: `6 s`, `8 min`, `1 h 58`, `3 d`."""
    seconds = abs(seconds)
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = int(seconds // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60:02d}" if minutes % 60 else f"{minutes // 60} h"
    return f"{minutes // 1440} d"
