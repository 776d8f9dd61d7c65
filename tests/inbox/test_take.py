from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.errors import NotFoundError
from livetweet.inbox import errands
from livetweet.inbox.take import Taken, attach_answers, take_in
from livetweet.model.incoming import How
from tests.building import OPERATOR
from tests.inbox.world import NOW, World, came


def test_take_in_stores_a_page_with_its_cursor(world: World) -> None:
    posts = [came("1", "Nice."), came("2", "How do you scale it?", likes=3)]
    assert take_in(world.store, "masto", posts, ("tag:fair", "2"), NOW) == Taken(new=(1, 2), asking=(2,))
    assert world.rows("SELECT remote_id, account, how, text, likes, asks, state FROM incoming") == [
        {"remote_id": "1", "account": "masto", "how": "mention", "text": "Nice.", "likes": 0, "asks": 0, "state": "new"},
        {"remote_id": "2", "account": "masto", "how": "mention", "text": "How do you scale it?", "likes": 3, "asks": 1, "state": "new"},
    ]
    assert world.rows("SELECT stream, value FROM cursor") == [{"stream": "tag:fair", "value": "2"}]


def test_take_in_stores_nothing_twice_and_keeps_the_better_how(world: World) -> None:
    world.take(came("1", how=How.TAG), came("2", how=How.REPLY))
    again = [came("1", how=How.MENTION, likes=5), came("2", "other words", how=How.TAG, likes=1), came("3"), came("3")]
    assert take_in(world.store, "masto", again, ("mentions", "3"), world.now()).new == (3,)
    assert world.rows("SELECT remote_id, how, text, likes FROM incoming") == [
        {"remote_id": "1", "how": "mention", "text": "Nice.", "likes": 5},
        {"remote_id": "2", "how": "reply", "text": "Nice.", "likes": 1},
        {"remote_id": "3", "how": "mention", "text": "Nice.", "likes": 0},
    ]


def test_a_tag_s_hit_of_one_account_that_mentions_another_is_the_other_s_to_answer(world: World) -> None:
    world.take(came("1", how=How.TAG), came("2", how=How.MENTION), came("3", how=How.TAG), account="masto")
    world.take(came("1", how=How.MENTION), came("2", how=How.REPLY), came("3", how=How.TAG, likes=1), account="rooms")
    assert world.rows("SELECT remote_id, account, how FROM incoming") == [
        {"remote_id": "1", "account": "rooms", "how": "mention"},
        {"remote_id": "2", "account": "masto", "how": "mention"},
        {"remote_id": "3", "account": "masto", "how": "tag"},
    ]


def test_a_tag_s_hit_that_two_servers_show_under_ids_of_their_own_comes_in_once(world: World) -> None:
    url = "https://example.net/@ana/1"
    world.take(came("1", how=How.TAG, url=url))
    assert world.take(came("a1", how=How.TAG, url=url), came("a2", how=How.TAG, url=f"{url}2"), account="rooms") == (2,)
    assert world.take(came("a3", how=How.TAG), came("a4", how=How.TAG), account="rooms") == (3, 4)  # they have no address to be told by


def test_a_tag_s_hit_becomes_the_mention_that_another_server_s_account_can_answer(world: World) -> None:
    url = "https://example.net/@ana/1"
    world.take(came("1", how=How.TAG, url=url))
    part = world.part("kites", remote_id="ours")
    assert world.take(came("a1", how=How.REPLY, url=url, in_reply_to="ours"), account="rooms") == ()
    assert world.rows("SELECT remote_id, account, how, part FROM incoming") == [{"remote_id": "a1", "account": "rooms", "how": "reply", "part": part}]
    for _ in range(2):  # both go on showing it
        assert world.take(came("1", how=How.TAG, url=url)) == ()
        assert world.take(came("a1", how=How.REPLY, url=url, in_reply_to="ours"), account="rooms") == ()


def test_a_mention_of_two_accounts_on_two_servers_comes_in_once(world: World) -> None:
    url = "https://example.net/@ana/1"
    world.take(came("1", how=How.MENTION, url=url))
    assert world.take(came("a1", how=How.MENTION, url=url), account="rooms") == ()


def test_what_we_have_named_by_its_id_keeps_it_and_the_mention_comes_in_beside_it(world: World) -> None:
    """One too many is better than a like of another post."""
    url = "https://example.net/@ana/1"
    world.take(came("1", how=How.TAG, url=url))
    errands.favourite(world.store, [1], operator=OPERATOR, now=world.now())
    assert world.take(came("a1", how=How.MENTION, url=url), account="rooms") == (2,)
    assert world.rows("SELECT remote_id, account FROM incoming") == [{"remote_id": "1", "account": "masto"}, {"remote_id": "a1", "account": "rooms"}]


def test_take_in_keeps_the_same_id_of_two_networks_apart(world: World) -> None:
    world.take(came("1"))
    assert world.take(came("1", network="bluesky", author="ana.example"), account="sky") == (2,)


def test_take_in_leaves_our_own_posts_out(world: World) -> None:
    world.part("kites", remote_id="ours")
    assert world.take(came("ours"), came("2", author="Fair@Example.Social"), came("3")) == (1,)
    assert world.rows("SELECT remote_id FROM incoming") == [{"remote_id": "3"}]


def test_take_in_attaches_answers_and_answers_to_them(world: World) -> None:
    part = world.part("kites", remote_id="ours")
    world.take(came("1", in_reply_to="ours"), came("2", in_reply_to="1"), came("3", in_reply_to="elsewhere"), came("4"))
    world.take(came("5", in_reply_to="2"))
    assert world.rows("SELECT remote_id, part, session FROM incoming") == [
        {"remote_id": "1", "part": part, "session": "kites"},
        {"remote_id": "2", "part": part, "session": "kites"},
        {"remote_id": "3", "part": None, "session": None},
        {"remote_id": "4", "part": None, "session": None},
        {"remote_id": "5", "part": part, "session": "kites"},
    ]


def test_take_in_does_not_attach_across_networks(world: World) -> None:
    world.part("kites", account="sky", remote_id="7")
    world.take(came("1", in_reply_to="7"))
    assert world.rows("SELECT part FROM incoming") == [{"part": None}]


def test_take_in_attaches_what_came_before_the_post_it_answers(world: World) -> None:
    part = world.part("kites", remote_id="ours")
    world.take(came("3", in_reply_to="2"), came("2", in_reply_to="1"))
    world.take(came("1", in_reply_to="ours"))
    assert world.rows("SELECT part, session FROM incoming") == [{"part": part, "session": "kites"}] * 3


def test_attach_answers_places_what_came_before_our_part_was_known(world: World) -> None:
    part = world.part("kites", remote_id=None, state="unknown", posted_at=None)
    world.take(came("1", in_reply_to="ours"), came("2", in_reply_to="1"))
    with world.store.writing() as db:
        attach_answers(db, part)
        db.execute("UPDATE part SET state = 'posted', remote_id = 'ours' WHERE id = ?", (part,))
        attach_answers(db, part)
    assert world.rows("SELECT part, session FROM incoming") == [{"part": part, "session": "kites"}] * 2


def test_take_in_forgets_the_words_of_what_is_gone(world: World) -> None:
    world.take(came("1"), came("2"))
    take_in(world.store, "masto", [], ("mentions", "2"), NOW, gone=["1", "unheard of"])
    assert world.rows("SELECT text, deleted_at IS NOT NULL AS deleted FROM incoming") == [
        {"text": None, "deleted": 1},
        {"text": "Nice.", "deleted": 0},
    ]


def test_take_in_keeps_text_that_is_not_whole_unicode(world: World) -> None:
    world.take(came("1", "half \ud83d", name="\udc80"))
    assert world.rows("SELECT text, name FROM incoming") == [{"text": "half ?", "name": "?"}]


def test_take_in_for_an_unknown_account_changes_nothing(world: World) -> None:
    with pytest.raises(NotFoundError, match="There is no account gone"):
        take_in(world.store, "gone", [came("1")], ("mentions", "1"), NOW)
    assert world.rows("SELECT * FROM cursor") == []


@given(st.lists(st.integers(min_value=0, max_value=30), max_size=60), st.integers(min_value=1, max_value=9))
def test_pages_that_overlap_give_each_post_once(order: list[int], size: int) -> None:
    world = _World.fresh()
    for start in range(0, len(order), size):
        page = [came(str(one), at=NOW + timedelta(seconds=one)) for one in order[max(0, start - 1) : start + size]]
        world.take(*page, cursor=str(start))
    assert [row["remote_id"] for row in world.rows("SELECT remote_id FROM incoming ORDER BY id")] == [str(one) for one in dict.fromkeys(order)]


class _World:
    """One store for all examples of a law, emptied before each: making one takes longer than the example."""

    world: World

    @classmethod
    def fresh(cls) -> World:
        with cls.world.store.writing() as db:
            db.execute("DELETE FROM incoming")
        return cls.world


@pytest.fixture(autouse=True, scope="module")
def _one_world(tmp_path_factory: pytest.TempPathFactory, template: object) -> None:
    _World.world = World(tmp_path_factory.mktemp("law"), template)  # type: ignore[arg-type]
