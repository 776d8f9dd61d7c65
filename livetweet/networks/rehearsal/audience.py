"""The audience of a rehearsal: reads what we posted in the network's log, and answers, asks, likes, corrects and deletes there.

What people will do is planned by `reactions.py` from the seed and our posts alone; this is the hand that does it when the
time has come. The driver of the rehearsal owns it, wakes it at `next_wake` and says what time it is.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

from livetweet.clock import to_stamp
from livetweet.model.incoming import How
from livetweet.networks.rehearsal.log import Log
from livetweet.networks.rehearsal.manners import MANNERS
from livetweet.networks.rehearsal.network import deliver
from livetweet.networks.rehearsal.reactions import Habits, Say, plan_reactions
from livetweet.networks.rehearsal.settings import read_settings

MOST = 12_000  # posts of one rehearsal, at liveliness 1: no ordinary event comes near


class Audience:
    """Everybody who follows us, on every network."""

    def __init__(self, folder: str | Path, *, tags: Sequence[str], liveliness: float = 1.0, begins: datetime | None = None) -> None:
        """TAGS and LIVELINESS as in `Habits`. What was due before BEGINS another one has done."""
        self._log = Log(folder)
        self._habits = Habits(seed=read_settings(self._log).seed, tags=tuple(tags), liveliness=liveliness)
        self._seen = 0
        self._planned = 0
        self._order = count()
        self._begins = begins
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []

    def close(self) -> None:
        self._log.close()

    def next_wake(self) -> datetime | None:
        """When somebody does something next, given what we have posted until now; None: nobody will."""
        self._look()
        return self._due[0][0] if self._due else None

    def act(self, now: datetime) -> None:
        """Everything that is due at NOW, in its order; nothing of it is in the log before."""
        self._look()
        if not self._due or self._due[0][0] > now:
            return
        with self._log.writing():
            while self._due and self._due[0][0] <= now:
                heapq.heappop(self._due)[2]()

    def _look(self) -> None:
        """Read our new posts and plan what they bring."""
        for post in self._log.ours_after(self._seen):
            self._seen = post.id
            if self._planned >= MOST * self._habits.liveliness:
                continue
            parent = self._log.entry(post.network, post.in_reply_to) if post.in_reply_to else None
            says = plan_reactions(post, parent if parent and parent.account is None else None, self._habits, self._planned)
            self._planned += len(says)
            for say in says:
                self._push(say.at, partial(self._say, say))

    def _push(self, at: datetime, deed: Callable[[], None]) -> None:
        if self._begins is None or at >= self._begins:
            heapq.heappush(self._due, (at, next(self._order), deed))

    def _say(self, say: Say) -> None:
        post = say.to
        entry = deliver(
            self._log,
            MANNERS[post.network],
            parent=post if say.how is How.REPLY else None,
            author=say.author,
            name=say.name,
            text=say.text,
            at=say.written,
            target=post.account if say.how else None,
            how=say.how,
            language=say.language,
            visibility=say.visibility,
        )
        for at, likes in say.likes:
            self._push(at, partial(self._log.add_likes, entry.id, likes))
        if say.corrected:
            at, text = say.corrected
            self._push(at, partial(self._log.change_entry, entry.id, text=text, edited=to_stamp(at)))
        if say.deleted:
            self._push(say.deleted, partial(self._log.change_entry, entry.id, deleted=to_stamp(say.deleted)))
