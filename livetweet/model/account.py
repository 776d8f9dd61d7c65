"""An account: one identity on one network, named in hashtags.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from livetweet.model.measures import Measures


class Links(StrEnum):
    """Where an account's posts carry links: wherever they stand, nowhere, or only in the last part of what leaves as a thread."""

    WITH = "with"
    WITHOUT = "without"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`timeout` is how many seconds its server has for an answer, None: the usual 30. `daily_cap` is how many US dollars its posts may cost in a day, None: any number. `hold` is why nothing leaves from it, in a sentence, or None; `not_before` when it
    may be tried again; `contacted_at` when its server answered last; until `limit_reset` that takes `limit_left` more posts, and what it takes with one is `measures`,
    where it says so.
    """

    name: str
    network: str
    handle: str
    server: str | None = None
    timeout: float | None = None
    daily_cap: Decimal | None = None
    links: Links = Links.WITH
    measures: Measures | None = None
    hold: str | None = None
    not_before: datetime | None = None
    contacted_at: datetime | None = None
    limit_left: int | None = None
    limit_reset: datetime | None = None

    @property
    def whose(self) -> tuple[str, str, str]:
        """Who it is, however its handle and server are written: where that differs, it is somebody else under the same name."""
        return self.network, self.handle.removeprefix("@").casefold(), (self.server or "").rstrip("/").casefold()
