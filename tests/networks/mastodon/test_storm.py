"""The promise on Mastodon: whatever is lost on the way, nothing is posted twice and nothing is lost, counted on the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from random import Random

import pytest

from livetweet.networks.mastodon.adapter import MastodonAdapter
from livetweet.networks.mastodon.plain import to_plain
from livetweet.networks.mastodon.wire import Wire
from livetweet.networks.port import Adapter
from tests.building import Event
from tests.faulty_proxy import AFTER, BEFORE, Asked, Fault, limited
from tests.networks.mastodon.town import STATUSES, TOKENS, US, open_town
from tests.networks.storm import Storm, Toll, count_toll

TIMEOUT, HANGS_FOR = 60.0, 0.2  # seconds: a slow machine is no fault, and what hangs ends soon


def limits(event: Event) -> Sequence[Fault]:
    """Every way in which servers say when to come back, and two in which they do not."""
    later = event.clock.true + timedelta(minutes=1)
    return (
        limited("429, ISO", {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": later.isoformat().replace("+00:00", "Z")}),
        limited("429, epoch", {"X-RateLimit-Reset": str(int(later.timestamp()))}),
        limited("429, seconds", {"Retry-After": "20"}),
        limited("429, date", {"Retry-After": format_datetime(later, usegmt=True)}),
        limited("429, nonsense", {"X-RateLimit-Reset": "soon", "Retry-After": "later"}),
        limited("429, bare page", body=b"<html>slow down</html>"),
    )


def weather(folder: Path, monkeypatch: pytest.MonkeyPatch, software: str, *, posts: int, seed: int) -> Toll:
    """POSTS through faults at seven of ten create calls and one of twenty others, and what they came to."""
    event = Event(folder=folder)
    monkeypatch.setattr("mastodon_mock.routers.statuses.utcnow", lambda: event.clock.true)
    random = Random(seed)

    def choose(asked: Asked) -> Fault | None:
        create = is_create(asked)
        if random.random() >= (0.7 if create else 0.05):
            return None
        return random.choice([*BEFORE, *(AFTER if create else ()), random.choice(limits(event))])

    with open_town(software) as town:
        town.faults, town.proxy.clock, town.proxy.hangs_for = choose, event.now, HANGS_FOR

        def open_adapter() -> Adapter:
            return MastodonAdapter(wire=Wire(town.proxy.url, TOKENS[US], timeout=TIMEOUT), clock=event.clock, tags=())

        storm = Storm(event=event, account="masto", open_adapter=open_adapter, seed=seed)
        storm.write(posts)
        storm.pass_over()
        made = Counter(to_plain(one["content"]) for one in town.posts())
        met = Counter(fault.name for asked, fault in town.proxy.befell if fault and is_create(asked))
        toll = count_toll(storm, made, met)
    event.close()
    print(toll.table())
    return toll


def is_create(asked: Asked) -> bool:
    return asked.method == "POST" and asked.path == STATUSES


def test_faulted_deliveries_are_neither_doubled_nor_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toll = weather(tmp_path, monkeypatch, "mastodon", posts=230, seed=1)
    assert (toll.doubled, toll.lost, toll.guessed) == ([], [], [])
    assert toll.faults.total() > 220  # and with those below, more than 300
    assert {fault.name for fault in (*BEFORE, *AFTER)} <= set(toll.faults)
    assert toll.deaths > 3
    assert toll.unknown <= 0.01
    assert set(toll.states) <= {"posted", "unknown", "held"}


def test_without_idempotency_what_cannot_be_known_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    toll = weather(tmp_path, monkeypatch, "gotosocial", posts=60, seed=2)
    assert (toll.doubled, toll.lost, toll.guessed) == ([], [], [])
    assert toll.faults.total() > 50
    assert toll.states["unknown"] > 5
    assert set(toll.states) <= {"posted", "unknown", "held"}


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 108))
@pytest.mark.parametrize("software", ["mastodon", "gotosocial"])
def test_three_thousand_faulted_deliveries_are_neither_doubled_nor_lost(
    software: str, seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toll = weather(tmp_path, monkeypatch, software, posts=240, seed=seed)
    assert (toll.doubled, toll.lost, toll.guessed) == ([], [], [])
    assert toll.faults.total() > 200  # of each of sixteen
    assert software != "mastodon" or toll.unknown <= 0.01
