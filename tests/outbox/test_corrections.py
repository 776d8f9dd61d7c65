"""What has left and is no longer so: a correction is drafted as a reply to it, and nothing is said behind anybody's back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from livetweet.model.part import State
from livetweet.model.post import Draft, Kind, Post
from livetweet.model.programme import Programme
from livetweet.outbox import acts, drafts
from livetweet.outbox.programme import change_programme
from livetweet.programme import change
from livetweet.store import posts
from livetweet.store.parts import PROGRAMME_CHANGED
from livetweet.writing.compose import compose
from tests.building import KITES, OPERATOR, PROGRAMME, TEN, Event, changed, context_of
from tests.outbox.test_programme import HALF, LATER, approved, day, imports, post_of

__all__ = ["day"]

UP_NEXT = "up-next:2027-03-18T10:00"


@pytest.fixture
def said(day: Event) -> Event:
    """ "Up next" for ten o'clock has left on two accounts and waits on the third."""
    [post] = approved(day, UP_NEXT)
    day.put(post, State.POSTED, account="masto")
    day.put(post, State.POSTED, account="bird")
    return day


def corrections(event: Event) -> list[Draft]:
    with event.store.reading() as db:
        return [post.draft for post in posts.every(db) if post.draft.kind is Kind.CHANGE]


def text(event: Event, draft: Draft, network: str = "mastodon") -> str:
    return " ".join(compose(draft, network, event.context).texts)


def test_moved_session_is_corrected_where_it_was_told(said: Event) -> None:
    told = post_of(said, UP_NEXT)
    done = imports(said, LATER)
    [draft] = corrections(said)
    assert (draft.answers, draft.accounts, draft.session, draft.due) == (told, ("bird", "masto"), "kites", None)
    assert text(said, draft) == "Change of plan: “Kites at dawn” with Zoé Marin (@zoe@example.org) is on Thursday 18 March, 10:30, Ada. #Fair27"
    [made] = done.followed.corrected
    assert said.post(made).approved_at is None
    assert said.approve(made).refused == ()
    assert {part.answers for part in said.parts(made)} == {told}


@pytest.mark.parametrize(
    ("programme", "words"),
    [
        (changed(PROGRAMME, "kites", room="Curie"), "Change of plan: “Kites at dawn” with Zoé Marin is on Thursday 18 March, 10:00, Curie. #Fair27"),
        (changed(PROGRAMME, "kites", cancelled=True), "Change of plan: “Kites at dawn” with Zoé Marin will not take place. #Fair27"),
        (replace(PROGRAMME, sessions=PROGRAMME.sessions[1:]), "Change of plan: “Kites at dawn” with Zoé Marin will not take place. #Fair27"),
        (
            changed(PROGRAMME, "kites", title="Kites at dusk"),
            "Change of plan: “Kites at dusk” with Zoé Marin is on Thursday 18 March, 10:00, Ada. #Fair27",
        ),
    ],
    ids=["room", "cancelled", "removed", "renamed"],
)
def test_each_kind_of_change_has_its_words(said: Event, programme: Programme, words: str) -> None:
    imports(said, programme)
    [draft] = corrections(said)
    assert text(said, draft, "x") == words


def test_what_tells_nothing_of_it_or_has_not_left_is_not_corrected(day: Event) -> None:
    approved(day, UP_NEXT, "thanks:kites")
    imports(day, LATER)
    assert corrections(day) == []


def test_an_end_or_a_track_is_no_news(said: Event) -> None:
    imports(said, changed(PROGRAMME, "kites", end=TEN + HALF, track="Sky"))
    assert corrections(said) == []


def test_what_is_over_is_not_corrected(said: Event) -> None:
    said.clock.move_to(TEN + timedelta(hours=1))
    imports(said, changed(PROGRAMME, "kites", title="Kites at dusk"))
    assert corrections(said) == []


def test_minutes_late_are_not_corrected_but_another_time_is(said: Event) -> None:
    for changes, count in ((change.make(PROGRAMME, "kites", late=10), 0), (change.make(PROGRAMME, "kites", start="11:30"), 1)):
        change_programme(said.store, changes, context_of, OPERATOR, said.clock)
        assert len(corrections(said)) == count


def test_a_correction_not_approved_yet_follows_and_goes_when_all_is_as_it_was(said: Event) -> None:
    imports(said, LATER)
    imports(said, changed(PROGRAMME, "kites", start=TEN + 3 * HALF, end=TEN + 4 * HALF))
    [draft] = corrections(said)
    assert "11:30" in text(said, draft)
    done = imports(said, PROGRAMME)
    assert (corrections(said), len(done.followed.dropped) >= 1) == ([], True)


def test_a_correction_that_somebody_threw_away_stays_away(said: Event) -> None:
    [made] = imports(said, LATER).followed.corrected
    acts.delete(said.store, [made], OPERATOR, said.clock)
    assert imports(said, changed(LATER, "kites", room="Curie")).followed.corrected == ()


def test_a_correction_that_waits_is_held_when_it_is_no_longer_so(said: Event) -> None:
    [made] = imports(said, LATER).followed.corrected
    said.approve(made)
    done = imports(said, changed(LATER, "kites", room="Curie"))
    assert made in done.followed.held
    assert {state for states in said.states(made).values() for state in states} == {f"held: {PROGRAMME_CHANGED}"}
    [beside] = done.followed.corrected
    assert "10:30, Curie" in text(said, said.post(beside).draft)


def test_a_correction_that_has_left_is_corrected_in_turn(said: Event) -> None:
    [made] = imports(said, LATER).followed.corrected
    said.approve(made)
    said.put(made, State.POSTED)
    done = imports(said, changed(LATER, "kites", room="Curie"))
    [again] = done.followed.corrected
    assert (said.post(again).draft.answers, said.post(again).draft.accounts) == (made, ("bird", "masto"))


# ---- what a person wrote


def typed(event: Event, words: str, state: State) -> int:
    post = post_of(event, "start:kites")
    drafts.edit(event.store, post, texts={"*": words})
    event.approve(post)
    event.put(post, state)
    return post


@pytest.mark.parametrize("words", ["See you at 10:00!", "À 10 h, les cerfs-volants", "Kites, 10h00, hurry", "rendez-vous à 10h"])
def test_words_of_a_person_that_tell_the_old_time_are_held_not_changed(day: Event, words: str) -> None:
    post = typed(day, words, State.SCHEDULED)
    done = imports(day, LATER)
    assert (post in done.followed.held, done.followed.added) == (True, (post_of(day, "up-next:2027-03-18T10:30"),))
    assert {part.text for part in day.parts(post)} == {words}


@pytest.mark.parametrize("words", ["Kites! Come and see.", "110:00 kites", "10:30 is when it ends"])
def test_words_of_a_person_that_tell_nothing_of_it_move_along(day: Event, words: str) -> None:
    post = typed(day, words, State.SCHEDULED)
    assert post in imports(day, LATER).followed.moved


def test_words_of_a_person_that_have_left_are_corrected_where_they_told_it(day: Event) -> None:
    post = typed(day, "Join us in Ada", State.POSTED)
    [made] = imports(day, changed(PROGRAMME, "kites", room="Curie")).followed.corrected
    assert day.post(made).draft.answers == post


def test_what_has_left_in_other_marks_than_it_would_have_now_is_not_corrected(day: Event) -> None:
    [start] = approved(day, "start:kites")
    day.put(start, State.POSTED)
    with day.store.writing() as db:
        db.execute("UPDATE part SET text = replace(replace(text, '“', '« '), '”', ' »') WHERE post = ?", [start])
    assert imports(day, LATER).followed.corrected == ()


def test_words_of_a_person_tell_the_old_title_in_whatever_marks(day: Event) -> None:
    imports(day, changed(PROGRAMME, "kites", title='The "wild" kites : why ?'))
    post = typed(day, "« The “wild” kites\u00a0: why\u00a0? » See you there.", State.SCHEDULED)
    assert post in imports(day, changed(PROGRAMME, "kites", title="Balloons")).followed.held


# ---- other ids


def test_a_source_that_numbers_anew_takes_posts_and_changes_by_hand_along(day: Event) -> None:
    [start] = approved(day, "start:kites")
    change_programme(day.store, change.make(PROGRAMME, "tides", room="Curie"), context_of, OPERATOR, day.clock)
    names = {"kites": "moss", "moss": "kites", "tides": "3"}
    renumbered = replace(PROGRAMME, sessions=tuple(replace(one, id=names[one.id]) for one in PROGRAMME.sessions))
    before = {key: post.id for key, post in by_key(day).items()}
    done = imports(day, renumbered)
    assert done.differences == []
    assert (done.followed.held, done.followed.dropped, done.followed.added) == ((), (), ())
    assert day.states(start) == {name: ["scheduled"] for name in ("bird", "masto", "sky")}
    assert {part.thread for part in day.parts(start)} == {"moss"}
    assert by_key(day)["start:moss"].id == start
    assert by_key(day)["start:kites"].id == before["start:moss"]
    assert by_key(day)["quote:3:1"].draft.session == "3"
    assert set(by_key(day)[UP_NEXT].draft.slot) == {"kites", "moss"}
    [row] = day.rows("SELECT session, field FROM programme_change")
    assert row == {"session": "3", "field": "room"}


def by_key(event: Event) -> dict[str, Post]:
    with event.store.reading() as db:
        return posts.by_key(db)


def test_a_session_of_the_same_id_and_nothing_else_is_renamed(day: Event) -> None:
    done = imports(day, changed(PROGRAMME, "kites", title="Balloons", speakers=()))
    assert {one.what.value for one in done.differences} == {"renamed", "speakers"}
    assert KITES.title == "Kites at dawn"
