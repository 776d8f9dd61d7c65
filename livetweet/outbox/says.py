"""Whether words that a person wrote about a session tell something that is no longer so: its time, day, room, title, speakers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from livetweet.model.session import Session
from livetweet.writing import dates
from livetweet.writing.agenda import Agenda
from livetweet.writing.hashtags import LANGUAGES
from livetweet.writing.typography import plain


def old_facts(text: str, before: Session | None, after: Session | None, agenda: Agenda) -> bool:
    """Whether TEXT about a session names what it was BEFORE and is no longer AFTER (None: it is gone). Times count in the zone of AGENDA."""
    if before is None:
        return False
    if after is None or (after.cancelled and not before.cancelled):
        return True
    words = plain(text).casefold()
    return any(re.search(rf"(?<!\w){re.escape(plain(fact).casefold())}(?!\w)", words) for fact in _gone(before, after, agenda))


def reads_the_same(text: str, other: str) -> bool:
    """Whether nobody who reads them learns something else from OTHER than from TEXT: no approved post waits for a person because marks are set better now."""
    return plain(text) == plain(other)


def _gone(before: Session, after: Session, agenda: Agenda) -> Iterator[str]:
    if before.room and before.room != after.room:
        yield before.room
    if before.title != after.title:
        yield before.title
    yield from {one.name for one in before.speakers} - {one.name for one in after.speakers}
    if before.start is None:
        return
    old, new = agenda.local(before.start), agenda.local(after.start) if after.start else None
    if new is None or old.time() != new.time():
        yield from _clocks(old)
    if new is None or old.date() != new.date():
        yield from (dates.write_day(old.date(), language) for language in LANGUAGES)


def _clocks(moment: datetime) -> Iterator[str]:
    """A time of day as people write it."""
    yield from (dates.write_time(moment.time(), language) for language in LANGUAGES)
    hour, minute = moment.hour, moment.minute
    yield from (f"{hour}:{minute:02d}", f"{hour:02d}:{minute:02d}", f"{hour}h{minute:02d}", f"{hour} h {minute:02d}")
    if minute == 0:
        yield from (f"{hour}h", f"{hour} h")
