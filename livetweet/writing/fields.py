"""The fields of templates that fill themselves: one function each, from a post's subject to its text.

`templates` checks names against `FIELDS`, `compose` asks for values. None: not known, or a count of 0 or 1; the variant that has the
field is then passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice

from livetweet.model.person import Person
from livetweet.model.post import Draft
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.writing import dates
from livetweet.writing.agenda import Agenda
from livetweet.writing.hashtags import Hashtags, tags_for
from livetweet.writing.listing import Listing, join
from livetweet.writing.rules.rule import Rules
from livetweet.writing.speakers import Speakers, fold
from livetweet.writing.typography import quote, set_french

_FIRST_NAMES = 8  # of an announcement: enough to make curious
_QUESTIONS_READ = timedelta(minutes=5)  # before a session's end
# What makes a mention or a tag somewhere: also the full-width signs (X, Mastodon), and on Bluesky nearly anything after #. The # of C# does not.
_SIGNS = frozenset("@＠#＃")
_CALLS = re.compile(r"[@＠](?=\w)|(?<![A-Za-z0-9])[#＃](?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What one part of one post on one network is about. `number` counts from 1; `highlights` are how many a digest has."""

    draft: Draft
    session: Session | None
    speaker: Person | None
    rules: Rules
    language: str
    programme: Programme
    hashtags: Hashtags
    speakers: Speakers
    agenda: Agenda
    known: Mapping[str, str]
    number: int = 1
    parts: int = 1
    highlights: int = 0


Value = str | Listing | None


def quiet(text: str) -> str:
    """TEXT from the programme such that no @ in it mentions anybody and no # is a tag: a title is not a call to whoever has that handle."""
    return text if _SIGNS.isdisjoint(text) else _CALLS.sub("\\g<0>\u200b", text)


def find_speaker(draft: Draft, session: Session | None) -> Person | None:
    """Whom DRAFT quotes: the speaker it names, else the session's only one."""
    if session is None:
        return None
    named = draft.fields.get("speaker")
    if named:
        return next((person for person in session.speakers if fold(person.name) == fold(named)), None)
    return session.speakers[0] if len(session.speakers) == 1 else None


def _count(number: int | str | None, language: str) -> str | None:
    if number is None or not str(number).isdigit() or int(number) <= 1:
        return None
    return f"{int(number):,}".replace(",", "\u00a0" if language == "fr" else ",")


def _known(name: str) -> Callable[[Subject], Value]:
    return lambda subject: subject.known.get(name) or None


def _told(name: str) -> Callable[[Subject], Value]:
    """What is known of the post that ours is about; the draft holds it where a person writes on."""
    return lambda subject: subject.known.get(name) or subject.draft.fields.get(name) or None


def _of_event(name: str) -> Callable[[Subject], Value]:
    return lambda subject: getattr(subject.hashtags, name) or None


def _event(subject: Subject) -> str:
    name = subject.hashtags.event
    return set_french(name) if subject.language == "fr" else name


def _place(subject: Subject) -> str | None:
    """« à Paris », « au Mans », « aux Arcs »."""
    city = subject.hashtags.city
    if city is None or subject.language != "fr":
        return city and f"in {city}"
    for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
        if city.startswith(article):
            return contracted + city.removeprefix(article)
    return f"à {city}"


def _dates(subject: Subject) -> str | None:
    given = subject.hashtags.dates
    if isinstance(given, str):
        return given
    if given is None and not subject.agenda.days:
        return None
    first, last = given or (subject.agenda.days[0], subject.agenda.days[-1])
    return dates.write_span(first, last, subject.language)


def _record_link(subject: Subject) -> str | None:
    return subject.known.get("record_link") or subject.hashtags.record_link


def _tags(tags: Iterable[str]) -> str:
    return " ".join(f"#{tag}" for tag in tags)


def _all_tags(subject: Subject) -> str:
    return _tags(tags_for(subject.session, subject.hashtags, subject.rules))


def _event_tag(subject: Subject) -> str:
    return _tags(tags_for(None, subject.hashtags, subject.rules)[:1])


def _with_handle(person: Person, subject: Subject) -> str:
    handle = subject.speakers.complete(person).handles.get(subject.rules.network)
    return f"{quiet(person.name)} ({subject.rules.mention(handle)})" if handle else quiet(person.name)


def _listing(items: Iterable[str], subject: Subject, *, counted: bool = True) -> Listing | None:
    found = tuple(items)
    return Listing(items=found, language=subject.language, counted=counted) if found else None


def _speakers(subject: Subject) -> Value:
    persons = subject.session.speakers if subject.session else ()
    return _listing((_with_handle(person, subject) for person in persons), subject)


def _names(subject: Subject) -> Value:
    if subject.session is not None:
        return _listing((quiet(person.name) for person in subject.session.speakers), subject)
    held = (person for session in subject.programme.sessions if not session.cancelled for person in session.speakers)
    willing = dict.fromkeys(quiet(person.name) for person in chain(held, subject.programme.people) if subject.speakers.of(person).posts)
    return _listing(islice(willing, _FIRST_NAMES), subject, counted=False)


def _speaker(subject: Subject) -> Value:
    return _with_handle(subject.speaker, subject) if subject.speaker else None


def _speaker_name(subject: Subject) -> Value:
    return quiet(subject.speaker.name) if subject.speaker else None


def _set(text: str, language: str) -> str:
    """TEXT of the programme as it stands in a text of LANGUAGE."""
    return quiet(set_french(text) if language == "fr" else text)


def _title(session: Session | None, subject: Subject) -> str | None:
    return _set(session.title, subject.language) if session else None


def _room(subject: Subject) -> Value:
    return _set(subject.session.room, subject.language) if subject.session and subject.session.room else None


def _start(subject: Subject) -> datetime | None:
    session = subject.session or (subject.agenda.sessions.get(subject.draft.slot[0]) if subject.draft.slot else None)
    return subject.agenda.local(session.start) if session and session.start else None


def _day(subject: Subject) -> Value:
    start = _start(subject)
    return dates.write_day(start.date(), subject.language) if start else None


def _clock(moment: datetime | None, subject: Subject) -> str | None:
    return dates.write_time(subject.agenda.local(moment).time(), subject.language) if moment else None


def _change(subject: Subject) -> Value:
    """What has become of the session, as the end of a sentence about it."""
    session, french = subject.session, subject.language == "fr"
    if session is None or session.cancelled:
        return "n’aura pas lieu" if french else "will not take place"
    day, clock, room = _day(subject), _clock(_start(subject), subject), _room(subject)
    if clock is None:
        return "n’a pas encore d’horaire" if french else "has no time yet"
    place = f", {room}" if room else ""
    return f"aura lieu {day} à {clock}{place}" if french else f"is on {day}, {clock}{place}"


def _questions_time(subject: Subject) -> Value:
    end = subject.session.end if subject.session else None
    return _clock(end - _QUESTIONS_READ, subject) if end else None


def _next(subject: Subject) -> Session | None:
    return subject.agenda.following.get(subject.session.id) if subject.session else None


def _next_time(subject: Subject) -> Value:
    following = _next(subject)
    return _clock(following.start, subject) if following else None


def _lines(subject: Subject, *, least: int, names: bool) -> Listing | None:
    sessions = [session for session in map(subject.agenda.sessions.get, subject.draft.slot) if session is not None and not session.cancelled]
    if len(sessions) < least:
        return None
    return Listing(items=tuple(_line(session, subject.language, names=names) for session in sessions), language=subject.language, lines=True)


def _line(session: Session, language: str, *, names: bool) -> str:
    title = quote(_set(session.title, language), language)
    colon = "\u00a0: " if language == "fr" else ": "
    line = f"{_set(session.room, language)}{colon}{title}" if session.room else title
    return f"{line}, {join([quiet(person.name) for person in session.speakers], language)}" if names and session.speakers else line


def _covered_rooms(subject: Subject) -> Value:
    return _count(len({session.room for session in subject.agenda.covered if session.room}), subject.language)


def _posted_on(subject: Subject) -> date | None:
    return subject.agenda.local(subject.draft.due).date() if subject.draft.due else None


def _as_of(subject: Subject) -> Value:
    day = _posted_on(subject)
    return dates.write_date(day, subject.language) if day else None


def _day_number(subject: Subject) -> Value:
    days, day = subject.agenda.days, _posted_on(subject)
    return str(days.index(day) + 1) if len(days) > 1 and day in days else None


def _tomorrow(subject: Subject) -> Session | None:
    day = _posted_on(subject)
    return subject.agenda.opening.get(day + timedelta(days=1)) if day else None


def _first_time(subject: Subject) -> Value:
    opening = _tomorrow(subject)
    return _clock(opening.start, subject) if opening else None


LINKS = frozenset({"link", "programme_link", "record_link", "session_link", "original_link", "thread_link"})  # those that hold an address

FIELDS: Mapping[str, Callable[[Subject], Value]] = {
    "event": _event,
    "city": _of_event("city"),
    "at_city": _place,
    "dates": _dates,
    "link": _of_event("link"),
    "programme_link": _of_event("programme_link"),
    "record_link": _record_link,
    "tags": _all_tags,
    "event_tag": _event_tag,
    "title": lambda subject: _title(subject.session, subject),
    "speakers": _speakers,
    "names": _names,
    "speaker": _speaker,
    "speaker_name": _speaker_name,
    "room": _room,
    "day": _day,
    "time": lambda subject: _clock(_start(subject), subject),
    "session_link": lambda subject: subject.session.url if subject.session else None,
    "change": _change,
    "qa_time": _questions_time,
    "next_time": _next_time,
    "next_title": lambda subject: _title(_next(subject), subject),
    "slots": lambda subject: _lines(subject, least=1, names=True),
    "slot_titles": lambda subject: _lines(subject, least=1, names=False),
    "choices": lambda subject: _lines(subject, least=2, names=True),
    "choice_titles": lambda subject: _lines(subject, least=2, names=False),
    "count_sessions": lambda subject: _count(len(subject.agenda.covered), subject.language),
    "count_rooms": _covered_rooms,
    "count_highlights": lambda subject: _count(subject.highlights, subject.language),
    "count_questions": lambda subject: _count(subject.known.get("count_questions"), subject.language),
    "as_of": _as_of,
    "day_number": _day_number,
    "first_time": _first_time,
    "first_title": lambda subject: _title(_tomorrow(subject), subject),
    "part": lambda subject: str(subject.number),
    "parts": lambda subject: str(subject.parts),
    "asker": _told("asker"),
    "author": _told("author"),
    "original_link": _told("original_link"),
    "thread_link": _known("thread_link"),
}
