"""What an answer of the server means: one row of the table of answers for each, decided from what came over the wire and nothing else.

Only a 4xx that the server itself wrote (JSON, with its reason) proves that nothing was made; a page of somebody in between proves nothing.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

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
from livetweet.networks.words import in_a_line

LEFT, RESET = "x-ratelimit-remaining", "x-ratelimit-reset"

# What servers say where the account, not the request, is at fault (app/controllers/api/base_controller.rb, Doorkeeper; GoToSocial's oauth middleware; 2026-07).
_ACCOUNT = re.compile(
    r"\blogin\b|\bscopes?\b|suspend|disabled|e-?mail|pending approval|authenticated user|access token|\bunauthori[sz]ed\b", re.IGNORECASE
)
# Validation errors of uploads (config/locales/en.yml media_attachments.validations; 2026-07).
_MEDIA = re.compile(r"\bmedia\b|\battach|\bfiles? that have not finished\b", re.IGNORECASE)
_TWICE = re.compile(r"idempotency|duplicate", re.IGNORECASE)  # Pixelfed answers 400 "Duplicate idempotency key."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: `headers` with lower-case names, `said` the parsed JSON or None where it is none."""

    status: int
    headers: Mapping[str, str]
    said: Any

    @property
    def fine(self) -> bool:
        return 200 <= self.status < 300 and self.said is not None

    @property
    def words(self) -> str:
        """The server's own reason, in a line."""
        said = self.said
        reason = (said.get("error_description") or said.get("error")) if isinstance(said, dict) else said
        return in_a_line(reason) if isinstance(reason, str) else ""

    @property
    def at(self) -> datetime | None:
        """The server's time when it answered, aware; what a cache has kept for `Age` seconds is that much older."""
        dated, age = headers.read_date(self.headers), self.headers.get("age", "")
        return dated + timedelta(seconds=int(age)) if dated and age.isdecimal() and len(age) < 8 else dated


def classify(answer: Answer, server: str, now: datetime, *, media: bool = False) -> NetworkError:
    """The error that ANSWER of SERVER (its host) is. `media`: the request named uploads."""
    status, words = answer.status, answer.words
    told = f"{server} says: {words}" if words else f"{server} answered {status}"
    if status == 429:
        return RateLimitedError(f"{server} asks us to wait: too many requests.", headers.read_wait(answer.headers, RESET, now=now))
    if not 400 <= status < 500 or status == 408 or not words:
        return OutcomeUnknownError(told if words else f"{server} answered {status} with something that is no answer.")
    if status in {401, 402}:
        return AccountError(f"{told}; run `livetweet account add mastodon` again to be let in." if status == 401 else told)
    if _TWICE.search(words):
        return OutcomeUnknownError(told)
    if status in {403, 422} and _ACCOUNT.search(words):
        return ForbiddenError(told)
    if media and _MEDIA.search(words):
        return MediaRefusedError(told)
    return RejectedError(told)


def classify_failure(error: BaseException | None, server: str) -> NetworkError:
    """The error that a call is which ended without an answer, by the exception of `requests` beneath it."""
    chain = list(_chain(error))
    if any(isinstance(one, OutcomeUnknownError) for one in chain):  # our patience was at its end
        return OutcomeUnknownError(f"{server} did not end its answer in time.")
    if any(isinstance(one, requests.exceptions.InvalidHeader) for one in chain):
        return AccountError(f"The token for {server} cannot be sent: run `livetweet account add mastodon` again.")
    if any(isinstance(one, requests.ConnectTimeout) for one in chain):
        return NotSentError(f"{server} did not answer the door in time.")
    if any(isinstance(one, socket.gaierror) or type(one).__name__ == "NameResolutionError" for one in chain):
        return NotSentError(f"{server} cannot be found: is this machine online, and its name spelled right?")
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in chain):
        return NotSentError(f"{server} shows a certificate that is not its own: a network that asks for a login first (hotel, hall)?")
    if any(isinstance(one, NewConnectionError) for one in chain):
        return NotSentError(f"{server} cannot be reached: nothing listens there just now.")
    if any(isinstance(one, ssl.SSLError) and "WRONG_VERSION_NUMBER" in str(one) for one in chain):
        return NotSentError(f"{server} does not speak TLS there.")
    if any(isinstance(one, requests.Timeout) for one in chain):
        return OutcomeUnknownError(f"{server} did not answer in time.")
    return OutcomeUnknownError(f"The connection to {server} broke before the answer was there.")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """ERROR and all that it was raised from, through the wrappings of requests and urllib3."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, *(inner for inner in one.args if isinstance(inner, BaseException))]
        if isinstance(one, MaxRetryError):
            waiting.append(one.reason)
