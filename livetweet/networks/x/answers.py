"""What an answer of X means, or the lack of one: every exception of tweepy and requests as one of ours, and what the headers say of limits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import requests
import tweepy
import urllib3

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
from livetweet.networks.x.wire import RESET
from livetweet.writing.rules.x import intent

# X tells one 403 from another only by its text (xdevplatform/docs and its forum, 2026-08).
_DUPLICATE = re.compile(r"duplicate content", re.IGNORECASE)
_REPLY_RULE = re.compile(r"reply to this conversation is not allowed|only reply to or quote posts", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"\byour (account|client app|app)\b|suspended and is not permitted|temporarily locked|oauth1 app permissions|subset of x api", re.IGNORECASE
)
_ACCOUNT_PROBLEMS = ("client-forbidden", "unsupported-authentication", "oauth1-permissions")  # the end of a problem's `type`
_MEDIA = re.compile(r"media", re.IGNORECASE)

# Of POST /2/tweets (docs.x.com/x-api/fundamentals/rate-limits, 2026-08): the window of 15 minutes, and the day's where the plan has one.
_LIMITS = ("x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour")

_HANDSHAKE_FAILED = ("CERTIFICATE_VERIFY_FAILED", "WRONG_VERSION_NUMBER", "HANDSHAKE_FAILURE", "UNRECOGNIZED_NAME")


def explain(error: Exception, post: Mapping[str, Any] | None = None) -> NetworkError:
    """ERROR, of tweepy or requests, as what it means. POST is the body of what was to be made, if that was asked."""
    match error:
        case NetworkError():
            return error
        case tweepy.TooManyRequests():
            return RateLimitedError(f"X asks to wait: {read_words(error.response)}.", _seconds_to_wait(error.response))
        case tweepy.HTTPException():
            return _explain_status(error.response, post or {})
        case requests.ConnectTimeout():
            return NotSentError("X could not be reached in time: look at this machine's connection.")
        case requests.Timeout():
            return OutcomeUnknownError("X did not answer in time.")
        case requests.ConnectionError() if _never_left(error):
            return NotSentError("X could not be reached: look at this machine's connection, and whether a login page is in the way.")
        case requests.RequestException():
            return OutcomeUnknownError(f"The connection to X broke, or its answer cannot be read ({type(error).__name__}).")
        case _:
            return OutcomeUnknownError(f"X's answer cannot be read ({type(error).__name__}).")


def read_words(answer: requests.Response) -> str:
    """What the server says, in one line without a full stop."""
    problem = read_problem(answer)
    errors = problem.get("errors")
    details = [str(one.get("message") or one.get("detail") or "") for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    words = "; ".join(filter(None, details)) or str(problem.get("detail") or problem.get("title") or f"{answer.status_code} {answer.reason}")
    return in_a_line(words).rstrip(".")


def read_problem(answer: requests.Response) -> Mapping[str, Any]:
    """The body as an object; empty where it is none, as from whatever stands between us and X."""
    try:
        body = answer.json()
    except requests.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def read_limits(answer: requests.Response, now: datetime) -> Limits | None:
    """How many more posts may leave, by the tightest limit that ANSWER (to a post) names."""
    found = (headers.read_limits(answer.headers, f"{name}-remaining", f"{name}-reset", now) for name in _LIMITS)
    return min(filter(None, found), key=lambda one: (one.left, -one.reset.timestamp()), default=None)


def _explain_status(answer: requests.Response, post: Mapping[str, Any]) -> NetworkError:
    status, words = answer.status_code, read_words(answer)
    if status == requests.codes.unauthorized:
        return AccountError(f"X does not accept the keys of this account ({words}): run `livetweet account add x` again.")
    if status == requests.codes.payment_required:
        return AccountError(f"X takes nothing more until credits are bought in its developer console ({words}).")
    problem = read_problem(answer)
    if not 400 <= status < 500 or status == requests.codes.request_timeout or not problem:
        return OutcomeUnknownError(f"X, or what stands in between, had an accident: {words}.")
    if status == requests.codes.forbidden:
        if _DUPLICATE.search(words):
            return OutcomeUnknownError(f"X says that it has this already: {words}.")
        if _ACCOUNT.search(words) or str(problem.get("type", "")).endswith(_ACCOUNT_PROBLEMS):
            return ForbiddenError(f"X refuses this account: {words}.")
        if _REPLY_RULE.search(words):
            page = intent(str(post.get("text", "")), post.get("reply", {}).get("in_reply_to_tweet_id"), None)
            return RejectedError(f"{words}. X lets an answer through only to whoever mentioned or quoted us: answer by hand at {page}")
    if "media" in post and _MEDIA.search(f"{words} {problem.get('errors', '')}"):
        return MediaRefusedError(f"X no longer knows the pictures: {words}.")
    return RejectedError(f"{words}.")


def _seconds_to_wait(answer: requests.Response) -> float | None:
    """Until the reset of the limit that is used up."""
    used_up = [f"{name}-reset" for name in _LIMITS if answer.headers.get(f"{name}-remaining") == "0"] or [RESET]
    return headers.read_wait(answer.headers, *used_up)


def _never_left(error: requests.ConnectionError) -> bool:
    """Whether the connection was never made: name not resolved, refused, no handshake (a handshake that broke off without a reason may have been more)."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(error, requests.exceptions.SSLError):
        return any(sign in str(error) for sign in _HANDSHAKE_FAILED)
    if isinstance(reason, urllib3.exceptions.ProxyError):
        reason = reason.original_error
    return isinstance(reason, urllib3.exceptions.NewConnectionError)
