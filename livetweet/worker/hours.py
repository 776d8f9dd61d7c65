"""Whether the event is on, by the programme in force, read anew when another is imported."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from livetweet.programme.days import hours
from livetweet.store import programmes
from livetweet.store.connect import Store


@dataclass(slots=True, kw_only=True)
class Hours:
    """The hours of the event in STORE. Changes made by hand move too little to matter here."""

    store: Store
    _version: int | None = field(default=None, init=False)
    _hours: list[tuple[datetime, datetime]] = field(default_factory=list, init=False)

    def near(self, now: datetime) -> bool:
        """Whether a session is on, begins within the hour, or ended less than two hours ago."""
        db = self.store.connection
        version = programmes.current_id(db)
        if version != self._version:
            programme = programmes.in_force(db)
            self._hours = hours(programme) if programme else []
            self._version = version
        return any(begins <= now <= ends for begins, ends in self._hours)
