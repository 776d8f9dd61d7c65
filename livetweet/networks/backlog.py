"""What came in on one stream, told oldest first out of a server that tells the newest first.

A look goes back, page by page, to the newest post handed over, and now and then some minutes behind it: what a server hears late, and tells under posts that it told
before, comes in too. What was handed over already is remembered and told once. A look that breaks off goes on where it stood: an hour's posts need not come in one breath.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from livetweet.clock import from_stamp, to_stamp
from livetweet.model.incoming import Incoming
from livetweet.networks.port import Page

PAGE = 40
TOLD_LATE = timedelta(minutes=10)
LOOKS_BACK_FIRST = timedelta(days=7)
FIRST_PAGES = 10  # or that many pages back, whichever is nearer: posts leave by the same limits
MOST_PAGES = 16  # of one look: ten minutes of a post a second where a page has 40
LATE_EVERY = timedelta(minutes=2)  # between two looks for what is told late, beyond the pages that must be read anyhow


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One page of a server, newest first: the `posts` of it that are for us, the instant of its `oldest` one, and how to ask for the `next` (None: there is none)."""

    posts: Sequence[Incoming]
    oldest: datetime | None
    next: str | None


@dataclass(slots=True)
class Backlog:
    """`tell(page, until)` asks the server for a page, None for the newest; posts older than `until` are not looked for. `late`: how far back a server may still tell
    something new; `first`: how far back the first look goes. Cursors are `INSTANT ID`: the newest instant and the last post handed over. `dated` tells the instant of a
    cursor that an earlier livetweet has left, where it can be told.
    """

    tell: Callable[[str | None, datetime], Told]
    late: timedelta = TOLD_LATE
    first: timedelta = LOOKS_BACK_FIRST
    dated: Callable[[str], datetime | None] = lambda _: None
    _cursor: str | None = None  # of the last page handed over: another one means that it was not kept
    _last: Incoming | None = None
    _given: dict[str, datetime] = field(default_factory=dict)
    _waiting: deque[Incoming] = field(default_factory=deque)
    _looked: dict[str, Incoming] = field(default_factory=dict)  # by a look that is not through
    _next: str | None = None
    _late_at: datetime | None = None  # when what is told late was looked for last

    def read(self, cursor: str | None, now: datetime) -> Page:
        """The page after CURSOR, which begins with the last post of the page before."""
        if cursor != self._cursor:
            self._forget(cursor)
        newest = self._newest_of(cursor)
        if not self._waiting:
            self._look_back(newest, now)
        before = [self._last] if self._last else []
        new = [self._waiting.popleft() for _ in range(min(PAGE - len(before), len(self._waiting)))]
        if new:
            newest = max([min(one.at, now) for one in new] + ([newest] if newest else []))  # whose clock is ahead hides nobody
            self._given |= {one.remote_id: one.at for one in new}
            self._last = new[-1]
            self._cursor = f"{to_stamp(newest)} {self._last.remote_id}"
        return Page(posts=[*before, *new], cursor=self._cursor, more=bool(self._waiting))

    def _forget(self, cursor: str | None) -> None:
        self._cursor, self._last = cursor, None
        self._given.clear()
        self._waiting.clear()
        self._looked.clear()
        self._next = self._late_at = None

    def _look_back(self, newest: datetime | None, now: datetime) -> None:
        """Pages down to NEWEST or a little before it; all of them is taken in but what is as old as a first look would leave alone: a clock that is slow, or a bridge, makes posts look older than they are."""
        since = (newest or now) - self.first
        until = newest - self.late if newest else since
        thorough = self._late_at is None or abs(now - self._late_at) >= LATE_EVERY
        enough = until if thorough or newest is None else newest
        asked: set[str | None] = set()
        for pages in count(1):
            asked.add(self._next)
            told = self.tell(self._next, until)
            for one in told.posts:
                self._looked.setdefault(one.remote_id, one)
            self._next = told.next
            if told.next is None or told.next in asked or told.oldest is None or told.oldest < enough or (newest is None and pages == FIRST_PAGES):
                break
            if pages == MOST_PAGES:
                if newest and told.oldest < newest:
                    break
                return  # there is more that nobody has seen: the next look goes on here
        self._given = {remote_id: at for remote_id, at in self._given.items() if at >= since}
        new = [one for one in self._looked.values() if one.at >= since and one.remote_id not in self._given]
        self._waiting.extend(sorted(new, key=lambda one: (one.at, one.remote_id)))
        self._looked.clear()
        self._next = None
        if thorough:
            self._late_at = now

    def _newest_of(self, cursor: str | None) -> datetime | None:
        """The newest instant of CURSOR; None where nobody can tell it: then all is looked at anew, and the store has no doubles."""
        if not cursor:
            return None
        try:
            found = from_stamp(cursor.partition(" ")[0])
        except ValueError:
            return self.dated(cursor)
        return found if found.tzinfo else self.dated(cursor)
