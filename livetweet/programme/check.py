"""What a person should look at before a programme is used: `programme check`. Nothing here refuses anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme import names, people
from livetweet.programme.text import says_cancelled
from livetweet.programme.times import find_zone, to_order

_SHOWN = 20  # of a kind; the rest is counted


def needs_zone(programme: Programme) -> bool:
    """Whether a time of PROGRAMME has no offset: an import refuses it then."""
    return any(moment is not None and moment.tzinfo is None for one in programme.sessions for moment in (one.start, one.end))


def check(programme: Programme) -> list[str]:
    """Sentences on PROGRAMME, as it was published or is in force, what matters most first; none: all is well."""
    found = [*programme.warnings, *_without_zone(programme)]
    spellings = [*_spellings(programme)]
    programme = people.unite(programme)
    takes_place = [one for one in programme.sessions if not one.cancelled]
    return [
        *found,
        *limit(_speakers_in_two_rooms(programme, takes_place), "more speakers are in two rooms at once"),
        *limit(_overlaps(programme, takes_place), "more sessions overlap in a room"),
        *limit((f"“{one.title}” ({one.id}) has no time." for one in takes_place if one.start is None), "more sessions have no time"),
        *limit((f"“{one.title}” ({one.id}) has no end." for one in takes_place if one.start and not one.end), "more sessions have no end"),
        *limit(
            (
                f"“{one.title}” ({one.id}) counts as cancelled, by the words of its title alone."
                for one in programme.sessions
                if one.cancelled and says_cancelled(one.title)
            ),
            "more sessions count as cancelled by the words of their titles alone",
        ),
        *limit(spellings, "more names are written in several ways, or are those of several people"),
    ]


def _without_zone(programme: Programme) -> Iterator[str]:
    """Times that nobody can place are a warning of the programme's own."""
    timed = [one for one in programme.sessions if one.start]
    if timed and programme.timezone is None and not needs_zone(programme):
        yield "The programme names no time zone, and its times have only their offsets: say --timezone, for instance --timezone Europe/Paris."


def _spellings(programme: Programme) -> Iterator[str]:
    for one in people.alike(programme):
        yield f"{' and '.join(f'“{spelling}”' for spelling in one.spellings)} count as one person, {one.name}."
    for person in programme.speakers():
        apart = names.split(person.name)
        if len(apart) != 1:
            yield f"“{person.name}” counts as {'several people: ' + ', '.join(apart) if apart else 'nobody'}."


def limit(sentences: Iterable[str], others: str) -> Iterator[str]:
    """The first of SENTENCES; OTHERS goes on after the number of the rest."""
    rest = iter(sentences)
    yield from islice(rest, _SHOWN)
    left = sum(1 for _ in rest)
    if left:
        yield f"{left} {others}."


def _speakers_in_two_rooms(programme: Programme, sessions: Iterable[Session]) -> Iterator[str]:
    for name, first, second in _collide(sessions, lambda one: [person.name for person in one.speakers]):
        if first.room and second.room and first.room != second.room:
            when = _show(programme, second)
            yield f"{name} is in two rooms at once: “{first.title}” in {first.room} and “{second.title}” in {second.room}, {when}."


def _overlaps(programme: Programme, sessions: Iterable[Session]) -> Iterator[str]:
    for room, first, second in _collide(sessions, lambda one: [one.room] if one.room else []):
        yield f"“{first.title}” and “{second.title}” overlap in {room}, {_show(programme, second)}."


def _collide(sessions: Iterable[Session], keys: Callable[[Session], list[str]]) -> Iterator[tuple[str, Session, Session]]:
    """Pairs of SESSIONS under the same key of which the second starts before the one that ends last so far is over."""
    last: dict[str, Session] = {}
    for session in sorted((one for one in sessions if one.start), key=lambda one: to_order(one.start)):
        for key in keys(session):
            before = last.get(key)
            if before is not None and to_order(session.start) < _end_order(before) and _end_order(session) > to_order(session.start):
                yield key, before, session
            if before is None or _end_order(session) > _end_order(before):
                last[key] = session


def _end_order(session: Session) -> tuple[bool, float]:
    return to_order(session.end or session.start)


def _show(programme: Programme, session: Session) -> str:
    moment = session.start
    if moment is None:
        return "without a time"
    zone = find_zone(programme.timezone) if programme.timezone and moment.tzinfo else None
    return format(moment.astimezone(zone) if zone else moment, "%Y-%m-%d %H:%M")
