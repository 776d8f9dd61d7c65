"""What an answer says of two clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from livetweet.clock import ahead_of, day_around
from tests.building import NOW


def at(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("server", "asked", "answered", "ahead"),
    [
        (0, 0, 0, 0),
        (1, 0, 2, 0),
        (0, 10, 11, 10),
        (30, 0, 1, -29),
        (0, 0, 300, 0),
        (300, 0, 300, 0),
    ],
)
def test_only_what_no_delay_explains_is_ahead_or_behind(server: int, asked: int, answered: int, ahead: int) -> None:
    assert ahead_of(at(server), at(asked), at(answered)) == ahead


@pytest.mark.parametrize(("day", "hours"), [("2027-03-14", 23), ("2027-06-01", 24), ("2027-11-07", 25)])
def test_a_day_is_whole_where_its_midnight_is_skipped_or_comes_twice(day: str, hours: int) -> None:
    """Havana changes its clocks at midnight, in both directions."""
    havana = ZoneInfo("America/Havana")
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=havana)
    begins, ends = day_around(noon, havana)
    assert ends - begins == timedelta(hours=hours)
    assert (begins.tzinfo, ends.tzinfo) == (UTC, UTC)
    assert day_around(begins, havana) == day_around(ends - timedelta(microseconds=1), havana) == (begins, ends)
    assert day_around(ends, havana)[0] == ends
