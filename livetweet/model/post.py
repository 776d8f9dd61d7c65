"""A post: what the organiser writes, once. And its kinds, with how late each may leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What a post is for. The template of that name makes its text, but for LIVE, which a person types."""

    ANNOUNCE = "announce"
    REMINDER = "reminder"  # the announcements behind the first
    SPOTLIGHT = "spotlight"
    UP_NEXT = "up-next"
    START = "start"
    QUOTE = "quote"
    QUESTIONS = "questions"
    RELAY = "relay"
    THANKS = "thanks"
    DIGEST = "digest"
    RECAP = "recap"
    CORRECTION = "correction"
    CHANGE = "change"  # tells that what we posted of a session is no longer so
    ANSWERED = "answered"
    REPLY = "reply"
    LIVE = "live"


THREADED = frozenset({Kind.START, Kind.QUOTE, Kind.QUESTIONS, Kind.RELAY, Kind.THANKS, Kind.LIVE})  # each in the thread of its session


class IfLate(StrEnum):
    SKIP = "skip"
    ASK = "ask"


class Anchor(StrEnum):
    START = "start"
    END = "end"


_MINUTES_AND_RULE: Mapping[Kind, tuple[int, IfLate]] = {
    Kind.UP_NEXT: (0, IfLate.SKIP),  # the session's start is its latest, see `latest_for`
    Kind.START: (10, IfLate.ASK),
    Kind.QUESTIONS: (10, IfLate.ASK),
    Kind.LIVE: (15, IfLate.ASK),
    Kind.QUOTE: (15, IfLate.ASK),
    Kind.RELAY: (15, IfLate.ASK),
    Kind.REPLY: (15, IfLate.ASK),
    Kind.CORRECTION: (15, IfLate.ASK),
    Kind.CHANGE: (15, IfLate.ASK),
    Kind.ANSWERED: (15, IfLate.ASK),
    Kind.THANKS: (60, IfLate.ASK),
    Kind.ANNOUNCE: (120, IfLate.ASK),
    Kind.REMINDER: (120, IfLate.ASK),
    Kind.SPOTLIGHT: (120, IfLate.ASK),
    Kind.DIGEST: (120, IfLate.ASK),
    Kind.RECAP: (120, IfLate.ASK),
}


def lateness(kind: Kind, due: datetime, session_start: datetime | None = None) -> tuple[datetime, IfLate]:
    """The instant after which a post of KIND due at DUE must not begin to leave, and what then becomes of it.

    "Up next" may leave until the session starts (SESSION_START; without one, until DUE + 10 min).
    """
    minutes, rule = _MINUTES_AND_RULE[kind]
    if kind is Kind.UP_NEXT:
        return (session_start or due + timedelta(minutes=10)), rule
    return due + timedelta(minutes=minutes), rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture: the file's name in the workspace's `media/` and its description for those who cannot see it; `waived` says on purpose that there is none.

    Once approved the name is the hash of the bytes that one network gets, a JPEG or PNG of `width` and `height` pixels.
    """

    file: str
    alt: str
    waived: bool = False
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a plan or a person wants posted, before it is in the store.

    Text comes from the template named by `kind` (in `language`) with `fields` filled by a person, or, where `texts` is not empty, from
    there: network name to text, `*` for all others; a person has then touched it. `warning` stands before the text where a network knows such a thing. `anchor` and `offset` tie `due` to the session.
    `reply_to` is an incoming post it answers, `answers` a post of ours, both by our id. `slot` are the ids of the sessions an "up next" names. `key` is the same for the same post in every plan.
    """

    key: str | None = None
    kind: Kind
    language: str | None = None
    session: str | None = None
    slot: tuple[str, ...] = ()
    anchor: Anchor | None = None
    offset: timedelta = timedelta(0)
    due: datetime | None = None
    latest: datetime | None = None
    if_late: IfLate = IfLate.ASK
    fields: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    accounts: tuple[str, ...] = ()
    reply_to: int | None = None
    answers: int | None = None
    media: tuple[Media, ...] = ()
    visibility: str = "public"
    warning: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A draft in the store. `revision` counts its texts; `touched` says that a person wrote in it. Not approved: still a draft.

    `replaces` is the approved post whose text is no longer so since the programme has changed, and in whose place it stands.
    """

    id: int
    draft: Draft
    revision: int
    touched: bool
    approved_at: datetime | None
    approved_by: str | None
    created_at: datetime
    created_by: str
    deleted: bool = False
    replaces: int | None = None
