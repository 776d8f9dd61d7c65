"""Drafts: what an edit keeps, what it takes away, and what it never touches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.model.part import State
from livetweet.model.post import Anchor, Draft, Kind
from livetweet.outbox import drafts
from tests.building import OPERATOR, TEN, Event

MINUTE = timedelta(minutes=1)


def test_add_keeps_what_was_typed_and_by_whom(event: Event) -> None:
    draft = Draft(kind=Kind.LIVE, texts={"*": "Hello."}, session="kites", due=TEN)
    post = event.post(drafts.add(event.store, draft, OPERATOR, event.clock))
    assert (post.draft, post.created_by, post.created_at, post.touched, post.revision, post.approved_at) == (
        draft,
        OPERATOR,
        event.now(),
        True,
        1,
        None,
    )


def test_edit_adds_texts_and_fields_to_those_that_are_there(event: Event) -> None:
    post = event.draft("For all.", fields={"speaker": "Zoé Marin"})
    drafts.edit(event.store, post, texts={"x": "For X."}, fields={"quote": "Words."})
    draft = event.post(post).draft
    assert (draft.texts, draft.fields) == ({"*": "For all.", "x": "For X."}, {"speaker": "Zoé Marin", "quote": "Words."})


def test_an_empty_text_takes_back_what_was_written(event: Event) -> None:
    post = event.draft("For all.", fields={"quote": "Words."})
    drafts.edit(event.store, post, texts={"*": ""}, fields={"quote": ""})
    assert (event.post(post).draft.texts, event.post(post).draft.fields) == ({}, {})


def test_edit_of_what_was_approved_takes_the_approval_and_the_parts_away(event: Event) -> None:
    post = event.scheduled()
    drafts.edit(event.store, post, texts={"*": "Other."})
    edited = event.post(post)
    assert (edited.revision, edited.touched, edited.approved_at, edited.approved_by, event.parts(post)) == (2, True, None, None, [])


def test_each_revision_has_keys_of_its_own(event: Event) -> None:
    post = event.scheduled()
    first = {part.key for part in event.parts(post)}
    drafts.edit(event.store, post, texts={"*": "Other."})
    event.approve(post)
    assert first.isdisjoint(part.key for part in event.parts(post))


def test_another_time_forgets_until_when_it_might_leave(event: Event) -> None:
    post = event.draft(latest=TEN + 15 * MINUTE)
    drafts.edit(event.store, post, due=TEN + 60 * MINUTE)
    assert (event.post(post).draft.due, event.post(post).draft.latest) == (TEN + 60 * MINUTE, None)
    drafts.edit(event.store, post, latest=TEN + 90 * MINUTE)
    assert (event.post(post).draft.due, event.post(post).draft.latest) == (TEN + 60 * MINUTE, TEN + 90 * MINUTE)


def test_another_time_of_a_sessions_post_is_another_distance_from_it(event: Event) -> None:
    post = event.draft("", kind=Kind.START, session="kites", anchor=Anchor.START)
    drafts.edit(event.store, post, due=TEN + 5 * MINUTE)
    assert (event.post(post).draft.anchor, event.post(post).draft.offset) == (Anchor.START, 5 * MINUTE)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.SENDING, "Post 1 is leaving now: it can be deleted once it is posted."),
        (State.UNKNOWN, "Nobody knows yet whether post 1 has left: resolve it first (`livetweet post resolve 1`)."),
    ],
)
def test_edit_waits_while_any_delivery_is_leaving_or_in_doubt(event: Event, state: State, words: str) -> None:
    post = event.scheduled()
    event.put(post, state, account="sky")
    with pytest.raises(NotAllowedError) as refusal:
        drafts.edit(event.store, post, texts={"*": "Other."})
    assert str(refusal.value) == words
    assert event.post(post).revision == 1


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ({"bird": "posted", "masto": "posted", "sky": "posted"}, "Post 1 is posted: it can no longer be edited."),
        ({"bird": "posted", "masto": "cancelled", "sky": "posted"}, "Post 1 is cancelled and posted: it can no longer be edited."),
    ],
)
def test_edit_of_what_is_over_is_refused(event: Event, states: dict[str, str], words: str) -> None:
    post = event.scheduled()
    for account, state in states.items():
        event.put(post, state, account=account)
    with pytest.raises(NotAllowedError) as refusal:
        drafts.edit(event.store, post, texts={"*": "Other."})
    assert str(refusal.value) == words


def test_a_draft_that_was_edited_is_edited_again_for_the_same_accounts(event: Event) -> None:
    post = event.scheduled()
    event.put(post, State.POSTED, account="sky")
    drafts.edit(event.store, post, texts={"*": "Second."})
    assert drafts.edit(event.store, post, texts={"*": "Third."}).refused == ()
    event.approve(post)
    assert event.states(post) == {"bird": ["scheduled"], "masto": ["scheduled"], "sky": ["posted"]}
    assert {part.account: part.text for part in event.parts(post)} == {"bird": "Third.", "masto": "Third.", "sky": "Hello."}


def test_edit_of_nothing_is_said_so(event: Event) -> None:
    with pytest.raises(NotFoundError, match="There is no post 3"):
        drafts.edit(event.store, 3, texts={"*": "x"})
