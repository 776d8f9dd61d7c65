"""Our own format, TOML that a person writes by hand: `docs/programme-toml.md` describes it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.handles import EXAMPLES, read_handle
from livetweet.programme.readers import Hints
from livetweet.programme.text import decode
from livetweet.programme.times import add, choose_zone, is_likely, localise, read_clock, read_date, read_instant

NAME = "livetweet TOML (docs/programme-toml.md)"

_TOP = ("title", "timezone", "url", "day", "language", "people", "speaker", "session")
_SESSION = ("id", "title", "day", "start", "end", "minutes", "room", "speakers", "track", "language", "kind", "url", "cancelled")
_PERSON = ("name", *EXAMPLES)
_MOST_MINUTES = 30 * 24 * 60

_OURS = re.compile(r"\[\[[ \t]*(?:session|speaker)[ \t]*\]\]|people[ \t]*=|title[ \t]*=[ \t]*[\"']")
_TABLE = re.compile(r"^[ \t]*\[{1,2}([^\[\]\n]+)\]", re.MULTILINE)
# TOML 1.1 lets seconds be left out, tomllib of Python 3.11 to 3.14 knows 1.0 only. The columns of what precedes stay the same.
_NO_SECONDS = re.compile(r"^([ \t]*(?:start|end)[ \t]*=[ \t]*(?:\d{4}-\d\d-\d\d[Tt ])?\d\d:\d\d)(?=[ \t]*(?:#.*)?\r?$|Z|[+-]\d\d:\d\d)", re.MULTILINE)

_Table = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What holds for the whole file."""

    zone: ZoneInfo | None = None
    day: date | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a table of the file stands, so that an error can name it."""

    words: str
    text: str = ""
    first_line: int = 0

    def blame(self, problem: str, key: str | None = None) -> ProgrammeError:
        line = self._line(key)
        where = f" (line {line})" if line else ""
        return ProgrammeError(f"has a mistake in {self.words}{where}: {problem}.")

    def _line(self, key: str | None) -> int:
        if not self.first_line or key is None:
            return self.first_line
        for number, line in enumerate(self.text.splitlines()):
            if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return self.first_line + number
        return self.first_line


def looks_like(head: bytes) -> bool:
    """Ours has sessions, speakers, people or a title before any table of another name."""
    text = decode(head)
    if text.lstrip().startswith(("<", "{")) or "\0" in text:
        return False
    for line in text.splitlines():
        bare = line.strip()
        if _OURS.match(bare):
            return True
        if bare.startswith("[") and bare.endswith("]"):
            return False
    return False


def read(data: bytes, hints: Hints) -> Programme:
    """See `readers.Reader`. The errors name the session, the key and, where it can be told, the line."""
    text = _decode(data)
    table = _parse(text)
    top = _Place(words="its first lines", text=text.split("\n[", maxsplit=1)[0], first_line=1)
    _refuse_unknown(table, _TOP, top)
    zone, named, warnings = choose_zone(_string(table, "timezone", top) or None, hints.timezone)
    file = _File(
        zone=zone,
        day=_day(table, top),
        language=_string(table, "language", top) or None,
    )
    tables = _tables(table, "session", top)
    places = _places(text, "session", tables)
    return Programme(
        title=_string(table, "title", top),
        timezone=named,
        url=_string(table, "url", top) or None,
        sessions=tuple(_read_session(one, file, place) for one, place in zip(tables, places, strict=True)),
        people=_read_people(table, text, top),
        warnings=tuple(warnings),
    )


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ProgrammeError(f"is not UTF-8 in line {line}: save it as UTF-8.") from error


def _parse(text: str) -> _Table:
    try:
        return tomllib.loads(_NO_SECONDS.sub(r"\1:00", text) + "\n")
    except RecursionError as error:
        raise ProgrammeError("is TOML that is nested too deeply: a programme needs lists of tables at most.") from error
    except ValueError as error:
        words = str(error)
        where = re.search(r" \(at line (\d+), column (\d+)\)", words)
        place = f"in line {where[1]}, column {where[2]}" if where else "at its end"
        what = re.sub(r"\s*\(at [^()]*\)", "", words)
        raise ProgrammeError(f"has a mistake {place} ({what}): texts stand in quotes, lists in [ ], a start is written 09:30.") from error


def _read_people(table: _Table, text: str, top: _Place) -> tuple[Person, ...]:
    listed = [_read_person(one, top) for one in _list(table, "people", top)]
    tables = _tables(table, "speaker", top)
    listed += [_read_person(one, place) for one, place in zip(tables, _places(text, "speaker", tables), strict=True)]
    return tuple(listed)


def _read_session(table: _Table, file: _File, place: _Place) -> Session:
    _refuse_unknown(table, _SESSION, place)
    title = _string(table, "title", place)
    if not title:
        raise place.blame("it has no title")
    start = _read_start(table, file, place)
    cancelled = table.get("cancelled", False)
    if not isinstance(cancelled, bool):
        raise place.blame("“cancelled” is true or false", "cancelled")
    return Session(
        id=_string(table, "id", place),
        title=title,
        start=start,
        end=_read_end(table, start, file, place),
        room=_string(table, "room", place),
        track=_string(table, "track", place),
        kind=_string(table, "kind", place),
        language=_string(table, "language", place) or file.language,
        url=_string(table, "url", place),
        speakers=tuple(_read_person(one, place) for one in _list(table, "speakers", place)),
        cancelled=cancelled,
    )


def _read_start(table: _Table, file: _File, place: _Place) -> datetime | None:
    day = _day(table, place) or file.day
    written = _read_time(table, "start", place)
    if isinstance(written, time):
        if day is None:
            raise place.blame("“start” is a time of day, and no “day” says of which: add day = 2027-03-18 here or on top", "start")
        written = datetime.combine(day, written)
    return localise(written, file.zone) if written else None


def _read_end(table: _Table, start: datetime | None, file: _File, place: _Place) -> datetime | None:
    """By `minutes`, or by `end`, of which a time of day before the start's is that of the next day."""
    minutes, written = table.get("minutes"), _read_time(table, "end", place)
    if minutes is not None:
        if written is not None:
            raise place.blame("it has both “end” and “minutes”: keep one", "minutes")
        if isinstance(minutes, bool) or not isinstance(minutes, int) or not 0 <= minutes <= _MOST_MINUTES:
            raise place.blame("“minutes” is a whole number of minutes", "minutes")
        return add(start, timedelta(minutes=minutes), file.zone) if start else None
    if start is None or written is None:
        return None
    if isinstance(written, time):
        written = datetime.combine(start.date(), written)
        if written < start.replace(tzinfo=None):
            written += timedelta(days=1)
    if written.tzinfo is None and start.tzinfo is not None:
        written = localise(written, file.zone) if file.zone else written.replace(tzinfo=start.tzinfo)
    if start.tzinfo is None and written.tzinfo is not None:
        raise place.blame("“end” has an offset and “start” has none: write both alike", "end")
    if written < start:
        raise place.blame("it ends before it starts", "end")
    return written


def _read_time(table: _Table, key: str, place: _Place) -> datetime | time | None:
    value = table.get(key)
    if isinstance(value, str):
        value = read_clock(value.strip()) or read_instant(value.strip())
    if value is None and key not in table:
        return None
    if isinstance(value, time) or (isinstance(value, datetime) and is_likely(value)):
        return value
    raise place.blame(f"“{key}” is a time such as 09:30 or 2027-03-18T09:30", key)


def _read_person(value: object, place: _Place) -> Person:
    table = {"name": value} if isinstance(value, str) else value
    if not isinstance(table, dict):
        raise place.blame('a person is a name in quotes, or { name = "Jane Doe", mastodon = "jane@example.social" }')
    _refuse_unknown(table, _PERSON, place)
    name = " ".join(_string(table, "name", place).split())
    if not name:
        raise place.blame("a person has no name", "name")
    handles = {}
    for network, example in EXAMPLES.items():
        written = _string(table, network, place)
        handle = read_handle(network, written) if written else None
        if written and handle is None:
            raise place.blame(f"“{written}” is no handle on {network.capitalize()}: write it like {example}", network)
        if handle:
            handles[network] = handle
    return Person(name=name, handles=handles)


def _string(table: _Table, key: str, place: _Place) -> str:
    value = table.get(key, "")
    if isinstance(value, int) and key == "id" and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise place.blame(f"“{key}” is a text: put it in quotes", key)
    return value.strip()


def _day(table: _Table, place: _Place) -> date | None:
    value = table.get("day")
    if isinstance(value, str):
        value = read_date(value.strip())
    if isinstance(value, date) and not isinstance(value, datetime) and is_likely(value):
        return value
    if "day" in table:
        raise place.blame("“day” is a date such as 2027-03-18", "day")
    return None


def _list(table: _Table, key: str, place: _Place) -> Sequence[object]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise place.blame(f"“{key}” is a list: put it in [ ]", key)
    return value


def _tables(table: _Table, key: str, place: _Place) -> Sequence[_Table]:
    value = _list(table, key, place)
    if not all(isinstance(one, dict) for one in value):
        raise place.blame(f"each {key} begins with a line [[{key}]]", key)
    return [one for one in value if isinstance(one, dict)]


def _refuse_unknown(table: _Table, known: Sequence[str], place: _Place) -> None:
    for key in table:
        if key not in known:
            raise place.blame(f"there is no key “{key}”: the keys are {', '.join(known)}", key)


def _places(text: str, key: str, tables: Sequence[_Table]) -> Sequence[_Place]:
    """Where each of the TABLES named KEY stands; without lines where they cannot be told apart."""
    headers = [*_TABLE.finditer(text)]
    ours = [index for index, header in enumerate(headers) if header[1].strip() == key]
    blocks: list[tuple[str, int]] = [("", 0)] * len(tables)
    if len(ours) == len(tables):
        ends = [header.start() for header in headers[1:]] + [len(text)]
        blocks = [(text[headers[index].start() : ends[index]], text.count("\n", 0, headers[index].start()) + 1) for index in ours]
    return [
        _Place(words=f"{key} {number} “{one.get('title') or one.get('name') or ''}”".replace(" “”", ""), text=block, first_line=line)
        for number, (one, (block, line)) in enumerate(zip(tables, blocks, strict=True), start=1)
    ]
