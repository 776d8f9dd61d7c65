"""Times as programmes write them: zones, instants, clock times, durations. Called by the readers and by changes made by hand."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])(?::([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]+)?)?|\s?[hH](?:\s?([0-5][0-9]))?)")
_FROM_NOW = re.compile(r"\+ ?(\d{1,4})(?: ?min)?")
_MINUTES = re.compile(r"\d{1,6}", re.ASCII)
_PARTS = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2})", re.ASCII)
_ISO_DURATION = re.compile(r"P(?:(\d{1,2})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?", re.ASCII)


def find_zone(name: str) -> ZoneInfo | None:
    """The zone that IANA calls NAME."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a relative path; a folder of the database
        return None


def choose_zone(published: str | None, given: str | None) -> tuple[ZoneInfo | None, str | None, list[str]]:
    """The zone in force, the file's before the one GIVEN (which exists); what it is called where the file names it; what there is to warn about, in sentences."""
    fallback = find_zone(given) if given else None
    if not published:
        return fallback, None, []
    zone = find_zone(published)
    if zone is None:
        instead = f"{given} is used" if given else "name one with --timezone, for instance --timezone Europe/Paris"
        return fallback, None, [f"The file names a time zone “{published}” that does not exist: {instead}."]
    if given and given != published:
        return zone, zone.key, [f"The file names the time zone {published}, which holds: its times are not read in {given}."]
    return zone, zone.key, []


def is_likely(moment: datetime | date) -> bool:
    """Whether a conference may take place at MOMENT: other years are slips, and no arithmetic on these overflows."""
    return 1970 <= moment.year < 2200


def read_instant(text: str) -> datetime | None:
    """TEXT as ISO 8601 date and time, aware where it has an offset; None where it is something else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if is_likely(moment) else None


def read_date(text: str) -> date | None:
    """The date that TEXT, an ISO 8601 date with or without a time, begins with."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if is_likely(day) else None


def read_clock(text: str) -> time | None:
    """TEXT (`9:30`, `09:30`, `09:30:00`, `9h30`, `9 h 30`, `9 h`) as a time of day; French writes spaces there that do not break."""
    match = _CLOCK.fullmatch(text)
    return time(int(match[1]), int(match[2] or match[4] or 0), int(match[3] or 0)) if match else None


def read_wanted(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """TEXT as a person says when: `14:30` today, `+20` minutes from NOW, or ISO 8601; aware, in ZONE where it names none. None where it is no time."""
    words = text.strip()
    if match := _FROM_NOW.fullmatch(words):
        return now + timedelta(minutes=int(match[1]))
    clock = read_clock(words)
    dated = None if len(words) <= len("2027-03-18") else read_instant(words)  # a day alone is no time: midnight is hardly meant
    found = datetime.combine(now.astimezone(zone), clock) if clock else dated
    return None if found is None else found if found.tzinfo else found.replace(tzinfo=zone)


def read_duration(text: str) -> timedelta | None:
    """TEXT as frab and pretalx write durations: `H:MM`, `D:HH:MM`, plain minutes, or ISO 8601 (`PT30M`).

    Three parts with more than 23 in the middle can only be H:MM:SS.
    """
    if _MINUTES.fullmatch(text):
        return timedelta(minutes=int(text))
    if match := _PARTS.fullmatch(text):
        days, hours, minutes = int(match[1] or 0), int(match[2]), int(match[3])
        if match[1] and hours > 23:
            return timedelta(hours=days, minutes=hours, seconds=minutes)
        return timedelta(days=days, hours=hours, minutes=minutes)
    match = _ISO_DURATION.fullmatch(text)
    if match and any(match.groups()):
        weeks, days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return None


def localise(moment: datetime, zone: ZoneInfo | None) -> datetime:
    """MOMENT with the offset that ZONE has then; as it is where it has an offset already, or nobody knows the zone."""
    if moment.tzinfo is not None or zone is None:
        return moment
    return _fix(moment.replace(tzinfo=zone))


def add(start: datetime, duration: timedelta, zone: ZoneInfo | None) -> datetime:
    """DURATION of passed time after START, with the offset that ZONE has by then where START has that of ZONE."""
    end = start + duration
    if zone is None or start.tzinfo is None or start.utcoffset() != start.astimezone(zone).utcoffset():
        return end
    return _fix(end.astimezone(zone))


def align(start: datetime | None, end: datetime | None, zone: ZoneInfo | None) -> tuple[datetime | None, datetime | None]:
    """START and END of one session, in ZONE where it is known; else both with the offset that one of them has, or without."""
    if zone is not None:
        return _put(start, zone), _put(end, zone)
    if start is None or end is None or start.tzinfo == end.tzinfo:
        return start, end
    if start.tzinfo is None:
        return start.replace(tzinfo=end.tzinfo), end
    return start, end.replace(tzinfo=start.tzinfo) if end.tzinfo is None else end.astimezone(start.tzinfo)


def to_order(moment: datetime | None) -> tuple[bool, float]:
    """A key that sorts by time, nothing last; a naive time counts as UTC."""
    if moment is None:
        return True, 0.0
    return False, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _put(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    if moment is None or moment.tzinfo is None:
        return moment and localise(moment, zone)
    return _fix(moment.astimezone(zone))


def _fix(moment: datetime) -> datetime:
    """Fixed offsets, so that times compare and are written down the same whoever made them."""
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta(0)), fold=0)
