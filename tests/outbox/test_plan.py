"""A plan becomes drafts, and again: nothing twice, nothing that a person threw away or wrote in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from livetweet.model.post import Draft
from livetweet.outbox import acts, drafts
from livetweet.outbox.plan import Followed, apply_plan
from livetweet.store import posts
from livetweet.writing.plan import Plan, plan
from tests.building import NOW, OPERATOR, PROGRAMME, TEN, Event, changed, context_of


def planned(event: Event) -> Plan:
    return plan(event.context.programme, event.context.hashtags, event.context.speakers, NOW)


def applied(event: Event) -> Followed:
    return apply_plan(event.store, planned(event), event.context, OPERATOR, event.clock)


def ids(event: Event) -> dict[str, int]:
    with event.store.reading() as db:
        return {key: post.id for key, post in posts.by_key(db).items() if not post.deleted}


def test_plan_becomes_one_draft_a_key(event: Event) -> None:
    made = planned(event)
    followed = applied(event)
    with event.store.reading() as db:
        stored = {key: post.draft for key, post in posts.by_key(db).items()}
    assert stored == {draft.key: draft for draft in made.drafts}
    assert followed == Followed(added=tuple(range(1, len(made.drafts) + 1)))


def test_plan_applied_twice_adds_nothing(event: Event) -> None:
    applied(event)
    assert applied(event) == Followed()


def test_what_a_person_threw_away_is_not_planned_again(event: Event) -> None:
    applied(event)
    acts.delete(event.store, [ids(event)["start:kites"]], OPERATOR, event.clock)
    assert applied(event) == Followed()


def test_drafts_follow_silently_but_for_what_a_person_wrote(event: Event) -> None:
    applied(event)
    drafts.edit(event.store, ids(event)["thanks:kites"], texts={"*": "My own thanks."})
    event.context = context_of(changed(PROGRAMME, "kites", start=TEN + timedelta(minutes=30), end=TEN + timedelta(minutes=75)))
    followed = applied(event)
    assert {name for name, post in ids(event).items() if post in followed.changed} == {"start:kites", "questions:kites", "up-next:2027-03-18T10:00"}
    assert event.post(ids(event)["start:kites"]).draft.due == TEN + timedelta(minutes=30)
    thanks = event.post(ids(event)["thanks:kites"]).draft
    assert (thanks.texts, thanks.due) == ({"*": "My own thanks."}, TEN + timedelta(minutes=75))  # its words are a person's, its time its session's


def test_a_draft_moved_by_hand_stays_where_it_was_put_from_its_session(event: Event) -> None:
    applied(event)
    post = ids(event)["start:kites"]
    acts.move(event.store, [post], OPERATOR, event.clock, by=timedelta(minutes=3))
    assert applied(event) == Followed()
    assert event.post(post).draft.due == TEN + timedelta(minutes=3)
    event.context = context_of(changed(PROGRAMME, "kites", start=TEN + timedelta(minutes=30)))
    applied(event)
    draft = event.post(post).draft
    assert (draft.due, draft.latest, draft.offset) == (TEN + timedelta(minutes=33), TEN + timedelta(minutes=43), timedelta(minutes=3))


def test_what_hangs_on_no_session_keeps_its_time(event: Event) -> None:
    applied(event)
    post = ids(event)["recap"]
    acts.move(event.store, [post], OPERATOR, event.clock, by=timedelta(hours=2))
    due = event.post(post).draft.due
    assert applied(event) == Followed()
    assert event.post(post).draft.due == due


def test_posts_whose_time_has_passed_are_not_dropped(event: Event) -> None:
    applied(event)
    later = plan(event.context.programme, event.context.hashtags, event.context.speakers, TEN + timedelta(minutes=50))
    assert apply_plan(event.store, later, event.context, OPERATOR, event.clock) == Followed()


def test_a_post_approved_as_planned_is_left_alone_by_the_same_plan(event: Event) -> None:
    applied(event)
    event.approve(*(ids(event)[key] for key in ("start:kites", "up-next:2027-03-18T10:00", "thanks:tides")))
    assert applied(event) == Followed()


def test_posts_of_a_person_are_no_business_of_a_plan(event: Event) -> None:
    typed = event.draft("Mine.", session="kites")
    event.context = context_of(replace(PROGRAMME, sessions=()))
    apply_plan(event.store, Plan(drafts=(), warnings=()), event.context, OPERATOR, event.clock)
    assert event.post(typed).draft == Draft(kind=event.post(typed).draft.kind, session="kites", due=TEN, texts={"*": "Mine."})
