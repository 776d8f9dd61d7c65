"""The catch-up review: what stands where and why, what lets it go, and what an operator has seen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from livetweet.clock import to_stamp
from livetweet.model.part import State
from livetweet.model.post import Kind
from livetweet.outbox import acts, catchup, gates
from livetweet.outbox import news as unseen
from livetweet.outbox.catchup import Review, Section
from livetweet.store import operators
from tests.building import NOW, OPERATOR, TEN, Event

LATER = TEN + timedelta(minutes=12)


def review(event: Event, operator: str = OPERATOR) -> Review:
    return catchup.review(event.store, operator, event.context, event.clock)


def told(found: Review) -> list[tuple[str, int, str]]:
    return [(one.section.value, one.entry.post, one.why) for one in found.missed]


def news(event: Event, operator: str = OPERATOR) -> frozenset[int]:
    with event.store.reading() as db:
        return unseen.news(db, operator, event.now())


@pytest.fixture
def cut(event: Event) -> dict[str, int]:
    """Two minutes past ten, paused since two before; then everything that can have come of a post meanwhile."""
    made = {
        "posted": event.scheduled("Posted.", due=NOW + timedelta(minutes=50)),
        "kept": event.scheduled("Kept.", due=TEN - timedelta(minutes=2)),
        "ahead": event.scheduled("Ahead.", due=TEN + timedelta(hours=2)),
        "failed": event.scheduled("Failed."),
        "unknown": event.scheduled("Unknown."),
        "late": event.scheduled("Late.", due=NOW + timedelta(minutes=40)),
        "mine": event.scheduled("Mine."),
        "skipped": event.scheduled("Skipped.", kind=Kind.UP_NEXT, slot=("kites", "moss")),
    }
    event.clock.move_to(TEN - timedelta(minutes=8))
    event.put(made["posted"], State.POSTED)
    event.clock.move_to(TEN - timedelta(minutes=4))
    gates.pause(event.store, "Sam", event.clock)
    event.clock.move_to(TEN + timedelta(minutes=2))
    event.put(made["failed"], State.FAILED, reason="422 too long")
    event.put(made["unknown"], State.UNKNOWN, reason="no answer")
    event.put(made["late"], State.HELD, reason="too late")
    event.put(made["skipped"], State.SKIPPED, reason="too late")
    acts.hold(event.store, [made["mine"]], OPERATOR, event.clock)
    return made


def test_review_groups_what_was_missed_with_the_reason_of_each(event: Event, cut: dict[str, int]) -> None:
    found = review(event)
    assert found.cause == "paused by Sam at 09:56, nothing has left since"
    assert told(found) == [
        ("Your decision", cut["late"], "22 min late"),
        ("Your decision", cut["failed"], "422 too long"),
        ("Your decision", cut["unknown"], "nobody knows whether it left"),
        ("Leaves when you say so", cut["kept"], "may wait 11 min more"),
        ("Leaves when you say so", cut["mine"], f"held by {OPERATOR}"),
        ("Skipped by their own rule", cut["skipped"], "sessions have begun"),
        ("Already posted before the cut", cut["posted"], "left"),
    ]


def test_review_is_empty_where_everything_is_as_it_should_be(event: Event) -> None:
    event.put(event.scheduled("Posted."), State.POSTED)
    event.scheduled("Ahead.", due=TEN + timedelta(hours=1))
    found = review(event)
    assert (found.missed, found.paused, found.cause) == ((), False, "since 17/03 09:00")


def test_review_names_the_account_on_hold_and_what_waits_for_it(event: Event) -> None:
    post = event.scheduled("Waits.", accounts=("bird",))
    event.store.connection.execute("UPDATE account SET hold = 'out of credits (402)' WHERE name = 'bird'")
    event.clock.move_to(LATER)
    found = review(event)
    assert (found.cause, told(found)) == ("bird on hold: out of credits (402)", [("Leaves when you say so", post, "bird on hold")])


def test_review_says_of_a_late_post_whose_session_is_over_just_that(event: Event) -> None:
    post = event.scheduled("Over.", session="kites")
    event.clock.move_to(TEN + timedelta(minutes=50))
    event.put(post, State.HELD, reason="too late")
    assert told(review(event)) == [("Your decision", post, "session is over")]


def test_review_tells_what_was_found_after_nobody_knew(event: Event) -> None:
    post = event.scheduled("Found.", accounts=("sky",))
    event.put(post, State.POSTED)
    part = event.parts(post)[0]
    event.store.connection.execute(
        "INSERT INTO attempt (part, revision, key, began_at, body, outcome, words) VALUES (?, 1, ?, ?, '', 'posted', 'looked, and found')",
        (part.id, part.key, to_stamp(event.now())),
    )
    assert told(review(event)) == [("Already posted before the cut", post, "found on sky: no double")]


def test_let_go_releases_what_was_held_ends_the_pause_and_leaves_decisions(event: Event, cut: dict[str, int]) -> None:
    outcome = catchup.let_go(event.store, [cut["mine"]], OPERATOR, event.clock)
    assert (outcome.done, outcome.refused) == ((cut["mine"],), ())
    found = review(event)
    assert (found.paused, [one.entry.post for one in found.of(Section.DECIDE)]) == (False, [cut["late"], cut["failed"], cut["unknown"]])
    assert (found.of(Section.WAITS), event.states(cut["mine"])["masto"]) == ([], ["scheduled"])
    assert [row["verb"] for row in event.rows("SELECT verb FROM act WHERE operator = ? ORDER BY id DESC LIMIT 2", [OPERATOR])] == [
        "resume",
        "release",
    ]


def test_news_is_what_others_and_the_rules_put_aside_since_one_looked(event: Event, cut: dict[str, int]) -> None:
    assert news(event) == {cut["late"], cut["skipped"]}
    assert news(event, "Sam") == {cut["late"], cut["skipped"], cut["mine"]}
    catchup.looked(event.store, OPERATOR, event.now())
    assert not news(event)
    assert news(event, "Sam") == {cut["late"], cut["skipped"], cut["mine"]}
    assert cut["skipped"] not in [one.entry.post for one in review(event).missed]


def test_looked_never_goes_back(event: Event) -> None:
    catchup.looked(event.store, OPERATOR, LATER)
    catchup.looked(event.store, OPERATOR, TEN)
    with event.store.reading() as db:
        assert operators.get(db, OPERATOR).looked_at == LATER
