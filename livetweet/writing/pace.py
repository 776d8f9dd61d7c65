"""Whether so many posts in so short a time are wise, and possible. `plan` asks, and the outbox before approval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from livetweet.writing import dates
from livetweet.writing import rules as networks

WINDOW = timedelta(minutes=10)


def check_pace(times: Iterable[tuple[str, str, datetime]], *, zone: ZoneInfo, most: int = 10) -> list[str]:
    """A sentence for each account that exceeds its pace, and one for each that exceeds its network's own limit, with the worst window.

    TIMES has one (account, network, instant) a part to be posted, in any order. MOST is how many an account may post in ten minutes. A
    window holds its beginning but not its end.
    """
    by_account: dict[tuple[str, str], list[datetime]] = {}
    for account, network, instant in times:
        by_account.setdefault((account, network), []).append(instant)
    sentences = []
    for (account, network), instants in by_account.items():
        instants.sort()
        rules = networks.get(network)
        limit, window = rules.pace
        if busy := _find_busiest(instants, most, WINDOW, zone):
            sentences.append(f"{account} would post {busy}, more than {most} in ten minutes: move some, or take fewer rooms.")
        if busy := _find_busiest(instants, limit, window, zone):
            sentences.append(
                f"{account} would post {busy}, more than {rules.name} takes ({limit} in {_hours(window)} h): move some, or take fewer rooms."
            )
    return sentences


def _find_busiest(instants: Sequence[datetime], most: int, window: timedelta, zone: ZoneInfo) -> str | None:
    """How often and when in the fullest WINDOW that has more than MOST of INSTANTS (in order); None: nowhere."""
    worst, start, oldest = most, None, 0
    for newest, instant in enumerate(instants):
        while instant - instants[oldest] >= window:
            oldest += 1
        if newest - oldest + 1 > worst:
            worst, start = newest - oldest + 1, instants[oldest]
    if start is None:
        return None
    local, end = start.astimezone(zone), (start + window).astimezone(zone)
    return (
        f"{worst} times from {dates.write_time(local.time(), 'en')} to {dates.write_time(end.time(), 'en')} on {dates.write_day(local.date(), 'en')}"
    )


def _hours(window: timedelta) -> int:
    return round(window.total_seconds() / 3600)
