"""pretalx's own JSON: the public feed of its widget, and the answers of its API, as pages, as one schedule, or re-arranged by a website.

Sources: pretalx 2025.2.2's own output; older answers have one `slot` for `slots`, and names that are plain text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme import listed as listed_
from livetweet.programme.json_text import Table, first, is_schema, items, outline, parse, table, tables, text
from livetweet.programme.listed import Listed
from livetweet.programme.profiles import read_profiles
from livetweet.programme.readers import HEAD, Hints
from livetweet.programme.times import add, align, choose_zone, read_instant
from livetweet.programme.unread import Unread

NAME = "pretalx JSON"

_EXPANDED = (
    "/schedules/latest/?expand=slots,slots.room,slots.submission,slots.submission.speakers,slots.submission.track,slots.submission.submission_type"
)
_OFF = {"canceled", "cancelled", "withdrawn"}
_NEVER_ON = {"submitted", "rejected", "draft", "deleted"}
_MARKS = ("content_locale", "submission_type", "do_not_record")


def looks_like(head: bytes) -> bool:
    """The feed has talks beside rooms; what the API answers has submissions, or slots that point to them."""
    keys = outline(head)
    if not keys or is_schema(head) or ".schedule.conference" in keys:
        return False
    if {".talks[].start", ".talks[].room"} <= keys:
        return any(f".talks[].{key}" in keys for key in ("code", "slot_type", *_MARKS))
    if ".count" in keys and ".results" in keys:
        return listed_.looks_like(head) or any(f".results[].{key}" in keys for key in ("code", "schedule"))
    if {"[].submission", "[].room", "[].start"} <= keys:
        return True
    return any(key.endswith((".slots[].submission", *(f".{mark}" for mark in _MARKS))) for key in keys) or {"[].code", "[].submissions"} <= keys


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What holds for the whole file. Rooms, tracks, kinds, speakers and submissions are by id or code, as far as it lists them, or one beside it."""

    zone: ZoneInfo | None
    language: str = "en"
    rooms: Mapping[str, Table] = field(default_factory=dict)
    tracks: Mapping[str, Table] = field(default_factory=dict)
    speakers: Mapping[str, Table] = field(default_factory=dict)
    listed: Listed = field(default_factory=Listed)
    unread: Unread = field(default_factory=Unread)
    bare: set[str] = field(default_factory=set)
    repeated: list[str] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def name(self, value: object, listed: Mapping[str, Table], what: str) -> str:
        """The name of VALUE: an object, a text, or the id of one that is LISTED."""
        if isinstance(value, dict):
            return text(value["name"], self.language) if "name" in value else text(value, self.language)
        key = text(value)
        if key in listed:
            return text(listed[key].get("name"), self.language)
        if isinstance(value, int) and not isinstance(value, bool):
            self.bare.add(what)
            return key if what == "rooms" else ""  # people find a room by its number
        return key

    def warnings(self) -> Iterator[str]:
        if self.bare:
            *others, last = sorted(self.bare)
            kinds = f"{', '.join(others)} and {last}" if others else last
            yield (
                f"The file has numbers or codes in place of {kinds}: name the API's answers that list them beside it, "
                f"or fetch the one that holds everything, …{_EXPANDED}."
            )
        if self.repeated:
            titles = ", ".join(f"“{title}”" for title in self.repeated[:5])
            yield f"What takes place several times is read once, at its first slot ({titles}): for all of them fetch the schedule, …{_EXPANDED}."
        if self.left_out:
            states = ", ".join(f"{count} {state}" for state, count in self.left_out.most_common())
            yield f"Proposals that are not on the programme are left out: {states}."
        yield from self.unread.warnings()


def read(data: bytes, hints: Hints) -> Programme:
    """See `readers.Reader`."""
    whole = parse(data)
    top = table(whole)
    zone, named, warnings = choose_zone(text(top.get("timezone")) or None, hints.timezone)
    records = _records(whole)
    listed = listed_.gather(hints.together, HEAD)
    reading = _Reading(
        zone=zone,
        language=_language([*records, *listed.submissions.values()]),
        rooms={**listed.rooms, **_by_key(top.get("rooms"), "id")},
        tracks={**listed.tracks, **_by_key(top.get("tracks"), "id")},
        speakers={**listed.speakers, **_by_key(top.get("speakers"), "code")},
        listed=listed,
    )
    kind = listed_.name(records)
    if kind == "speakers":
        people = tuple([person for one in records if (person := _read_person(one, reading))])
        return Programme(title="", people=people)
    if kind in {"rooms", "tracks", "kinds"}:
        if hints.together:
            return Programme(title="")
        raise ProgrammeError(f"is pretalx's list of {kind} and holds no session: name the API's answer for the slots or the submissions beside it.")
    sessions = tuple([session for one in records for session in _read_record(one, reading)])
    if not sessions:
        raise ProgrammeError("is from pretalx and holds no session: fetch it again once the schedule is released.")
    more = [f"This is one page of several: name the next one too ({page})."] if (page := text(top.get("next"))) else []
    return Programme(
        title=first(top, "title", "name", language=reading.language),
        timezone=named,
        sessions=sessions,
        warnings=(*warnings, *more, *reading.warnings()),
    )


def _records(whole: Any) -> list[Table]:
    """The talks, slots, submissions or speakers that the file is about."""
    if isinstance(whole, list):
        return list(tables(whole))
    top = table(whole)
    for key in ("talks", "results", "slots", "breaks", "submissions"):
        if isinstance(top.get(key), list):
            return [*tables(top[key]), *(tables(top.get("breaks")) if key != "breaks" else ())]
    return list(_search(top.get("schedule", top), depth=6))


def _search(value: object, depth: int) -> Iterator[Table]:
    """The submissions in an answer that a website has re-arranged, by day and minute and room for instance."""
    if isinstance(value, dict) and "title" in value and ("slots" in value or "slot" in value or "start" in value):
        yield value
    elif depth and isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _search(one, depth - 1)


def _language(records: list[Table]) -> str:
    """The language that most of RECORDS are held in, to choose among the names of a room by."""
    spoken = Counter(text(table(one.get("submission") or one).get("content_locale")) for one in records)
    spoken.pop("", None)
    return max(spoken, key=lambda one: (spoken[one], one)) if spoken else "en"


def _by_key(listed: object, key: str) -> dict[str, Table]:
    return {text(one.get(key)): one for one in tables(listed)}


def _read_record(record: Table, reading: _Reading) -> Iterator[Session]:
    """One session a record: a slot, or a submission, at its first slot where it has any."""
    if "submission" in record:  # a slot
        submission = record["submission"]
        if isinstance(submission, dict):
            yield from _read_talk(submission, record, reading)
        elif submission is None:
            yield _read_break(record, reading)
        elif (talk := reading.listed.submissions.get(text(submission))) is not None:
            yield from _read_talk(talk, record, reading)
        else:
            reading.bare.add("sessions")
            yield from _read_talk({"code": submission}, record, reading)
    elif "code" not in record and "slots" not in record and (record.get("title") or isinstance(record.get("description"), dict)):
        yield _read_break(record, reading)
    else:
        slots = [record] if "start" in record else [*tables(record.get("slots")), *tables([record.get("slot")])]
        slots.sort(key=lambda slot: (not slot.get("start"), text(slot.get("start"))))
        if not slots and items(record.get("slots")) and not reading.listed.slots:
            reading.bare.add("times")
        if len(slots) > 1:
            reading.repeated.append(text(record.get("title"), reading.language))
        yield from _read_talk(record, slots[0] if slots else {}, reading)


def _read_talk(talk: Table, slot: Table, reading: _Reading) -> Iterator[Session]:
    """TALK at SLOT, unless it was never accepted."""
    state = text(talk.get("state"))
    if state in _NEVER_ON:
        reading.left_out[state] += 1
        return
    key = first(talk, "code", "id")
    start, end = _read_times(slot, key, reading, talk.get("duration"))
    yield Session(
        id=key,
        title=text(talk.get("title"), reading.language),
        start=start,
        end=end,
        room=reading.name(slot.get("room"), reading.rooms, "rooms"),
        track=reading.name(talk.get("track"), reading.tracks, "tracks"),
        kind=_kind(talk.get("submission_type"), reading),
        language=first(talk, "content_locale", "language"),
        url=first(talk, "url", "public_url"),
        speakers=tuple([person for one in items(talk.get("speakers")) if (person := _read_person(one, reading))]),
        cancelled=state in _OFF,
    )


def _read_break(slot: Table, reading: _Reading) -> Session:
    words = next((slot[key] for key in ("description", "title") if slot.get(key)), None)
    title = text(words, reading.language)
    start, end = _read_times(slot, title, reading)
    return Session(
        id="",
        title=title,
        start=start,
        end=end,
        room=reading.name(slot.get("room"), reading.rooms, "rooms"),
        kind=first(slot, "slot_type") or "break",
    )


def _kind(kind: object, reading: _Reading) -> str:
    kind = reading.listed.kinds.get(text(kind), kind) if isinstance(kind, int) else kind
    return text(kind["name"] if isinstance(kind, dict) and "name" in kind else kind, reading.language) if isinstance(kind, dict | str) else ""


def _read_times(slot: Table, name: str, reading: _Reading, duration: object = None) -> tuple[datetime | None, datetime | None]:
    """Both in the zone of the file, or as START is written: breaks start in Z and end with an offset."""
    written = {key: text(slot.get(key)) for key in ("start", "end")}
    moments = {key: read_instant(value) for key, value in written.items() if value}
    for key, moment in moments.items():
        if moment is None:
            reading.unread.note(key, name, written[key])
    start, end = align(moments.get("start"), moments.get("end"), reading.zone)
    minutes = slot.get("duration") or duration
    if start and end is None and not written["end"] and isinstance(minutes, int) and 0 < minutes < 60 * 24 * 30:
        end = add(start, timedelta(minutes=minutes), reading.zone)
    return start, end


def _read_person(value: object, reading: _Reading) -> Person | None:
    if not isinstance(value, dict):
        key = text(value)
        if key not in reading.speakers:
            if reading.speakers:  # a code that leads nowhere
                return None
            reading.bare.add("speakers")
            return Person(name=key)
        value = reading.speakers[key]
    name = text(value.get("name"), reading.language)
    return Person(name=name, handles=read_profiles(_answers(value))) if name else None


def _answers(person: Table) -> Iterator[tuple[str, str]]:
    """What PERSON answered, and what the question was: an icon on it names the network, else its words do."""
    for answer in tables(person.get("answers")):
        question = answer.get("question")
        asked = table(question)
        yield f"{text(asked.get('icon'))} {text(asked['question']) if 'question' in asked else text(question)}", text(answer.get("answer"))
    for link in tables(person.get("links")):
        yield first(link, "icon", "title", "type"), first(link, "url", "link")
