"""What each view shows now, made once for all who look at it, and handed to as many as there is room for.

Nobody has a queue: who is slow gets the newest document when it is ready for it, and never holds up another. Lives on the event loop alone.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from livetweet.clock import RealClock
from livetweet.stage.moment import Moment
from livetweet.stage.public import Document

STALE_AFTER = 10.0  # real seconds without a look at the store, which is looked at every second

View = Callable[[Moment, str | None], Document]
Channel = tuple[str, str | None]  # the view's name, and the room or None


class FullError(Exception):
    """No more may look: too many, or too many from one address."""


@dataclass(slots=True)
class _Shown:
    document: bytes = b""
    number: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Hub:
    """`most` looks at once at a view, `most_each` from one address; private views have room of their own, so that no crowd keeps the moderator out."""

    def __init__(self, views: Mapping[str, View], *, most: Mapping[str, int], most_each: int) -> None:
        self._views, self._most, self._most_each = views, most, most_each
        self._shown: dict[Channel, _Shown] = {}
        self._looking: Counter[Channel] = Counter()
        self._from: Counter[str] = Counter()
        self.moment: Moment | None = None
        self.problem: str | None = None
        self._read_at = 0.0

    def publish(self, moment: Moment) -> None:
        """MOMENT is what there is now; whoever looks at a view in which that shows is woken."""
        self.moment, self.problem, self._read_at = moment, None, RealClock().monotonic()
        for channel in [one for one, count in self._looking.items() if count]:
            self._show(channel, moment)

    def fail(self, sentence: str) -> None:
        """The store cannot be read: what is shown is stale from now on."""
        self.problem = sentence

    @property
    def looking(self) -> int:
        return self._looking.total()

    @property
    def screens(self) -> int:
        """Those that look on for a room full of people: the hall's and the speaker's, no phones."""
        return self._of_view("hall") + self._of_view("speaker")

    @contextmanager
    def look(self, view: str, room: str | None, address: str) -> Iterator[Channel]:
        """One more who looks, from ADDRESS; raises FullError."""
        channel = (view, room)
        if self._of_view(view) >= self._most[view] or self._from[address] >= self._most_each:
            raise FullError
        self._looking[channel] += 1
        self._from[address] += 1
        if self.moment is not None:
            self._show(channel, self.moment)
        try:
            yield channel
        finally:
            self._looking[channel] -= 1
            self._from[address] -= 1
            if not self._looking[channel]:
                del self._looking[channel]
                self._shown.pop(channel, None)
            if not self._from[address]:
                del self._from[address]

    async def newer(self, channel: Channel, than: int, within: float) -> tuple[int, bytes] | None:
        """The document with its number, once that is not THAN; None after WITHIN seconds without one."""
        shown = self._shown.setdefault(channel, _Shown())
        if shown.number == than:
            try:
                async with asyncio.timeout(within):
                    await shown.changed.wait()
            except TimeoutError:
                return None
        return shown.number, shown.document

    def time(self) -> bytes | None:
        """The event's time and how fast it passes, for those who count down; None while nothing could be read, so that screens show it."""
        since = RealClock().monotonic() - self._read_at
        if self.moment is None or self.problem is not None or since > STALE_AFTER:
            return None
        return json.dumps({"now": self.moment.at.timestamp() + since * self.moment.speed, "speed": self.moment.speed}).encode()

    def _show(self, channel: Channel, moment: Moment) -> None:
        view, room = channel
        document = json.dumps(self._views[view](moment, room), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        shown = self._shown.setdefault(channel, _Shown())
        if document == shown.document:
            return
        woken, shown.changed = shown.changed, asyncio.Event()
        shown.document, shown.number = document, shown.number + 1
        woken.set()

    def _of_view(self, view: str) -> int:
        return sum(count for (name, _), count in self._looking.items() if name == view)
