"""An account: one identity on one network, named in hashtags.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`hold` is why nothing leaves from it, in a sentence, or None; `not_before` when it may be tried again."""

    name: str
    network: str
    handle: str
    server: str | None = None
    hold: str | None = None
    not_before: datetime | None = None
