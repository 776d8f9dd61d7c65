"""What the desk shows follows the journal, also where a question goes away or becomes part of another."""

from __future__ import annotations

import pytest

from livetweet.inbox import gathering, questions, triage
from livetweet.inbox.stream import Mark, Stream
from livetweet.model.incoming import How, IncomingState
from livetweet.store import changes
from tests.inbox.world import NOW, ROOMS, World, came


def follow(world: World, stream: Stream, seq: int | None) -> int:
    with world.store.reading() as db:
        changed = changes.since(db, seq)
        stream.refresh(db, None if changed.all else changed.incoming, None if changed.all else changed.questions)
    return changed.seq


def test_a_merged_question_waits_no_more_and_its_asker_counts_for_the_other(world: World) -> None:
    posts = world.take(came("1", "How high?", author="a@x.net"), came("2", "How high do they fly?", author="b@x.net"))
    asked = questions.ask(world.store, posts, operator="Léa", now=NOW, room=ROOMS.get).questions
    stream = Stream()
    seq = follow(world, stream, None)
    gathering.merge(world.store, [asked[posts[0]], asked[posts[1]]], operator="Léa", now=NOW)
    follow(world, stream, seq)
    assert [question.id for question in stream.waiting()] == [asked[posts[0]]]
    assert {item.id: item.people for item in stream.newest()} == dict.fromkeys(posts, 2)


def test_a_question_taken_back_is_gone_and_its_post_asks_again(world: World) -> None:
    posts = world.take(came("1", "How high?"))
    asked = questions.ask(world.store, posts, operator="Léa", now=NOW, room=ROOMS.get).questions
    stream = Stream()
    seq = follow(world, stream, None)
    gathering.undo(world.store, [asked[posts[0]]], operator="Léa", now=NOW)
    follow(world, stream, seq)
    assert (stream.waiting(), [(item.mark, item.question) for item in stream.newest()]) == ([], [(Mark.QUESTION, None)])


@pytest.mark.parametrize(
    ("how", "visibility", "mark"),
    [
        (How.REPLY, "public", Mark.NEEDS),
        (How.MENTION, "direct", Mark.NEEDS),
        (How.QUOTE, "public", Mark.QUESTION),
        (How.TAG, "public", Mark.QUESTION),
    ],
)
def test_what_cannot_wait_needs_somebody_where_it_is_said_to_us_until_it_is_read(world: World, how: How, visibility: str, mark: Mark) -> None:
    """It asks, too; a quote or a hashtag may be about the talk."""
    posts = world.take(came("1", "Can you turn it up? We can’t hear the speaker.", how=how, visibility=visibility))
    stream = Stream()
    seq = follow(world, stream, None)
    assert [item.mark for item in stream.newest()] == [mark]
    triage.mark(world.store, posts, IncomingState.READ, operator="Léa", now=NOW)
    follow(world, stream, seq)
    assert stream.newest()[0].mark is (Mark.PRIVATE if visibility == "direct" else Mark.READ)


def test_keep_is_for_all_of_them_and_then_for_none(world: World) -> None:
    first, second = world.take(came("1"), came("2"))
    stream = Stream()
    kept = []
    for ids in ([first], [first, second], [first, second]):
        told = triage.keep(world.store, ids)
        follow(world, stream, None)
        kept.append((told, {item.id for item in stream.newest() if item.kept}))
    assert kept == [(True, {first}), (True, {first, second}), (False, set())]
