"""X's ids, which hold the instant they were given out and sort as it does (github.com/twitter-archive/snowflake)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2010, 11, 4, 1, 42, 54, 657000, UTC)
_BITS_BELOW = 22


def first_at(instant: datetime) -> int:
    """The smallest id of INSTANT, aware."""
    return int((instant - _EPOCH) / timedelta(milliseconds=1)) << _BITS_BELOW


def given_at(number: str) -> datetime:
    """When the id NUMBER was given out, to the millisecond."""
    return _EPOCH + timedelta(milliseconds=int(number) >> _BITS_BELOW)


def is_id(text: str) -> bool:
    """Whether TEXT is one: they have at most nineteen digits."""
    return text.isascii() and text.isdecimal() and len(text) < 20
