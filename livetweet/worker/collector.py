"""One account's way in: poll its streams, page by page, and take in what came; re-read what waits for the stage, and how our own posts fare."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from livetweet.clock import Clock, Timer
from livetweet.errors import AccountError, NetworkError, RateLimitedError, StoreError
from livetweet.inbox import reread, take
from livetweet.networks.port import Adapter, Page
from livetweet.networks.words import in_a_line
from livetweet.store import accounts, applause, cursors
from livetweet.store.connect import Store
from livetweet.worker.answers import called
from livetweet.worker.steps import Sleep, Steps

MENTIONS_EVERY = timedelta(seconds=10)
TAGS_EVERY = timedelta(seconds=20)
REREAD_EVERY = timedelta(seconds=60)
APPLAUSE_EVERY = timedelta(minutes=10)
APPLAUSE_FOR = timedelta(days=1)  # from when a post of ours left on
APPLAUSE_AT_ONCE = 40  # an old server is asked for each, and takes 300 requests in five minutes
MENTIONS_QUIETLY, OTHERS_QUIETLY = timedelta(minutes=10), timedelta(minutes=30)  # when no session is near
CONTACT_NOTED_EVERY, CONTACT_NOTED_QUIETLY = timedelta(minutes=5), timedelta(hours=6)  # each time wakes whoever watches the store
FAILED_AGAIN_MOST = timedelta(minutes=5)
TOLD_AFTER = 3  # failures in a row: a server that is away for a moment is no news; one that asks for a longer wait than any of ours is
_NO_VALUES = (sqlite3.DataError, sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError)
_REREAD, _APPLAUSE = "re-read", "applause"  # take their turns among the streams


@dataclass(slots=True, kw_only=True)
class Collector:
    """The way in of ACCOUNT. `near(now)` says whether the event is on, and so how often to ask."""

    store: Store
    adapter: Adapter
    clock: Clock
    account: str
    near: Callable[[datetime], bool]
    _cursors: dict[str, str | None] = field(default_factory=dict, init=False)  # as in the store, which nobody else writes
    _next: dict[str, Timer] = field(default_factory=dict, init=False)
    _seen: tuple[int, int] | None = field(default=None, init=False)  # of the store, by others and by us, when `_hurry` looked last
    _contacted: datetime | None = field(default=None, init=False)
    _failures: dict[str, int] = field(default_factory=dict, init=False)
    _told: dict[str, str] = field(default_factory=dict, init=False)  # what is wrong with a stream, as the store has it

    def run(self) -> Steps:
        """For ever: the stream whose time has come, then sleep until the next one's."""
        streams = self.adapter.streams()
        self._next = dict.fromkeys(streams, Timer.set(timedelta(0), self.clock)) | {_REREAD: Timer.set(REREAD_EVERY, self.clock)}
        if self.adapter.capabilities.applause:
            self._next[_APPLAUSE] = Timer.set(APPLAUSE_EVERY, self.clock)
        with self.store.writing() as db:
            cursors.forget_trouble(db, self.account)  # of streams that are watched no more, too
            self._cursors = {stream: cursors.get(db, self.account, stream) for stream in streams}
        while True:
            self._hurry()
            left, stream = min((timer.left(self.clock), one) for one, timer in self._next.items())
            if left > timedelta(0):
                yield Sleep(self.clock.now() + left, on_change=True)
                if not self._next[stream].over(self.clock):
                    continue
            try:
                yield from {_REREAD: self._reread, _APPLAUSE: self._listen}.get(stream, partial(self._read, stream))()
            except Exception as error:
                if isinstance(error, StoreError) and not _refuses_what_is_said(error):
                    raise
                wait = self._wait(stream, error)
                self._next[stream] = Timer.set(wait, self.clock)
                if not isinstance(error, NetworkError):
                    self._tell(stream, in_a_line(f"livetweet has a defect here ({type(error).__name__}: {error})"))
                elif isinstance(error, AccountError) or wait > FAILED_AGAIN_MOST or self._failures[stream] >= TOLD_AFTER:
                    self._tell(stream, str(error))
            else:
                self._failures.pop(stream, None)
                self._tell(stream, None)
                self._note_contact()
                self._next[stream] = Timer.set(self._pause(stream), self.clock)

    def _read(self, stream: str) -> Steps:
        more = True
        while more:
            cursor = self._cursors[stream]
            page: Page = yield from called(partial(self.adapter.read, stream, cursor))
            if page.cursor != cursor or len(page.posts) > 1:  # else there is only the last one again, by which pages overlap
                take.take_in(self.store, self.account, page.posts, (stream, page.cursor), self.clock.now())
                self._cursors[stream] = page.cursor
            more = page.more

    def _hurry(self) -> None:
        """What has been put on stage since is read again now; what has begun to wait, within the minute."""
        seen = self.store.data_version(), self.store.connection.total_changes
        if seen == self._seen:
            return
        self._seen = seen
        wait = self._reread_within()
        if wait is not None and _REREAD not in self._failures and self._next[_REREAD].left(self.clock) > wait:
            self._next[_REREAD] = Timer.set(wait, self.clock)

    def _reread_within(self) -> timedelta | None:
        return reread.within(self.store, self.account, paid=self._paid)

    @property
    def _paid(self) -> bool:
        return not self.adapter.capabilities.applause

    def _reread(self) -> Steps:
        waiting = reread.due(self.store, self.account, self.clock.now(), paid=self._paid)
        if waiting:
            seen = yield from called(lambda: self.adapter.reread(waiting))
            reread.apply(self.store, self.account, seen, self.clock.now(), asked=waiting)

    def _listen(self) -> Steps:
        """How our own posts fare; apart from the others, so that what fails here delays nothing there."""
        with self.store.reading() as db:
            ours = applause.due(db, self.account, self.clock.now() - APPLAUSE_FOR, APPLAUSE_AT_ONCE)
        if ours:
            seen = yield from called(lambda: self.adapter.reread(list(ours)))
            with self.store.writing() as db:
                applause.put(db, [(ours[one.remote_id], one.likes, one.boosts) for one in seen if one.text is not None], self.clock.now())
                applause.miss(db, [ours[one.remote_id] for one in seen if one.text is None], self.clock.now())

    def _note_contact(self) -> None:
        """Now and then that the server answers, for the eye."""
        now = self.clock.now()
        since = CONTACT_NOTED_QUIETLY if self._contacted is None else abs(now - self._contacted)  # the clock may have been set back
        if since >= CONTACT_NOTED_EVERY and (since >= CONTACT_NOTED_QUIETLY or self.near(now)):
            self._contacted = now
            with self.store.writing() as db:
                accounts.contacted(db, self.account, now)

    def _pause(self, stream: str) -> timedelta:
        near = self.near(self.clock.now())
        if stream == "mentions":
            return MENTIONS_EVERY if near else MENTIONS_QUIETLY
        if stream == _REREAD:  # whatever the hour; what was to be at once and failed, as soon as mentions are read
            wait = self._reread_within()
            return OTHERS_QUIETLY if wait is None else max(wait, MENTIONS_EVERY)
        if not near:
            return OTHERS_QUIETLY
        return APPLAUSE_EVERY if stream == _APPLAUSE else TAGS_EVERY

    def _wait(self, stream: str, error: Exception) -> timedelta:
        """Longer at each failure in a row; as long as the server asks; five minutes where it does not let the account read, or what it says meets a defect of ours.

        That holds no account: whether it may post is another question, which the way out is answered.
        """
        self._failures[stream] = self._failures.get(stream, 0) + 1
        if isinstance(error, AccountError) or not isinstance(error, NetworkError):
            return FAILED_AGAIN_MOST
        wait: timedelta = min(self._pause(stream) * 2 ** min(self._failures[stream], 10), FAILED_AGAIN_MOST)
        if isinstance(error, RateLimitedError) and error.retry_after:
            wait = max(wait, timedelta(seconds=error.retry_after))
        return wait

    def _tell(self, stream: str, trouble: str | None) -> None:
        """For people: what is wrong with STREAM; None: it is read."""
        if self._told.get(stream) != trouble:
            with self.store.writing() as db:
                cursors.trouble(db, self.account, stream, trouble, self.clock.now())
            if trouble is None:
                del self._told[stream]
            else:
                self._told[stream] = trouble


def _refuses_what_is_said(error: StoreError) -> bool:
    """Whether the store takes anything but this, so that there is nothing to wait for."""
    return isinstance(error.__cause__, _NO_VALUES)
