"""When the event is on: how often the worker asks for replies follows from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby

from livetweet.model.programme import Programme

BEFORE, AFTER = timedelta(hours=1), timedelta(hours=2)


def hours(programme: Programme) -> list[tuple[datetime, datetime]]:
    """One (from, to) a day with sessions, aware, an hour before the first until two hours after the last ends; days of sessions with a known offset only."""
    timed = sorted((session.start, session.end or session.start) for session in programme.sessions if session.start and session.start.tzinfo)
    return [
        (min(start for start, _ in spans) - BEFORE, max(end for _, end in spans) + AFTER)
        for _, of_day in groupby(timed, key=lambda span: span[0].date())
        for spans in [list(of_day)]
    ]
