"""The zone that a calendar describes itself (VTIMEZONE, RFC 5545, 3.6.5), believed whatever its name. Called by the reader of iCalendar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice

from dateutil.rrule import rrulestr

from livetweet.programme.content_lines import Component, Line
from livetweet.programme.times import is_likely

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?(\d\d))?", re.ASCII)
_KNOWN = {"FREQ", "INTERVAL", "BYMONTH", "BYDAY", "BYMONTHDAY", "WKST"}  # what zones are written with; the rest could go on for ever
_MOST = 1_000  # changes of an observance: since 1601, where Outlook begins, until 2600


@dataclass(frozen=True, slots=True)
class _Change:
    at: datetime  # aware, UTC
    before: timedelta
    after: timedelta


@dataclass(frozen=True, slots=True)
class CalendarZone:
    """Offsets by local time. Changes are in order; there is at least one."""

    changes: tuple[_Change, ...]

    def localise(self, moment: datetime) -> datetime:
        """MOMENT, naive, with its offset then; of two the earlier, as RFC 5545 (3.3.5) has it."""
        offset = self.changes[0].before
        for change in self.changes:
            if (moment - offset).replace(tzinfo=UTC) < change.at:
                break
            offset = change.after
        return moment.replace(tzinfo=timezone(offset))


def read_zone(component: Component) -> CalendarZone | None:
    """The zone that COMPONENT, a VTIMEZONE, describes; None where it makes no sense."""
    changes = sorted((change for one in component.inside for change in _changes(one)), key=lambda change: change.at)
    return CalendarZone(tuple(changes)) if changes else None


def _changes(observance: Component) -> Iterator[_Change]:
    before, after = (_read_offset(observance.text(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    start = _read_local(observance.text("DTSTART"))
    if before is None or after is None or start is None:
        return
    onsets = [start, *(moment for line in observance.lines.get("RDATE", ()) for moment in _dates(line))]
    if rule := observance.text("RRULE"):
        onsets += _repeat(start, rule, before)
    for onset in dict.fromkeys(onsets):
        yield _Change(at=(onset - before).replace(tzinfo=UTC), before=before, after=after)


def _repeat(start: datetime, rule: str, before: timedelta) -> Iterator[datetime]:
    parts = dict(part.upper().split("=", 1) for part in rule.split(";") if "=" in part)
    last = parts.pop("UNTIL", "")
    until = _read_local(last) if last else None
    if until is not None and last.endswith("Z"):
        until += before
    count = parts.pop("COUNT", "")
    if parts.get("FREQ") != "YEARLY" or not parts.keys() <= _KNOWN:
        return
    try:
        repeated = rrulestr(";".join(f"{key}={value}" for key, value in parts.items()), dtstart=start)
        for onset in islice(repeated, min(int(count), _MOST) if count.isdecimal() and len(count) < 5 else _MOST):
            if onset.year >= 2200 or (until is not None and onset > until):
                return
            yield onset
    except (ValueError, TypeError, OverflowError, ArithmeticError):
        return


def _dates(line: Line) -> Iterator[datetime]:
    for text in line.value.split(",")[:_MOST]:
        if (moment := _read_local(text.partition("/")[0].strip())) is not None:
            yield moment


def _read_local(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment.replace(tzinfo=None)
    if moment.year < 1970:
        return moment if moment.year > 1500 else None
    return moment if is_likely(moment) else None


def _read_offset(text: str) -> timedelta | None:
    match = _OFFSET.fullmatch(text)
    if not match or int(match[2]) > 15 or int(match[3]) > 59:
        return None
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -offset if match[1] == "-" else offset
