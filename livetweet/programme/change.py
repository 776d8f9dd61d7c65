"""Changes made by hand, on top of what was imported, kept over later imports until the source says the same.

Values only: `store.programmes` keeps them, `programme change` and the desk make them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme import spelling
from livetweet.programme.finish import sort
from livetweet.programme.text import clean
from livetweet.programme.times import find_zone, localise, read_clock, read_instant


class Field(StrEnum):
    CANCELLED = "cancelled"
    TITLE = "title"
    START = "start"
    END = "end"
    ROOM = "room"
    SPEAKERS = "speakers"
    LATE = "late"
    OVERRUN = "overrun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of one session. `value` is text as the store keeps it: `true` or `false`; a title; ISO 8601; a room's name; a JSON list of names; minutes.

    A changed start keeps the duration. `late` counts from the start that holds otherwise, `overrun` from the end: said twice, the second holds.
    """

    session: str
    field: Field
    value: str


def make(
    programme: Programme,
    session: str,
    *,
    cancel: bool = False,
    title: str | None = None,
    start: str | None = None,
    room: str | None = None,
    speakers: Sequence[str] = (),
    late: int | None = None,
) -> list[Change]:
    """The changes that a person asks for on SESSION (its id) of PROGRAMME, which is the one in force.

    START is a time of day (on the session's own day) or ISO 8601, in the programme's zone where it has no offset; LATE is in minutes.
    """
    found = find(programme, session)
    changes = []
    if cancel:
        changes.append(Change(session=session, field=Field.CANCELLED, value="true"))
    if title is not None:
        changes.append(Change(session=session, field=Field.TITLE, value=_filled(title, "session")))
    if start is not None:
        changes.append(Change(session=session, field=Field.START, value=_read_start(start, found, programme).isoformat()))
    if room is not None:
        changes.append(Change(session=session, field=Field.ROOM, value=_filled(room, "room")))
    if speakers:
        names = [_filled(name, "speaker") for name in speakers]
        changes.append(Change(session=session, field=Field.SPEAKERS, value=json.dumps(names, ensure_ascii=False)))
    if late is not None:
        if found.start is None:
            raise ProgrammeError(f"“{found.title}” has no time yet, so it cannot be late: give it one with --start.")
        if abs(late) > 24 * 60:
            raise ProgrammeError(f"{late} minutes are more than a day: move “{found.title}” with --start instead.")
        changes.append(Change(session=session, field=Field.LATE, value=str(late)))
    return changes


def keep(before: Session, after: Session) -> list[Change]:
    """The changes by hand under which AFTER, as a source has it now, stays what BEFORE was."""
    changes = []

    def add(field: Field, value: str) -> None:
        changes.append(Change(session=after.id, field=field, value=value))

    if before.cancelled != after.cancelled:
        add(Field.CANCELLED, "true" if before.cancelled else "false")
    if before.title != after.title:
        add(Field.TITLE, before.title)
    if before.start is not None and before.start != after.start:
        add(Field.START, before.start.isoformat())
    if before.end is not None and before.end != after.end:
        add(Field.END, before.end.isoformat())
    if before.room is not None and before.room != after.room:
        add(Field.ROOM, before.room)
    if before.speakers and [one.name for one in before.speakers] != [one.name for one in after.speakers]:
        add(Field.SPEAKERS, json.dumps([one.name for one in before.speakers], ensure_ascii=False))
    return changes


def rezone(changes: Iterable[Change], old: ZoneInfo, new: ZoneInfo) -> list[Change]:
    """The starts and ends among CHANGES that were said in the zone OLD, at the same time of day in NEW."""
    said = [(one, datetime.fromisoformat(one.value)) for one in changes if one.field in {Field.START, Field.END}]
    return [
        replace(one, value=localise(moment.replace(tzinfo=None), new).isoformat())
        for one, moment in said
        if moment.tzinfo and moment.utcoffset() == moment.astimezone(old).utcoffset()
    ]


def find(programme: Programme, session: str) -> Session:
    """The session with this id, whole: `10` is not 104, though it may once have been there."""
    for one in programme.sessions:
        if one.id == session:
            return one
    begun = [one.id for one in programme.sessions if session and one.id.startswith(session)]
    meant = (
        f"did you mean {' or '.join(begun[:5])}{' or another' if len(begun) > 5 else ''}?" if begun else "`livetweet programme show` lists their ids."
    )
    raise ProgrammeError(f"There is no session {session} in the programme: {meant}")


def apply(programme: Programme, changes: Iterable[Change]) -> Programme:
    """The programme in force: PROGRAMME as imported, with CHANGES made by hand on top. A change whose session is gone becomes a warning."""
    by_session: dict[str, dict[Field, str]] = {}
    for change in changes:
        by_session.setdefault(change.session, {})[change.field] = change.value
    if not by_session:
        return programme
    known = {spelling.fold(person.name): person for person in programme.speakers()}
    sessions = [_apply_one(one, by_session.pop(one.id), known) if one.id in by_session else one for one in programme.sessions]
    named = (one.room for one in sessions if one.room)
    stale = tuple(f"The session {session}, changed by hand, is no longer in the programme." for session in by_session)
    return replace(
        programme,
        sessions=tuple(sort(sessions)),
        rooms=tuple(dict.fromkeys((*programme.rooms, *named))),
        warnings=(*programme.warnings, *stale),
    )


def settled(before: Programme | None, imported: Programme, changes: Iterable[Change]) -> list[Change]:
    """Those of CHANGES that the newly IMPORTED programme says itself, to be dropped and told. BEFORE is the version imported before it.

    Lateness is settled when the source has moved the session by just as much.
    """
    old = {one.id: one for one in before.sessions} if before else {}
    new = {one.id: one for one in imported.sessions}
    return [change for change in changes if change.session in new and _says(change, old.get(change.session), new[change.session])]


def _says(change: Change, old: Session | None, new: Session) -> bool:
    match change.field:
        case Field.CANCELLED:
            return new.cancelled == (change.value == "true")
        case Field.TITLE:
            return new.title == change.value
        case Field.END:
            return new.end == datetime.fromisoformat(change.value)
        case Field.START:
            return new.start == datetime.fromisoformat(change.value)
        case Field.ROOM:
            return new.room == change.value
        case Field.SPEAKERS:
            return [spelling.fold(person.name) for person in new.speakers] == [spelling.fold(name) for name in json.loads(change.value)]
        case Field.LATE:
            return _shifted(old.start if old else None, new.start, change.value)
        case Field.OVERRUN:
            return _shifted(old.end if old else None, new.end, change.value)


def _shifted(old: datetime | None, new: datetime | None, minutes: str) -> bool:
    """Whether NEW is so many MINUTES after OLD."""
    if old is None or new is None or (old.tzinfo is None) != (new.tzinfo is None):
        return False
    return new - old == timedelta(minutes=int(minutes))


def _apply_one(session: Session, values: Mapping[Field, str], known: Mapping[str, Person]) -> Session:
    start, end = session.start, session.end
    if Field.START in values:
        moved = datetime.fromisoformat(values[Field.START])
        duration = end - start if start and end else None
        start, end = moved, (moved + duration if duration is not None else None)
    if Field.END in values:
        end = datetime.fromisoformat(values[Field.END])
    if Field.LATE in values and start:
        shift = timedelta(minutes=int(values[Field.LATE]))
        start, end = start + shift, (end + shift if end else None)
    if Field.OVERRUN in values and end:
        end += timedelta(minutes=int(values[Field.OVERRUN]))
    speakers = session.speakers
    if Field.SPEAKERS in values:
        speakers = tuple(known.get(spelling.fold(name)) or Person(name=name) for name in json.loads(values[Field.SPEAKERS]))
    return replace(
        session,
        title=values.get(Field.TITLE, session.title),
        start=start,
        end=end,
        room=values.get(Field.ROOM, session.room),
        speakers=speakers,
        cancelled=values[Field.CANCELLED] == "true" if Field.CANCELLED in values else session.cancelled,
    )


def _read_start(text: str, session: Session, programme: Programme) -> datetime:
    zone = find_zone(programme.timezone) if programme.timezone else None
    hour = read_clock(text.strip())
    moment = None if hour else read_instant(text.strip()) if len(text.strip()) > len("2027-03-18") else None
    if hour is not None:
        if session.start is None:
            raise ProgrammeError(f"“{session.title}” has no day yet: give the start with its date, for instance 2027-03-18T{hour:%H:%M}.")
        local = session.start.astimezone(zone) if zone and session.start.tzinfo else session.start
        moment = datetime.combine(local.date(), hour, None if zone else local.tzinfo)
    if moment is None:
        raise ProgrammeError(f"“{text}” is no time: write 14:30 or 2027-03-18T14:30.")
    if moment.tzinfo is None and zone is None and session.start is not None:
        return moment.replace(tzinfo=session.start.tzinfo)
    return localise(moment, zone)


def _filled(text: str, what: str) -> str:
    cleaned = clean(text)
    if not cleaned:
        raise ProgrammeError(f"The {what} has no name: give one in quotes.")
    return cleaned
