"""Which session an incoming post is about, where it stands in no thread of ours: told by tag, room and time. Pure.

Called by `questions.py` when a post becomes a question, and by the screens that show what would become of it. A guess is made only where
one session is meant; a person can always give the question another one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from livetweet.model.session import Session
from livetweet.programme.now import Slot, slots
from livetweet.writing.hashtags import Tags

GRACE = timedelta(minutes=5)  # after a session's end, what is asked is still for its speaker, even where the next one has begun
AFTERWARDS = timedelta(minutes=20)  # and this long where nothing has begun since
_PAUSES = frozenset({"break", "lunch", "pause", "coffee", "registration"})
_TAG = re.compile(r"#(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """The programme as far as this asks: `slots` in its order, tags (without #) of sessions by id and of rooms by name."""

    slots: Sequence[Slot] = ()
    of_sessions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    of_rooms: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def about(self, text: str, at: datetime, room: str | None = None) -> str | None:
        """The id of the session that TEXT, written AT, is about; None where nobody can tell. ROOM is where a person found it, if they say so.

        A session's own tag tells most, then a room's, then ROOM, then the time where one session alone was on.
        """
        said = {tag.casefold() for tag in _TAG.findall(text[:2_000])}
        tagged = _named(self.of_sessions, said)
        if len(tagged) == 1:
            return next(iter(tagged))
        rooms = _named(self.of_rooms, said) or ({room} if room else set())
        near = [slot for slot in self.slots if (not tagged or slot.session.id in tagged) and (not rooms or slot.session.room in rooms)]
        found = {slot.session.id for slot in _then(near, at)}
        return next(iter(found)) if len(found) == 1 else None


def sessions_of(programme: Sequence[Session], tags: Tags) -> Sessions:
    """What PROGRAMME's sessions and the event's TAGS tell."""
    return Sessions(slots=slots(programme), of_sessions=tags.sessions, of_rooms=tags.rooms)


def _named(tags_of: Mapping[str, Sequence[str]], said: set[str]) -> set[str]:
    return {name for name, tags in tags_of.items() if said & {tag.casefold() for tag in tags}}


def _then(slots: Sequence[Slot], at: datetime) -> list[Slot]:
    """For each room the one that a remark made AT is about: the one that was on GRACE ago, else the one on, else the last one for a while."""
    found = []
    talks = [slot for slot in slots if not slot.session.cancelled and slot.session.kind not in _PAUSES]
    for room in dict.fromkeys(slot.session.room for slot in talks):
        here = [slot for slot in talks if slot.session.room == room]
        before = [slot for slot in here if slot.start <= at - GRACE < slot.end]
        on = [slot for slot in here if slot.start <= at < slot.end]
        over = [slot for slot in here if slot.end <= at < slot.end + AFTERWARDS]
        found += (before or on or over)[-1:]
    return found
