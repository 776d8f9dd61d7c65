"""What makes no sense in a post that came in. Dates, names and words are those of strangers' servers: one that cannot be read keeps no other from coming in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from livetweet.networks.words import counted

UNREAD = "This post could not be read: look at it there."
NOBODY = "?"  # the author of what does not say whose it is
NONSENSE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)  # what reading a thing of another shape raises
_SENSIBLE = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)  # other years no zone can show, or nobody has written in


def instant(said: Any, otherwise: datetime) -> datetime:
    """When SAID (ISO 8601) is, aware; OTHERWISE where that is no instant or none in which anybody writes."""
    try:
        found = datetime.fromisoformat(str(said))
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except NONSENSE:
        return otherwise
    return found if _SENSIBLE[0] <= found < _SENSIBLE[1] else otherwise


def likes(said: Any) -> int:
    """How many SAID is; 0 where it is no number."""
    try:
        return counted(said)
    except NONSENSE:
        return 0


def text(said: Any) -> str | None:
    """SAID if it is a text that says something."""
    return said if isinstance(said, str) and said else None
