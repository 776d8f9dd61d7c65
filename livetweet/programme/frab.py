"""When a session of frab is: the same in its XML and in its JSON. Called by the readers of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from livetweet.programme.times import add, localise, read_clock, read_date, read_duration, read_instant
from livetweet.programme.unread import Unread

_DATE = len("2024-02-03")


@dataclass(slots=True, kw_only=True)
class Conference:
    """What holds for the whole file. Before `day_change` a start without a date belongs to the night of the day before."""

    zone: ZoneInfo | None
    day_change: time = time()
    base_url: str = ""
    unread: Unread = field(default_factory=Unread)

    def start(self, session: str, day: date | None, *, written: str, clock: str) -> datetime | None:
        """By WRITTEN, an instant, else by CLOCK on the date WRITTEN or that of the block DAY. SESSION is what a warning calls it."""
        if len(written) > _DATE and (moment := read_instant(written)) is not None:
            return localise(moment, self.zone)
        if not written and not clock:
            return None
        hour = read_clock(clock)
        on = (read_date(written) if written else None) or day
        if hour is None or on is None:
            self.unread.note("start", session, clock if hour is None else written)
            return None
        if not written and hour < self.day_change:
            on += timedelta(days=1)
        return localise(datetime.combine(on, hour), self.zone)

    def end(self, session: str, start: datetime | None, *, duration: str, written: str) -> datetime | None:
        """By DURATION, else by WRITTEN, an instant or a time of day after START."""
        if start is None:
            return None
        if duration:
            passed = read_duration(duration)
            if passed is not None:
                return add(start, passed, self.zone)
            self.unread.note("duration", session, duration)
            return None
        if (hour := read_clock(written)) is not None:
            end = datetime.combine(start.date(), hour, start.tzinfo)
            return end if end >= start else end + timedelta(days=1)
        moment = read_instant(written) if len(written) > _DATE else None
        if moment is None or start.tzinfo is None:
            return moment.replace(tzinfo=None) if moment else None
        return localise(moment, self.zone) if moment.tzinfo or self.zone else moment.replace(tzinfo=start.tzinfo)

    def address(self, url: str) -> str:
        """URL, completed by the file's base where it is only a path."""
        if not url or "://" in url:
            return url
        try:
            return urljoin(self.base_url, url)
        except ValueError:
            return ""
