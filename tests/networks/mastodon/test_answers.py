"""What an answer means, row by row, and what an exception beneath the library does."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError

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
from livetweet.networks.mastodon.answers import Answer, classify, classify_failure

NOW = datetime(2027, 3, 18, 9, tzinfo=UTC)
DATE = "Thu, 18 Mar 2027 09:00:00 GMT"


def answer(status: int, said: Any = None, **headers: str) -> Answer:
    return Answer(status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}, said=said)


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        (401, {"error": "The access token was revoked"}, AccountError),
        (402, {"error": "Payment required"}, AccountError),
        (403, {"error": "This action is outside the authorized scopes"}, ForbiddenError),
        (403, {"error": "Your login is currently disabled"}, ForbiddenError),
        (422, {"error": "This method requires an authenticated user"}, ForbiddenError),
        (403, {"error": "This action is not allowed"}, RejectedError),
        (404, {"error": "Record not found"}, RejectedError),
        (410, {"error": "Gone"}, RejectedError),
        (422, {"error": "Validation failed: Text can't be blank"}, RejectedError),
        (400, {"error": "Bad Request: status too long"}, RejectedError),
        (422, {"error": "Cannot attach files that have not finished processing. Try again in a moment!"}, MediaRefusedError),
        (400, {"error": "Duplicate idempotency key."}, OutcomeUnknownError),
        (404, None, OutcomeUnknownError),  # a page of somebody in between
        (403, "", OutcomeUnknownError),
        (408, {"error": "Request Timeout"}, OutcomeUnknownError),
        (500, {"error": "An unexpected error occurred"}, OutcomeUnknownError),
        (503, None, OutcomeUnknownError),
        (302, None, OutcomeUnknownError),
        (200, None, OutcomeUnknownError),
        (429, None, RateLimitedError),
        (429, {"error": "Too many requests"}, RateLimitedError),
    ],
)
def test_answer_is_one_row_of_the_table(status: int, said: Any, kind: type[NetworkError]) -> None:
    found = classify(answer(status, said), "example.social", NOW, media=True)
    assert type(found) is kind
    assert str(found).startswith("example.social ")


def test_media_words_are_about_media_only_where_some_was_sent() -> None:
    refused = answer(422, {"error": "Validation failed: Media is not there"})
    assert type(classify(refused, "example.social", NOW)) is RejectedError


def test_what_the_server_said_is_told_in_one_line() -> None:
    words = str(classify(answer(422, {"error": "Validation\n failed:  no"}), "example.social", NOW))
    assert words == "example.social says: Validation failed: no"


def test_wait_is_by_the_header_of_mastodon() -> None:
    found = classify(answer(429, None, date=DATE, x_ratelimit_reset="2027-03-18T09:05:00.000000Z"), "example.social", NOW)
    assert isinstance(found, RateLimitedError)
    assert found.retry_after == 300.0


def test_time_of_an_answer_from_a_cache_counts_its_age() -> None:
    assert answer(200, {}, date=DATE, age="30").at == NOW + timedelta(seconds=30)
    assert answer(200, {}, date=DATE).at == NOW
    assert answer(200, {}, date="yesterday").at is None
    assert answer(200, {}).at is None


def wrapped(error: BaseException) -> Exception:
    """As Mastodon.py raises what requests has raised."""
    outer = RuntimeError("Could not complete request")
    outer.__context__ = error
    return outer


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (requests.ConnectTimeout(), NotSentError),
        (requests.ConnectionError(MaxRetryError(None, "/", NewConnectionError(None, "refused"))), NotSentError),  # type: ignore[arg-type]
        (requests.ConnectionError(socket.gaierror(-2, "Name or service not known")), NotSentError),
        (requests.exceptions.SSLError(MaxRetryError(None, "/", ssl.SSLCertVerificationError("self-signed"))), NotSentError),  # type: ignore[arg-type]
        (requests.exceptions.SSLError(ssl.SSLError("UNEXPECTED_EOF_WHILE_READING")), OutcomeUnknownError),
        (requests.ReadTimeout(), OutcomeUnknownError),
        (requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError(104, "reset"))), OutcomeUnknownError),
        (requests.exceptions.ChunkedEncodingError(), OutcomeUnknownError),
        (ValueError("whatever"), OutcomeUnknownError),
    ],
)
def test_failure_without_an_answer_is_not_sent_only_where_nothing_can_have_left(error: BaseException, kind: type[NetworkError]) -> None:
    assert type(classify_failure(wrapped(error), "example.social")) is kind
