from __future__ import annotations

import json
import socket
from datetime import timedelta
from pathlib import Path

import pytest

from livetweet.clock import DiscreteClock
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
from livetweet.model.ref import Ref
from livetweet.networks.port import Outgoing, Picture, Receipt, Request
from livetweet.networks.x.adapter import XAdapter
from tests.fakes.x import Accident, FakeX
from tests.faulty_proxy import BEFORE, Asked, Fault, answered, stand_before
from tests.networks.x.conftest import Open
from tests.pictures import paint


def request_of(text: str, parent: str | None = None) -> Request:
    body = {"text": text, **({"reply": {"in_reply_to_tweet_id": parent}} if parent else {})}
    return Request(part=1, key="k", body=json.dumps(body))


def outcome(adapter: XAdapter, request: Request) -> Receipt | NetworkError:
    try:
        return adapter.create(request)
    except NetworkError as error:
        return error


def test_address_of_a_picture_leads_to_its_post_and_that_of_another_site_to_none(bird: XAdapter, fake: FakeX) -> None:
    ours = fake.create({"text": "Look."})
    assert bird.resolve(f"https://x.com/pyconexemple/status/{ours.id}/photo/1") == Ref(id=ours.id)
    assert bird.resolve(f"https://example.org/pyconexemple/status/{ours.id}") is None


def test_bytes_on_the_wire_are_those_of_the_request(open_x: Open, address: str) -> None:
    request = XAdapter.build(open_x(), Outgoing(part=1, key="k", text="« L’été » 👩‍👩‍👧 & <b>"), (), Ref(id="17"), open_x()._clock.now())
    with stand_before(address, lambda asked: None) as proxy:
        outcome(open_x(proxy.url), request)
        (asked,) = [asked for asked, _ in proxy.befell]
    assert asked.body.decode() == request.body


@pytest.mark.parametrize(
    ("accident", "error", "words"),
    [
        (Accident.TRUNCATED, OutcomeUnknownError, "cannot be read"),
        (Accident.BROKEN, OutcomeUnknownError, "Service Unavailable"),
        (Accident.CREDITS, AccountError, "credits"),
        (Accident.SUSPENDED, ForbiddenError, "Your account is suspended"),
    ],
)
def test_accident_is_told_for_what_it_means(bird: XAdapter, fake: FakeX, accident: Accident, error: type[NetworkError], words: str) -> None:
    fake.accidents.append(accident)
    found = outcome(bird, request_of("Hello"))
    assert type(found) is error
    assert words in str(found)
    assert str(found).count("\n") == 0
    assert len(fake.ours()) == (accident is Accident.TRUNCATED)


def test_hanging_answer_is_given_up_in_time_and_the_post_found(open_x: Open, fake: FakeX, clock: DiscreteClock) -> None:
    fake.accidents.append(Accident.HANG)
    adapter = open_x(timeout=0.5)
    found = outcome(adapter, request_of("Hello"))
    assert isinstance(found, OutcomeUnknownError)
    clock.advance(120)
    receipt = open_x().find(request_of("Hello"), clock.now() - timedelta(minutes=5))
    assert receipt
    assert [receipt.ref.id] == [one.id for one in fake.ours()]


@pytest.mark.parametrize(("accident", "wait"), [(Accident.LIMITED, 900.0), (Accident.LIMITED_SILENTLY, None), (Accident.LIMITED_NONSENSE, None)])
def test_rate_limit_says_how_long_where_the_server_does(bird: XAdapter, fake: FakeX, accident: Accident, wait: float | None) -> None:
    fake.accidents.append(accident)
    found = outcome(bird, request_of("Hello"))
    assert isinstance(found, RateLimitedError)
    assert found.retry_after == wait
    assert fake.calls == ["POST /2/tweets"]


def test_rate_limit_of_the_day_is_told_where_it_is_what_is_used_up(open_x: Open, address: str, clock: DiscreteClock) -> None:
    at = int(clock.now().timestamp())
    headers = {
        "Content-Type": "application/json",
        "Date": "Thu, 18 Mar 2027 09:00:00 GMT",
        "x-rate-limit-remaining": "90",
        "x-rate-limit-reset": str(at + 600),
        "x-user-limit-24hour-remaining": "0",
        "x-user-limit-24hour-reset": str(at + 7200),
    }
    with stand_before(
        address, lambda asked: answered(429, headers=headers, body=b'{"title": "Too Many Requests", "detail": "Too Many Requests"}')
    ) as proxy:
        found = outcome(open_x(proxy.url), request_of("Hello"))
    assert isinstance(found, RateLimitedError)
    assert found.retry_after == 7200.0


def test_duplicate_is_a_hint_and_no_refusal(bird: XAdapter, fake: FakeX) -> None:
    bird.create(request_of("Hello"))
    found = outcome(bird, request_of("Hello"))
    assert isinstance(found, OutcomeUnknownError)
    assert "duplicate content" in str(found)
    assert len(fake.ours()) == 1


def test_answer_to_a_stranger_is_refused_with_the_words_of_x(bird: XAdapter, fake: FakeX) -> None:
    found = outcome(bird, request_of("Thanks!", fake.say("Made it to #PyConExemple")))
    assert isinstance(found, RejectedError)
    assert "you have not been mentioned" in str(found)
    assert "https://x.com/intent/post?in_reply_to=" in str(found)


def test_answer_to_whoever_quoted_us_goes_through(bird: XAdapter, fake: FakeX) -> None:
    ours = bird.create(request_of("Hello"))
    assert isinstance(outcome(bird, request_of("Thanks!", fake.say("See this", quotes=ours.ref.id))), Receipt)


def test_text_too_long_for_x_is_rejected(bird: XAdapter) -> None:
    found = outcome(bird, request_of("é" * 140 + "字" * 71))
    assert isinstance(found, RejectedError)
    assert "too long" in str(found)


def test_pictures_x_no_longer_knows_are_uploaded_again(bird: XAdapter) -> None:
    found = outcome(bird, Request(part=1, key="k", body=json.dumps({"text": "Look", "media": {"media_ids": ["17"]}})))
    assert isinstance(found, MediaRefusedError)


def test_wrong_key_is_the_accounts_matter(open_x: Open) -> None:
    found = outcome(open_x(access_token_secret="another"), request_of("Hello"))
    assert isinstance(found, AccountError)
    assert "account add x" in str(found)


def test_nobody_there_means_not_sent(open_x: Open) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert isinstance(outcome(open_x(f"http://127.0.0.1:{port}"), request_of("Hello")), NotSentError)


def test_server_that_speaks_no_tls_means_not_sent(open_x: Open, address: str) -> None:
    found = outcome(open_x(address.replace("http://", "https://")), request_of("Hello"))
    assert isinstance(found, NotSentError)


@pytest.mark.parametrize("fault", BEFORE, ids=lambda fault: fault.name)
def test_broken_wire_is_unknown_and_nothing_is_sent_twice(open_x: Open, address: str, fault: Fault) -> None:
    with stand_before(address, lambda asked: fault) as proxy:
        found = outcome(open_x(proxy.url, timeout=0.5), request_of("Hello"))
        assert len(proxy.befell) == 1
    assert type(found) in {OutcomeUnknownError, RateLimitedError}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirected_post_is_not_made_again(open_x: Open, address: str, status: int) -> None:
    asked: list[Asked] = []

    def redirect(one: Asked) -> Fault | None:
        asked.append(one)
        return answered(status, headers={"Location": f"{address}/2/tweets"}, body=b"") if len(asked) == 1 else None

    with stand_before(address, redirect) as proxy:
        assert isinstance(outcome(open_x(proxy.url), request_of("Hello")), OutcomeUnknownError)
    assert len(asked) == 1


@pytest.mark.parametrize("body", [b"[]", b"null", b'"done"', b"{}", b'{"data": {"id": "soon"}}', b'{"errors": [{"title": "?", "type": "?"}]}'])
def test_success_that_names_no_post_is_unknown(open_x: Open, address: str, body: bytes) -> None:
    with stand_before(address, lambda asked: answered(201, headers={"Content-Type": "application/json"}, body=body)) as proxy:
        assert isinstance(outcome(open_x(proxy.url), request_of("Hello")), OutcomeUnknownError)


@pytest.mark.parametrize("body", [b"[]", b"null", b"<h1>Forbidden</h1>", b""])
def test_refusal_that_is_not_of_x_is_unknown(open_x: Open, address: str, body: bytes) -> None:
    with stand_before(address, lambda asked: answered(403, headers={"Content-Type": "application/json"}, body=body)) as proxy:
        assert isinstance(outcome(open_x(proxy.url), request_of("Hello")), OutcomeUnknownError)


@pytest.mark.parametrize(
    "text",
    [
        "Slides: https://example.org/a?b=1&c=2 and example.org/b, both",
        "1 < 2 & 3 > 2; &amp; &copy; typed as such",
        "E\u0301te\u0301, décomposé",
        "Two  spaces\n\nand lines\u00a0!",
        "https://example.org/%C3%A9t%C3%A9",
    ],
)
def test_post_is_found_however_x_writes_it(bird: XAdapter, fake: FakeX, clock: DiscreteClock, text: str) -> None:
    made = bird.create(request_of(text))
    clock.advance(120)
    found = bird.find(request_of(text), clock.now() - timedelta(minutes=5))
    assert found
    assert found.ref == made.ref
    assert bird.find(request_of(f"{text}."), clock.now() - timedelta(minutes=5)) is None


def test_post_with_pictures_is_found_by_their_number(bird: XAdapter, clock: DiscreteClock, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(paint(8, 8, "PNG"))
    picture = Picture(path=tmp_path / "a.png", type="image/png", width=8, height=8, alt="A square")
    two = Outgoing(part=1, key="k", text="Look: https://example.org", media=(picture, picture))
    made = bird.create(bird.build(two, bird.prepare(two), None, clock.now()))
    clock.advance(120)
    since = clock.now() - timedelta(minutes=5)
    found = bird.find(bird.build(two, None, None, clock.now()), since)
    assert found
    assert found.ref == made.ref
    one = Outgoing(part=1, key="k", text="Look: https://example.org", media=(picture,))
    assert bird.find(bird.build(one, None, None, clock.now()), since) is None
    assert bird.find(request_of("Look: https://example.org"), since) is None


def test_answer_is_found_though_x_puts_a_name_before_it(bird: XAdapter, fake: FakeX, clock: DiscreteClock) -> None:
    theirs = fake.say("@pyconexemple hello")
    made = bird.create(request_of("Hello Lou", theirs))
    clock.advance(120)
    found = bird.find(request_of("Hello Lou", theirs), clock.now() - timedelta(minutes=5))
    assert found
    assert found.ref == made.ref
    assert bird.find(request_of("Hello Lou"), clock.now() - timedelta(minutes=5)) is None


def test_post_is_found_among_hundreds(bird: XAdapter, fake: FakeX, clock: DiscreteClock) -> None:
    fake.per_window = 1000
    made = bird.create(request_of("The first"))
    for number in range(230):
        fake.create({"text": f"Another one: {number}"})
    clock.advance(120)
    found = bird.find(request_of("The first"), clock.now() - timedelta(minutes=5))
    assert found
    assert found.ref == made.ref


def test_check_tells_keys_that_may_only_read(bird: XAdapter, fake: FakeX) -> None:
    fake.read_only = True
    assert "Read and write" in (bird.check().problem or "")


def test_asking_for_the_time_costs_nothing(bird: XAdapter, fake: FakeX, clock: DiscreteClock) -> None:
    assert bird.server_time() == clock.now()
    assert fake.calls == ["HEAD /2/openapi.json"]


def test_what_x_does_not_let_us_do_names_the_page_for_doing_it(bird: XAdapter) -> None:
    with pytest.raises(RejectedError, match=r"intent/retweet\?tweet_id=17"):
        bird.boost(Ref(id="17"))
    with pytest.raises(RejectedError, match=r"intent/like\?tweet_id=17"):
        bird.favourite(Ref(id="17"))
