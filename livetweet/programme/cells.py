"""What stands in the cells of a table, as dates, times of day and durations: as a person typed it, or as a spreadsheet keeps it.

Called by `tables`. Texts come with spaces of all kinds collapsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from livetweet.programme.times import is_likely, read_clock, read_duration, read_instant

Cell = str | int | float | datetime | date | time | timedelta | None

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero gennaio januari",
            "feb february februar février fevrier fév febrero febbraio februari",
            "mar march märz maerz mrz mars marzo maart",
            "apr april avril avr abril aprile",
            "may mai mayo maggio mei",
            "jun june juni juin junio giugno",
            "jul july juli juillet juil julio luglio",
            "aug august août aout agosto augustus",
            "sep sept september septembre septiembre settembre",
            "oct october oktober octobre okt octubre ottobre",
            "nov november novembre noviembre",
            "dec december dezember décembre decembre dez déc diciembre dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_NUMBERS = re.compile(r"(?<!\d)(\d{1,4})([./-])(\d{1,2})\2(\d{2,4})(?!\d)", re.ASCII)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|\.)?(?: of| de)? ([^\W\d_]{3,10})\.?,?(?: de)?(?: (\d{4}))?(?!\d)", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?(?!\d)", re.IGNORECASE)
_A_DAY = rf"\d{{1,2}} (?:{'|'.join(_MONTHS)})\b"  # of `9 h 18 mars`, which is no quarter past nine
_TIME = re.compile(
    rf"(?<![\d.:/-])(\d{{1,2}})(?:(?:[:.]| ?h(?: (?!{_A_DAY}))?|u ?)(\d{{2}})(?::(\d{{2}})(?:\.\d+)?)?|h| h\b|(?= ?[ap]\.?m))"
    r"(?: ?([ap])\.?\s?m\b\.?)?(?: ?(?:Uhr|uur))?(?![\d/-])",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:[^\W\d_]+\.?,? )?")
_REMARK = re.compile(r"(?: \([^()]*\))?")
_SPAN = re.compile(r" ?(?:[-–—−→]|\b(?:to|bis|à|until|till)\b) ?", re.IGNORECASE)
_SECONDS = re.compile(r"(\d{1,3}):(\d{2}):(\d{2})(?:\.\d+)?", re.ASCII)
_WORDS = re.compile(
    r"(?:(\d{1,3})(?:[.,](\d))? ?(?:h|hrs?|hours?|heures?|std\.?|stunden?))? ?(?:(\d{1,4}) ?(?:m|min\.?|mins\.?|minutes?|minuten|')?)?", re.IGNORECASE
)
_HALF = re.compile(r"\d ?[ap]\.? ?m\b", re.IGNORECASE)
NOTHING_YET = re.compile(r"(?:tb[adc]|n/?a|none|null|-+|–|—|\?+|open|offen)?\.?", re.IGNORECASE)


class Order(NamedTuple):
    """How a column writes dates in numbers: day before month or after; the year to add where none is written."""

    day_first: bool
    year: int | None = None


def to_text(cell: Cell) -> str:
    """CELL on one line as a person reads it."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return "" if cell is None else str(cell)


def is_american(cells: Iterable[Cell]) -> bool:
    """Whether times of day have a.m. or p.m."""
    return any(isinstance(cell, str) and _HALF.search(cell) for cell in cells)


def find_order(cells: Iterable[Cell], *, american: bool = False) -> Order:
    """How the dates of one column are to be read: as no date contradicts, else so that they lie closer together, else day first, but
    not beside AMERICAN times.
    """
    texts = [to_text(cell) for cell in cells if isinstance(cell, str)]
    spans = {}
    for day_first in (True, False):
        days = [found for text in texts if _NUMBERS.search(text) if (found := read_day(text, Order(day_first)))]
        missed = sum(1 for text in texts if _NUMBERS.search(text)) - len(days)
        spans[day_first] = (missed, (max(days) - min(days)) if days else timedelta(), not day_first)
    if american and spans[True][:2] == spans[False][:2]:
        return Order(day_first=False)
    return Order(day_first=spans[True] <= spans[False])


def read_day(cell: Cell, order: Order) -> date | None:
    """The date that CELL holds or begins with."""
    if isinstance(cell, datetime):
        return cell.date() if is_likely(cell) else None
    if isinstance(cell, date):
        return cell if is_likely(cell) else None
    if not isinstance(cell, str):
        return None
    text = to_text(cell)[:80]
    if match := _NUMBERS.search(text):
        first, second, third = int(match[1]), int(match[3]), int(match[4])
        if len(match[1]) == 4:
            return _make(first, second, third)
        year = third + 2000 if third < 100 else third
        return _make(year, second, first) if order.day_first else _make(year, first, second)
    for pattern, day_at, month_at in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1)):
        for match in pattern.finditer(text):
            month = _MONTHS.get(match[month_at].lower())
            written = int(match[3]) if match[3] else order.year
            if month and written:
                return _make(written, month, int(match[day_at]))
    return None


def is_day_alone(cell: Cell) -> bool:
    """Whether CELL is a date and says no more, but for a weekday before it and a remark in brackets behind."""
    if not isinstance(cell, str):
        return isinstance(cell, date)
    text = to_text(cell)
    found = (pattern.search(text) for pattern in (_NUMBERS, _DAY_FIRST, _MONTH_FIRST))
    return any(match and _WEEKDAY.fullmatch(text[: match.start()]) and _REMARK.fullmatch(text[match.end() :]) for match in found)


def read_times(cell: Cell) -> tuple[time | None, time | None]:
    """The time of day in CELL, and a second one where it holds a span (`9:00 – 9:45`)."""
    if isinstance(cell, datetime):
        return cell.time(), None
    if isinstance(cell, time):
        return cell, None
    if isinstance(cell, timedelta):
        return _clock(cell.total_seconds() / 60) if timedelta() <= cell < timedelta(days=1) else None, None
    if isinstance(cell, float) and 0 <= cell < 1:  # the fraction of a day, as spreadsheets count
        return _clock(cell * 24 * 60), None
    if not isinstance(cell, str):
        return None, None
    text = _NUMBERS.sub(" ", to_text(cell)[:80]).strip()
    parts = [part for part in _SPAN.split(text) if part]
    found = [moment for part in parts[:2] if (moment := _read_time(part))]
    if len(found) == 2 and _HALF.search(parts[1]) and not _HALF.search(parts[0]):  # 1:00 – 2:15 pm
        later = time((found[0].hour + 12) % 24, found[0].minute)
        found[0] = later if found[0] < later <= found[1] else found[0]
    return (found[0] if found else None), (found[1] if len(found) > 1 else None)


def read_moment(cell: Cell) -> datetime | None:
    """CELL as one instant in ISO 8601, offset kept; a date alone is none."""
    if isinstance(cell, str):
        text = to_text(cell)
        return read_instant(text) if len(text) > len("2027-03-18") and text[:4].isdecimal() else None
    if isinstance(cell, datetime) and is_likely(cell) and cell.time() != time():
        return cell
    return None


def read_length(cell: Cell) -> timedelta | None:
    """CELL as a duration. Three parts are H:MM:SS here, two are H:MM; a whole number is minutes, a fraction that of a day."""
    if isinstance(cell, timedelta):
        return cell if timedelta() <= cell < timedelta(days=60) else None
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return timedelta(days=cell) if 0 < cell < 1 else timedelta(minutes=cell) if 0 <= cell < 60 * 24 * 60 else None
    if not isinstance(cell, str):
        return None
    text = to_text(cell)
    if match := _SECONDS.fullmatch(text):
        return timedelta(hours=int(match[1]), minutes=int(match[2]), seconds=int(match[3]))
    if (known := read_duration(text)) is not None:
        return known
    match = _WORDS.fullmatch(text)
    if match and (match[1] or match[3]):
        return timedelta(hours=int(match[1] or 0), minutes=int(match[3] or 0) + int(match[2] or 0) * 6)
    return None


def _clock(minutes: float) -> time:
    whole = round(minutes)
    return time(whole // 60 % 24, whole % 60)


def _read_time(text: str) -> time | None:
    if (exact := read_clock(text)) is not None:
        return exact
    match = _TIME.search(text)
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[4]:
        hour = hour % 12 + (12 if match[4].lower() == "p" else 0) if hour <= 12 else hour
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _make(year: int, month: int, day: int) -> date | None:
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if is_likely(made) else None
