"""One row of the table in docs/architecture.md after the other, as the wire has them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

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
from livetweet.networks.bluesky.answers import RESET, NothingThereError, TokenExpiredError, posts_left
from livetweet.networks.bluesky.reading import notified, understood
from livetweet.networks.bluesky.server import Server
from livetweet.networks.bluesky.session import log_in
from livetweet.networks.port import Limits
from tests.faulty_proxy import AFTER, BEFORE, Fault, answered, stand_before

NOBODY = "http://127.0.0.1:9"
NOON = datetime(2027, 3, 18, 12, tzinfo=UTC)
DATE = {"date": format_datetime(NOON, usegmt=True)}


def says(status: int, name: str, message: str = "So it is", headers: Mapping[str, str] | None = None) -> Fault:
    body = f'{{"error":"{name}","message":"{message}"}}'.encode()
    return answered(status, headers={"Content-Type": "application/json", **(headers or {})}, body=body)


def told(fault: Fault, *, timeout: float = 10.0) -> NetworkError:
    """What a procedure raises that meets FAULT, before a server that is not there."""
    with stand_before(NOBODY, lambda _: fault) as proxy:
        server = Server(proxy.url, timeout)
        with pytest.raises(NetworkError) as caught:
            server.tell("com.atproto.repo.putRecord", b"{}")
        server.close()
    return caught.value


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (says(400, "ExpiredToken"), TokenExpiredError),
        (says(401, "ExpiredToken"), TokenExpiredError),
        (says(400, "InvalidToken"), TokenExpiredError),
        (says(401, "AuthenticationRequired"), AccountError),
        (says(401, "AccountTakedown"), AccountError),
        (says(400, "AccountDeactivated"), AccountError),
        (says(403, "AccountNotFound"), ForbiddenError),
        (says(402, "PaymentRequired"), AccountError),
        (says(400, "InvalidRequest"), RejectedError),
        (says(403, "Forbidden"), RejectedError),
        (says(413, "PayloadTooLarge"), RejectedError),
        (says(400, "RecordNotFound"), NothingThereError),
        (says(400, "InvalidRequest", "Unable to resolve handle"), NothingThereError),
        (says(400, "BlobNotFound"), MediaRefusedError),
        (says(400, "InvalidMimeType"), MediaRefusedError),
        (says(400, "InvalidSwap"), OutcomeUnknownError),
        (says(408, "RequestTimeout"), OutcomeUnknownError),
        (says(502, "UpstreamFailure"), OutcomeUnknownError),
        (says(429, "RateLimitExceeded"), RateLimitedError),
        (answered(403), OutcomeUnknownError),  # a page by something on the way
        (answered(302, headers={"Location": "http://127.0.0.1:9/"}, body=b""), OutcomeUnknownError),
        (answered(200, headers={"Content-Type": "application/json"}, body=b'["surprise"]'), OutcomeUnknownError),
        (answered(400, headers={"Content-Type": "application/json"}, body=b'["surprise"]'), OutcomeUnknownError),
        (answered(400, headers={"Content-Type": "application/json"}, body=b'{"error":{"a":1},"message":[]}'), OutcomeUnknownError),
    ],
)
def test_answer_means_what_the_table_says(fault: Fault, error: type[NetworkError]) -> None:
    assert type(told(fault)) is error


def test_refusal_is_one_whatever_letters_it_is_said_in() -> None:
    error = told(says(400, "InvalidRequest", r"No \ud800 kites"))
    assert (type(error), str(error)) == (RejectedError, "400 InvalidRequest: No kites")


@pytest.mark.parametrize("fault", [fault for fault in (*BEFORE, *AFTER) if not fault.passed_on], ids=lambda fault: fault.name)
def test_answer_that_is_lost_is_unknown(fault: Fault) -> None:
    assert type(told(fault, timeout=0.5)) is OutcomeUnknownError


@pytest.mark.parametrize("address", [NOBODY, "http://name.invalid", "gopher://127.0.0.1", "http://[::1"])
def test_server_that_cannot_be_reached_got_nothing(address: str) -> None:
    server = Server(address, 5.0)
    with pytest.raises(NotSentError, match="could not be reached"):
        server.tell("com.atproto.repo.putRecord", b"{}")
    server.close()


@pytest.mark.parametrize("token", ["hush hush", "hush\n", "hu\x00sh", "hüsh", "hush\ud800"])
def test_token_that_no_header_takes_is_not_sent_and_not_said_aloud(token: str) -> None:
    server = Server(NOBODY, 5.0)
    with pytest.raises(AccountError, match=r"^What is kept of this account's session cannot be sent: run `livetweet account add bluesky` again\.$"):
        server.tell("com.atproto.repo.putRecord", b"{}", token)
    server.close()


def test_words_are_those_of_the_server_on_one_line() -> None:
    assert str(told(says(400, "InvalidRequest", r"Record/text must not\n be longer"))) == "400 InvalidRequest: Record/text must not be longer"


def test_wait_is_by_the_header_of_bluesky() -> None:
    error = told(says(429, "RateLimitExceeded", headers={RESET: str(int(NOON.timestamp()) + 90), **DATE}))
    assert isinstance(error, RateLimitedError)
    assert error.retry_after == 90.0


def test_limits_are_told_where_the_headers_speak_of_writes() -> None:
    reset = str(int(NOON.timestamp()))
    writes = {"ratelimit-policy": "5000;w=3600", "ratelimit-remaining": "4321", "ratelimit-reset": reset}
    assert posts_left(writes, NOON) == Limits(left=2160, reset=NOON)
    assert posts_left({**writes, "ratelimit-policy": "3000;w=300"}, NOON) is None
    assert posts_left({**writes, "ratelimit-remaining": "many"}, NOON) is None
    assert posts_left({}, NOON) is None


def test_answer_that_lacks_what_it_must_say_is_none() -> None:
    with stand_before(NOBODY, lambda _: answered(200, headers={"Content-Type": "application/json"}, body=b'{"did":"did:plc:x"}')) as proxy:
        server = Server(proxy.url, 10.0)
        with pytest.raises(OutcomeUnknownError, match="does not say 'accessJwt'"):
            log_in(server, "fair.example", "x")
        server.close()


@pytest.mark.parametrize("told", [{"notifications": [{}]}, {"notifications": [{"reason": "reply"}]}, {"notifications": 7}])
def test_notifications_that_make_no_sense_end_no_worker(told: dict[str, object]) -> None:
    with pytest.raises(OutcomeUnknownError, match="makes no sense"), understood():
        notified(told, "did:plc:us")
