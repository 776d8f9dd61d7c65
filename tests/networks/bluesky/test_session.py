"""A session is kept and resumed; it is renewed by one at a time, and what is new is durable before it is used."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from livetweet import secrets
from livetweet.errors import AccountError, NotSentError
from livetweet.networks.bluesky.session import TOKENS
from tests.faulty_proxy import Asked, Fault, answered
from tests.networks.bluesky.house import LOG_IN, RENEW, House, post

EXPIRED = answered(400, "expired", headers={"Content-Type": "application/json"}, body=b'{"error":"ExpiredToken","message":"Token has expired"}')


class Expiry:
    """The server's word on TOKENS: they have run out. Until it gives others, that is, for those it gives within a second are spelled alike."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = set(tokens)

    def __call__(self, asked: Asked) -> Fault | None:
        if asked.headers.get("authorization", "").removeprefix("Bearer ") in self.tokens:
            return EXPIRED
        if asked.path in {LOG_IN, RENEW}:
            self.tokens.clear()
        return None


def kept(house: House) -> dict[str, str]:
    return secrets.read(house.account, TOKENS)


def test_session_outlives_the_process_that_began_it(house: House) -> None:
    for number in range(5):
        post(house.adapter(), f"Kite {number}")
    assert house.calls(LOG_IN) == 1
    assert len(house.us.records("app.bsky.feed.post")) == 5


def test_token_that_has_run_out_is_renewed_and_a_query_asked_again(house: House) -> None:
    adapter = house.adapter()
    adapter.check()
    before = kept(house)
    house.proxy.choose = Expiry(before["access"])
    assert adapter.check().handle == house.us.handle
    assert (house.calls(LOG_IN), house.calls(RENEW)) == (1, 1)
    assert kept(house)["did"] == before["did"]
    assert kept(house)["refresh"] != before["refresh"]


def test_post_whose_token_has_run_out_is_not_sent_and_goes_the_next_time(house: House) -> None:
    adapter = house.adapter()
    adapter.check()
    house.proxy.choose = Expiry(kept(house)["access"])
    with pytest.raises(NotSentError, match="400 ExpiredToken"):
        post(adapter, "Kite")
    assert house.us.records("app.bsky.feed.post") == {}
    post(adapter, "Kite")
    assert len(house.us.records("app.bsky.feed.post")) == 1


def test_many_at_once_renew_once(house: House) -> None:
    adapters = [house.adapter() for _ in range(6)]
    for adapter in adapters:
        adapter.check()
    house.proxy.choose = Expiry(kept(house)["access"])
    with ThreadPoolExecutor(len(adapters)) as pool:
        found = list(pool.map(lambda adapter: adapter.check().handle, adapters))
    assert found == [house.us.handle] * len(adapters)
    assert (house.calls(LOG_IN), house.calls(RENEW)) == (1, 1)


def test_new_tokens_are_kept_before_they_are_used(house: House) -> None:
    adapter = house.adapter()
    adapter.check()
    before = kept(house)["refresh"]
    expiry, unkept = Expiry(kept(house)["access"]), []

    def look(asked: Asked) -> Fault | None:
        if asked.path != RENEW and house.calls(RENEW) and kept(house)["refresh"] == before:
            unkept.append(asked.path)
        return expiry(asked)

    house.proxy.choose = look
    adapter.check()
    assert house.calls(RENEW) == 1
    assert unkept == []


def test_refresh_token_that_is_no_longer_taken_costs_one_log_in(house: House) -> None:
    adapter = house.adapter()
    adapter.check()
    house.proxy.choose = Expiry(kept(house)["access"], kept(house)["refresh"])
    adapter.check()
    assert (house.calls(LOG_IN), house.calls(RENEW)) == (2, 1)


def test_wrong_password_puts_the_account_on_hold_with_the_cure(house: House) -> None:
    secrets.keep(house.account, {"app_password": "abcd-efgh-ijkl-mnop"})
    with pytest.raises(
        AccountError, match=r"^401 AuthenticationRequired: Invalid identifier or password; make a new app password .* account add bluesky"
    ):
        house.adapter().check()


def test_no_secret_is_in_what_is_said(house: House) -> None:
    house.adapter().check()
    marked = {house.us.password, *(kept(house)[name] for name in ("access", "refresh"))}
    house.proxy.choose = lambda asked: answered(
        400, headers={"Content-Type": "application/json"}, body=json.dumps({"error": "Bad", "message": "no"}).encode()
    )
    with pytest.raises(Exception, match="400 Bad: no") as caught:
        post(house.adapter(), "Kite")
    shown = "".join(f"{error!r} {error}" for error in (caught.value, caught.value.__cause__))
    assert not [secret for secret in marked if secret in shown]
