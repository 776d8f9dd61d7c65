"""What tells a programme's version from the next, at the address it comes from. Apart from `fetch`, so that whoever keeps it needs no reader of programmes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What a server said of the version it sent last, to be shown to it the next time."""

    etag: str | None = None
    modified: str | None = None
