"""Looks now and then whether the programme has changed where it comes from. What it finds waits for a person; nothing is imported here."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta

from livetweet.clock import Clock
from livetweet.errors import LivetweetError, StoreError
from livetweet.outbox import version
from livetweet.programme.check import needs_zone
from livetweet.programme.fetch import fetch
from livetweet.programme.read import read
from livetweet.store import sources
from livetweet.store.connect import Store
from livetweet.worker.steps import Call, Sleep, Steps
from livetweet.writing.hashtags import Follow


def run(store: Store, follow: Follow, timezone: str, columns: Mapping[str, str], clock: Clock, say: Callable[[str], None]) -> Steps:
    """For ever: ask the source of FOLLOW for what is newer than what is known, then sleep. A failure is kept for `status`, SAId once, and tried again the next time.

    TIMEZONE and COLUMNS are what `read` needs for sources that do not say it themselves.
    """
    loopback = bool(os.environ.get("LIVETWEET_ALLOW_LOOPBACK"))
    said: str | None = None
    while True:
        problem: str | None = None
        with store.reading() as db:
            known = sources.seen_tags(db, follow.source)
        try:
            fetched = yield Call(lambda known=known: fetch(follow.source, known=known, loopback=loopback))  # type: ignore[misc]
            if fetched.data is not None:
                programme = read([fetched.source], timezone, columns)
                if needs_zone(programme):
                    problem = f"{follow.source} names no time zone: import it once by hand."
                elif version.found(store, follow.source, fetched, programme, clock):
                    say(f"{follow.source} has changed: it waits for somebody to review it.")
        except LivetweetError as error:
            problem = str(error)
        if problem and problem != said:
            say(problem)
        said = problem
        with suppress(StoreError), store.writing() as db:  # a full disk passes, and the next look is kept
            sources.save_look(db, follow.source, problem, clock.now())
        yield Sleep(clock.now() + timedelta(minutes=follow.every))
