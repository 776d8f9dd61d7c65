"""The programme: sessions, speakers, rooms, tracks, in the venue's time zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from livetweet.model.person import Person
from livetweet.model.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """`timezone` is an IANA name or None; `assumed_zone` the one that times were read in where their source names none; `rooms` the distinct names in the order of publication; `sessions` by start, then room, those
    without a time last; `people` whoever is announced without a session yet; `warnings` one sentence each.
    """

    title: str
    timezone: str | None = None
    assumed_zone: str | None = None
    url: str | None = None
    rooms: tuple[str, ...] = ()
    sessions: tuple[Session, ...] = ()
    people: tuple[Person, ...] = ()
    warnings: tuple[str, ...] = ()

    def speakers(self) -> Iterator[Person]:
        """Everyone on a session or announced without one, one entry a name, in order of first appearance."""
        seen: set[str] = set()
        for person in (*(one for session in self.sessions for one in session.speakers), *self.people):
            if person.name not in seen:
                seen.add(person.name)
                yield person
