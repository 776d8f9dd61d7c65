"""What changed between two versions of a programme: shown by `programme diff`, and what an import asks a person to review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme import spelling
from livetweet.programme.times import find_zone, to_order


class What(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    MOVED = "moved"  # time or room
    RENAMED = "renamed"
    SPEAKERS = "speakers"
    LINK = "link"
    TRACK = "track"
    LANGUAGE = "language"
    KIND = "kind"  # "talk", "break", …
    HANDLES = "handles"  # of speakers it had before, too


# What is told as it was and is now, and where it stands in a session.
_PLAIN = {What.LINK: "url", What.TRACK: "track", What.LANGUAGE: "language", What.KIND: "kind"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that became different of one session. `before` is None for what was added, `after` for what was removed; the two may have
    different ids. `timezone` (IANA) is the one to show times in; None: as they were written.
    """

    what: What
    before: Session | None
    after: Session | None
    timezone: str | None = None

    @property
    def session(self) -> Session:
        """The session as it is now, or was at the end."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a difference has a session before, after, or both")
        return found

    def sentence(self) -> str:
        """In English, naming the session by the title people know."""
        before, after = self.before, self.after
        if before is None or after is None:
            verb = "is new" if before is None else "is no longer in the programme"
            return f"“{self.session.title}” {verb} ({self._place(self.session)})."
        match self.what:
            case What.CANCELLED:
                return f"“{before.title}” is cancelled ({self._place(before)})."
            case What.RESTORED:
                return f"“{after.title}” takes place after all ({self._place(after)})."
            case What.RENAMED:
                return f"“{before.title}” is now called “{after.title}”."
            case What.SPEAKERS:
                return f"“{after.title}” is now with {_names(after)} (before: {_names(before)})."
            case What.HANDLES:
                changes = "; ".join(f"handles of {name}: was {was}, now {now}" for name, was, now in _handles(before, after))
                return f"“{after.title}”: {changes}."
        if name := _PLAIN.get(self.what):
            return f"“{after.title}” has another {self.what}: was {getattr(before, name) or 'none'}, now {getattr(after, name) or 'none'}."
        return f"“{after.title}” {self._move(before, after)}."

    def _move(self, before: Session, after: Session) -> str:
        moves = []
        if before.start != after.start:
            moves.append(f"moves from {self._time(before.start)} to {self._time(after.start, before.start)}")
        elif before.end != after.end:
            moves.append(f"now ends at {self._time(after.end)} (before: {self._time(before.end, after.end)})")
        if before.room != after.room:
            moves.append(f"is now in {after.room or 'no room yet'} (before: {before.room or 'no room'})")
        return " and ".join(moves)

    def _place(self, session: Session) -> str:
        return ", ".join(part for part in (self._time(session.start), session.room) if part)

    def _time(self, moment: datetime | None, said: datetime | None = None) -> str:
        """MOMENT, of which the day is left out where SAID, told just before, is on it too."""
        if moment is None:
            return "no time yet"
        local = self._local(moment)
        return format(local, "%H:%M" if said and self._local(said).date() == local.date() else "%Y-%m-%d %H:%M")

    def _local(self, moment: datetime) -> datetime:
        zone = find_zone(self.timezone) if self.timezone and moment.tzinfo else None
        return moment.astimezone(zone) if zone else moment


def compare(old: Programme, new: Programme) -> list[Difference]:
    """What became different from OLD to NEW, by time of the sessions concerned; a person's handles at the first of their sessions alone."""
    zone = new.timezone or old.timezone
    pairs = [*_pair(old.sessions, new.sessions)]
    found = [Difference(what=what, before=before, after=after, timezone=zone) for before, after in pairs for what in _differ(before, after)]
    return [*_tell_handles_once(sorted(found, key=lambda one: (to_order(one.session.start), one.session.room or "", one.session.id)))]


def _tell_handles_once(found: Sequence[Difference]) -> Iterator[Difference]:
    told: set[tuple[str, str, str]] = set()
    for one in found:
        changes = set(_handles(one.before, one.after)) if one.what is What.HANDLES and one.before and one.after else set()
        if one.what is not What.HANDLES or not changes <= told:
            yield one
        told |= changes


def is_another(old: Programme, differences: Sequence[Difference]) -> bool:
    """Whether by DIFFERENCES most sessions of OLD are gone, or others stand under their ids: then the new one may well be another event's programme."""
    of = {what: {one.before.id for one in differences if one.what is what and one.before} for what in What}
    return 2 * len(of[What.REMOVED] | (of[What.RENAMED] & of[What.SPEAKERS])) > len(old.sessions)


def renumbered(old: Programme, new: Programme) -> dict[str, str]:
    """Ids of OLD to those of NEW, of sessions that are the same under another id."""
    return {before.id: after.id for before, after in _pair(old.sessions, new.sessions) if before and after and before.id != after.id}


def _pair(old: Sequence[Session], new: Sequence[Session]) -> Iterator[tuple[Session | None, Session | None]]:
    """Which session became which: by id and title or people; then, of those left, by title and people, by title alone, where it is the only one; then by id."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    for key in [key for key in before if key in after and _akin(before[key], after[key])]:
        yield before.pop(key), after.pop(key)
    for by_people in (True, False):  # tools that number sessions anew give an id to another session
        ours, theirs = _by_title(before, by_people=by_people), _by_title(after, by_people=by_people)
        for mark in [mark for mark in ours if mark in theirs]:
            if len(ours[mark]) == len(theirs[mark]) == 1:
                yield before.pop(ours[mark][0].id), after.pop(theirs[mark][0].id)
    for key in [key for key in before if key in after]:
        yield before.pop(key), after.pop(key)
    yield from ((one, None) for one in before.values())
    yield from ((None, one) for one in after.values())


def _akin(before: Session, after: Session) -> bool:
    """Whether both have the same title or the same people."""
    return before.title.casefold() == after.title.casefold() or bool(before.speakers and _people(before) == _people(after))


def _people(session: Session) -> tuple[str, ...]:
    return tuple(sorted(spelling.fold(person.name) for person in session.speakers))


def _by_title(sessions: dict[str, Session], *, by_people: bool) -> dict[tuple[str, ...], list[Session]]:
    groups: dict[tuple[str, ...], list[Session]] = {}
    for session in sessions.values():
        groups.setdefault((session.title.casefold(), *(_people(session) if by_people else ())), []).append(session)
    return groups


def _differ(before: Session | None, after: Session | None) -> Iterator[What]:
    if before is None or after is None:
        yield What.ADDED if before is None else What.REMOVED
        return
    if before.cancelled != after.cancelled:
        yield What.CANCELLED if after.cancelled else What.RESTORED
    if (before.start, before.end, before.room) != (after.start, after.end, after.room):
        yield What.MOVED
    if before.title != after.title:
        yield What.RENAMED
    if {person.name for person in before.speakers} != {person.name for person in after.speakers}:
        yield What.SPEAKERS
    yield from (what for what, name in _PLAIN.items() if getattr(before, name) != getattr(after, name))
    if before.speakers != after.speakers and _handles(before, after):
        yield What.HANDLES


def _handles(before: Session, after: Session) -> list[tuple[str, str, str]]:
    """Name, handles before and handles after of whoever has others and speaks in both; those that stayed the same are left out."""
    old = {person.name: person.handles for person in before.speakers}
    return [
        (person.name, _differing(old[person.name], person.handles), _differing(person.handles, old[person.name]))
        for person in after.speakers
        if person.name in old and old[person.name] != person.handles
    ]


def _differing(handles: Mapping[str, str], others: Mapping[str, str]) -> str:
    return ", ".join(f"@{handle} ({network})" for network, handle in handles.items() if others.get(network) != handle) or "none"


def _names(session: Session) -> str:
    names = [person.name for person in session.speakers]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names) or "nobody"
