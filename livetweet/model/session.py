"""A session: one entry of the programme, as it was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from livetweet.model.person import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`id` is unique within its programme. `start` and `end` are aware where file or zone gives an offset, naive where nobody knows it,
    None where the session has no time. `kind` is "talk", "break", … as published, in lower case, or None.
    """

    id: str
    title: str
    start: datetime | None = None
    end: datetime | None = None
    room: str | None = None
    track: str | None = None
    kind: str | None = None
    language: str | None = None
    url: str | None = None
    speakers: tuple[Person, ...] = ()
    cancelled: bool = False
