"""The programme as writing needs it: by id, in the event's zone, which sessions are worth a post, what comes next where.

`compose` and `plan` share it; it is built once for a programme, in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.writing.hashtags import Hashtags
from livetweet.writing.speakers import Speakers, fold

_BREAK_KINDS = frozenset(
    "break breaks pause lunch coffee coffee-break dinner breakfast meal food registration social logistics service servicesession".split()
)
_BREAK_TITLE = re.compile(
    r"(coffee|tea|lunch|dinner|breakfast|registration|check-?in|doors?( open)?|break|(the )?end|welcome coffee"
    r"|pauses?|d[ée]jeuners?|petit[- ]d[ée]jeuner|go[ûu]ter|d[îi]ner|caf[ée]|accueil|inscriptions?|enregistrement|ap[ée]ro(itif)?|ap[ée]ritif|buffet|cocktail)\b",
    re.IGNORECASE,
)

# Occasions that have a host. Tried on 10,442 published sessions: none that these words find is a talk. Without an article French begins no talk so; "Lunch as an algorithm" is one.
_MEETING = re.compile(r"((petit[- ])?d[ée]jeuner|d[îi]ner|assembl[ée]e g[ée]n[ée]rale|(annual )?general (meeting|assembly))\b", re.IGNORECASE)
_CEREMONY = frozenset("accueil bienvenue ouverture clôture cloture fermeture welcome opening closing farewell".split())
_AROUND_IT = frozenset(
    "mot discours session cérémonie plénière ceremony remarks address words plenary event day d de du la le l to the of and et à".split()
)
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """`covered`: the sessions worth posts, by start; `following`: session id to the next covered one in its room that day; `days`: the
    dates on which something starts, in order; `opening`: what each day begins with.
    """

    zone: ZoneInfo
    sessions: Mapping[str, Session]
    covered: tuple[Session, ...]
    following: Mapping[str, Session]
    days: tuple[date, ...]
    opening: Mapping[date, Session]

    def instant(self, time: datetime) -> datetime:
        """A session's TIME as an aware UTC instant; one without an offset is local."""
        return _instant(time, self.zone)

    def local(self, time: datetime) -> datetime:
        """A session's TIME in the event's zone."""
        return time.astimezone(self.zone) if time.tzinfo else time.replace(tzinfo=self.zone)


def read(programme: Programme, hashtags: Hashtags, speakers: Speakers) -> Agenda:
    """PROGRAMME as agenda: covered are sessions with a time, in the rooms covered, neither breaks nor cancelled, whose speakers want posts."""
    zone = hashtags.zone
    rooms = {fold(room) for room in hashtags.rooms}
    dated = [(session, session.start) for session in programme.sessions if session.start is not None]
    days = {(start.astimezone(zone) if start.tzinfo else start).date() for session, start in dated if not session.cancelled}
    found = [
        (_instant(start, zone), session)
        for session, start in dated
        if not session.cancelled
        and (not rooms or fold(session.room or "") in rooms)
        and not is_break(session)
        and not speakers.without(session.speakers, "posts")
    ]
    found.sort(key=lambda pair: pair[0])
    opening: dict[date, Session] = {}
    following: dict[str, Session] = {}
    last: dict[tuple[str, date], Session] = {}
    for start, session in found:
        day = start.astimezone(zone).date()
        opening.setdefault(day, session)
        if session.room is None:
            continue
        before = last.get((session.room, day))
        if before is not None:
            following[before.id] = session
        last[session.room, day] = session
    return Agenda(
        zone=zone,
        sessions={session.id: session for session in programme.sessions},
        covered=tuple(session for _, session in found),
        following=following,
        days=tuple(sorted(days)),
        opening=opening,
    )


def _instant(time: datetime, zone: ZoneInfo) -> datetime:
    return (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)


def is_break(session: Session) -> bool:
    """Whether nobody speaks there: its kind says so, or it has no speakers and the title of a break."""
    if (session.kind or "").replace(" ", "-") in _BREAK_KINDS:
        return True
    return not session.speakers and _BREAK_TITLE.match(session.title) is not None


def is_occasion(session: Session, event: str) -> bool:
    """Whether people of EVENT are welcomed there, sent home, fed or hold their assembly, as its whole title says: whoever is named is the host, and gives no talk."""
    words = set(_WORD.findall(session.title.casefold()))
    whole = words <= _CEREMONY | _AROUND_IT | set(_WORD.findall(event.casefold()))
    return (whole and not words.isdisjoint(_CEREMONY)) or _MEETING.match(session.title) is not None
