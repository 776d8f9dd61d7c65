"""Dates, waits and limits in every form that servers write them, and in those that none should."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.networks.headers import LONGEST, MOST, read_date, read_limits, read_wait
from livetweet.networks.port import Limits

NOW = datetime(2027, 3, 18, 9, tzinfo=UTC)
A_DAY = 86_400.0
DATE = {"date": "Thu, 18 Mar 2027 09:00:00 GMT"}
IN_90_S = str(int(NOW.timestamp()) + 90)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("Thu, 18 Mar 2027 09:00:00 GMT", NOW),
        ("Thu, 18 Mar 2027 10:00:00 +0100", NOW),
        ("Thu, 18 Mar 2027 09:00:00 -0000", NOW),  # says that its zone is not known
        ("Thu, 18 Mar 2027 09:00:00 +9999999999", None),
        ("Fri, 31 Dec 9999 23:59:59 -1200", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_date_is_aware_whatever_its_zone(text: str, instant: datetime | None) -> None:
    assert read_date({"date": text}) == instant


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "90"}, 90.0),
        ({"retry-after": "Thu, 18 Mar 2027 09:01:00 GMT", **DATE}, 60.0),
        ({"reset": "2027-03-18T09:05:00.000000Z", **DATE}, 300.0),
        ({"reset": "2027-03-18T09:05:00", **DATE}, 300.0),
        ({"reset": IN_90_S, **DATE}, 90.0),
        ({"reset": IN_90_S}, 90.0),  # by our own clock
        ({"reset": IN_90_S, "other": "2027-03-18T10:00:00Z", **DATE}, 3600.0),  # the last of several
        ({"retry-after": "soon", "reset": IN_90_S, **DATE}, 90.0),
        ({"retry-after": "0", "reset": IN_90_S, **DATE}, 90.0),
        ({"retry-after": "9999999"}, A_DAY),
        ({"retry-after": "9" * 90}, A_DAY),
        ({"retry-after": "Thu, 18 Mar 9999 09:00:00 GMT", **DATE}, A_DAY),
        ({"reset": "9999-12-31T23:59:59Z", **DATE}, A_DAY),
        ({"reset": "4102444800", **DATE}, A_DAY),
        ({"reset": "2027-03-18T08:59:00Z", **DATE}, None),  # past
        ({"reset": "9" * 40}, None),
        ({"reset": "soon", "retry-after": "later"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan", "reset": "nan"}, None),
        ({"reset": "inf"}, None),
        ({}, None),
    ],
)
def test_wait_is_as_long_as_the_server_asks_and_a_day_at_most(headers: Mapping[str, str], seconds: float | None) -> None:
    assert read_wait(headers, "reset", "other", now=NOW) == seconds


def test_wait_until_an_instant_is_not_known_without_any_clock() -> None:
    assert read_wait({"reset": IN_90_S}, "reset") is None


@pytest.mark.parametrize(
    ("left", "reset", "limits"),
    [
        ("299", "2027-03-18T12:00:00.000000Z", Limits(left=299, reset=NOW + timedelta(hours=3))),
        ("0", IN_90_S, Limits(left=0, reset=NOW + timedelta(seconds=90))),
        ("0", "9999-12-31T23:59:59Z", Limits(left=0, reset=NOW + LONGEST)),
        (str(10**20), IN_90_S, Limits(left=MOST, reset=NOW + timedelta(seconds=90))),
        ("many", IN_90_S, None),
        ("-1", IN_90_S, None),
        ("299", "soon", None),
        ("", "", None),
    ],
)
def test_limits_are_no_longer_and_no_more_than_makes_sense(left: str, reset: str, limits: Limits | None) -> None:
    assert read_limits({"left": left, "reset": reset}, "left", "reset", NOW) == limits


@given(st.text(), st.text(), st.text())
def test_whatever_a_server_writes_is_no_defect(date: str, wait: str, count: str) -> None:
    headers = {"date": date, "retry-after": wait, "left": count, "reset": wait}
    seconds = read_wait(headers, "reset", now=NOW)
    assert seconds is None or 0 < seconds <= A_DAY
    assert read_limits(headers, "left", "reset", NOW) is None or wait
