"""frab / pentabarf XML, as frab, pretalx, the c3voc hub, FOSDEM and EMF publish it since 2007.

The shape is `schedule > conference + day > room > event`, or `day > event` (FOSDEM 2007). Never validated against the published
schema: most real files do not pass it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urljoin
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme import markup
from livetweet.programme.text import decode
from livetweet.programme.times import add, choose_zone, localise, read_clock, read_date, read_duration, read_instant

NAME = "frab XML"

_SHOWN = 5  # sessions that a warning names


@dataclass(slots=True)
class _Reading:
    """What holds for the whole file, and what could not be read in it: the part of a session to the ids of those sessions."""

    zone: ZoneInfo | None
    day_change: time
    base_url: str
    unread: dict[str, list[str]] = field(default_factory=dict)

    def note(self, part: str, event: Element) -> None:
        self.unread.setdefault(part, []).append(event.get("id") or event.get("guid") or _text(event.find("title")))

    def warnings(self) -> Iterator[str]:
        for part, ids in self.unread.items():
            if len(ids) == 1:
                yield f"The {part} of session {ids[0]} cannot be read."
            else:
                yield f"The {part}s of {len(ids)} sessions cannot be read ({', '.join(ids[:_SHOWN])}{', …' if len(ids) > _SHOWN else ''})."


def looks_like(head: bytes) -> bool:
    """Other XML has `<schedule><day>` too: frab's has a conference, or events."""
    text = decode(head)
    return markup.root_name(head) == "schedule" and ("<conference" in text or "<event" in text)


def read(data: bytes, timezone: str | None) -> Programme:
    """See `readers.Reader`. A text that names several people stays one speaker: it may as well be a group's name."""
    root = markup.parse(data)
    conference = root.find("conference")
    about = {} if conference is None else {child.tag: child for child in conference}
    zone, warnings = choose_zone(_text(about.get("time_zone_name")) or None, timezone)
    reading = _Reading(
        zone=zone,
        day_change=read_clock(_text(about.get("day_change"))) or time(),
        base_url=_text(about.get("base_url")),
    )
    sessions = tuple(_read_event(event, day, room, reading) for event, day, room in _events(root))
    return Programme(
        title=_text(about.get("title")) or _text(about.get("acronym")),
        timezone=zone.key if zone else None,
        url=_text(about.get("url")) or reading.base_url or None,
        sessions=sessions,
        warnings=(*warnings, *reading.warnings()),
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


def _read_event(event: Element, day: date | None, room: str, reading: _Reading) -> Session:
    parts = {child.tag: child for child in event}
    start = _read_start(event, parts, day, reading)
    return Session(
        id=(event.get("id") or event.get("guid") or event.get("code") or _text(parts.get("slug"))).strip(),
        title=_text(parts.get("title")),
        start=start,
        end=_read_end(event, parts, start, reading),
        room=_text(parts.get("room")) or room,
        track=_text(parts.get("track")),
        kind=_text(parts.get("type")),
        language=_text(parts.get("language")),
        url=_complete(_text(parts.get("url")), reading.base_url),
        speakers=tuple(_read_people(parts.get("persons"))),
    )


def _read_start(event: Element, parts: dict[str, Element], day: date | None, reading: _Reading) -> datetime | None:
    written, clock = _text(parts.get("date")), _text(parts.get("start"))
    if len(written) > len("2024-02-03"):
        moment = read_instant(written)
        if moment is not None:
            return localise(moment, reading.zone)
    if not written and not clock:
        return None
    hour = read_clock(clock)
    on = (read_date(written) if written else None) or day
    if hour is None or on is None:
        reading.note("start", event)
        return None
    if not written and hour < reading.day_change:
        on += timedelta(days=1)
    return localise(datetime.combine(on, hour), reading.zone)


def _read_end(event: Element, parts: dict[str, Element], start: datetime | None, reading: _Reading) -> datetime | None:
    if start is None:
        return None
    if written := _text(parts.get("duration")):
        duration = read_duration(written)
        if duration is not None:
            return add(start, duration, reading.zone)
        reading.note("duration", event)
        return None
    written = _text(parts.get("end"))
    if (hour := read_clock(written)) is not None:
        end = datetime.combine(start.date(), hour, start.tzinfo)
        return end if end >= start else end + timedelta(days=1)
    moment = read_instant(written) if len(written) > len("2024-02-03") else None
    if moment is None or start.tzinfo is None:
        return moment.replace(tzinfo=None) if moment else None
    return localise(moment, reading.zone) if moment.tzinfo or reading.zone else moment.replace(tzinfo=start.tzinfo)


def _read_people(persons: Element | None) -> Iterator[Person]:
    for person in persons if persons is not None else ():
        written = (person.text or "").strip()
        named = (_text(person.find(tag)) for tag in ("public_name", "name", "full_public_name"))
        if name := written or next((one for one in named if one), ""):
            yield Person(name=name)


def _complete(url: str, base: str) -> str:
    if not url or "://" in url:
        return url
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def _text(element: Element | None) -> str:
    if element is None:
        return ""
    text = "".join(element.itertext()) if len(element) else element.text or ""
    return text.strip()
