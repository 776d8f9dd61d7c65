from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from livetweet.errors import NotAllowedError
from livetweet.inbox import gathering, questions
from livetweet.inbox.outcome import Outcome
from livetweet.inbox.questions import Asked
from livetweet.inbox.triage import mark
from livetweet.model.incoming import How, IncomingState
from livetweet.model.question import QuestionState
from tests.inbox.world import ROOMS, World, came


def fill(world: World) -> None:
    """Incoming 1, 2 and 3 ask the kites talk (1 and 2 the same), 4 the tides talk, 5 in private, 6 nowhere."""
    world.part("kites", remote_id="kites")
    world.part("tides", remote_id="tides")
    world.take(
        came("1", "How do you steer?", in_reply_to="kites"),
        came("2", "how do you steer??", in_reply_to="kites", author="bo@example.net", name="Bo", likes=1),
        came("3", "What about rain?", in_reply_to="kites", likes=9),
        came("4", "Is there a map?", in_reply_to="tides", author="cy@example.net"),
        came("5", "Can you whisper?", visibility="direct"),
        came("6", "Where is lunch?", how=How.TAG),
    )


def ask(world: World, *ids: int) -> Asked:
    return questions.ask(world.store, ids, operator="Léa", now=world.now(), room=ROOMS.get)


def stage(world: World, *ids: int) -> Outcome:
    return questions.stage(world.store, ids, operator="Léa", now=world.now(), room=ROOMS.get)


def do(world: World, act: Callable[..., Outcome], *ids: int) -> Outcome:
    return act(world.store, ids, operator="Léa", now=world.now())


def states(world: World) -> dict[int, str]:
    return {one.id: one.state.value for one in sorted(questions.waiting(world.store), key=lambda one: one.id)}


def snapshot(world: World) -> list[Any]:
    """All that `undo` must bring back."""
    return [
        world.rows("SELECT id, session, room, text, state, raised, merged FROM question ORDER BY id"),
        world.rows("SELECT incoming, question FROM asker ORDER BY incoming"),
        world.rows("SELECT id, state FROM incoming ORDER BY id"),
    ]


def test_ask_makes_questions_and_lets_the_same_one_join(world: World) -> None:
    fill(world)
    assert questions.to_ask(world.store) == [1, 2, 3, 4, 6]
    assert ask(world, 1, 2, 3, 4) == Asked(questions={1: 1, 2: 1, 3: 2, 4: 3}, joined=(2,), refused={})
    assert [(one.id, one.text, one.session, one.room, one.people, one.likes) for one in questions.waiting(world.store)] == [
        (1, "How do you steer?", "kites", "Ada", 2, 1),
        (2, "What about rain?", "kites", "Ada", 1, 9),
        (3, "Is there a map?", "tides", "Curie", 1, 0),
    ]
    assert questions.to_ask(world.store) == [6]
    assert world.rows("SELECT id FROM incoming WHERE state = 'read'") == [{"id": 1}, {"id": 2}, {"id": 3}, {"id": 4}]


def test_ask_names_what_cannot_become_a_question(world: World) -> None:
    fill(world)
    ask(world, 1)
    asked = ask(world, 1, 5, 99, 3)
    assert asked.questions == {3: 2}
    assert asked.refused == {
        1: "Incoming post 1 is question 1 already.",
        5: "Incoming post 5 is not public: only public and unlisted posts become questions; if its author agrees, type it without their name.",
        99: "There is no incoming post 99: see `livetweet inbox list`.",
    }


def test_ask_joins_an_answered_question_as_answered_but_not_a_dropped_one(world: World) -> None:
    fill(world)
    ask(world, 1)
    do(world, questions.answer, 1)
    assert ask(world, 2).joined == (2,)
    assert world.rows("SELECT id FROM incoming WHERE state = 'answered'") == [{"id": 1}, {"id": 2}]
    ask(world, 3)
    do(world, questions.drop, 2)
    world.take(came("7", "What about rain?", in_reply_to="kites", author="di@example.net"))
    assert ask(world, 7).joined == ()


def test_add_takes_a_question_asked_aloud(world: World) -> None:
    add: dict[str, Any] = {"operator": "Léa", "room": ROOMS.get}
    assert questions.add(world.store, "  Why kites?  ", session="kites", now=world.now(), **add) == 1
    assert questions.add(world.store, "Broken \udcff", session=None, now=world.now(), **add) == 2
    assert [(one.text, one.room, one.people) for one in questions.waiting(world.store)] == [("Why kites?", "Ada", 1), ("Broken ?", None, 1)]
    with pytest.raises(NotAllowedError, match="A question needs words"):
        questions.add(world.store, " \n", session=None, now=world.now(), **add)


def test_stage_holds_one_a_room_and_answers_the_one_before(world: World) -> None:
    fill(world)
    ask(world, 1, 3, 4)
    assert stage(world, 1, 3) == Outcome(done=(1, 3), refused={})
    assert stage(world, 2) == Outcome(done=(2,), refused={})
    assert states(world) == {1: "answered", 2: "on stage", 3: "on stage"}
    assert world.rows("SELECT id FROM incoming WHERE state = 'answered'") == [{"id": 1}]


def test_stage_refuses_two_for_one_room_at_once(world: World) -> None:
    fill(world)
    ask(world, 1, 3)
    assert stage(world, 2, 1) == Outcome(
        done=(2,), refused={1: "Question 1 stays where it is: question 2 has just gone on stage in Ada, one a room."}
    )


def test_stage_goes_where_the_programme_has_moved_the_session(world: World) -> None:
    fill(world)
    ask(world, 1)
    questions.stage(world.store, [1], operator="Léa", now=world.now(), room={"kites": "Hopper"}.get)
    assert questions.waiting(world.store)[0].room == "Hopper"


@pytest.mark.parametrize(
    ("before", "act", "why"),
    [
        ("stage", "stage", "Question 1 is on stage already."),
        ("drop", "stage", "Question 1 is dropped: to stage it, undo that first."),
        ("answer", "park", "Question 1 is answered: to park it, undo that first."),
        ("answer", "answer", "Question 1 is answered already."),
        ("drop", "raise", "Question 1 is dropped: to raise it, undo that first."),
    ],
)
def test_a_step_is_refused_from_the_wrong_state(world: World, before: str, act: str, why: str) -> None:
    fill(world)
    ask(world, 1)
    acts: dict[str, Callable[[], Outcome]] = {
        "stage": lambda: stage(world, 1),
        "drop": lambda: do(world, questions.drop, 1),
        "park": lambda: do(world, questions.park, 1),
        "answer": lambda: do(world, questions.answer, 1),
        "raise": lambda: do(world, questions.move_up, 1),
    }
    acts[before]()
    assert acts[act]() == Outcome(done=(), refused={1: why})


def test_questions_come_raised_first_then_by_askers_likes_and_time(world: World) -> None:
    fill(world)
    ask(world, 4, 3, 1, 2, 6)
    assert [one.id for one in questions.waiting(world.store)] == [3, 2, 1, 4]
    do(world, questions.move_up, 4, 1)
    assert [one.id for one in questions.waiting(world.store)] == [4, 1, 3, 2]


def test_merge_gives_the_askers_to_the_first(world: World) -> None:
    fill(world)
    ask(world, 1, 3, 4)
    do(world, questions.drop, 3)
    assert do(world, gathering.merge, 1, 2, 3, 9) == Outcome(
        done=(1, 2),
        refused={
            3: "Question 3 is dropped: only what is waiting or parked becomes part of another; name it first, or undo that.",
            9: "There is no question 9: see `livetweet question list`.",
        },
    )
    assert [(one.id, one.text, [asker.incoming for asker in one.askers]) for one in questions.waiting(world.store, [QuestionState.WAITING])] == [
        (1, "How do you steer?", [1, 3])
    ]
    assert stage(world, 2).refused == {2: "Question 2 was merged into question 1: name that one, or undo 2 first."}


def test_split_gives_each_other_asker_a_question(world: World) -> None:
    fill(world)
    ask(world, 1, 2, 3)
    assert do(world, gathering.split, 1, 2) == Outcome(done=(1,), refused={2: "Question 2 comes from one post alone: there is nothing to split."})
    assert [
        (one.id, one.text, [asker.incoming for asker in one.askers]) for one in sorted(questions.waiting(world.store), key=lambda one: one.id)
    ] == [
        (1, "How do you steer?", [1]),
        (2, "What about rain?", [3]),
        (3, "how do you steer??", [2]),
    ]


def test_undo_takes_a_staging_back_with_what_it_answered(world: World) -> None:
    fill(world)
    ask(world, 1, 3)
    stage(world, 1)
    before = snapshot(world)
    stage(world, 2)
    assert do(world, gathering.undo, 1).refused == {1: "Question 1 cannot go back on stage while question 2 is there: undo 2 first."}
    assert do(world, gathering.undo, 2) == Outcome(done=(2,), refused={})
    assert snapshot(world) == before


def test_undo_refuses_what_has_gone_on_since(world: World) -> None:
    fill(world)
    ask(world, 1, 2)
    do(world, gathering.split, 1)
    do(world, questions.park, 2)
    assert do(world, gathering.undo, 1).refused == {1: "Question 2 was part of that and has changed since: undo 2 first."}
    assert do(world, gathering.undo, 2, 1, 1, 7).refused == {7: "There is no question 7: see `livetweet question list`."}


def test_undo_of_everything_leaves_only_what_came_in(world: World) -> None:
    fill(world)
    before = snapshot(world)
    ask(world, 1, 2)
    assert do(world, gathering.undo, 1).done == (1,)
    assert do(world, gathering.undo, 1).done == (1,)
    assert snapshot(world) == before


@pytest.mark.parametrize("seed", range(12))
def test_every_step_can_be_undone(world: World, seed: int) -> None:
    """Whatever was done, taking the last step back gives the state before it, and so on to the beginning."""
    fill(world)
    chance = random.Random(seed)
    past = [snapshot(world)]
    steps: list[int] = []
    acts = [questions.answer, questions.park, questions.drop, questions.move_up, gathering.split]
    for _ in range(40):
        ids = [row["id"] for row in world.rows("SELECT id FROM question")] or [1]
        chosen = chance.choice(ids)
        match chance.randrange(4):
            case 0:
                asked = ask(world, chance.choice([1, 2, 3, 4, 6]))
                done = tuple(asked.questions.values())
            case 1:
                done = stage(world, chosen).done
            case 2 if len(ids) > 1:
                done = do(world, gathering.merge, *chance.sample(ids, 2)).done if _alone(world) else ()
            case _:
                done = do(world, chance.choice(acts), chosen).done
        if done:
            steps.append(done[0])
            past.append(snapshot(world))
    assert len(steps) > 5
    while steps:
        assert snapshot(world) == past.pop()
        assert do(world, gathering.undo, steps.pop()).refused == {}
    assert snapshot(world) == past.pop()


def _alone(world: World) -> bool:
    """Whether no question is merged or dropped: `merge` then refuses none of its first ids with an exception."""
    return world.rows("SELECT id FROM question WHERE merged IS NOT NULL OR state = 'dropped'") == []


def test_mark_does_what_it_can_and_names_the_rest(world: World) -> None:
    fill(world)
    assert mark(world.store, [1, 99, 2], IncomingState.DISMISSED, operator="Léa", now=world.now()) == Outcome(
        done=(1, 2), refused={99: "There is no incoming post 99: see `livetweet inbox list`."}
    )
    assert world.rows("SELECT id, state_by FROM incoming WHERE state = 'dismissed'") == [{"id": 1, "state_by": "Léa"}, {"id": 2, "state_by": "Léa"}]
    assert questions.to_ask(world.store) == [3, 4, 6]
