"""The promise on X, where nothing tells a repeat from a new post: the wire loses, cuts and hangs, the worker is killed, and still nothing is doubled or lost.

The whole lane works through the proxy against the fake; what it did is counted on the fake.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.building import Event
from tests.fakes.x import KEYS, FakeX
from tests.fakes.x_server import serve
from tests.faulty_proxy import AFTER, BEFORE, Asked, answered, limited, stand_before
from tests.networks.storm import SETTINGS, Storm, Weather, assert_promise_kept

HANGS_FOR = 0.2  # seconds
PROBLEM = {"Content-Type": "application/problem+json"}
LIMITS = (
    limited("429"),
    limited("429 nonsense", {"x-rate-limit-reset": "soon"}),
    limited("429 long ago", {"x-rate-limit-reset": "17"}),
)
REFUSALS = (
    answered(402, headers=PROBLEM, body=json.dumps({"title": "CreditsDepleted", "detail": "No credits.", "type": "about:blank"}).encode()),
    answered(401, headers=PROBLEM, body=json.dumps({"title": "Unauthorized", "detail": "Unauthorized", "type": "about:blank"}).encode()),
)
FAULTS = (*BEFORE, *AFTER, *AFTER, *LIMITS, *REFUSALS)


def text_of(asked: Asked) -> str | None:
    return str(json.loads(asked.body)["text"]) if (asked.method, asked.path) == ("POST", "/2/tweets") else None


def stand_in_the_storm(folder: Path, deliveries: int, *, seed: int) -> None:
    weather = Weather(named=text_of, faults=lambda: FAULTS, elsewhere=lambda: (*BEFORE, *AFTER, *LIMITS), seed=seed)
    fake = FakeX(now=lambda: storm.clock.now(), per_window=100_000)

    def made() -> Counter[str]:
        return Counter(one.typed for one in fake.ours())

    with serve(fake) as address, stand_before(address, weather) as proxy:
        proxy.hangs_for = HANGS_FOR
        event = Event(folder=folder, settings=f'{SETTINGS}[accounts.bird]\nnetwork = "x"\nhandle = "@pyconexemple"\nserver = "{proxy.url}"\n')
        storm = Storm(event=event, secrets=KEYS, proxy=proxy, weather=weather, made=made, seed=seed, repeats=False)
        toll = assert_promise_kept(storm, deliveries)
        event.close()
    assert fake.violations == []
    assert toll.asked > 0


def test_three_hundred_faulted_deliveries_double_and_lose_nothing(tmp_path: Path) -> None:
    stand_in_the_storm(tmp_path, 300, seed=1)


@pytest.mark.soak
def test_three_thousand_faulted_deliveries_double_and_lose_nothing(tmp_path: Path) -> None:
    stand_in_the_storm(tmp_path, 3_000, seed=2)
