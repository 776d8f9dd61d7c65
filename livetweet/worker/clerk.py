"""Marks what has become too late, so that people see it; the commit mark judges by itself."""

from __future__ import annotations

from datetime import timedelta

from livetweet.clock import Clock
from livetweet.store import answered, parts
from livetweet.store.connect import Store
from livetweet.worker.steps import Sleep, Steps


def run(store: Store, clock: Clock) -> Steps:
    """For ever: skip or hold what is late, then sleep until the next part would be."""
    while True:
        now = clock.now()
        with store.reading() as db:
            late, latest = answered.any_late(db, now), parts.next_latest(db)
        if late:
            with store.writing() as db:
                answered.mark_late(db, now)
                latest = parts.next_latest(db)
        yield Sleep(latest and latest + timedelta(seconds=1), on_change=True)
