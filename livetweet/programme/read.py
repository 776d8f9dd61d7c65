"""From files to a programme: loads, finds the reader by content, joins several parts, and hands over to `finish`.

Called by cli and by whoever imports; fetching an address is theirs, its bytes come here as a `Source` like any file.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from livetweet.errors import ProgrammeError
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme import foreign, readers
from livetweet.programme import tables as tables_
from livetweet.programme.columns import FIRST_DAY, check_names
from livetweet.programme.finish import finish
from livetweet.programme.readers import Hints, own_toml
from livetweet.programme.times import find_zone

MOST_BYTES = 64 * 1024 * 1024
_LIMIT = "64 MB at most: name the programme's own file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One part of a programme as it was published; `name` is what an error calls it."""

    name: str
    data: bytes


def load(path: Path) -> Source:
    """The bytes of the file at PATH, refused above 64 MB before they are read."""
    try:
        if path.is_dir():
            raise ProgrammeError(f"{path} is a folder: name the programme file inside it.")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ProgrammeError(f"{path} has {size / 1024 / 1024:,.1f} MB, and a programme may have {_LIMIT}.")
        with path.open("rb") as file:
            data = file.read((size or MOST_BYTES) + 1)  # of a pipe the size is not known; what is asked for is set aside at once
    except FileNotFoundError as error:
        raise ProgrammeError(f"There is no file {path}: check the name, or give an address that begins with https://.") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ProgrammeError(f"{path} cannot be read ({reason}): check the name and the permissions.") from error
    return Source(name=str(path), data=data)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Nothing is looked through for cyclic garbage, of which a programme makes none: each look would go through all that was read so far."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@_uncollected()
def read(sources: Sequence[Source], timezone: str | None = None, columns: Mapping[str, str] | None = None) -> Programme:
    """The programme that SOURCES are parts of, ready to show: title and zone from the first that has one, sessions united.

    TIMEZONE (IANA) holds where a source names none. COLUMNS says what the columns of tables hold (see `columns`). An entry that another
    source has already, or has with its time, is not repeated; within one source nothing is left out.
    """
    if timezone is not None and find_zone(timezone) is None:
        raise ProgrammeError(f"There is no time zone “{timezone}”: give its IANA name, for instance Europe/Paris.")
    if not sources:
        raise ProgrammeError("No programme was named: give a file or an address.")
    together = tuple([source.data for source in sources]) if len(sources) > 1 else ()
    hints = Hints(timezone=timezone, columns=columns or {}, together=together)
    parts = [_read_one(source, hints, several=len(sources) > 1) for source in sources]
    if not any(part.sessions for part in parts):
        _refuse(sources, parts)
    whole = _join(parts)
    assumed = timezone if any(part.sessions and part.timezone is None for part in parts) else None
    return finish(replace(whole, timezone=whole.timezone or timezone, assumed_zone=assumed))


def find_columns(sources: Sequence[Source], columns: Mapping[str, str], asked: Mapping[str, str]) -> dict[str, str]:
    """Which column of the tables among SOURCES holds what, by field, for the workspace to keep. ASKED, a part of COLUMNS, must be there."""
    check_names(columns)
    found: dict[str, str] = {}
    taken = {FIRST_DAY}
    tables = [(reader, source) for source in sources if (reader := readers.find(source.data)) and isinstance(reader, readers.TableReader)]
    for reader, source in tables:
        try:
            words, as_said = tables_.find_columns(reader.sheets(source.data), columns)
        except ProgrammeError as error:
            raise ProgrammeError(f"{source.name} {error}") from error
        found |= words
        taken |= as_said
    for name, column in asked.items():
        if not tables:
            raise ProgrammeError(f"--map is for tables (CSV, .xlsx), and {', '.join(source.name for source in sources)} is none: leave it out.")
        if name not in taken:
            raise ProgrammeError(f"No table has a column “{column}” for {name}: look at its header, and mind the spelling.")
    if tables and FIRST_DAY in columns:
        found[FIRST_DAY] = columns[FIRST_DAY]
    return found


def _refuse(sources: Sequence[Source], parts: Sequence[Programme]) -> None:
    """Nothing is on: refused, unless people are announced in our own format, which a person wrote on purpose."""
    names = ", ".join(source.name for source in sources)
    count = sum(len(part.people) for part in parts)
    if not count:
        raise ProgrammeError(f"{names} holds no session: fetch it again once the programme is published.")
    if not any(own_toml.looks_like(source.data[: readers.HEAD]) for source in sources):
        raise ProgrammeError(f"{names} lists {count} speakers and no session: name the file that holds the sessions beside it.")


def _read_one(source: Source, hints: Hints, *, several: bool) -> Programme:
    if not source.data:
        raise ProgrammeError(f"{source.name} is empty: fetch it again.")
    if len(source.data) > MOST_BYTES:
        raise ProgrammeError(f"{source.name} has {len(source.data) / 1024 / 1024:,.1f} MB, and a programme may have {_LIMIT}.")
    reader = readers.find(source.data)
    if reader is None:
        known = [one.NAME for one in readers.every()]
        raise ProgrammeError(f"{source.name} {foreign.describe(source.data, known)}")
    try:
        part = reader.read(source.data, hints)
    except ProgrammeError as error:
        raise ProgrammeError(f"{source.name} {error}") from error
    return replace(part, warnings=tuple(f"{source.name}: {one}" for one in part.warnings)) if several else part


def _join(parts: Sequence[Programme]) -> Programme:
    if len(parts) == 1:
        return parts[0]
    sessions: list[Session] = []
    seen: set[tuple[object, ...]] = set()
    timed = {(one.id, one.title) for part in parts for one in part.sessions if one.id and one.start}
    for part in parts:
        keys = [(one.id, one.start, one.room, one.title) for one in part.sessions]
        sessions += [one for one, key in zip(part.sessions, keys, strict=True) if key not in seen and (one.start or (one.id, one.title) not in timed)]
        seen.update(keys)
    return Programme(
        title=next((part.title for part in parts if part.title), ""),
        timezone=next((part.timezone for part in parts if part.timezone), None),
        url=next((part.url for part in parts if part.url), None),
        sessions=tuple(sessions),
        people=tuple(person for part in parts for person in part.people),
        warnings=tuple(warning for part in parts for warning in part.warnings),
    )
