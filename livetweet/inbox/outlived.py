"""A question that is still on stage when its session is over: it stands before another one's audience. Pure; desk and stage both tell it.

Apart from `belonging`, which the desk does not load before it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from livetweet.programme.now import Slot


def outlived(session: str | None, slots: Sequence[Slot], now: datetime) -> Slot | None:
    """The slot of SESSION (its id, if it has one) among SLOTS, where that is over; one whose end nobody knows never is."""
    return next((slot for slot in slots if slot.session.id == session and slot.session.end is not None and slot.over(now)), None)
