"""Sessionize's API v2 in each of its views: All, Sessions, GridSmart (Schedule Grid), Speakers; and All's sessions keyed by id.

Times are local with no zone anywhere, or in Z from older exports. Handles are in the speakers' links only, which All and Speakers have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.json_text import Table, first, items, outline, parse, table, tables, text
from livetweet.programme.profiles import read_profiles
from livetweet.programme.readers import Hints
from livetweet.programme.times import align, find_zone, read_instant
from livetweet.programme.unread import Unread

NAME = "Sessionize JSON"

_TRACK, _LANGUAGE, _FORMAT = ("track",), ("language", "sprache", "langue"), ("session format", "format", "session type", "type")
_REFUSED = {"declined", "decline_queue"}
_SERVICE = "service"


def looks_like(head: bytes) -> bool:
    """Its sessions say whether they are service or plenum sessions, its speakers whether they are top speakers."""
    return any(key.endswith((".isServiceSession", ".isPlenumSession", ".isTopSpeaker", ".timeSlots[].slotStart")) for key in outline(head))


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What the file lists beside its sessions, by id; the items of categories with the title of theirs."""

    zone: ZoneInfo | None
    rooms: Mapping[str, str] = field(default_factory=dict)
    speakers: Mapping[str, Person] = field(default_factory=dict)
    categories: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    unread: Unread = field(default_factory=Unread)
    missing: set[str] = field(default_factory=set)

    def warnings(self) -> Iterator[str]:
        if self.missing:
            yield (
                f"The file has ids in place of the names of {' and '.join(sorted(self.missing))}: take the view All (…/view/All), which holds them."
            )
        yield from self.unread.warnings()


def read(data: bytes, hints: Hints) -> Programme:
    """See `readers.Reader`. The view Speakers names sessions by title alone: they are read as such, with a warning."""
    whole = parse(data)
    top = table(whole)
    speakers = {text(one.get("id")): person for one in tables(top.get("speakers")) if (person := _read_speaker(one))}
    reading = _Reading(
        zone=find_zone(hints.timezone) if hints.timezone else None,
        rooms={text(one.get("id")): text(one.get("name")) for one in tables(top.get("rooms"))},
        speakers=speakers,
        categories={
            text(item.get("id")): (first(group, "title", "name"), text(item.get("name")))
            for group in tables(top.get("categories"))
            for item in tables(group.get("items"))
        },
    )
    listed = [one for one in tables(whole) if "fullName" in one or "firstName" in one]
    if listed:
        return _read_speakers(listed)
    sessions = tuple([_read_session(one, room, reading) for one, room in _sessions(whole) if text(one.get("status")).lower() not in _REFUSED])
    if not sessions:
        raise ProgrammeError("is from Sessionize and holds no session: fetch it again once sessions are accepted and published.")
    return Programme(
        title=first(top, "name", "title"),
        sessions=sessions,
        people=tuple(speakers.values()),
        warnings=tuple(reading.warnings()),
    )


def _sessions(whole: object) -> Iterator[tuple[Table, str]]:
    """Every session with the name of the room it stands in, from whichever view; of GridSmart the rooms, which hold each session once."""
    top = table(whole)
    if isinstance(top.get("sessions"), list):
        yield from ((one, "") for one in tables(top["sessions"]))
        return
    for one in tables(whole):
        if "rooms" in one or "timeSlots" in one:
            for room in tables(one.get("rooms")):
                yield from ((session, text(room.get("name"))) for session in tables(room.get("sessions")))
        elif "sessions" in one:
            yield from ((session, "") for session in tables(one["sessions"]))
        elif "title" in one:
            yield one, ""


def _read_session(session: Table, room: str, reading: _Reading) -> Session:
    key = text(session.get("id"))
    written = {name: text(session.get(name)) for name in ("startsAt", "endsAt")}
    moments = {name: read_instant(value) for name, value in written.items() if value}
    for name, moment in moments.items():
        if moment is None:
            reading.unread.note(name, key, written[name])
    start, end = align(moments.get("startsAt"), moments.get("endsAt"), reading.zone)
    place = text(session.get("roomId"))
    if place and not reading.rooms and not (room or session.get("room")):
        reading.missing.add("rooms")
    categories = dict(_categories(session, reading))
    return Session(
        id=key,
        title=text(session.get("title")),
        start=start,
        end=end,
        room=text(session.get("room")) or room or reading.rooms.get(place, ""),
        track=_pick(categories, _TRACK),
        kind=_SERVICE if session.get("isServiceSession") is True else _pick(categories, _FORMAT),
        language=_pick(categories, _LANGUAGE),
        url=None,
        speakers=tuple([person for one in items(session.get("speakers")) if (person := _read_person(one, reading))]),
        cancelled=text(session.get("status")).lower() in {"canceled", "cancelled"},
    )


def _categories(session: Table, reading: _Reading) -> Iterator[tuple[str, str]]:
    """Titles of categories in lower case, and the first item chosen in each."""
    for key in reversed(items(session.get("categoryItems"))):
        if (found := reading.categories.get(text(key))) is not None:
            yield found[0].lower(), found[1]
    for group in tables(session.get("categories")):
        chosen = tables(group.get("categoryItems"))
        if chosen:
            yield first(group, "name", "title").lower(), text(chosen[0].get("name"))


def _pick(categories: Mapping[str, str], titles: tuple[str, ...]) -> str:
    return next((categories[title] for title in titles if title in categories), "")


def _read_person(value: object, reading: _Reading) -> Person | None:
    key = text(value.get("id")) if isinstance(value, dict) else text(value)
    if key in reading.speakers:
        return reading.speakers[key]
    if isinstance(value, dict):
        name = first(value, "name", "fullName")
        return Person(name=name) if name else None
    if not key or reading.speakers:  # an id that leads nowhere
        return None
    reading.missing.add("speakers")
    return Person(name=key)


def _read_speaker(speaker: Table) -> Person | None:
    name = text(speaker.get("fullName")) or f"{text(speaker.get('firstName'))} {text(speaker.get('lastName'))}".strip()
    links = [(f"{text(link.get('linkType'))} {text(link.get('title'))}", text(link.get("url"))) for link in tables(speaker.get("links"))]
    asked = [(text(one.get("question")), first(one, "answer", "answerValue")) for one in tables(speaker.get("questionAnswers"))]
    return Person(name=name, handles=read_profiles([*links, *asked])) if name else None


def _read_speakers(listed: list[Table]) -> Programme:
    """The view Speakers, or SpeakerWall: people, and the titles of what they speak on where it says."""
    titles: dict[str, str] = {}
    speaking: dict[str, list[Person]] = {}
    people = []
    for one in listed:
        if (person := _read_speaker(one)) is None:
            continue
        people.append(person)
        for session in tables(one.get("sessions")):
            key = text(session.get("id"))
            titles[key] = first(session, "name", "title")
            speaking.setdefault(key, []).append(person)
    sessions = tuple([Session(id=key, title=title, speakers=tuple(speaking[key])) for key, title in titles.items()])
    told = "This is Sessionize's view Speakers, which has handles and titles, and neither times nor rooms: name the view All, or Sessions beside it."
    return Programme(title="", sessions=sessions, people=tuple(people), warnings=(told,) if sessions else ())
