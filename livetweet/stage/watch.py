"""Reads the store for the stage, in a thread: ten times a second it asks whether anything has changed, and reads only what has.

As the desk's reader does; the two rooms may not know each other.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from livetweet.clock import Clock, RealClock
from livetweet.errors import LivetweetError, StoreError
from livetweet.inbox.belonging import Sessions, sessions_of
from livetweet.inbox.stream import Stream
from livetweet.model.programme import Programme
from livetweet.stage.moment import Moment
from livetweet.store import changes, gates, programmes, questions
from livetweet.store.connect import Store
from livetweet.workspace import Workspace

LOOK_EVERY = 0.1  # real seconds
LOOK_ANYWAY_EVERY = 1.0  # real seconds: sessions begin and end without any change
TRY_AGAIN_AFTER = 1.0  # real seconds
SIGN_EVERY = 3.0  # real seconds, at most, and only when another number looks on: each time wakes whoever watches the store
SIGN_ANYWAY_EVERY = 60.0  # real seconds, while anyone does
GONE_AFTER = 60.0  # real seconds without a store: its workspace was thrown away


class Watch:
    """`run` is the body of the thread and owns its connection; `nudge` has it look at once; `end` ends it. `screens` is how many look on now, which the desk reads."""

    def __init__(self, workspace: Workspace, screens: Callable[[], int]) -> None:
        self.workspace = workspace
        self._screens = screens
        self._signed, self._signed_at = 0, -1e9
        self._nudged = threading.Event()
        self._ended = False
        self._stream = Stream()
        self._seq: int | None = None
        self._programme: tuple[object, ...] | None = None
        self._sessions = Sessions()
        self._rooms: tuple[str, ...] = ()
        self._time_passed = False

    def nudge(self) -> None:
        self._nudged.set()

    def end(self) -> None:
        self._ended = True
        self._nudged.set()

    def run(self, read: Callable[[Moment], None], failed: Callable[[str], None]) -> None:
        """Until `end`, until there is no store for a minute, or until the rehearsal that it shows is over: READ gets each moment, FAILED a sentence when the store
        cannot be read; then it tries again.
        """
        store: Store | None = None
        watch = RealClock()
        seen, shown, there = -1, -1e9, watch.monotonic()
        while not self._ended:
            wait = LOOK_EVERY
            try:
                if store is None or store.replaced():
                    store, seen = self._open_anew(store), -1
                version, now = store.data_version(), watch.monotonic()
                if version != seen or now - shown >= LOOK_ANYWAY_EVERY:
                    seen, shown = version, now
                    moment = self.look(store)
                    read(moment)
                    self._end_with(moment)
                self._sign(store, self._screens(), watch.monotonic())
            except Exception as error:  # noqa: BLE001 - whatever it is, the screens show that they are stale, and it goes on looking
                failed(str(error) if isinstance(error, LivetweetError) else f"The store cannot be shown ({type(error).__name__}: {error}).")
                if store is not None:
                    store.close()
                store, wait = None, TRY_AGAIN_AFTER
            if store is not None or self.workspace.store_path.exists():
                there = watch.monotonic()
            elif watch.monotonic() - there > GONE_AFTER:
                break
            self._nudged.wait(wait)
            self._nudged.clear()
        if store is not None:
            self._signed_at = -1e9
            self._sign(store, 0, watch.monotonic())
            store.close()

    def _open_anew(self, before: Store | None) -> Store:
        """The store, where BEFORE has gone or is not; a rehearsal is over with its own."""
        if before is not None:
            before.close()
            if before.rehearsal:
                self._ended = True
        self._seq, self._programme = None, None
        return Store(self.workspace.store_path)

    def _end_with(self, moment: Moment) -> None:
        """A rehearsal is over once its time, which has passed, stands still."""
        if moment.rehearsal and self._time_passed and not moment.speed:
            self._ended = True
        self._time_passed = moment.speed > 0

    def _sign(self, store: Store, screens: int, now: float) -> None:
        """Say how many look on, where another number does, or for some time nothing was said. That it cannot be said is no trouble of theirs."""
        if now - self._signed_at < (SIGN_ANYWAY_EVERY if screens == self._signed else SIGN_EVERY) or screens == self._signed == 0:
            return
        self._signed, self._signed_at = screens, now
        with suppress(StoreError), store.writing() as db:
            gates.sign_of_stage(db, screens, RealClock().now())

    def look(self, store: Store) -> Moment:
        """What there is to show now."""
        store.check_schema()
        hashtags = self.workspace.hashtags
        with store.reading() as db:
            clock: Clock = (gates.simulated_time(db) if store.rehearsal else None) or RealClock()
            speed = getattr(clock, "speed", 1.0)
            changed = changes.since(db, self._seq)
            if (mark := programmes.mark(db)) != self._programme:
                programme = programmes.in_force(db) or Programme(title=hashtags.event)
                self._programme, self._sessions = mark, sessions_of(programme.sessions, hashtags.tags)
                self._rooms = programme.rooms
            self._stream.refresh(db, None if changed.all else changed.incoming, None if changed.all else changed.questions)
            self._seq = changed.seq
        return Moment(
            at=clock.now(),
            speed=speed,
            rehearsal=store.rehearsal,
            hashtags=hashtags,
            rooms=self._rooms,
            sessions=self._sessions,
            questions=sorted(self._stream.questions.values(), key=questions.order),
            inbox=self._stream.newest(),
        )
