"""Posts and deliveries as rows: what goes in comes out, and what has left is never touched."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from livetweet.model.part import State
from livetweet.model.post import Anchor, Draft, IfLate, Kind, Media, Post
from livetweet.store import posts
from tests.building import NOW, OPERATOR, TEN, make_store
from tests.wire import Hall

LONG = "A thread is longer than one post may be, and so it goes on. " * 9
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
INSTANTS = st.datetimes(min_value=NOW.replace(tzinfo=None), max_value=NOW.replace(year=2030, tzinfo=None)).map(
    lambda one: one.replace(tzinfo=NOW.tzinfo)
)
DRAFTS = st.builds(
    Draft,
    key=st.none() | WORDS,
    kind=st.sampled_from(Kind),
    language=st.none() | st.sampled_from(["fr", "en"]),
    session=st.none() | WORDS,
    slot=st.lists(WORDS, max_size=3).map(tuple),
    anchor=st.none() | st.sampled_from(Anchor),
    offset=st.integers(-100_000, 100_000).map(lambda one: timedelta(seconds=one)),
    due=st.none() | INSTANTS,
    latest=st.none() | INSTANTS,
    if_late=st.sampled_from(IfLate),
    fields=st.dictionaries(WORDS, WORDS, max_size=3),
    texts=st.dictionaries(WORDS, WORDS, max_size=3),
    accounts=st.lists(WORDS, max_size=3).map(tuple),
    media=st.lists(st.builds(Media, file=WORDS, alt=WORDS), max_size=2).map(tuple),
    visibility=st.sampled_from(["public", "unlisted", "private"]),
    warning=st.none() | WORDS,
)


@given(drafts=st.lists(DRAFTS, min_size=1, max_size=4, unique_by=lambda one: id(one) if one.key is None else one.key))
def test_draft_comes_out_as_it_went_in(drafts: list[Draft]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = make_store(Path(folder))
        with store.writing() as db:
            ids = [posts.add(db, draft, OPERATOR, NOW, touched=True) for draft in drafts]
            found = [posts.get(db, one) for one in ids]
        store.close()
    assert found == [
        Post(id=one, draft=draft, revision=1, touched=True, approved_at=None, approved_by=None, created_at=NOW, created_by=OPERATOR)
        for one, draft in zip(ids, drafts, strict=True)
    ]


def test_change_makes_a_new_revision_that_is_not_approved_and_leaves_what_has_left(hall: Hall) -> None:
    event = hall.event
    post = event.scheduled(LONG, accounts=("bird",))
    event.put(post, State.POSTED, number=1)
    event.put(post, State.CANCELLED, number=2)
    before = event.parts(post)
    changed = replace(event.post(post).draft, texts={"*": "Said otherwise."})
    with event.store.writing() as db:
        posts.change(db, post, changed, touched=True)
    assert event.parts(post) == before[:2]
    after = event.post(post)
    assert (after.draft, after.revision, after.approved_at, after.approved_by) == (changed, 2, None, None)


def test_retime_touches_neither_text_nor_approval(hall: Hall) -> None:
    event = hall.event
    post = event.scheduled()
    before = event.post(post)
    with event.store.writing() as db:
        posts.retime(db, post, TEN + timedelta(hours=1), TEN + timedelta(hours=2), timedelta(minutes=5))
    draft = replace(before.draft, due=TEN + timedelta(hours=1), latest=TEN + timedelta(hours=2), offset=timedelta(minutes=5))
    assert event.post(post) == replace(before, draft=draft)


def test_deleted_post_is_nowhere_but_for_the_plan_and_comes_back(hall: Hall) -> None:
    event = hall.event
    post = event.draft(key="announce:1")
    before = event.post(post)
    with event.store.writing() as db:
        posts.delete(db, post, NOW)
        assert posts.get(db, post) is None
        assert posts.every(db) == posts.drafts(db) == []
        assert posts.by_key(db) == {"announce:1": replace(before, deleted=True)}
        posts.restore(db, post)
        assert posts.every(db) == posts.drafts(db) == [before]
        posts.forget_key(db, post)
        assert posts.by_key(db) == {}


def test_posts_are_listed_by_time_with_the_timeless_last(hall: Hall) -> None:
    event = hall.event
    timeless, late, soon = event.draft(due=None), event.draft(due=TEN), event.draft(due=NOW + timedelta(minutes=1))
    approved = event.scheduled(due=NOW + timedelta(minutes=30))
    with event.store.reading() as db:
        assert [post.id for post in posts.every(db)] == [soon, approved, late, timeless]
        assert [post.id for post in posts.drafts(db)] == [soon, late, timeless]


def test_parts_are_listed_by_account_then_number(hall: Hall) -> None:
    event = hall.event
    one, other = event.scheduled(LONG, accounts=("sky", "bird")), event.scheduled(accounts=("masto",))
    with event.store.reading() as db:
        found = posts.all_parts(db)
    assert found == {one: event.parts(one), other: event.parts(other)}
    assert [(part.account, part.number) for part in found[one]] == [("bird", 1), ("bird", 2), ("bird", 3), ("sky", 1), ("sky", 2)]


def test_every_part_has_a_key_of_its_own(hall: Hall) -> None:
    event = hall.event
    keys = [part.key for _ in range(3) for part in event.parts(event.scheduled(LONG))]
    assert len(set(keys)) == len(keys)


def test_states_are_counted(hall: Hall) -> None:
    event = hall.event
    post = event.scheduled(LONG, accounts=("bird", "masto"))
    event.put(post, State.HELD, account="masto")
    with event.store.reading() as db:
        assert posts.count_states(db) == {"held": 2, "scheduled": 3}
        assert posts.instants_scheduled(db) == [("bird", "x", TEN)] * 3


def test_changes_are_told_since_an_instant_oldest_first(hall: Hall) -> None:
    event = hall.event
    one, other = event.scheduled(), event.scheduled()
    event.clock.advance(60)
    event.put(one, State.HELD)
    with event.store.reading() as db:
        assert posts.changed_since(db, NOW) == [(other, NOW), (one, NOW + timedelta(seconds=60))]
        assert posts.changed_since(db, NOW + timedelta(seconds=1)) == [(one, NOW + timedelta(seconds=60))]
