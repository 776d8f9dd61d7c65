"""Two operators never answer the same post unknowingly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from livetweet.errors import NotFoundError
from livetweet.inbox import claims
from livetweet.inbox.claims import HOLDS_FOR
from livetweet.inbox.stream import Mark, Stream
from livetweet.store import claims as kept
from tests.inbox.world import NOW, World, came


@pytest.fixture
def post(world: World) -> int:
    (id_,) = world.take(came("1", "Nice hall."))
    return id_


def shown(world: World) -> tuple[Mark, str | None]:
    stream = Stream()
    with world.store.reading() as db:
        stream.refresh(db, None, None)
    (item,) = stream.newest()
    return item.mark, item.by


def test_a_claim_tells_others_who_answers(world: World, post: int) -> None:
    assert claims.claim(world.store, post, operator="Léa", now=NOW) is None
    assert shown(world) == (Mark.BUSY, "Léa")
    assert claims.claim(world.store, post, operator="Sam", now=NOW) == "Léa"
    assert shown(world) == (Mark.BUSY, "Léa")


def test_a_claim_can_be_taken_over_on_purpose(world: World, post: int) -> None:
    claims.claim(world.store, post, operator="Léa", now=NOW)
    assert claims.claim(world.store, post, operator="Sam", now=NOW, over=True) is None
    assert shown(world) == (Mark.BUSY, "Sam")
    claims.release(world.store, post, operator="Léa")  # hers is gone already
    assert shown(world) == (Mark.BUSY, "Sam")
    claims.release(world.store, post, operator="Sam")
    assert shown(world) == (Mark.NEW, None)


def test_a_claim_ends_five_minutes_after_the_last_keystroke(world: World, post: int) -> None:
    claims.claim(world.store, post, operator="Léa", now=NOW)
    claims.claim(world.store, post, operator="Léa", now=NOW + timedelta(minutes=4))
    assert claims.claim(world.store, post, operator="Sam", now=NOW + timedelta(minutes=4) + HOLDS_FOR - timedelta(seconds=1)) == "Léa"
    assert claims.claim(world.store, post, operator="Sam", now=NOW + timedelta(minutes=4) + HOLDS_FOR) is None


def test_a_claim_renewed_at_every_key_changes_the_store_once_a_minute(world: World, post: int) -> None:
    claims.claim(world.store, post, operator="Léa", now=NOW)
    before = world.rows("SELECT max(seq) AS seq FROM change")
    for seconds in range(1, 59):
        claims.claim(world.store, post, operator="Léa", now=NOW + timedelta(seconds=seconds))
    assert world.rows("SELECT max(seq) AS seq FROM change") == before


def test_an_answer_on_its_way_ends_the_claim_and_taken_back_begins_it_again(world: World, post: int) -> None:
    claims.claim(world.store, post, operator="Léa", now=NOW)
    claims.answered(world.store, post, operator="Léa", now=NOW)
    assert shown(world) == (Mark.ANSWERED, "Léa")
    claims.take_up_again(world.store, post, operator="Léa", now=NOW)
    assert shown(world) == (Mark.BUSY, "Léa")


def test_expire_leaves_what_is_younger(world: World, post: int) -> None:
    claims.claim(world.store, post, operator="Léa", now=NOW)
    with world.store.writing() as db:
        kept.expire(db, NOW - timedelta(seconds=1))
        assert kept.claimed_by(db, post) == "Léa"
        kept.expire(db, NOW)
        assert kept.claimed_by(db, post) is None


def test_what_is_not_there_cannot_be_claimed(world: World) -> None:
    with pytest.raises(NotFoundError, match="There is no incoming post 7"):
        claims.claim(world.store, 7, operator="Léa", now=NOW)
