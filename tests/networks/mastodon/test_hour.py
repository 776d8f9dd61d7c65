"""An hour of cut connections while people write: none of it is missed, none of it comes twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from livetweet.networks.mastodon.adapter import MastodonAdapter
from livetweet.networks.mastodon.wire import Wire
from livetweet.worker.collector import Collector
from livetweet.worker.drive import make
from livetweet.worker.steps import Call
from tests.building import NOW, Event
from tests.faulty_proxy import AFTER, BEFORE, Asked, Fault, limited, no_fault
from tests.networks.mastodon.town import TOKENS, US, crowd, open_town

TIMEOUT, HANGS_FOR = 60.0, 0.2  # seconds: a slow machine is no fault, and what hangs ends soon
TAG = "Fair27"
HOUR = timedelta(hours=1)
CUT_EVERY, CUT_FOR = 600.0, 240.0  # seconds: four minutes of every ten nothing gets through
EVERY = 10  # one in ten mentions us


def spend_hour(folder: Path, posts: int, seed: int) -> tuple[list[str], int]:
    """POSTS written over an hour of faults, then what is read; the texts in the store, and how many requests failed."""
    event = Event(folder=folder)
    random = Random(seed)
    written = 0

    def write() -> None:
        nonlocal written
        until = min(posts, int(posts * ((event.now() - NOW) / HOUR)))
        if until > written:
            crowd("Number", TAG, range(written, until), event.now(), every=EVERY)
            written = until

    def choose(asked: Asked) -> Fault | None:
        elapsed = (event.now() - NOW).total_seconds()
        if elapsed < 60.0:  # it begins well: a stream never read before is read from ten pages back only
            return None
        if elapsed % CUT_EVERY < CUT_FOR or random.random() < 0.4:
            return random.choice([*BEFORE, *AFTER, limited("429", {"Retry-After": "30"})])
        return None

    with open_town() as town:
        town.faults, town.proxy.clock, town.proxy.hangs_for = choose, event.now, HANGS_FOR
        adapter = MastodonAdapter(wire=Wire(town.proxy.url, TOKENS[US], timeout=TIMEOUT), clock=event.clock, tags=[TAG])
        steps = Collector(store=event.store, adapter=adapter, clock=event.clock, account="masto", near=lambda _: True).run()
        step = next(steps)
        while event.now() < NOW + HOUR + timedelta(minutes=15):
            write()
            if event.now() >= NOW + HOUR:
                town.faults = no_fault
            if isinstance(step, Call):
                event.clock.advance(0.2)
                step = make(step, steps)
            else:
                event.clock.move_to(step.until or event.now())
                step = steps.send(None)
        adapter.close()
        failed = town.proxy.faults()
    found = [str(row["text"]) for row in event.rows("SELECT text FROM incoming ORDER BY id")]
    event.close()
    return found, failed


def assert_none_missed_and_none_twice(found: list[str], posts: int) -> None:
    wanted = {f"Number {number} {f'@{US}' if number % EVERY == 0 else f'#{TAG}'}" for number in range(posts)}
    assert len(found) == len(set(found))
    assert set(found) == wanted


def test_hour_of_cut_connections_misses_nothing_and_shows_nothing_twice(tmp_path: Path) -> None:
    found, failed = spend_hour(tmp_path, 1_000, seed=1)
    assert_none_missed_and_none_twice(found, 1_000)
    assert failed > 50


@pytest.mark.soak
def test_hour_of_cut_connections_misses_none_of_ten_thousand(tmp_path: Path) -> None:
    found, failed = spend_hour(tmp_path, 10_000, seed=2)
    assert_none_missed_and_none_twice(found, 10_000)
    assert failed > 50
