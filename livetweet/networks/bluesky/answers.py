"""What an answer of the server, or its absence, means: every failure of a call becomes one of `errors.py`, once, here.

The table is that of docs/architecture.md; the names are those that the reference server gives its errors (bluesky-social/atproto, packages/pds, 2026-08).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import httpx
from atproto.exceptions import RequestErrorBase

from livetweet.errors import (
    AccountError,
    ForbiddenError,
    MediaRefusedError,
    NetworkError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
)
from livetweet.networks import headers
from livetweet.networks.port import Limits
from livetweet.networks.words import in_a_line

RESET = "ratelimit-reset"
_EXPIRED = frozenset({"ExpiredToken", "InvalidToken"})
_MEDIA = frozenset({"BlobNotFound", "InvalidMimeType", "InvalidSize", "BlobTooLarge"})
_ACCOUNT = frozenset({"AccountDeactivated", "AccountNotFound", "AccountSuspended", "AccountTakedown", "AuthFactorTokenRequired", "AuthMissing"})
_NOTHING_THERE = frozenset({"RecordNotFound", "RepoNotFound", "RepoDeactivated", "RepoTakendown"})
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol, httpx.InvalidURL)
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


def _answered(status: int, name: str, message: str, said: Mapping[str, str]) -> NetworkError:
    """Without NAME it was not the server itself that answered, but something on the way to it."""
    words = f"{status} {name}: {message}".rstrip(": ")
    if status == 429:
        return RateLimitedError(words, headers.read_wait(said, RESET))
    if status in {408, 413} and not name:
        return OutcomeUnknownError(words)
    if not 400 <= status < 500 or status == 408 or not name or name == "InvalidSwap":
        return OutcomeUnknownError(words)
    if name in _EXPIRED:
        return TokenExpiredError(words)
    if status in {401, 402} or name in _ACCOUNT:
        return ForbiddenError(words) if status == 403 else AccountError(words)
    if name in _MEDIA:
        return MediaRefusedError(words)
    if name in _NOTHING_THERE or message.startswith(("Could not find repo", "Could not locate record", "Unable to resolve handle")):
        return NothingThereError(words)
    return RejectedError(words)


def _words(content: object) -> tuple[str, str]:
    """Name and message of an error as the server put it; empty where it did not."""
    if isinstance(content, bytes):  # as the library leaves JSON with half a character in it
        with suppress(ValueError, RecursionError):
            content = json.loads(content)
    name, message = (content.get(one) if isinstance(content, dict) else getattr(content, one, None) for one in ("error", "message"))
    return (in_a_line(name) if isinstance(name, str) else "", in_a_line(message) if isinstance(message, str) else "")


def _told(error: BaseException) -> str:
    """What ERROR says, unless it is about what we were to send: that may be secret."""
    return type(error).__name__ if isinstance(error, httpx.LocalProtocolError) else str(error) or type(error).__name__


def posts_left(said: Mapping[str, str], now: datetime) -> Limits | None:
    """How many more posts the server takes, where what it SAID in the headers of an answer is about writes (docs.bsky.app/docs/advanced-guides/rate-limits, 2026-08)."""
    window = said.get("ratelimit-policy", "").partition("w=")[2]
    points = headers.read_limits(said, "ratelimit-remaining", RESET, now)
    if points is None or not window.isdecimal() or len(window) > 9 or int(window) < _WRITES_WINDOW:
        return None
    return replace(points, left=points.left // _POINTS_A_POST)
