"""What an answer of the server, or its absence, means: every failure of a call becomes one of `errors.py`, once, here.

The table is that of docs/architecture.md; the names are those that the reference server gives its errors (bluesky-social/atproto, packages/pds, 2026-08).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from atproto.exceptions import RequestErrorBase

from livetweet.errors import (
    AccountError,
    MediaRefusedError,
    NetworkError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
)
from livetweet.networks.port import Limits

_EXPIRED = frozenset({"ExpiredToken", "InvalidToken"})
_MEDIA = frozenset({"BlobNotFound", "InvalidMimeType", "InvalidSize", "BlobTooLarge"})
_ACCOUNT = frozenset({"AccountDeactivated", "AccountNotFound", "AccountSuspended", "AccountTakedown", "AuthFactorTokenRequired", "AuthMissing"})
_NOTHING_THERE = frozenset({"RecordNotFound", "RepoNotFound", "RepoDeactivated", "RepoTakendown"})
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol, httpx.InvalidURL)
_LONGEST_WAIT = 24 * 3600.0  # seconds; a longer one is nonsense
_WRITES_WINDOW = 3600  # seconds: limits over an hour or a day count writes, shorter ones calls of any kind
_POINTS_A_POST = 2  # of a putRecord (packages/pds/src/api/com/atproto/repo/putRecord.ts, 2026-08)


class TokenExpiredError(NetworkError):
    """The token has run out, or is none of this server: nothing was done."""


class NothingThereError(RejectedError):
    """There is no such record, account or handle."""


def to_network_error(error: Exception) -> NetworkError:
    """What ERROR, raised by the library or beneath it, means."""
    response = error.response if isinstance(error, RequestErrorBase) else None
    if response is not None:
        return _answered(response.status_code, *_words(response.content), response.headers)
    cause = (error.__cause__ or error) if isinstance(error, RequestErrorBase) else error
    if isinstance(cause, _NEVER_SENT):
        return NotSentError(f"The server could not be reached ({_told(cause)}).")
    if isinstance(cause, httpx.TimeoutException):
        return OutcomeUnknownError("No answer in time.")
    return OutcomeUnknownError(f"The answer was lost on the way ({_told(cause)}).")


def _answered(status: int, name: str, message: str, headers: Mapping[str, str]) -> NetworkError:
    """Without NAME it was not the server itself that answered, but something on the way to it."""
    words = f"{status} {name}: {message}".rstrip(": ")
    if status == 429:
        return RateLimitedError(words, asked_to_wait(headers))
    if status in {408, 413} and not name:
        return OutcomeUnknownError(words)
    if not 400 <= status < 500 or status == 408 or not name or name == "InvalidSwap":
        return OutcomeUnknownError(words)
    if name in _EXPIRED:
        return TokenExpiredError(words)
    if status in {401, 402} or name in _ACCOUNT:
        return AccountError(words)
    if name in _MEDIA:
        return MediaRefusedError(words)
    if name in _NOTHING_THERE or message.startswith(("Could not find repo", "Could not locate record", "Unable to resolve handle")):
        return NothingThereError(words)
    return RejectedError(words)


def _words(content: object) -> tuple[str, str]:
    """Name and message of an error as the server put it; empty where it did not."""
    name, message = getattr(content, "error", None), getattr(content, "message", None)
    return (name if isinstance(name, str) else "", " ".join(message.split())[:300] if isinstance(message, str) else "")


def _told(error: BaseException) -> str:
    return str(error) or type(error).__name__


def said_at(headers: Mapping[str, str]) -> datetime | None:
    """What the server's clock showed when it answered, aware; None where it did not say."""
    try:
        said = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """How many seconds the server asks us to wait: by `Retry-After` (seconds or an instant), else by `RateLimit-Reset`; None where it says nothing that makes sense."""
    now = said_at(headers)
    for name in ("retry-after", "ratelimit-reset"):
        said = headers.get(name, "").strip()
        try:
            wait = float(said) if name == "retry-after" else float(said) - now.timestamp() if now else None
        except ValueError:
            instant = said_at({"date": said})
            wait = (instant - now).total_seconds() if instant and now else None
        if wait is not None and 0 < wait <= _LONGEST_WAIT:
            return wait
    return None


def posts_left(headers: Mapping[str, str]) -> Limits | None:
    """How many more posts the server takes, where these HEADERS of an answer speak of writes (docs.bsky.app/docs/advanced-guides/rate-limits, 2026-08)."""
    try:
        window = int(headers["ratelimit-policy"].partition("w=")[2])
        left, reset = int(headers["ratelimit-remaining"]), datetime.fromtimestamp(int(headers["ratelimit-reset"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None
    return Limits(left=left // _POINTS_A_POST, reset=reset) if window >= _WRITES_WINDOW else None
