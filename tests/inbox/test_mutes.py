"""Muted persons and words are taken in and not shown; and what the inbox shows follows at once."""

from __future__ import annotations

import pytest

from livetweet.errors import NotAllowedError
from livetweet.inbox import mutes
from livetweet.inbox.stream import Stream
from livetweet.store import changes
from livetweet.store.mutes import Mute
from tests.inbox.world import NOW, World, came


@pytest.fixture
def posts(world: World) -> tuple[int, ...]:
    return world.take(
        came("1", "Buy my COIN now", author="Spam@example.net"),
        came("2", "Coining a word"),
        came("3", "My opinion: no coin, please"),
        came("4", "Again me", author="spam@example.net"),
    )


class Desk:
    """A stream that reads on, as a desk's does."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stream = Stream()
        self.seq: int | None = None

    def shows(self) -> set[int]:
        with self.world.store.reading() as db:
            changed = changes.since(db, self.seq)
            self.stream.refresh(db, None if changed.all else changed.incoming, None if changed.all else changed.questions)
            self.seq = changed.seq
        return {item.id for item in self.stream.newest()}


def test_a_muted_person_is_not_shown_whatever_the_case_of_the_handle(world: World, posts: tuple[int, ...]) -> None:
    desk = Desk(world)
    assert desk.shows() == set(posts)
    assert mutes.mute_author(world.store, posts[0], operator="Léa", now=NOW) == "Spam@example.net"
    assert desk.shows() == {posts[1], posts[2]}
    (new,) = world.take(came("5", "Hello", author="SPAM@example.net"))
    assert new not in desk.shows()


def test_a_muted_word_hides_what_says_it_as_a_whole_word(world: World, posts: tuple[int, ...]) -> None:
    desk = Desk(world)
    assert mutes.mute_word(world.store, "  Coin ", operator="Léa", now=NOW) == "coin"
    assert desk.shows() == {posts[1], posts[3]}


def test_the_last_one_muted_is_shown_again(world: World, posts: tuple[int, ...]) -> None:
    desk = Desk(world)
    mutes.mute_word(world.store, "coin", operator="Léa", now=world.now())
    mutes.mute_author(world.store, posts[0], operator="Léa", now=world.now())
    assert mutes.muted(world.store) == [Mute(network="", what="coin"), Mute(network="mastodon", what="spam@example.net")]
    assert mutes.unmute_last(world.store) == "spam@example.net"
    assert desk.shows() == {posts[1], posts[3]}
    assert mutes.unmute_last(world.store) == "coin"
    assert desk.shows() == set(posts)
    with pytest.raises(NotAllowedError, match="Nobody and nothing is muted"):
        mutes.unmute_last(world.store)


@pytest.mark.parametrize("word", ["[a", "a+b(", "*", "\\", "œuvre"])
def test_any_text_can_be_muted(world: World, word: str) -> None:
    (hidden,) = world.take(came("9", f"so {word} it is"))
    mutes.mute_word(world.store, word, operator="Léa", now=NOW)
    assert hidden not in Desk(world).shows()


def test_no_word_is_no_mute(world: World) -> None:
    with pytest.raises(NotAllowedError, match="There is no word to mute: type one"):
        mutes.mute_word(world.store, "  ", operator="Léa", now=NOW)
