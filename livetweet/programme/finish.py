"""What all formats have in common, done once: text made clean, ids made unique, sessions sorted, rooms gathered. Called by `read` alone."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.text import clean, clean_or_none, says_cancelled
from livetweet.programme.times import to_order

_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?(?:[/?#]|$)", re.IGNORECASE | re.ASCII)  # nearly every address: told without taking it apart


def finish(programme: Programme) -> Programme:
    """PROGRAMME as a reader left it, made ready to show: see `Programme` for the order of what is in it."""
    warnings = [clean(one) for one in programme.warnings]
    announced = {person.name: person for person in polish_people(programme.people)}
    published = [_polish(one, announced, warnings) for one in programme.sessions]
    sessions = _number(sort(published))
    warnings += _warn(sessions)
    on_stage = {person.name for one in sessions for person in one.speakers}
    people = tuple(person for person in announced.values() if person.name not in on_stage)
    if not sessions and not people:
        warnings.append("The programme is empty: it has neither sessions nor speakers.")
    return Programme(
        title=clean(programme.title),
        timezone=programme.timezone,
        assumed_zone=programme.assumed_zone,
        url=_link(programme.url),
        rooms=gather_rooms(published),
        sessions=tuple(sessions),
        people=people,
        warnings=tuple(warnings),
    )


def sort(sessions: Iterable[Session]) -> list[Session]:
    """SESSIONS by start, then room, those without a time last."""
    return sorted(sessions, key=lambda one: (to_order(one.start), one.room or ""))


def gather_rooms(sessions: Iterable[Session]) -> tuple[str, ...]:
    """The distinct rooms of SESSIONS, in their order."""
    return tuple(dict.fromkeys(one.room for one in sessions if one.room))


def polish_people(people: Iterable[Person]) -> tuple[Person, ...]:
    """PEOPLE with clean names, one entry a name, handles joined, those without a name left out."""
    named: dict[str, Person] = {}
    for person in people:
        name = clean(person.name)
        if not name:
            continue
        before = named.get(name)
        handles = {**(before.handles if before else {}), **person.handles}
        named[name] = Person(name=name, handles=handles)
    return tuple(named.values())


def _polish(session: Session, announced: Mapping[str, Person], warnings: list[str]) -> Session:
    title = clean(session.title)
    kind = clean_or_none(session.kind)
    end = session.end
    if end is not None and (session.start is None or end < session.start):
        warnings.append(f"“{title}” ends before it starts: its end is left out.")
        end = None
    return Session(
        id=clean(session.id),
        title=title,
        start=session.start,
        end=end,
        room=clean_or_none(session.room),
        track=clean_or_none(session.track),
        kind=kind.lower() if kind else None,
        language=clean_or_none(session.language),
        url=_link(session.url),
        speakers=tuple(_with_handles(person, announced) for person in polish_people(session.speakers)),
        cancelled=session.cancelled or says_cancelled(title),
    )


def _with_handles(person: Person, announced: Mapping[str, Person]) -> Person:
    """PERSON with the handles given where people are announced, perhaps in another source, unless the session gives its own."""
    known = announced.get(person.name)
    return person if known is None else Person(name=person.name, handles={**known.handles, **person.handles})


def _link(url: str | None) -> str | None:
    """URL where a browser would open it: only the web's own schemes, and nothing that hides what follows."""
    text = clean(url)
    if not text or " " in text:
        return None
    if _PLAIN.match(text):
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme.lower() in {"http", "https"} and parts.netloc else None


def _number(sessions: Sequence[Session]) -> list[Session]:
    """SESSIONS (in time order) with ids that are unique: the published one, or one made of the title; repeated: -2, -3."""
    published = {one.id for one in sessions}
    taken: set[str] = set()
    done: list[Session] = []
    counts: dict[str, int] = {}
    for session in sessions:
        base = session.id or _slug(session.title)
        unique = base
        while unique in taken or (unique != session.id and unique in published):
            counts[base] = counts.get(base, 1) + 1
            unique = f"{base}-{counts[base]}"
        taken.add(unique)
        done.append(session if unique == session.id else replace(session, id=unique))
    return done


def _slug(title: str) -> str:
    """An id made of TITLE, the same wherever and whenever it is read."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")
    return words or f"session-{zlib.crc32(title.encode()):08x}"


def _warn(sessions: Sequence[Session]) -> list[str]:
    warnings = []
    naive = sum(1 for one in sessions if one.start is not None and one.start.tzinfo is None)
    if naive:
        warnings.append(
            f"The times of {naive} of {len(sessions)} sessions have no time zone: name it with --timezone, for instance --timezone Europe/Paris."
        )
    untitled = [one.id for one in sessions if not one.title]
    if untitled:
        warnings.append(f"A session without a title is called by its id alone: {', '.join(untitled[:5])}{', …' if len(untitled) > 5 else ''}.")
    return warnings
