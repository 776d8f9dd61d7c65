"""One incoming post with what stands around it."""

from __future__ import annotations

import pytest

from livetweet.errors import NotFoundError
from livetweet.inbox import conversation, questions
from livetweet.model.incoming import How
from tests.inbox.world import NOW, ROOMS, World, came


def test_a_conversation_is_what_we_said_what_came_between_and_what_we_answered(world: World) -> None:
    ours = world.part("kites", remote_id="ours")
    first, other, stranger, asked = world.take(
        came("1", "First.", how=How.REPLY, in_reply_to="ours"),
        came("2", "Between.", author="bo@example.net", how=How.REPLY, in_reply_to="ours"),
        came("3", "Elsewhere.", author="cy@example.net", how=How.REPLY, in_reply_to="ours"),
        came("4", "How high?", how=How.REPLY, in_reply_to="2"),
    )
    question = questions.ask(world.store, [asked], operator="Léa", now=NOW, room=ROOMS.get).questions[asked]
    answer = world.part(None, remote_id="answer", reply_to=asked)
    found = conversation.read(world.store, asked)
    assert (found.post.id, found.ours and found.ours.id, [one.id for one in found.above]) == (asked, ours, [first, other])
    assert (found.question and found.question.id, [part.id for part in found.answers]) == (question, [answer])
    assert stranger not in [one.id for one in found.above]


def test_a_post_out_of_the_blue_stands_alone(world: World) -> None:
    first, second = world.take(came("1", "Hello."), came("2", "Hello again."))
    found = conversation.read(world.store, second)
    assert (found.post.id, found.ours, found.above, found.question, found.answers) == (second, None, (), None, ())
    assert first not in [one.id for one in found.above]


def test_posts_that_answer_each_other_in_a_circle_end(world: World) -> None:
    one, other = world.take(came("1", how=How.REPLY, in_reply_to="2"), came("2", how=How.REPLY, in_reply_to="1"))
    assert [post.id for post in conversation.read(world.store, one).above] == [other]


def test_a_conversation_with_nobody_is_told(world: World) -> None:
    with pytest.raises(NotFoundError, match="There is no incoming post 9"):
        conversation.read(world.store, 9)
