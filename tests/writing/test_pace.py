from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from livetweet.writing.pace import check_pace

PARIS = ZoneInfo("Europe/Paris")
NINE = datetime(2027, 3, 18, 9, tzinfo=UTC)


def test_check_pace_is_silent_below_it() -> None:
    times = [("main", "mastodon", NINE + timedelta(minutes=minute)) for minute in range(600)]
    assert check_pace(times[::2], zone=PARIS) == []


def test_check_pace_names_the_worst_window() -> None:
    times = [("main", "mastodon", NINE + timedelta(minutes=30, seconds=number)) for number in range(4)] + [("main", "mastodon", NINE)] * 3
    assert check_pace(times, zone=PARIS, most=2) == [
        "main would post 4 times from 10:30 to 10:40 on Thursday 18 March, more than 2 in ten minutes: move some, or take fewer rooms."
    ]


def test_check_pace_knows_each_network_s_own_limit() -> None:
    times = [(network, network, NINE + timedelta(seconds=30 * number)) for number in range(301) for network in ("x", "bluesky")]
    assert check_pace(times, zone=PARIS, most=100) == [
        "x would post 301 times from 10:00 to 13:00 on Thursday 18 March, more than X takes (300 in 3 h): move some, or take fewer rooms."
    ]


def test_check_pace_lets_a_window_end_where_the_next_begins() -> None:
    assert check_pace([("main", "x", NINE), ("main", "x", NINE + timedelta(minutes=10))], zone=PARIS, most=1) == []
