"""The promise on Mastodon: whatever is lost on the way and whenever the worker is killed, nothing is posted twice and nothing is lost, counted on the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from livetweet.networks.mastodon.plain import to_plain
from tests.building import Event
from tests.faulty_proxy import AFTER, BEFORE, Asked, Fault, limited
from tests.networks.mastodon.town import STATUSES, TOKENS, US, open_town
from tests.networks.storm import SETTINGS, Storm, Toll, Weather, assert_promise_kept

TIMEOUT, HANGS_FOR = 3, 0.2  # seconds
PAGE = 5  # posts: a server may give fewer than it is asked for, and the one here takes its time over each


def limits(now: datetime) -> Sequence[Fault]:
    """Every way in which servers say when to come back, and two in which they do not."""
    later = now + timedelta(minutes=1)
    return (
        limited("429, ISO", {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": later.isoformat().replace("+00:00", "Z")}),
        limited("429, epoch", {"X-RateLimit-Reset": str(int(later.timestamp()))}),
        limited("429, seconds", {"Retry-After": "20"}),
        limited("429, date", {"Retry-After": format_datetime(later, usegmt=True)}),
        limited("429, nonsense", {"X-RateLimit-Reset": "soon", "Retry-After": "later"}),
        limited("429, bare page", body=b"<html>slow down</html>"),
    )


def text_of(asked: Asked) -> str | None:
    return parse_qs(asked.body.decode())["status"][0] if (asked.method, asked.path) == ("POST", STATUSES) else None


def stand_in_the_storm(folder: Path, monkeypatch: pytest.MonkeyPatch, software: str, deliveries: int, *, seed: int) -> Toll:
    with open_town(software) as town:
        table = f'[accounts.masto]\nnetwork = "mastodon"\nhandle = "@{US}@example.social"\nserver = "{town.proxy.url}"\n'
        idempotent = software == "mastodon"
        if idempotent:  # then what comes later than anybody waits for it does no harm
            table += f"timeout = {TIMEOUT}\n"
        event = Event(folder=folder, settings=SETTINGS + table)

        def made() -> Counter[str]:
            return Counter(to_plain(one["content"]) for one in town.posts())

        weather = Weather(
            named=text_of,
            faults=lambda: (*BEFORE, *AFTER, *limits(storm.clock.now())),
            elsewhere=lambda: (*BEFORE, *limits(storm.clock.now())),
            seed=seed,
        )
        storm = Storm(event=event, secrets={"token": TOKENS[US]}, proxy=town.proxy, weather=weather, made=made, seed=seed, repeats=idempotent)
        monkeypatch.setattr("mastodon_mock.routers.statuses.utcnow", storm.clock.now)
        town.proxy.retarget = lambda target: target.replace("limit=40", f"limit={PAGE}")
        town.faults, town.proxy.hangs_for = weather, HANGS_FOR
        toll = assert_promise_kept(storm, deliveries)
        event.close()
    return toll


def test_three_hundred_faulted_deliveries_are_neither_doubled_nor_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toll = stand_in_the_storm(tmp_path, monkeypatch, "mastodon", 300, seed=1)
    assert {fault.name for fault in (*BEFORE, *AFTER)} <= set(toll.faults)
    assert toll.asked <= toll.states.total() / 100


def test_without_idempotency_what_cannot_be_known_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stand_in_the_storm(tmp_path, monkeypatch, "gotosocial", 300, seed=2).asked > 30


@pytest.mark.soak
def test_three_thousand_faulted_deliveries_are_neither_doubled_nor_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toll = stand_in_the_storm(tmp_path, monkeypatch, "mastodon", 3_000, seed=3)
    assert toll.asked <= toll.states.total() / 100


@pytest.mark.soak
def test_without_idempotency_three_thousand_are_asked_where_they_cannot_be_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stand_in_the_storm(tmp_path, monkeypatch, "gotosocial", 3_000, seed=4).asked > 300
