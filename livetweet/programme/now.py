"""What is on now and next, for the strip, the programme pane and the composer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from livetweet.model.session import Session


class Slot(NamedTuple):
    """A session with a time, at one moment. `start` and `end` are aware."""

    session: Session
    start: datetime
    end: datetime

    def on(self, now: datetime) -> bool:
        return self.start <= now < self.end and not self.session.cancelled

    def over(self, now: datetime) -> bool:
        return self.end <= now

    def left(self, now: datetime) -> timedelta:
        return self.end - now


def slots(sessions: Sequence[Session]) -> list[Slot]:
    """Those of SESSIONS with an aware start, in their order; one without an end ends at its start."""
    return [
        Slot(session=one, start=one.start, end=one.end or one.start) for one in sessions if one.start is not None and one.start.tzinfo is not None
    ]


def on_now(of: Sequence[Slot], now: datetime) -> dict[str, Slot]:
    """Room to the slot on in it; of several, the one that began last."""
    return {slot.session.room or "": slot for slot in of if slot.on(now)}


def current(of: Sequence[Slot], room: str, now: datetime) -> Slot | None:
    """The session that a quote from ROOM belongs to: the one on, else the last that began there today, until the next one starts."""
    begun = [
        slot for slot in of if slot.session.room == room and slot.start <= now and not slot.session.cancelled and now - slot.end < timedelta(hours=3)
    ]
    return begun[-1] if begun else None


def following(of: Sequence[Slot], now: datetime) -> Slot | None:
    """The next to begin, in any room."""
    return next((slot for slot in of if slot.start > now and not slot.session.cancelled), None)
