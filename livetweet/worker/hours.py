"""Whether the event is on, by the programme in force, read anew soon after another is imported."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from livetweet.programme.days import hours
from livetweet.store import programmes
from livetweet.store.connect import Store

LOOKS_EVERY = timedelta(seconds=30)  # at the time and at the programme: it is asked before every read


@dataclass(slots=True, kw_only=True)
class Hours:
    """The hours of the event in STORE. Changes made by hand move too little to matter here."""

    store: Store
    _looked: datetime | None = field(default=None, init=False)
    _near: bool = field(default=False, init=False)
    _version: int | None = field(default=None, init=False)
    _hours: list[tuple[datetime, datetime]] = field(default_factory=list, init=False)

    def near(self, now: datetime) -> bool:
        """Whether a session is on, begins within the hour, or ended less than two hours ago."""
        if self._looked is None or not timedelta(0) <= now - self._looked < LOOKS_EVERY:
            self._looked = now
            self._look()
            self._near = any(begins <= now <= ends for begins, ends in self._hours)
        return self._near

    def _look(self) -> None:
        with self.store.reading() as db:
            version = programmes.current_id(db)
            if version != self._version:
                programme = programmes.in_force(db)
                self._hours = hours(programme) if programme else []
                self._version = version
