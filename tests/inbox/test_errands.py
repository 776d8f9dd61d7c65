"""Boosts and favourites of what came in: what is asked for, what is refused, and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from livetweet.clock import DiscreteClock
from livetweet.errors import NotAllowedError
from livetweet.inbox import errands, reread
from livetweet.inbox.outcome import Outcome
from livetweet.model.account import Account
from livetweet.model.errand import Deed
from livetweet.networks.port import Seen
from livetweet.outbox.undo import Undone, undo
from livetweet.store import accounts, incoming
from livetweet.store import errands as store_errands
from tests.building import OPERATOR
from tests.inbox.world import World, came


@pytest.fixture
def hall_of_three(world: World) -> World:
    """1: public on Mastodon; 2: private there; 3: on X."""
    with world.store.writing() as db:
        accounts.save(db, Account(name="bird", network="x", handle="fair27"))
    world.take(came("1", "Lovely."), came("2", "Between us.", visibility="direct"))
    world.take(came("3", "Lovely too.", network="x"), account="bird")
    return world


def test_boost_and_favourite_are_errands_of_the_account_that_took_it_in(hall_of_three: World) -> None:
    world, now = hall_of_three, hall_of_three.now()
    assert errands.boost(world.store, [1], operator=OPERATOR, now=now) == Outcome(done=(1,), refused={})
    assert errands.favourite(world.store, [1, 2], operator=OPERATOR, now=now) == Outcome(done=(1, 2), refused={})
    with world.store.reading() as db:
        assert {id_: one.deeds for id_, one in incoming.get(db, [1, 2, 3]).items()} == {
            1: {Deed.BOOST, Deed.FAVOURITE},
            2: {Deed.FAVOURITE},
            3: set(),
        }
        assert store_errands.next_wake(db, "masto", now) == now + timedelta(seconds=10)
        assert store_errands.next_wake(db, "bird", now) is None


def test_what_cannot_be_boosted_is_said_with_what_to_do(hall_of_three: World) -> None:
    world, now = hall_of_three, hall_of_three.now()
    errands.boost(world.store, [1], operator=OPERATOR, now=now)
    assert errands.boost(world.store, [1, 2, 3, 9], operator=OPERATOR, now=now).refused == {
        1: "Post 1 has its boost already.",
        2: "Post 2 is private: it was not written to be passed on.",
        3: "X lets nobody boost from here: open post 3 in the browser and do it there.",
        9: "There is no incoming post 9: see `livetweet inbox list`.",
    }
    reread.apply(world.store, "masto", [Seen(remote_id="1", text=None)], now)
    assert errands.favourite(world.store, [1], operator=OPERATOR, now=now).refused == {
        1: "Post 1 was deleted by its author: there is nothing left to favourite."
    }


def test_undo_takes_back_the_last_one_that_has_not_left(hall_of_three: World) -> None:
    world, now = hall_of_three, hall_of_three.now()
    errands.boost(world.store, [1], operator=OPERATOR, now=now)
    errands.favourite(world.store, [1], operator=OPERATOR, now=now)
    assert undo(world.store, OPERATOR, DiscreteClock(world.now())) == Undone(verb="favourite", post=None)
    with world.store.writing() as db:
        assert incoming.get(db, [1])[1].deeds == {Deed.BOOST}
        db.execute("UPDATE errand SET state = 'done' WHERE what = 'boost'")
    with pytest.raises(NotAllowedError, match="The boost has left"):
        undo(world.store, OPERATOR, DiscreteClock(world.now()))
    assert errands.favourite(world.store, [1], operator=OPERATOR, now=now).done == (1,)  # what was taken back can be asked for again
