from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from livetweet.networks.rehearsal.count import Tally, tally
from tests.networks.rehearsal.day import FORGETFUL, MORNING, build, one


def test_tally_counts_posts_and_calls_apart(tmp_path: Path) -> None:
    with one(tmp_path, "mastodon", FORGETFUL) as (adapter, clock):
        twice, once = build(adapter, 1, "Said twice.", clock.now()), build(adapter, 2, "Said once.", clock.now())
        adapter.create(twice)
        clock.advance(60)
        adapter.create(once)
        adapter.create(twice)
        adapter.find(once, MORNING)
    minute = MORNING + timedelta(minutes=1)
    assert tally(tmp_path) == {1: Tally(posts=2, began=(MORNING, minute)), 2: Tally(posts=1, began=(minute,))}


def test_tally_does_not_count_a_replay(tmp_path: Path) -> None:
    with one(tmp_path, "bluesky") as (adapter, clock):
        request = build(adapter, 5, "Said once.", clock.now())
        adapter.create(request)
        adapter.create(request)
    assert tally(tmp_path) == {5: Tally(posts=1, began=(MORNING, MORNING))}
