"""frab / pentabarf XML, as frab, pretalx, the c3voc hub, FOSDEM and EMF publish it since 2007.

The shape is `schedule > conference + day > room > event`, or `day > event` (FOSDEM 2007). Never validated against the published
schema: most real files do not pass it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from xml.etree.ElementTree import Element

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme import markup
from livetweet.programme.frab import Conference
from livetweet.programme.readers import Hints
from livetweet.programme.text import decode
from livetweet.programme.times import choose_zone, read_clock, read_date

NAME = "frab XML"


def looks_like(head: bytes) -> bool:
    """Other XML has `<schedule><day>` too: frab's has a conference, or events."""
    text = decode(head)
    return markup.root_name(head) == "schedule" and ("<conference" in text or "<event" in text)


def read(data: bytes, hints: Hints) -> Programme:
    """See `readers.Reader`. A text that names several people stays one speaker: it may as well be a group's name."""
    root = markup.parse(data)
    conference = root.find("conference")
    about = {} if conference is None else {child.tag: child for child in conference}
    zone, named, warnings = choose_zone(_text(about.get("time_zone_name")) or None, hints.timezone)
    of = Conference(
        zone=zone,
        day_change=read_clock(_text(about.get("day_change"))) or time(),
        base_url=_text(about.get("base_url")),
    )
    sessions = tuple(_read_event(event, day, room, of) for event, day, room in _events(root))
    return Programme(
        title=_text(about.get("title")) or _text(about.get("acronym")),
        timezone=named,
        url=_text(about.get("url")) or of.base_url or None,
        sessions=sessions,
        warnings=(*warnings, *of.unread.warnings()),
    )


def _events(root: Element) -> Iterator[tuple[Element, date | None, str]]:
    """Every event with the date of its day and the name of the room it stands in."""
    for block in root.iter("day"):
        day = read_date((block.get("date") or "").strip())
        for child in block:
            if child.tag == "event":
                yield child, day, ""
            elif child.tag == "room":
                name = child.get("name") or ""
                for event in child.iter("event"):
                    yield event, day, name


def _read_event(event: Element, day: date | None, room: str, of: Conference) -> Session:
    parts = {child.tag: child for child in event}
    key = (event.get("id") or event.get("guid") or event.get("code") or _text(parts.get("slug"))).strip()
    name = key or _text(parts.get("title"))
    start = of.start(name, day, written=_text(parts.get("date")), clock=_text(parts.get("start")))
    return Session(
        id=key,
        title=_text(parts.get("title")),
        start=start,
        end=of.end(name, start, duration=_text(parts.get("duration")), written=_text(parts.get("end"))),
        room=_text(parts.get("room")) or room,
        track=_text(parts.get("track")),
        kind=_text(parts.get("type")),
        language=_text(parts.get("language")),
        url=of.address(_text(parts.get("url"))),
        speakers=tuple(_read_people(parts.get("persons"))),
    )


def _read_people(persons: Element | None) -> Iterator[Person]:
    for person in persons if persons is not None else ():
        written = (person.text or "").strip()
        named = (_text(person.find(tag)) for tag in ("public_name", "name", "full_public_name"))
        if name := written or next((one for one in named if one), ""):
            yield Person(name=name)


def _text(element: Element | None) -> str:
    if element is None:
        return ""
    text = "".join(element.itertext()) if len(element) else element.text or ""
    return text.strip()
