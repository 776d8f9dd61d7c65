"""frab JSON, as frab, pretalx and the c3voc tools publish it (v1), and as the c3voc hub does since 2024 (v2).

v1 is `schedule.conference.days[].rooms{"<name>": [event]}`; v2 has `schedule.events[]` and `schedule.persons[]` side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.frab import Conference
from livetweet.programme.json_text import Table, first, is_schema, items, outline, parse, table, tables, text
from livetweet.programme.profiles import read_profiles
from livetweet.programme.readers import Hints
from livetweet.programme.times import choose_zone, read_clock, read_date

NAME = "frab JSON"


def looks_like(head: bytes) -> bool:
    """A JSON schema of the format names all its keys too."""
    keys = outline(head)
    return not is_schema(head) and any(key in keys for key in (".schedule.conference", ".schedule.events", ".schedule.days"))


def read(data: bytes, hints: Hints) -> Programme:
    """See `readers.Reader`."""
    whole = table(parse(data))
    schedule = table(whole.get("schedule"))
    about = table(schedule.get("conference"))
    zone, named, warnings = choose_zone(first(about, "time_zone_name", "timezone") or None, hints.timezone)
    of = Conference(
        zone=zone,
        day_change=read_clock(text(about.get("day_change"))) or time(),
        base_url=first(schedule, "base_url") or first(about, "base_url"),
    )
    people = {text(one.get("guid")): one for one in tables(schedule.get("persons")) if text(one.get("guid"))}
    tracks = {text(one.get("slug")): text(one.get("name")) for one in tables(about.get("tracks"))}
    sessions = tuple([_read_event(event, day, room, of, people, tracks) for event, day, room in _events(schedule, about)])
    if not sessions:
        raise ProgrammeError("is frab JSON without a single session: fetch it again once the programme is published.")
    return Programme(
        title=first(about, "title", "acronym"),
        timezone=named,
        url=first(about, "url") or first(schedule, "url") or of.base_url or None,
        sessions=sessions,
        warnings=(*warnings, *of.unread.warnings()),
    )


def _events(schedule: Table, about: Table) -> Iterator[tuple[Table, date | None, str]]:
    """Every event with the date of its day and the name of the room it stands in."""
    for event in tables(schedule.get("events")):
        yield event, None, ""
    for block in (*tables(about.get("days")), *tables(schedule.get("days"))):
        day = read_date(text(block.get("date")))
        rooms = block.get("rooms")
        named = rooms.items() if isinstance(rooms, dict) else ((text(one.get("name")), one.get("events")) for one in tables(rooms))
        for name, events in named:
            for event in tables(events):
                yield event, day, name


def _read_event(event: Table, day: date | None, room: str, of: Conference, people: Mapping[str, Table], tracks: Mapping[str, str]) -> Session:
    key = first(event, "id", "guid", "code", "slug")
    title = text(event.get("title"))
    written = text(event.get("date"))
    clock = text(event.get("start"))
    if len(clock) > len("23:59:59.000"):  # v2: an instant
        written, clock = clock, ""
    start = of.start(key or title, day, written=written, clock=clock)
    track = event.get("track")
    place = event.get("room")
    return Session(
        id=key,
        title=title,
        start=start,
        end=of.end(key or title, start, duration=text(event.get("duration")), written=text(event.get("end"))),
        room=(first(place, "name") if isinstance(place, dict) else text(place)) or room,
        track=(first(track, "name") or tracks.get(text(track.get("slug"))) or text(track)) if isinstance(track, dict) else text(track),
        kind=text(event.get("type")),
        language=text(event.get("language")),
        url=of.address(text(event.get("url"))),
        speakers=tuple(_read_people(event, people)),
    )


def _read_people(event: Table, people: Mapping[str, Table]) -> Iterator[Person]:
    """Those of EVENT, with what PEOPLE (by guid) says of them; who moderates or interprets only is none of the speakers."""
    for one in (*tables(event.get("persons")), *tables(event.get("participants"))):
        more = people.get(text(one.get("guid")), {})
        name = first(one, "public_name", "name", "full_public_name") or first(more, "public_name", "name")
        if name:
            yield Person(name=name, handles=read_profiles([*_links(one), *_links(more)]))
    for bare in items(event.get("persons")):
        if isinstance(bare, str):
            yield Person(name=bare)


def _links(person: Table) -> Iterator[tuple[str, str]]:
    for key in ("links", "answers"):
        for link in items(person.get(key)):
            if isinstance(link, str):
                yield "", link
            elif isinstance(link, dict):
                yield " ".join((first(link, "service", "title", "question"), text(link.get("type")))), first(link, "url", "answer")
