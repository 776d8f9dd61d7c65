from __future__ import annotations

from datetime import timedelta

import pytest

from livetweet.inbox import gathering, questions, reread
from livetweet.networks.port import Seen
from livetweet.store import questions as stored
from tests.inbox.test_questions import ask, do, fill, stage, states
from tests.inbox.world import NOW, World


def look(world: World, *found: Seen) -> tuple[int, ...]:
    return reread.apply(world.store, "masto", found, world.now())


def one(world: World, question: int) -> tuple[str, str, str | None]:
    with world.store.reading() as db:
        found = stored.get(db, question)
    assert found is not None
    return found.state.value, found.text, found.flag


def test_due_names_what_waits_or_is_on_stage_a_minute_after_it_was_read(world: World) -> None:
    fill(world)
    ask(world, 1, 2, 3, 4)
    do(world, questions.drop, 3)
    soon, later = NOW + timedelta(seconds=30), NOW + timedelta(seconds=90)
    assert reread.due(world.store, "masto", soon) == []
    assert reread.due(world.store, "masto", later) == ["1", "2", "3"]
    assert reread.due(world.store, "sky", later) == []
    reread.apply(world.store, "masto", [Seen(remote_id="2", text="how do you steer??", likes=4)], later)
    assert reread.due(world.store, "masto", later) == ["1", "3"]
    assert reread.due(world.store, "masto", later + timedelta(seconds=60), limit=2) == ["1", "3"]


def test_due_names_at_once_and_once_what_is_put_on_stage_though_each_answer_is_paid(world: World) -> None:
    fill(world)
    ask(world, 1, 2, 3, 4)
    read = [Seen(remote_id=one, text=text) for one, text in (("1", "How do you steer?"), ("2", "how do you steer??"))]
    soon, later = NOW + timedelta(seconds=30), NOW + timedelta(seconds=90)
    assert reread.due(world.store, "masto", later, paid=True) == []
    reread.apply(world.store, "masto", read, soon)
    stage(world, 1)
    for paid in (False, True):
        assert reread.due(world.store, "masto", soon, paid=paid) == ["1", "2"]
        assert reread.within(world.store, "masto", paid=paid) == timedelta(0)
    reread.apply(world.store, "masto", read[:1], soon, asked=["1", "2"])
    assert reread.due(world.store, "masto", soon) == []
    assert reread.due(world.store, "masto", later, paid=True) == []


def test_due_names_what_comes_back_to_the_stage(world: World) -> None:
    fill(world)
    ask(world, 1, 3)
    stage(world, 1)
    stage(world, 2)
    reread.apply(world.store, "masto", [], NOW, asked=["1", "3"])
    do(world, gathering.undo, 2)
    assert states(world) == {1: "on stage", 2: "waiting"}
    assert reread.due(world.store, "masto", NOW) == ["1"]


def test_within_is_a_minute_while_anything_waits_and_nothing_is_paid(world: World) -> None:
    fill(world)
    assert reread.within(world.store, "masto") is None
    ask(world, 1)
    assert reread.within(world.store, "masto") == timedelta(seconds=60)
    assert reread.within(world.store, "masto", paid=True) is None
    assert reread.within(world.store, "sky") is None
    do(world, questions.drop, 1)
    assert reread.within(world.store, "masto") is None


def test_apply_brings_likes_up_to_date(world: World) -> None:
    fill(world)
    ask(world, 3)
    assert look(world, Seen(remote_id="3", text="What about rain?", likes=12), Seen(remote_id="unheard of", text="x")) == ()
    assert world.rows("SELECT likes FROM incoming WHERE id = 3") == [{"likes": 12}]
    assert one(world, 1) == ("waiting", "What about rain?", None)


def test_what_is_deleted_leaves_the_stage_and_loses_its_words(world: World) -> None:
    fill(world)
    ask(world, 3)
    stage(world, 1)
    assert look(world, Seen(remote_id="3", text=None)) == (3,)
    assert one(world, 1) == ("parked", "", "deleted")
    assert world.rows("SELECT text, asks FROM incoming WHERE id = 3") == [{"text": None, "asks": 0}]
    assert stage(world, 1).refused == {1: "Question 1 was deleted by its author: what is deleted does not go on stage."}
    assert "rain" not in "".join(row["before"] for row in world.rows("SELECT before FROM act"))
    assert look(world, Seen(remote_id="3", text=None)) == ()


def test_what_one_of_two_deleted_waits_in_the_other_s_words(world: World) -> None:
    fill(world)
    ask(world, 1, 2)
    stage(world, 1)
    look(world, Seen(remote_id="1", text=None))
    assert one(world, 1) == ("waiting", "how do you steer??", "deleted")
    assert stage(world, 1).done == (1,)
    assert one(world, 1) == ("on stage", "how do you steer??", None)


def test_what_is_edited_waits_to_be_looked_at_again(world: World) -> None:
    fill(world)
    ask(world, 3)
    stage(world, 1)
    assert look(world, Seen(remote_id="3", text="What about hail?")) == (3,)
    assert one(world, 1) == ("waiting", "What about hail?", "edited")


def test_an_answered_question_stays_answered_when_its_post_is_deleted(world: World) -> None:
    fill(world)
    ask(world, 3)
    do(world, questions.answer, 1)
    look(world, Seen(remote_id="3", text=None))
    assert one(world, 1) == ("answered", "", "deleted")


def test_undo_never_brings_deleted_words_back(world: World) -> None:
    fill(world)
    ask(world, 1, 3)
    do(world, gathering.merge, 1, 2)
    look(world, Seen(remote_id="3", text=None))
    do(world, gathering.undo, 1)
    assert one(world, 2)[1:] == ("", "deleted")
    assert world.rows("SELECT count(*) AS found FROM question WHERE text LIKE '%rain%'") == [{"found": 0}]


@pytest.mark.parametrize("undone", [1, 2])
def test_undo_does_not_put_a_deleted_question_back_on_stage(world: World, undone: int) -> None:
    fill(world)
    ask(world, 1, 3)
    stage(world, 1)
    stage(world, 2)
    look(world, Seen(remote_id="1", text=None))
    assert do(world, gathering.undo, undone).done == ()
    assert states(world) == {1: "answered", 2: "on stage"}
