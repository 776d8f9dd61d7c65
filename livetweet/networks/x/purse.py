"""What reading may cost. X charges for every post it returns, so that a hashtag with many posts is read less often rather than for more money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from livetweet.clock import Clock
from livetweet.errors import RateLimitedError

AN_HOUR = 1.0  # US dollars, an account
MENTION, OTHER = (
    0.001,
    0.005,
)  # US dollars a post read, charged once a day (docs.x.com/x-api/getting-started/pricing and …/fundamentals/post-cap, 2026-08)


@dataclass(slots=True)
class Purse:
    """Fills by `AN_HOUR` an hour and never holds more. It may be overdrawn: nobody knows what an answer costs before it has come."""

    clock: Clock
    _left: float = field(default=AN_HOUR, init=False)
    _at: datetime | None = field(default=None, init=False)
    _paid: set[tuple[date, str, float]] = field(default_factory=set, init=False)

    def spend(self, posts: Iterable[str], price: float) -> None:
        """POSTS, by their ids, have been read at PRICE; those read before on the same day are free."""
        day = self.clock.now().astimezone(UTC).date()
        read = {(day, one, price) for one in posts}
        self._left = self._now() - len(read - self._paid) * price
        self._paid = {one for one in self._paid if one[0] == day} | read

    def ask(self) -> None:
        """Raises RateLimitedError until what was overdrawn has come in again."""
        left = self._now()
        if left < 0:
            wait = -left / AN_HOUR * 3600
            raise RateLimitedError(f"Reading hashtags on X has cost more than ${AN_HOUR:.2f} in an hour: it goes on in {wait / 60:.0f} min.", wait)

    def _now(self) -> float:
        now = self.clock.now()
        passed = max((now - self._at).total_seconds(), 0.0) if self._at else 0.0
        self._at = now
        self._left = min(self._left + passed * AN_HOUR / 3600, AN_HOUR)
        return self._left
