from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from livetweet.programme.times import add, choose_zone, find_zone, localise, read_clock, read_date, read_duration, read_instant, read_wanted

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize("name", ["", "Mars/Base", "../etc/passwd", "/etc/passwd", "Europe", "Europe/Paris\0", "x" * 5000])
def test_find_zone_knows_only_zones(name: str) -> None:
    assert find_zone(name) is None


def test_choose_zone_prefers_the_file() -> None:
    assert choose_zone("Europe/Paris", None) == (PARIS, "Europe/Paris", [])
    assert choose_zone(None, "Europe/Paris") == (PARIS, None, [])
    told = "The file names the time zone Europe/Paris, which holds: its times are not read in Asia/Manila."
    assert choose_zone("Europe/Paris", "Asia/Manila") == (PARIS, "Europe/Paris", [told])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2027-03-18T09:30:00+01:00", "2027-03-18T09:30:00+01:00"),
        ("2027-03-18 09:30", "2027-03-18T09:30:00"),
        ("0001-01-01T00:00Z", None),
        ("soon", None),
    ],
)
def test_read_instant_takes_iso_of_likely_years(written: str, expected: str | None) -> None:
    found = read_instant(written)
    assert (found and found.isoformat()) == expected


def test_read_clock_and_date_refuse_what_they_are_not() -> None:
    assert [read_clock(text) for text in ("24:00", "9", "٩:٣٠", "09:60", "9 h 60", "24 h", "9  h", "h 30", "9 30", "")] == [None] * 10
    assert [read_date(text) for text in ("2027-13-01", "9999-12-31", "18/03/2027", "")] == [None] * 4


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "\u2009"])
def test_read_clock_takes_times_as_french_writes_them(space: str) -> None:
    written = [text.replace(" ", space) for text in ("9 h 30", "09 h 30", "9 H 30", "9h 30", "9 h30", "9 h", "9h")]
    assert [read_clock(text) for text in written] == [time(9, 30)] * 5 + [time(9)] * 2


@pytest.mark.parametrize("written", ["", ":", "P", "PT", "1:2:3:4", "-1:00", "a:10", "12345678"])
def test_read_duration_refuses_what_it_is_not(written: str) -> None:
    assert read_duration(written) is None


def test_localise_and_add_follow_the_zone_through_the_night_of_the_clock_change() -> None:
    start = localise(datetime(2027, 3, 28, 1, 30), PARIS)  # noqa: DTZ001 (its zone is the other argument)
    end = add(start, timedelta(hours=2), PARIS)
    assert [start.isoformat(), end.isoformat()] == ["2027-03-28T01:30:00+01:00", "2027-03-28T04:30:00+02:00"]
    assert add(start, timedelta(hours=2), ZoneInfo("Asia/Manila")).isoformat() == "2027-03-28T03:30:00+01:00"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("14:30", "2027-03-18T14:30:00+01:00"),
        (" 9h05 ", "2027-03-18T09:05:00+01:00"),
        ("9 h 05", "2027-03-18T09:05:00+01:00"),
        ("14 h", "2027-03-18T14:00:00+01:00"),
        ("+20", "2027-03-18T09:25:00+00:00"),
        ("+ 90 min", "2027-03-18T10:35:00+00:00"),
        ("2027-03-19T08:00", "2027-03-19T08:00:00+01:00"),
        ("2027-03-19T08:00Z", "2027-03-19T08:00:00+00:00"),
        ("2027-03-19", None),
        ("soon", None),
        ("+", None),
        ("", None),
    ],
)
def test_time_as_a_person_says_it_is_today_from_now_or_dated(text: str, wanted: str | None) -> None:
    now = datetime(2027, 3, 18, 9, 5, tzinfo=UTC)
    found = read_wanted(text, now, ZoneInfo("Europe/Paris"))
    assert (found and found.isoformat()) == wanted
