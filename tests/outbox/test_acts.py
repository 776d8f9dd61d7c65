"""What a person may do to posts: every cell of DESIGN's table, then what the table leaves to prose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.model.part import State
from livetweet.model.post import Anchor, Kind
from livetweet.model.ref import Ref
from livetweet.outbox import acts, drafts
from livetweet.outbox.outcome import Outcome, Refusal
from livetweet.outbox.resolve import resolve
from livetweet.outbox.undo import Undone, undo
from livetweet.store import answered, posts
from tests.building import NOW, OPERATOR, TEN, Event

MINUTE = timedelta(minutes=1)
LONG = "One sentence that is worth a part of its own, said slowly, so that it fills the whole of it. " * 12


def _edit(event: Event, post: int) -> Outcome:
    try:
        return drafts.edit(event.store, post, texts={"*": "Other words."})
    except (NotAllowedError, NotFoundError) as error:
        return Outcome(refused=(Refusal(post=post, account=None, why=str(error)),))


def _resolve(**how: object) -> Callable[[Event, int], Outcome]:
    return lambda event, post: resolve(event.store, post, OPERATOR, event.clock, **how)  # type: ignore[arg-type]


VERBS: dict[str, Callable[[Event, int], Outcome]] = {
    "edit": _edit,
    "cancel": lambda event, post: acts.cancel(event.store, [post], OPERATOR, event.clock),
    "retry": lambda event, post: acts.retry(event.store, [post], OPERATOR, event.clock),
    "hold": lambda event, post: acts.hold(event.store, [post], OPERATOR, event.clock),
    "release": lambda event, post: acts.release(event.store, [post], OPERATOR, event.clock),
    "delete": lambda event, post: acts.delete(event.store, [post], OPERATOR, event.clock),
    "move": lambda event, post: acts.move(event.store, [post], OPERATOR, event.clock, by=5 * MINUTE),
    "resolve: it is there": _resolve(url="https://example.social/@fair/1"),
    "resolve: send again": _resolve(again=True),
    "resolve: drop": _resolve(),
}
BECOMES = {  # DESIGN, "a person does / allowed from / becomes"; every other cell is refused
    ("edit", "draft"): "draft",
    ("edit", "scheduled"): "draft",
    ("edit", "held"): "draft",
    ("edit", "failed"): "draft",
    ("edit", "skipped"): "draft",
    ("cancel", "scheduled"): "cancelled: by Léa",
    ("cancel", "held"): "cancelled: by Léa",
    ("cancel", "failed"): "cancelled: by Léa",
    ("retry", "failed"): "scheduled",
    ("retry", "skipped"): "scheduled",
    ("retry", "held"): "scheduled",
    ("hold", "scheduled"): "held: by Léa",
    ("release", "held"): "scheduled",
    ("delete", "draft"): "gone",
    ("delete", "posted"): "posted: is being deleted",
    ("move", "draft"): "draft",
    ("move", "scheduled"): "scheduled",
    ("move", "held"): "held: for a reason",
    ("resolve: it is there", "unknown"): "posted",
    ("resolve: send again", "unknown"): "scheduled",
    ("resolve: drop", "unknown"): "cancelled: dropped by Léa",
}


def state(event: Event, post: int) -> str:
    with event.store.reading() as db:
        found = posts.get(db, post)
    if found is None:
        return "gone"
    return event.states(post)["masto"][0] if found.approved_at else "draft"


def in_state(event: Event, name: str) -> int:
    if name == "draft":
        return event.draft(accounts=("masto",))
    post = event.scheduled(accounts=("masto",))
    if name != "scheduled":
        event.put(post, name, reason="for a reason" if name == "held" else None)
    return post


@pytest.mark.parametrize("before", [one.value for one in State])
@pytest.mark.parametrize("verb", VERBS)
def test_table_says_what_each_verb_makes_of_each_state(event: Event, verb: str, before: str) -> None:
    post = in_state(event, before)
    there = state(event, post)
    outcome = VERBS[verb](event, post)
    if (becomes := BECOMES.get((verb, before))) is not None:
        assert (outcome.done, outcome.refused, state(event, post)) == ((post,), (), becomes)
        return
    assert (outcome.done, state(event, post)) == ((), there)
    [refusal] = outcome.refused
    assert refusal.post == post
    assert refusal.why.startswith(("Post 1 ", "Nobody knows yet whether post 1 ", "Nothing of post 1 is unknown"))
    assert refusal.why.endswith(".")


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_not_there_is_said_so(event: Event, verb: str) -> None:
    assert VERBS[verb](event, 7) == Outcome(
        refused=(Refusal(post=7, account=None, why="There is no post 7: `livetweet post list` shows those there are."),)
    )


@pytest.mark.parametrize("verb", ["cancel", "retry", "hold", "release", "edit"])
def test_while_leaving_a_person_is_told_to_wait_for_delete(event: Event, verb: str) -> None:
    [refusal] = VERBS[verb](event, in_state(event, "sending")).refused
    assert "delete" in refusal.why
    assert "leaving now" in refusal.why


def test_several_posts_are_acted_on_each_and_once(event: Event) -> None:
    first, second = (event.scheduled(accounts=("masto",)) for _ in range(2))
    event.put(second, State.POSTED)
    assert acts.hold(event.store, [first, 9, second, first], OPERATOR, event.clock) == Outcome(
        done=(first,),
        refused=(
            Refusal(post=9, account=None, why="There is no post 9: `livetweet post list` shows those there are."),
            Refusal(post=second, account="masto", why="Post 2 on masto: it has left."),
        ),
    )


# ---- several accounts in different states


def mixed(event: Event) -> int:
    """A post that has left on bird, has failed on masto and is scheduled on sky."""
    post = event.scheduled()
    event.put(post, State.POSTED, account="bird")
    event.put(post, State.FAILED, account="masto", reason="422: no")
    return post


def test_act_reaches_each_delivery_that_allows_it_and_names_the_others(event: Event) -> None:
    post = mixed(event)
    outcome = acts.cancel(event.store, [post], OPERATOR, event.clock)
    assert outcome == Outcome(done=(post,), refused=(Refusal(post=post, account="bird", why="Post 1 on bird: it has left."),))
    assert event.states(post) == {"bird": ["posted"], "masto": ["cancelled: by Léa"], "sky": ["cancelled: by Léa"]}


def test_hold_leaves_what_has_failed_and_says_so(event: Event) -> None:
    post = mixed(event)
    outcome = acts.hold(event.store, [post], OPERATOR, event.clock)
    assert [refusal.why for refusal in outcome.refused] == ["Post 1 on bird: it has left.", "Post 1 on masto: it has failed."]
    assert event.states(post) == {"bird": ["posted"], "masto": ["failed: 422: no"], "sky": ["held: by Léa"]}


def test_edit_leaves_what_has_left_and_what_was_cancelled_out_of_the_next_approval(event: Event) -> None:
    post = mixed(event)
    event.put(post, State.CANCELLED, account="sky", reason="by Léa")
    outcome = drafts.edit(event.store, post, texts={"*": LONG})
    assert outcome.done == (post,)
    assert [refusal.why for refusal in outcome.refused] == ["Post 1 on bird: it has left.", "Post 1 on sky: it is cancelled."]
    assert event.approve(post).done == (post,)
    states = event.states(post)
    assert (states.pop("bird"), states.pop("sky")) == (["posted"], ["cancelled: by Léa"])
    assert set(states.pop("masto")) == {"scheduled"}
    assert states == {}


# ---- hold, cancel, delete and their undo


@pytest.mark.parametrize("before", ["scheduled", "held", "failed"])
def test_undo_brings_back_the_state_before_with_its_reason(event: Event, before: str) -> None:
    post = event.scheduled()
    event.put(post, before, reason="as it was")
    acts.cancel(event.store, [post], OPERATOR, event.clock)
    assert undo(event.store, OPERATOR, event.clock).post == post
    assert set(map(tuple, event.states(post).values())) == {(f"{before}: as it was",)}


def test_undo_takes_back_one_act_at_a_time_the_last_first(event: Event) -> None:
    first, second = event.scheduled(), event.draft()
    acts.hold(event.store, [first], OPERATOR, event.clock)
    acts.delete(event.store, [second], OPERATOR, event.clock)
    assert undo(event.store, OPERATOR, event.clock).post == second
    assert event.post(second).deleted is False
    assert undo(event.store, OPERATOR, event.clock).post == first
    assert event.states(first)["masto"] == ["scheduled"]
    with pytest.raises(NotAllowedError, match="There is no hold, release, cancel, move, delete, boost or favourite by Léa left to undo"):
        undo(event.store, OPERATOR, event.clock)


def test_undo_of_a_release_holds_what_was_held_and_nothing_else(event: Event) -> None:
    post = event.scheduled(accounts=("masto", "sky"))
    event.put(post, State.HELD, account="masto", reason="too late")
    acts.release(event.store, [post], OPERATOR, event.clock)
    undo(event.store, OPERATOR, event.clock)
    assert {part.account: (part.state, part.reason) for part in event.parts(post)} == {
        "masto": (State.HELD, "too late"),
        "sky": (State.SCHEDULED, None),
    }


@pytest.mark.parametrize("approved", [True, False])
def test_undo_of_moves_goes_back_one_by_one(event: Event, approved: bool) -> None:
    post = event.scheduled(due=TEN) if approved else event.draft(due=TEN)

    def times() -> list[object]:
        draft = event.post(post).draft
        return [draft.due, draft.latest, draft.offset, *((part.due, part.latest) for part in event.parts(post))]

    seen = [times()]
    for step in (5 * MINUTE, MINUTE):
        acts.move(event.store, [post], OPERATOR, event.clock, by=step)
        seen.append(times())
    acts.move(event.store, [post], OPERATOR, event.clock, to=TEN + 30 * MINUTE)
    for before in reversed(seen):
        undo(event.store, OPERATOR, event.clock)
        assert times() == before


def test_undo_leaves_another_time_that_somebody_has_given_since(event: Event) -> None:
    post = event.scheduled(due=TEN)
    acts.hold(event.store, [event.scheduled()], OPERATOR, event.clock)
    acts.move(event.store, [post], OPERATOR, event.clock, by=5 * MINUTE)
    acts.move(event.store, [post], "Sam", event.clock, by=120 * MINUTE)
    with pytest.raises(NotAllowedError, match="has another time since"):
        undo(event.store, OPERATOR, event.clock)
    assert event.post(post).draft.due == TEN + 125 * MINUTE
    assert undo(event.store, OPERATOR, event.clock).verb == "hold"  # what cannot be undone is not in the way of what can


def test_undo_of_a_move_whose_time_has_passed_makes_nothing_leave_at_once(event: Event) -> None:
    post = event.scheduled(due=TEN, latest=TEN + 60 * MINUTE)
    acts.move(event.store, [post], OPERATOR, event.clock, by=30 * MINUTE)
    event.clock.move_to(TEN + MINUTE)
    with pytest.raises(NotAllowedError, match="has passed"):
        undo(event.store, OPERATOR, event.clock)
    assert {part.due for part in event.parts(post)} == {TEN + 30 * MINUTE}


def test_undo_is_each_operators_own(event: Event) -> None:
    post = event.scheduled()
    acts.hold(event.store, [post], "Sam", event.clock)
    with pytest.raises(NotAllowedError, match="by Léa"):
        undo(event.store, OPERATOR, event.clock)


def test_undo_leaves_what_somebody_else_has_held_since(event: Event) -> None:
    post = event.scheduled()
    acts.hold(event.store, [post], OPERATOR, event.clock)
    acts.release(event.store, [post], "Sam", event.clock)
    acts.hold(event.store, [post], "Sam", event.clock)
    with pytest.raises(NotAllowedError, match="it has changed since"):
        undo(event.store, OPERATOR, event.clock)
    assert event.states(post)["masto"] == ["held: by Sam"]


def test_undo_never_brings_back_a_text_that_was_edited_away(event: Event) -> None:
    post = event.scheduled()
    event.put(post, State.POSTED, account="bird")
    event.put(post, State.SKIPPED, account="sky")
    acts.cancel(event.store, [post], OPERATOR, event.clock)
    drafts.edit(event.store, post, texts={"*": "Better."})
    event.approve(post)
    with pytest.raises(NotAllowedError, match="it has changed since"):
        undo(event.store, OPERATOR, event.clock)
    assert event.states(post) == {"bird": ["posted"], "masto": ["cancelled: by Léa"], "sky": ["scheduled"]}


def test_undo_takes_back_only_what_has_not_left(event: Event) -> None:
    post = event.scheduled()
    acts.cancel(event.store, [post], OPERATOR, event.clock)
    event.put(post, State.POSTED, account="sky")  # the answer of a call made before
    undo(event.store, OPERATOR, event.clock)
    assert event.states(post) == {"bird": ["scheduled"], "masto": ["scheduled"], "sky": ["posted"]}


def test_take_back_is_all_or_nothing_and_nothing_undoes_it(event: Event) -> None:
    """Its words are with who wrote them: brought back, it would leave twice."""
    both = ("masto", "sky")
    gone, going = (event.scheduled("Said too soon.", accounts=both) for _ in range(2))
    event.put(going, State.POSTED, account="masto")
    assert not acts.take_back(event.store, going, OPERATOR, event.clock)
    assert {part.account: part.state for part in event.parts(going)} == {"masto": State.POSTED, "sky": State.SCHEDULED}
    assert acts.take_back(event.store, gone, OPERATOR, event.clock)
    with pytest.raises(NotAllowedError):
        undo(event.store, OPERATOR, event.clock)
    assert {part.state for part in event.parts(gone)} == {State.CANCELLED}
    assert acts.retry(event.store, [gone], OPERATOR, event.clock).done == ()


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("scheduled", "it is scheduled: cancel it instead"),
        ("held", "it is held: cancel it instead"),
        ("failed", "it is failed: cancel it instead"),
        ("sending", "it is leaving now; once posted it can be deleted"),
        ("unknown", "nobody knows yet whether it has left: resolve it first"),
    ],
)
def test_delete_of_what_has_not_left_says_what_to_do_instead(event: Event, state: str, why: str) -> None:
    post = event.scheduled(accounts=("masto",))
    event.put(post, state)
    outcome = acts.delete(event.store, [post], OPERATOR, event.clock)
    assert outcome == Outcome(refused=(Refusal(post=post, account="masto", why=f"Post 1 on masto: {why}."),))
    assert event.rows("SELECT count(*) AS n FROM act WHERE verb = 'delete'") == [{"n": 0}]


def test_delete_of_what_never_left_says_so(event: Event) -> None:
    post = event.scheduled()
    event.put(post, "cancelled")
    event.put(post, "skipped", account="sky")
    [refusal] = acts.delete(event.store, [post], OPERATOR, event.clock).refused
    assert refusal.why == "Post 1 stands nowhere: there is nothing to delete."


def errands_of(event: Event) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in event.rows("SELECT what, part, state FROM errand ORDER BY id")]


def test_delete_of_what_has_left_is_an_errand_for_each_part_the_last_first(event: Event) -> None:
    post = event.scheduled(LONG)
    event.put(post, State.POSTED)
    event.put(post, State.CANCELLED, account="bird")
    assert acts.delete(event.store, [post], OPERATOR, event.clock) == Outcome(done=(post,))
    of = {name: [part.id for part in event.parts(post) if part.account == name] for name in ("masto", "sky")}
    assert errands_of(event) == [("delete", part, "scheduled") for name in of for part in reversed(of[name])]
    assert event.states(post)["sky"] == ["posted: is being deleted"] * len(of["sky"])
    assert [one.why for one in acts.delete(event.store, [post], OPERATOR, event.clock).refused] == [
        "Post 1 on masto: it is being deleted.", "Post 1 on sky: it is being deleted.",
    ]  # fmt: skip


def test_delete_of_a_thread_that_has_not_left_whole_is_refused(event: Event) -> None:
    post = event.scheduled(LONG, accounts=("sky", "masto"))
    event.put(post, State.POSTED)
    event.put(post, State.HELD, account="sky", number=2)
    outcome = acts.delete(event.store, [post], OPERATOR, event.clock)
    assert outcome == Outcome(
        done=(post,), refused=(Refusal(post=post, account="sky", why="Post 1 on sky: part 2 of it has not left: cancel that first."),)
    )


def test_delete_of_what_nobody_can_name_gives_its_address(event: Event) -> None:
    post = event.scheduled(accounts=("sky",))
    event.put(post, State.POSTED)
    event.store.connection.execute("UPDATE part SET remote_id = NULL")
    [refusal] = acts.delete(event.store, [post], OPERATOR, event.clock).refused
    assert refusal.why == "Post 1 on sky: nobody knows how to name it there: delete it by hand at https://sky.example/1."


def test_undo_takes_back_a_deletion_that_has_not_left(event: Event) -> None:
    post = event.scheduled(accounts=("sky",))
    event.put(post, State.POSTED)
    acts.delete(event.store, [post], OPERATOR, event.clock)
    assert undo(event.store, OPERATOR, event.clock) == Undone(verb="delete", post=post)
    assert (event.states(post), errands_of(event)) == ({"sky": ["posted"]}, [("delete", 1, "cancelled")])
    acts.delete(event.store, [post], OPERATOR, event.clock)
    event.store.connection.execute("UPDATE errand SET state = 'sending' WHERE state = 'scheduled'")
    with pytest.raises(NotAllowedError, match="The delete has left: it cannot be undone from here any more"):
        undo(event.store, OPERATOR, event.clock)
    assert event.states(post) == {"sky": ["posted: is being deleted"]}


def test_delete_of_a_draft_that_has_partly_left_is_refused(event: Event) -> None:
    post = event.scheduled(LONG, accounts=("sky",))
    event.put(post, State.POSTED, number=1)
    drafts.edit(event.store, post, texts={"*": LONG + "And more."})
    [refusal] = acts.delete(event.store, [post], OPERATOR, event.clock).refused
    assert refusal.why == "A part of post 1 has left: approve it and cancel the rest."


# ---- move


def test_move_shifts_due_and_latest_together_and_keeps_the_approval(event: Event) -> None:
    post = event.scheduled(anchor=Anchor.START, offset=timedelta(0), kind=Kind.START, session="kites", texts={})
    before = event.parts(post)
    assert acts.move(event.store, [post], OPERATOR, event.clock, by=7 * MINUTE).done == (post,)
    assert [
        (part.due - old.due, part.latest and old.latest and part.latest - old.latest) for part, old in zip(event.parts(post), before, strict=True)
    ] == [(7 * MINUTE, 7 * MINUTE)] * 3
    moved = event.post(post)
    assert (moved.draft.due, moved.draft.offset, moved.approved_by) == (TEN + 7 * MINUTE, 7 * MINUTE, OPERATOR)
    assert [part.text for part in event.parts(post)] == [part.text for part in before]
    assert [part.key for part in event.parts(post)] == [part.key for part in before]


def test_move_to_an_instant_moves_every_delivery_there(event: Event) -> None:
    post = event.scheduled()
    acts.move(event.store, [post], OPERATOR, event.clock, to=TEN + 90 * MINUTE)
    assert {(part.due, part.latest) for part in event.parts(post)} == {(TEN + 90 * MINUTE, TEN + 105 * MINUTE)}
    assert event.post(post).draft.offset == timedelta(0)  # tied to no session


def test_move_into_the_past_is_refused(event: Event) -> None:
    post = event.scheduled()
    outcome = acts.move(event.store, [post], OPERATOR, event.clock, to=NOW - timedelta(hours=1))
    assert (outcome.done, [refusal.why for refusal in outcome.refused]) == (
        (),
        [f"Post 1 on {name}: it would be too late at once." for name in ("bird", "masto", "sky")],
    )
    assert {part.due for part in event.parts(post)} == {TEN}
    assert event.post(post).draft.due == TEN


def test_move_by_minutes_needs_a_time_to_begin_with(event: Event) -> None:
    post = event.draft(due=None)
    assert [refusal.why for refusal in acts.move(event.store, [post], OPERATOR, event.clock, by=MINUTE).refused] == [
        "Post 1: it has no time yet: give it one."
    ]
    assert acts.move(event.store, [post], OPERATOR, event.clock, to=TEN).done == (post,)
    assert event.post(post).draft.due == TEN


# ---- retry


def test_retry_keeps_revision_and_key(event: Event) -> None:
    post = event.scheduled()
    before = [(part.revision, part.key, part.latest) for part in event.parts(post)]
    event.put(post, State.FAILED)
    acts.retry(event.store, [post], OPERATOR, event.clock)
    assert [(part.revision, part.key, part.latest) for part in event.parts(post)] == before


def test_retry_of_a_late_one_gives_it_a_quarter_of_an_hour(event: Event) -> None:
    post = event.scheduled()
    event.clock.move_to(TEN + timedelta(hours=1))
    event.put(post, State.HELD, reason="too late")
    acts.retry(event.store, [post], OPERATOR, event.clock)
    assert {(part.state, part.due, part.latest) for part in event.parts(post)} == {(State.SCHEDULED, TEN, event.now() + 15 * MINUTE)}


def test_retry_may_name_the_latest_itself_but_not_in_the_past(event: Event) -> None:
    post = event.scheduled(accounts=("masto",))
    event.put(post, State.SKIPPED)
    assert [refusal.why for refusal in acts.retry(event.store, [post], OPERATOR, event.clock, latest=NOW - MINUTE).refused] == [
        "Post 1 on masto: it would be too late at once."
    ]
    assert event.states(post) == {"masto": ["skipped"]}
    acts.retry(event.store, [post], OPERATOR, event.clock, latest=TEN + timedelta(hours=3))
    assert [part.latest for part in event.parts(post)] == [TEN + timedelta(hours=3)]


def test_retry_of_a_thread_wakes_what_waited_behind(event: Event) -> None:
    post = event.scheduled(LONG, accounts=("sky",))
    event.put(post, State.POSTED, number=1)
    event.put(post, State.FAILED, number=2)
    with event.store.writing() as db:
        answered.hold_behind(db, event.parts(post)[1].id, NOW)
    assert set(event.states(post)["sky"][2:]) == {"held: waits for part 2"}
    acts.retry(event.store, [post], OPERATOR, event.clock)
    assert [*dict.fromkeys(event.states(post)["sky"])] == ["posted", "scheduled"]


# ---- resolve


def test_resolve_with_several_unknown_asks_which(event: Event) -> None:
    post = event.scheduled()
    event.put(post, State.UNKNOWN, account="sky")
    event.put(post, State.UNKNOWN, account="bird")
    why = "Post 1 is unknown on several accounts: say which with --account bird or sky."
    assert resolve(event.store, post, OPERATOR, event.clock, again=True).refused == (Refusal(post=post, account=None, why=why),)
    assert resolve(event.store, post, OPERATOR, event.clock, again=True, account="sky").done == (post,)
    assert event.states(post) == {"bird": ["unknown"], "masto": ["scheduled"], "sky": ["scheduled"]}


def test_resolve_keeps_the_address_a_person_saw(event: Event) -> None:
    post = event.scheduled(accounts=("masto",))
    event.put(post, State.UNKNOWN)
    resolve(event.store, post, OPERATOR, event.clock, url="https://example.social/@fair/11")
    [part] = event.parts(post)
    assert (part.state, part.url, part.remote_id, part.posted_at) == (State.POSTED, "https://example.social/@fair/11", "11", NOW)


def test_resolve_again_keeps_the_key_and_gives_time_where_it_is_late(event: Event) -> None:
    post = event.scheduled(accounts=("masto",))
    [before] = event.parts(post)
    event.put(post, State.UNKNOWN)
    event.clock.move_to(TEN + timedelta(hours=1))
    resolve(event.store, post, OPERATOR, event.clock, again=True)
    [part] = event.parts(post)
    assert (part.state, part.key, part.latest) == (State.SCHEDULED, before.key, event.now() + 15 * MINUTE)


def test_resolve_drop_holds_what_was_behind(event: Event) -> None:
    post = event.scheduled(LONG, accounts=("sky",))
    event.put(post, State.UNKNOWN, number=1)
    resolve(event.store, post, OPERATOR, event.clock)
    assert event.states(post)["sky"][:2] == ["cancelled: dropped by Léa", "held: waits for part 1"]


SEEN = "https://bsky.app/profile/fair.example/post/abc"  # it does not tell what an answer must name


def test_resolve_again_waits_for_the_name_of_what_it_answers(event: Event) -> None:
    """Both parts in doubt after a take-over; the network has not been asked yet what an answer to the first one names."""
    post = event.scheduled(LONG, accounts=("sky",))
    event.put(post, State.UNKNOWN, number=1)
    event.put(post, State.UNKNOWN, number=2)
    resolve(event.store, post, OPERATOR, event.clock, url=SEEN)
    resolve(event.store, post, OPERATOR, event.clock, again=True)
    assert event.states(post)["sky"][:2] == ["posted", "held: waits for part 1"]
    with event.store.writing() as db:
        answered.named(db, event.parts(post)[0].id, Ref(id="at://abc", cid="c"), event.now())
    assert event.states(post)["sky"][:2] == ["posted", "scheduled"]


def test_undo_makes_nothing_leave_behind_what_nobody_can_name_yet(event: Event) -> None:
    post = event.scheduled(LONG, accounts=("sky",))
    acts.hold(event.store, [post], OPERATOR, event.clock)
    event.put(post, State.UNKNOWN, number=1)
    resolve(event.store, post, OPERATOR, event.clock, url=SEEN)
    undo(event.store, OPERATOR, event.clock)
    assert {*event.states(post)["sky"]} == {"posted", "held: waits for part 1"}


def test_what_was_done_is_written_down_for_the_record(event: Event) -> None:
    post = event.scheduled(accounts=("masto",))
    acts.hold(event.store, [post], OPERATOR, event.clock)
    acts.move(event.store, [post], OPERATOR, event.clock, by=MINUTE)
    acts.release(event.store, [post], "Sam", event.clock)
    assert event.rows("SELECT operator, verb, post FROM act ORDER BY id") == [
        {"operator": OPERATOR, "verb": "hold", "post": post},
        {"operator": OPERATOR, "verb": "move", "post": post},
        {"operator": "Sam", "verb": "release", "post": post},
    ]
