"""The promise on a real Bluesky server, through bad wires and under SIGKILL: each post once, none lost, and nothing a person must be asked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from livetweet.model.part import State
from tests.faulty_proxy import stand_before
from tests.networks.bluesky.storm import Storm, Weather
from tests.servers import bluesky


def test_three_hundred_faulted_deliveries_are_each_posted_once(tmp_path: Path) -> None:
    weather = stand_in_the_storm(tmp_path, posts=130, kills=12, seed=1)
    assert len(weather.struck) > 300


@pytest.mark.soak
def test_three_thousand_faulted_deliveries_are_each_posted_once(tmp_path: Path) -> None:
    weather = stand_in_the_storm(tmp_path, posts=1300, kills=120, seed=2)
    assert len(weather.struck) > 3000


def stand_in_the_storm(folder: Path, *, posts: int, kills: int, seed: int) -> Weather:
    weather = Weather(seed=seed)
    with stand_before(bluesky.pds(), weather) as proxy:
        storm = Storm(folder, bluesky.pds(), proxy, posts)
        killed = storm.settle(kills, seed)
    print(
        f"\n{len(weather.struck)} deliveries struck {weather.struck.total()} times, {killed} workers killed; {dict(sorted(weather.faults.items()))}"
    )
    assert killed
    assert Counter(part.state for part in storm.place.parts()) == {State.POSTED: len(storm.place.parts())}
    assert storm.posted() == storm.written()
    assert all(times == 1 for texts in storm.posted().values() for times in texts.values())
    assert storm.astray() == []
    assert weather.log_ins <= 10  # of 300 a day: a worker that begins goes on with the session of the one before
    return weather
