"""The accounts follow hashtags.toml, but none goes while something of it is on its way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from livetweet.errors import NotAllowedError
from livetweet.model.account import Account
from livetweet.model.part import State
from livetweet.outbox.accounts import follow
from livetweet.store import accounts
from tests.building import NOW, Event

MASTO = Account(name="masto", network="mastodon", handle="@other@example.social", server="https://example.social")
MOON = Account(name="moon", network="x", handle="@moon")


def named(event: Event) -> list[str]:
    with event.store.reading() as db:
        return [account.name for account in accounts.every(db)]


def test_the_store_knows_the_accounts_named_and_no_others(event: Event) -> None:
    follow(event.store, [MASTO, MOON], event.clock)
    with event.store.reading() as db:
        assert accounts.every(db) == [MASTO, MOON]
        assert [one.name for one in accounts.every(db, removed_too=True)] == ["bird", "masto", "moon", "sky"]


def test_hold_stays_when_an_account_becomes_somebody_else_and_waiting_time_does_not(event: Event) -> None:
    with event.store.writing() as db:
        accounts.hold(db, "masto", "401: log in again")
        accounts.back_off(db, "masto", NOW)
    follow(event.store, [MASTO], event.clock)
    with event.store.reading() as db:
        [account] = accounts.every(db)
    assert (account.handle, account.hold, account.not_before) == ("@other@example.social", "401: log in again", None)


def test_one_that_comes_back_is_the_same(event: Event) -> None:
    before = event.context.hashtags.accounts
    follow(event.store, [], event.clock)
    assert named(event) == []
    follow(event.store, before, event.clock)
    assert named(event) == ["bird", "masto", "sky"]


@pytest.mark.parametrize("state", [State.SENDING, State.UNKNOWN])
def test_none_goes_while_a_part_of_it_is_leaving_or_in_doubt(event: Event, state: State) -> None:
    event.put(event.scheduled(), state, account="sky")
    with pytest.raises(NotAllowedError) as refusal:
        follow(event.store, [MASTO], event.clock)
    assert str(refusal.value) == (
        "The account sky cannot go from hashtags.toml now: a part of it is sending or unknown; put it back and resolve that first."
    )
    assert named(event) == ["bird", "masto", "sky"]


@pytest.mark.parametrize("state", [State.SENDING, State.UNKNOWN])
def test_none_becomes_somebody_else_while_a_part_of_it_is_leaving_or_in_doubt(event: Event, state: State) -> None:
    """It would be looked for where it was never sent, not be there, and be sent again."""
    before = event.context.hashtags.accounts
    event.put(event.scheduled(), state, account="masto")
    with pytest.raises(NotAllowedError) as refusal:
        follow(event.store, [MASTO, *(one for one in before if one.name != "masto")], event.clock)
    assert str(refusal.value) == (
        "The account masto cannot become somebody else in hashtags.toml now: a part of it is sending or unknown; "
        "put its handle and server back and resolve that first."
    )
    capped = [replace(one, daily_cap=Decimal(3), handle=one.handle.upper()) for one in before]
    follow(event.store, capped, event.clock)  # whoever it is stays the same
    with event.store.reading() as db:
        assert accounts.every(db) == sorted(capped, key=lambda one: one.name)


def test_nothing_is_written_where_nothing_differs(event: Event) -> None:
    before = event.store.connection.total_changes
    follow(event.store, event.context.hashtags.accounts, event.clock)
    assert event.store.connection.total_changes == before
