"""The promise on a real Bluesky server, through bad wires and under SIGKILL: each post once, none lost, and nothing a person must be asked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from livetweet.clock import DiscreteClock
from tests.building import Event
from tests.faulty_proxy import AFTER, BEFORE, Asked, Fault, answered, limited, stand_before
from tests.networks.storm import SETTINGS, Storm, Weather, assert_promise_kept
from tests.servers import bluesky
from tests.servers.bluesky_user import POST, User

AGO = timedelta(days=300)  # the network's time: tokens of the server, which has the machine's, then outlast every storm
TIMEOUT = 2  # seconds
LIMITS = (
    limited("limited"),
    limited("limited, with a second", {"Retry-After": "1"}),
    limited("limited, with nonsense", {"RateLimit-Reset": "tomorrow", "Retry-After": "-3"}),
)
EXPIRED = answered(400, "expired", headers={"Content-Type": "application/json"}, body=b'{"error":"ExpiredToken","message":"Token has expired"}')
FAULTS: Sequence[Fault] = (*BEFORE, *AFTER, *LIMITS, EXPIRED)
XRPC = "/xrpc/com.atproto."
LOG_IN = f"{XRPC}server.createSession"


def text_of(asked: Asked) -> str | None:
    return str(json.loads(asked.body)["record"]["text"]) if asked.path == f"{XRPC}repo.putRecord" else None


def stand_in_the_storm(folder: Path, deliveries: int, *, seed: int) -> None:
    user = User.create(bluesky.pds())
    with stand_before(bluesky.pds()) as proxy:
        table = f'[accounts.sky]\nnetwork = "bluesky"\nhandle = "{user.handle}"\nserver = "{proxy.url}"\ntimeout = {TIMEOUT}\n'
        event = Event(folder=folder, settings=SETTINGS + table, clock=DiscreteClock(datetime.now(UTC) - AGO))
        weather = Weather(named=text_of, faults=lambda: FAULTS, elsewhere=lambda: (*BEFORE, *AFTER, *LIMITS, EXPIRED), seed=seed)
        proxy.choose, proxy.hangs_for = weather, 0.2

        def made() -> Counter[str]:
            return Counter(record["text"] for record in user.records(POST).values())

        storm = Storm(event=event, secrets={"app_password": user.password}, proxy=proxy, weather=weather, made=made, seed=seed)
        toll = assert_promise_kept(storm, deliveries)
        assert toll.asked == 0
        assert astray(storm, user) == []
        log_ins = sum(asked.path == LOG_IN for asked, _ in proxy.befell)
        assert log_ins <= 10  # of 300 a day: a worker that begins goes on with the session of the one before
        event.close()


def astray(storm: Storm, user: User) -> list[str]:
    """Texts of parts beyond the first that do not answer the part before, as the server has them."""
    every = {(part.post, part.number): part for part in storm.parts()}
    records = user.records(POST)
    return [
        part.text
        for (post, number), part in every.items()
        if number > 1 and records[part.remote_id or ""]["reply"]["parent"]["uri"] != every[post, number - 1].remote_id
    ]


def test_three_hundred_faulted_deliveries_are_each_posted_once(tmp_path: Path) -> None:
    stand_in_the_storm(tmp_path, 300, seed=1)


@pytest.mark.soak
def test_three_thousand_faulted_deliveries_are_each_posted_once(tmp_path: Path) -> None:
    stand_in_the_storm(tmp_path, 3_000, seed=2)
