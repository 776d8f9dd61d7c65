"""What the headers of an answer say of time and limits, in whichever form. A server may say anything: what comes out is aware, and no wait or count is beyond all sense.

Headers are a mapping by names in small letters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from livetweet.networks.port import Limits

LONGEST = timedelta(hours=24)  # that a server is believed, as to a wait or to a limit used up
MOST = 10**9  # posts, or seconds


def read_date(headers: Mapping[str, str]) -> datetime | None:
    """What the server's clock showed when it answered; None where it does not say."""
    return _http_date(headers.get("date", ""))


def read_wait(headers: Mapping[str, str], *resets: str, now: datetime | None = None) -> float | None:
    """Seconds from the answer until the server wants to hear of us again: by `Retry-After` (seconds or an instant), else by the last of its headers RESETS.

    By the server's own clock; by NOW where it tells no time. None where it says nothing that makes sense.
    """
    date = read_date(headers) or now
    asked_for = headers.get("retry-after", "").strip()
    until = _http_date(asked_for) or max(filter(None, (_instant(headers.get(name, "")) for name in resets)), default=None)
    seconds = _count(asked_for) or ((until - date).total_seconds() if until and date else 0)
    return min(float(seconds), LONGEST.total_seconds()) if seconds > 0 else None


def read_limits(headers: Mapping[str, str], left: str, reset: str, now: datetime) -> Limits | None:
    """How many more posts leave by the headers called LEFT and RESET, NOW by our clock; None where they do not say."""
    count, until = _count(headers.get(left, "")), _instant(headers.get(reset, ""))
    return None if count is None or until is None else Limits(left=count, reset=min(until, now + LONGEST))


def _count(text: str) -> int | None:
    return min(int(text), MOST) if text.isdecimal() and len(text) < 100 else None


def _instant(text: str) -> datetime | None:
    """TEXT in seconds since 1970, as GoToSocial, Bluesky and X have it, or ISO 8601, as Mastodon has."""
    return _read(lambda: datetime.fromtimestamp(float(text), UTC)) or _read(lambda: datetime.fromisoformat(text.strip()))


def _http_date(text: str) -> datetime | None:
    return _read(lambda: parsedate_to_datetime(text))


def _read(read: Callable[[], datetime]) -> datetime | None:
    with suppress(ValueError, IndexError, OverflowError, OSError):
        found = read()
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    return None
