"""iCalendar, as pretalx, Google and Apple calendars, Outlook, Lanyrd, EMF, Indico and Sched write it.

No property for speakers is in use: they stand behind the title (pretalx), in the description, or as the organiser of each event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.content_lines import Component, Line, parse
from livetweet.programme.names import split
from livetweet.programme.readers import Hints
from livetweet.programme.text import decode, decode_old
from livetweet.programme.times import add, align, choose_zone, find_zone, localise, read_duration, read_instant
from livetweet.programme.unread import Unread
from livetweet.programme.vtimezone import CalendarZone, read_zone

NAME = "iCalendar"

_WHO = r"(?:speakers?|presenters?|presented by|instructors?|hosts?|intervenant(?:e|s|es|\(?e?\)?\(?s\)?|[·.]e[·.]?s?)?|referent(?:en|in)?|vortragende[rn]?|ponentes?)"
_SPEAKER = re.compile(rf"^[ \t]*{_WHO}[ \t\u00a0]*:[ \t]*(\S[^\n]*)$", re.IGNORECASE | re.MULTILINE)
_BLOCK = re.compile(rf"^[ \t]*{_WHO}[ \t\u00a0]*:[ \t]*\n((?:[^\n]*\n?)*)", re.IGNORECASE | re.MULTILINE)
_KIND = re.compile(r"^Kind: (\w[\w -]{0,30})$", re.MULTILINE)
_SHOWN = 3
_MOST_LINES = 500_000


def looks_like(head: bytes) -> bool:
    return decode(head[:1000]).lstrip().upper().startswith("BEGIN:VCALENDAR")


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What holds for the whole calendar: the zone of times without one, and those it describes itself, by name."""

    zone: ZoneInfo | None
    described: Mapping[str, CalendarZone]
    from_pretalx: bool
    organisers: bool
    unread: Unread = field(default_factory=Unread)
    unknown: dict[str, None] = field(default_factory=dict)
    all_day: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)

    def warnings(self) -> Iterator[str]:
        if self.unknown:
            names = ", ".join(f"“{name}”" for name in self.unknown)
            yield f"The calendar names time zones that it does not describe and nobody knows ({names}): their times count as local."
        if self.all_day:
            yield f"Entries of whole days have no time: {_quote(self.all_day)}."
        if self.repeated:
            yield f"What repeats by a rule is read once, at its first time: {_quote(self.repeated)}."
        yield from self.unread.warnings()


def _quote(titles: Sequence[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles[:_SHOWN]) + (f" and {len(titles) - _SHOWN} more" if len(titles) > _SHOWN else "")


def read(data: bytes, hints: Hints) -> Programme:
    """See `readers.Reader`. A zone that the calendar describes (VTIMEZONE) is believed, whatever it is called."""
    if data.count(b"\n") + data.count(b"\r") > _MOST_LINES:
        raise ProgrammeError(f"has more than {_MOST_LINES:,} lines, which no programme does: name the programme's own file.")
    whole = parse(decode_old(data))
    calendar = next(whole.walk("VCALENDAR"), whole)
    events = list(whole.walk("VEVENT"))
    if not events:
        raise ProgrammeError("is a calendar without a single event: fetch it again once the programme is published.")
    described = {one.text("TZID"): known for one in whole.walk("VTIMEZONE") if (known := read_zone(one))}
    zone, named, warnings = choose_zone(calendar.text("X-WR-TIMEZONE") or _only_zone(events), hints.timezone)
    reading = _Reading(
        zone=zone,
        described=described,
        from_pretalx=calendar.text("PRODID").startswith("-//pretalx//"),
        organisers=len({_organiser(event) for event in events} - {""}) > 1,
    )
    sessions = tuple([_read_event(event, reading) for event in events])
    return Programme(
        title=calendar.text("X-WR-CALNAME", "NAME", "SUMMARY"),
        timezone=named,
        url=calendar.text("URL", "X-ORIGINAL-URL") or None,
        sessions=sessions,
        warnings=(*warnings, *reading.warnings()),
    )


def _only_zone(events: Sequence[Component]) -> str | None:
    """The zone that all events name, where IANA knows it as a place: an abbreviation is none."""
    named = {event.line("DTSTART").parameters.get("TZID", "") for event in events} - {""}
    zone = _find(named.pop()) if len(named) == 1 else None
    return zone.key if zone is not None and "/" in zone.key else None


def _read_event(event: Component, reading: _Reading) -> Session:
    title = event.text("SUMMARY")
    key = event.text("UID")
    description = event.text("DESCRIPTION")
    names: list[str] = []
    if reading.from_pretalx and " - " in f"{title} ":
        title, _, behind = f"{title} ".rpartition(" - ")
        names = [name for name in behind.strip().split(", ") if name]
    kind = _KIND.search(description)
    if kind and title.lower().startswith(f"[{kind[1].lower()}]"):
        title = title[len(kind[1]) + 2 :].strip()
    start, end = _read_times(event, key or title, title, reading)
    if "RRULE" in event.lines:
        reading.repeated.append(title)
    return Session(
        id=key,
        title=title,
        start=start,
        end=end,
        room=event.text("LOCATION"),
        track=event.text("CATEGORIES").split(",")[0],
        kind=kind[1] if kind else "",
        language=event.line("SUMMARY").parameters.get("LANGUAGE", ""),
        url=event.text("URL"),
        speakers=tuple([Person(name=name) for name in names or _speakers(event, description, reading)]),
        cancelled=event.text("STATUS").upper() == "CANCELLED",
    )


def _speakers(event: Component, description: str, reading: _Reading) -> list[str]:
    if found := _SPEAKER.search(description):
        return split(found[1], listed=True)
    if found := _BLOCK.search(description):
        lines = (line.strip() for line in found[1].splitlines())
        return [line for line in lines if line and len(line) < 60 and not line.startswith(("<", "http", "-", "*")) and not line.endswith((".", ":"))]
    organiser = _organiser(event)
    return split(organiser, listed=True) if organiser and reading.organisers else []


def _organiser(event: Component) -> str:
    """Who gives EVENT, as far as ORGANIZER says it: a shared calendar is nobody."""
    line = event.line("ORGANIZER")
    name = line.parameters.get("CN", "")
    return "" if "calendar" in line.value or "@" in name else name


def _read_times(event: Component, key: str, title: str, reading: _Reading) -> tuple[datetime | None, datetime | None]:
    first, last = event.line("DTSTART"), event.line("DTEND")
    if not first.value:
        return None, None
    if (
        first.parameters.get("VALUE") == "DATE"
        or len(first.value.strip()) <= len("2027-03-18")
        or event.text("X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE"
    ):
        reading.all_day.append(title)
        return None, None
    start = _read_time(first, reading)
    if start is None:
        reading.unread.note("start", key, first.value)
        return None, None
    if last.value:
        end = _read_time(last, reading) if len(last.value.strip()) > len("2027-03-18") else None
        if end is None:
            reading.unread.note("end", key, last.value)
        return align(start, end, None)
    if written := event.text("DURATION"):
        passed = read_duration(written.lstrip("+"))
        if passed is None:
            reading.unread.note("duration", key, written)
        return start, add(start, passed, reading.zone) if passed is not None else None
    return start, None


def _read_time(line: Line, reading: _Reading) -> datetime | None:
    moment = read_instant(line.value.strip())
    if moment is None or moment.tzinfo is not None:
        return moment
    name = line.parameters.get("TZID", "")
    if name in reading.described:
        return reading.described[name].localise(moment)
    zone = _find(name) if name else None
    if name and zone is None:
        reading.unknown[name] = None
    return localise(moment, zone or reading.zone)


def _find(name: str) -> ZoneInfo | None:
    """The zone NAME, also where a program's own path stands before it, or Windows calls it so."""
    parts = name.strip("/").split("/")
    for begin in range(min(len(parts), 5)):
        if zone := find_zone("/".join(parts[begin:])):
            return zone
    if name.endswith("Time"):
        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415 (slow to import, and only Windows' names ask for it)

        return find_zone(WINDOWS_TO_OLSON.get(name, ""))
    return None
