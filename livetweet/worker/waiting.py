"""Parts that cannot be prepared just now, and until when each is left alone. A lane's own memory: what is lost with it is tried again at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

FIRST, MOST = timedelta(seconds=5), timedelta(minutes=5)
IN_ITS_PLACE_FOR = timedelta(seconds=60)  # those behind it in a session's thread let it go first; then they pass it over, as they do what is unknown


class _Wait(NamedTuple):
    since: datetime
    length: timedelta
    until: datetime


@dataclass(slots=True)
class Waiting:
    """Twice as long at each failure of the same part, `FIRST` to `MOST`."""

    _waits: dict[int, _Wait] = field(default_factory=dict)

    def put_off(self, part: int, now: datetime) -> None:
        before = self._waits.get(part)
        length = min(before.length * 2, MOST) if before else FIRST
        self._waits[part] = _Wait(since=before.since if before else now, length=length, until=now + length)

    def forget(self, part: int) -> None:
        self._waits.pop(part, None)

    def clear(self) -> None:
        """The clock has jumped: no instant kept here means anything."""
        self._waits.clear()

    def aside(self, now: datetime) -> list[int]:
        """Parts that are left alone at NOW."""
        return [part for part, wait in self._waits.items() if wait.until > now]

    def ahead(self, now: datetime) -> list[int]:
        """Those that keep their place at NOW."""
        return [part for part, wait in self._waits.items() if wait.since + IN_ITS_PLACE_FOR > now]

    def wakes(self, now: datetime) -> Iterator[datetime]:
        """When that changes."""
        for wait in self._waits.values():
            yield from (instant for instant in (wait.until, wait.since + IN_ITS_PLACE_FOR) if instant > now)
