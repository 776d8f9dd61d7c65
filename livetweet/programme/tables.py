"""A table, row by row, as a programme: of sessions, or of speakers. Called by the readers of CSV and of spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.cells import (
    NOTHING_YET,
    Cell,
    Order,
    find_order,
    is_american,
    is_day_alone,
    read_day,
    read_length,
    read_moment,
    read_times,
    to_text,
)
from livetweet.programme.columns import FIRST_DAY, NAMES, SAID, Header, find_header
from livetweet.programme.handle_cells import share_out
from livetweet.programme.names import bare, split
from livetweet.programme.profiles import read_profiles
from livetweet.programme.readers import Hints
from livetweet.programme.text import says_cancelled
from livetweet.programme.times import add, align, find_zone, localise, read_date
from livetweet.programme.unread import Unread, quote

Rows = Sequence[Sequence[Cell]]
Note = Callable[[str, Cell], None]
"""Takes a part of a session ("start") whose cell cannot be read."""

MOST_ROWS = 20_000
_SHOWN = 5  # handles left out that are told
_NETWORKS = ("mastodon", "bluesky", "x")


def read_tables(sheets: Sequence[Rows], hints: Hints) -> Programme:
    """The programme that SHEETS hold together, each either sessions or speakers; those without a header that says anything are passed over."""
    headers = [(rows, header) for rows in sheets if (header := find_header(rows, hints.columns))]
    if not headers:
        raise ProgrammeError(_ask(sheets))
    zone = find_zone(hints.timezone) if hints.timezone else None
    first_day = read_date(hints.columns.get(FIRST_DAY, ""))
    sessions: list[Session] = []
    people: list[Person] = []
    odd: list[str] = []
    warnings: list[str] = []
    for rows, header in headers:
        table = _Table(rows=rows, header=header, zone=zone, first_day=first_day)
        if "title" in header.columns or "start" in header.columns:
            found = list(_unite(table.sessions()))
            sessions += found
            warnings += _miss_rooms(header, found)
        elif "speakers" in header.columns:
            people += table.people()
        warnings += table.warnings()
        odd += table.odd
    if not sessions and not people:
        raise ProgrammeError(_ask(sheets))
    if 2 * len(odd) >= len(sessions) > 0 and not any(one.start for one in sessions):
        raise ProgrammeError(_refuse(odd, next(header.words()["start"] for _, header in headers if "start" in header.columns)))
    told = {field: said for _, header in headers for field, said in header.words().items() if field not in header.asked}
    if told:
        words = ", ".join(f"{name}={_quoted(said)}" for name, said in told.items())
        warnings.append(f'The columns were taken as {words}: change one with --map, for instance --map title="Talk".')
    return Programme(title="", sessions=tuple(sessions), people=tuple(people), warnings=tuple(warnings))


def find_columns(sheets: Sequence[Rows], columns: Mapping[str, str]) -> tuple[dict[str, str], set[str]]:
    """Which columns `read_tables` takes, by field, as `--map` would have them; and the fields that were taken as COLUMNS says."""
    headers = [header for rows in sheets if (header := find_header(rows, columns))]
    return {name: said for header in headers for name, said in header.words().items()}, {name for header in headers for name in header.asked}


def _quoted(said: str) -> str:
    return f'"{said}"' if re.search(r"\W", said) else said


def _ask(sheets: Sequence[Rows]) -> str:
    names = next(
        (list(dict.fromkeys(to_text(cell) for cell in row if to_text(cell))) for rows in sheets for row in rows if len(row) > 1 and any(row)), []
    )
    shown = ", ".join(f"“{name[:40]}”" for name in names[:8])
    return f'is a table of which no column can be told ({shown}): say which is which, as in --map title="Talk" --map start="Start time" (fields: {", ".join(NAMES)}).'


def _miss_rooms(header: Header, sessions: Sequence[Session]) -> Iterator[str]:
    if sessions and "room" in header.columns and not any(one.room for one in sessions):
        column = header.words()["room"]
        yield f'The column “{column}” names no room, so that posts name none: fill it, or name another column, as in --map room="Location".'


def _refuse(odd: Sequence[str], column: str) -> str:
    return (
        f"has no start that can be read in its column “{column}” ({odd[0]}{', for instance' if len(odd) > 1 else ''}): "
        'write 9:30, 9 h 30 or 2027-03-18 09:30 there, or name another column, as in --map start="Start time".'
    )


def _unite(sessions: Iterator[Session]) -> Iterator[Session]:
    """SESSIONS with those rows made one that only add another speaker."""
    last: Session | None = None
    for one in sessions:
        if last and one.id and replace(one, speakers=()) == replace(last, speakers=()) and one.speakers != last.speakers:
            last = replace(last, speakers=(*last.speakers, *one.speakers))
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


@dataclass(slots=True, kw_only=True)
class _Table:
    """One sheet whose header is known. `first_day` is the date of day 1 where it only counts days; `odd` are the starts that say more than a day and cannot be read, quoted, `left_out` sentences
    about handles.
    """

    rows: Rows
    header: Header
    zone: ZoneInfo | None
    first_day: date | None
    unread: Unread = field(default_factory=Unread)
    counted: bool = False
    odd: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def warnings(self) -> list[str]:
        missing = ["The table has no dates: say that of its first day, as in --map first_day=2027-03-18."] if self.counted else []
        more = [f"{len(self.left_out) - _SHOWN} more handles are left out."] if len(self.left_out) > _SHOWN else []
        return [*missing, *self.unread.warnings(), *self.left_out[:_SHOWN], *more]

    def sessions(self) -> Iterator[Session]:
        order = {name: self._order(name) for name in ("date", "end_date", "start", "end")}
        day: date | None = None
        for number, row in self._below():
            title = " – ".join(part for part in self._texts(row, "title"))
            written = self._cell(row, "start")
            if not title and not (read_moment(written) or read_times(written)[0]):
                continue  # a heading, or nothing
            named = self._text(row, "id") or title
            start, end, day = self._times(row, partial(self._note, named, number), order, day)
            kind = self._text(row, "kind")
            state = self._text(row, "cancelled")
            yield Session(
                id=self._text(row, "id"),
                title=title or kind,
                start=start,
                end=end,
                room=_or_nothing(self._text(row, "room")),
                track=self._text(row, "track"),
                kind=kind,
                language=self._text(row, "language"),
                url=self._text(row, "url"),
                speakers=tuple(self._speakers(row, number)),
                cancelled=says_cancelled(state.upper())
                or (state.lower() in {"yes", "true", "oui", "ja", "x"} and "status" not in self.header.words()["cancelled"].lower()),
            )

    def people(self) -> Iterator[Person]:
        for number, row in self._below():
            name = " ".join(self._texts(row, "speakers"))
            if name:
                yield from self._people([name], row, number)

    def _below(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows under the header, each with the number that a spreadsheet shows beside it."""
        return enumerate(self.rows[self.header.row + 1 :], self.header.row + 2)

    def _note(self, named: str, number: int, part: str, cell: Cell) -> None:
        self.unread.note(part, named, to_text(cell), number)
        if part == "start" and not is_day_alone(cell):
            self.odd.append(quote(to_text(cell), number))

    def _order(self, name: str) -> Order:
        rows = self.rows[self.header.row + 1 : self.header.row + 2000]
        return find_order((self._cell(row, name) for row in rows), american=is_american(self._cell(row, "start") for row in rows))

    def _cells(self, row: Sequence[Cell], name: str) -> list[Cell]:
        return [row[index] if index < len(row) else None for index in self.header.columns.get(name, ())]

    def _cell(self, row: Sequence[Cell], name: str) -> Cell:
        """What stands in the column of field NAME; of several, as text, one behind the other."""
        cells = self._cells(row, name)
        return cells[0] if len(cells) == 1 else " ".join(to_text(cell) for cell in cells) or None

    def _texts(self, row: Sequence[Cell], name: str) -> list[str]:
        return [text for cell in self._cells(row, name) if (text := to_text(cell))]

    def _text(self, row: Sequence[Cell], name: str) -> str:
        return " ".join(self._texts(row, name))

    def _speakers(self, row: Sequence[Cell], number: int) -> list[Person]:
        cells = [cell if isinstance(cell, str) else to_text(cell) for cell in self._cells(row, "speakers")]
        names = self.header.words().get("speakers", "").casefold()
        if len(cells) == 2 and re.search(r"first|vorname|pr[ée]nom|given", names):
            found = [" ".join(" ".join(cells).split())]
        else:
            found = split(_said(cells[0]), listed=True) if len(cells) == 1 else [one for cell in cells if (one := bare(_said(cell)))]
        return self._people([name for name in found if name], row, number)

    def _people(self, names: Sequence[str], row: Sequence[Cell], number: int) -> list[Person]:
        """Those called NAMES with their handles; of several on one network the first holds."""
        handles: list[dict[str, str]] = [{} for _ in names]
        for network in _NETWORKS:
            texts = [to_text(cell) for cell in self._cells(row, network)]
            if not any(texts):
                continue
            found, left_out = share_out(network, ", ".join(text or "-" for text in texts), names)
            handles = [{**more, **own} for own, more in zip(handles, found, strict=True)]
            self.left_out += [f"{quote(text, number)}, under {self.header.words()[network]}, {why}." for text, why in left_out]
        if len(names) == 1 and "title" not in self.header.columns:
            handles = [{**read_profiles(("", text) for text in self._texts(row, "url")), **handles[0]}]
        return [Person(name=name, handles=own) for name, own in zip(names, handles, strict=True)]

    def _times(
        self, row: Sequence[Cell], note: Note, order: dict[str, Order], before: date | None
    ) -> tuple[datetime | None, datetime | None, date | None]:
        """Start, end, and the day that holds for rows below that give none (merged cells, one date a block)."""
        written, last = self._cell(row, "start") if "start" in self.header.columns else self._dated(row), self._cell(row, "end")
        start = read_moment(written)
        day = start.date() if start else self._day(self._cell(row, "date"), order["date"]) or read_day(written, order["start"])
        if day is None and not to_text(self._cell(row, "date")):
            day = before or (None if "date" in self.header.columns else self.first_day)
        clock, until = read_times(written)
        self.counted = self.counted or (clock is not None and day is None)
        if start is None and clock is not None and day is not None:
            start = datetime.combine(day, clock)
        if start is None:
            if not NOTHING_YET.fullmatch(to_text(written)) and not self.counted and clock is None:
                note("start", written)
            return None, None, day
        start = localise(start, self.zone)
        end = self._end(row, start, last, until, note, order)
        start, end = align(start, end, None)
        return start, end, day

    def _dated(self, row: Sequence[Cell]) -> Cell:
        """The date of ROW where it has a time of day too, as some tools write both in one column called Date."""
        cell = self._cell(row, "date")
        if isinstance(cell, str):
            return cell if read_moment(cell) or read_times(cell)[0] else None
        return cell if read_moment(cell) else None

    def _day(self, cell: Cell, order: Order) -> date | None:
        text = to_text(cell)
        if (found := read_day(cell, order)) is not None or not text:
            return found
        number = re.fullmatch(r"(?:day|tag|jour|día)? ?(\d{1,2})", text, re.IGNORECASE)
        if number and self.first_day:
            return self.first_day + timedelta(days=int(number[1]) - 1)
        self.counted = self.counted or number is not None
        return None

    def _end(self, row: Sequence[Cell], start: datetime, last: Cell, until: time | None, note: Note, order: dict[str, Order]) -> datetime | None:
        if (moment := read_moment(last)) is not None:
            return localise(moment, self.zone)
        clock = read_times(last)[0] or until
        if clock is not None:
            day = read_day(self._cell(row, "end_date"), order["end_date"]) or read_day(last, order["end"])
            end = localise(datetime.combine(day or start.date(), clock), self.zone)
            end = end.replace(tzinfo=start.tzinfo) if end.tzinfo is None else end
            return end if day or end >= start else end + timedelta(days=1)
        if not NOTHING_YET.fullmatch(to_text(last)):
            note("end", last)
        length = self._cell(row, "duration")
        passed = read_length(length)
        if passed is None and not NOTHING_YET.fullmatch(to_text(length)):
            note("duration", length)
        return add(start, passed, self.zone) if passed is not None else None


def _said(cell: str) -> str:
    """The names in a description that begins with them: `Speaker: X & Y; Abstract: …`."""
    match = SAID.match(cell)
    return match[1] if match else cell


def _or_nothing(text: str) -> str:
    return "" if NOTHING_YET.fullmatch(text) else text
