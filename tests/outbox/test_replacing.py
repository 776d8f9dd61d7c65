"""Of a post that the programme has overtaken and of the draft in its place only one leaves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from livetweet.model.part import State
from livetweet.outbox import acts, drafts, replacing
from livetweet.outbox.outcome import Outcome
from livetweet.outbox.undo import undo
from livetweet.store import answered
from tests.building import OPERATOR, PROGRAMME, TEN, Event, changed
from tests.outbox.test_programme import HALF, HELD, SCHEDULED, approved, day, imports, post_of

__all__ = ["day"]

DUSK = changed(PROGRAMME, "kites", title="Kites at dusk")
NOON = changed(PROGRAMME, "kites", title="Kites at noon")


def held_and_draft(day: Event) -> tuple[int, int]:
    [start] = approved(day, "start:kites")
    done = imports(day, DUSK)
    draft = post_of(day, "start:kites")
    assert (done.followed.in_place, day.states(start)) == ((draft,), HELD)
    return start, draft


def is_there(event: Event, post: int) -> bool:
    return not event.rows("SELECT deleted_at FROM post WHERE id = ?", (post,))[0]["deleted_at"]


def test_who_approves_the_draft_drops_what_it_replaces(day: Event) -> None:
    start, draft = held_and_draft(day)
    entry = replacing.instead(day.store, start, day.context)
    assert entry is not None
    assert (entry.post, "Kites at dusk" in entry.text) == (draft, True)
    assert day.approve(draft).refused == ()
    assert day.states(start) == {name: [f"cancelled: replaced by post {draft}"] for name in HELD}
    for act in (acts.release, acts.retry):
        assert not act(day.store, [start], OPERATOR, day.clock).done
    assert replacing.instead(day.store, start, day.context) is None


def test_what_was_replaced_before_is_replaced_again(day: Event) -> None:
    start, draft = held_and_draft(day)
    day.approve(draft)
    imports(day, NOON)
    again = post_of(day, "start:kites")
    assert (day.states(draft), again in {start, draft}) == (HELD, False)
    day.approve(again)
    assert {state for states in (day.states(start), day.states(draft)) for [state] in states.values()} == {
        f"cancelled: replaced by post {draft}",
        f"cancelled: replaced by post {again}",
    }


@pytest.mark.parametrize("act", [acts.release, acts.retry])
def test_who_lets_the_held_one_leave_drops_the_draft(day: Event, act: Callable[..., Outcome]) -> None:
    start, draft = held_and_draft(day)
    assert act(day.store, [start], OPERATOR, day.clock).done == (start,)
    assert (day.states(start), is_there(day, draft)) == (SCHEDULED, False)
    assert day.approve(draft).refused
    if act is acts.release:
        undo(day.store, OPERATOR, day.clock)
        assert (day.states(start), is_there(day, draft)) == (HELD, True)


def test_a_draft_with_a_persons_words_stays_and_says_why_it_cannot_leave(day: Event) -> None:
    start, draft = held_and_draft(day)
    drafts.edit(day.store, draft, texts={"*": "In my own words."})
    acts.release(day.store, [start], OPERATOR, day.clock)
    assert [one.why for one in day.approve(draft).refused] == [
        f"Post {draft}: post {start}, in whose place it stands, is scheduled on bird: cancel one of the two."
    ]
    acts.cancel(day.store, [start], OPERATOR, day.clock)
    assert day.approve(draft).refused == ()


def test_what_failed_is_not_tried_again_once_the_draft_is_approved(day: Event) -> None:
    start, draft = held_and_draft(day)
    day.put(start, State.FAILED, account="sky")
    day.approve(draft)
    assert [one.why for one in acts.retry(day.store, [start], OPERATOR, day.clock).refused if one.account == "sky"] == [
        f"Post {start} on sky: post {draft}, which stands in its place, is scheduled on sky: cancel one of the two."
    ]


def test_what_was_taken_back_to_be_written_anew_and_its_draft_are_one(day: Event) -> None:
    start, draft = held_and_draft(day)
    drafts.edit(day.store, start, texts={"*": "Kites, at dusk after all."})
    assert day.approve(start).refused == ()
    assert not is_there(day, draft)


def test_what_nobody_is_to_be_asked_about_is_over_once_it_is_too_late(day: Event) -> None:
    key = "up-next:2027-03-18T10:00"
    [up_next] = approved(day, key)
    imports(day, changed(PROGRAMME, "kites", title="Kites at dusk"))
    assert day.states(up_next) == HELD
    day.clock.advance(7200)
    with day.store.writing() as db:
        assert answered.any_late(db, day.now())
        answered.mark_late(db, day.now())
        assert not answered.any_late(db, day.now())
    assert day.states(up_next) == {name: ["skipped: too late"] for name in HELD}


def test_an_up_next_of_another_time_stands_in_the_place_of_what_was_approved(day: Event) -> None:
    [up_next] = approved(day, "up-next:2027-03-18T11:00")
    done = imports(day, changed(PROGRAMME, "tides", start=TEN + 3 * HALF, end=TEN + 4 * HALF))
    draft = post_of(day, "up-next:2027-03-18T11:30")
    assert (done.followed.in_place, day.states(up_next)) == ((draft,), HELD)
    day.approve(draft)
    assert day.states(up_next) == {name: [f"cancelled: replaced by post {draft}"] for name in HELD}
