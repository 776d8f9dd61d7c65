from __future__ import annotations

from typing import Any

from livetweet.inbox import gathering, questions
from livetweet.inbox.answers import by_hand
from livetweet.model.incoming import How
from livetweet.model.post import Draft, Kind
from livetweet.writing.compose import compose
from tests.building import Event
from tests.inbox.world import ROOMS, World, came


def answered(world: World, *posts: Any, account: str = "masto") -> list[dict[str, Any]]:
    """POSTS become one question, which is answered: what was drafted, by the post it answers."""
    ids = world.take(*posts, account=account)
    asked = questions.ask(world.store, ids, operator="Léa", now=world.now(), room=ROOMS.get)
    first, *others = dict.fromkeys(asked.questions.values())
    if others:
        gathering.merge(world.store, [first, *others], operator="Léa", now=world.now())
    questions.answer(world.store, [first], operator="Léa", now=world.now(), replies=True)
    return drafts(world)


def drafts(world: World) -> list[dict[str, Any]]:
    return world.rows(
        "SELECT reply_to, kind, language, session, accounts, fields FROM post WHERE kind = 'answered' AND deleted_at IS NULL ORDER BY reply_to"
    )


def test_every_asker_gets_a_reply_in_their_language_from_the_account_they_reached(world: World) -> None:
    world.part("kites", remote_id="root")
    made = answered(
        world,
        came("1", "How high do they fly?", language="en", in_reply_to="root"),
        came("2", "how high do they fly", author="bo@example.net", language="fr-CA", in_reply_to="root"),
        came("3", "How high do they fly?!", author="cy@example.net", language="ja", in_reply_to="root"),
    )
    assert made == [
        {"reply_to": 1, "kind": "answered", "language": "en", "session": "kites", "accounts": '["masto"]', "fields": '{"asker": "@ana@example.net"}'},
        {"reply_to": 2, "kind": "answered", "language": "fr", "session": "kites", "accounts": '["masto"]', "fields": '{"asker": "@bo@example.net"}'},
        {"reply_to": 3, "kind": "answered", "language": None, "session": "kites", "accounts": '["masto"]', "fields": '{"asker": "@cy@example.net"}'},
    ]


def test_replies_are_drafted_once_and_go_when_the_answer_is_taken_back_unless_somebody_wrote(world: World) -> None:
    assert len(answered(world, came("1", "How high do they fly?"))) == 1
    gathering.undo(world.store, [1], operator="Léa", now=world.now())
    assert drafts(world) == []
    questions.answer(world.store, [1], operator="Léa", now=world.now(), replies=True)
    with world.store.writing() as db:
        db.execute("UPDATE post SET touched = 1")
    gathering.undo(world.store, [1], operator="Léa", now=world.now())
    questions.answer(world.store, [1], operator="Léa", now=world.now(), replies=True)
    assert len(drafts(world)) == 1


def test_who_leaves_the_stage_for_the_next_is_answered_too(world: World) -> None:
    ids = world.take(came("1", "How high do they fly?"), came("2", "Who pays for the kites?", author="bo@example.net"))
    questions.ask(world.store, ids, operator="Léa", now=world.now(), room=ROOMS.get)
    for one in (1, 2):
        questions.stage(world.store, [one], operator="Léa", now=world.now(), room=ROOMS.get, replies=True)
    assert [one["reply_to"] for one in drafts(world)] == [1]


def test_where_the_network_takes_no_answer_there_is_an_address_instead(world: World) -> None:
    with world.store.writing() as db:
        db.execute("INSERT INTO account (name, network, handle) VALUES ('bird', 'x', 'fair27')")
    asked = [came("77", "How high do they fly? #Fair27", network="x", how=How.TAG), came("78", "How high do they fly?", network="x", author="bo")]
    assert [one["reply_to"] for one in answered(world, *asked, account="bird")] == [2]
    (question,) = questions.waiting(world.store)
    assert [by_hand(one) for one in question.askers] == ["https://x.com/intent/post?in_reply_to=77", None]


def test_draft_needs_only_what_was_answered(tmp_path: Any) -> None:
    event = Event(folder=tmp_path)
    draft = Draft(kind=Kind.ANSWERED, session="kites", language="fr", fields={"asker": "@ana@example.net"})
    assert compose(draft, "mastodon", event.context).missing == ("answer",)
    event.close()
