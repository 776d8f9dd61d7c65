"""What `u` takes back, and what it leaves alone; with it, marks and rooms that keep what was meant."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from livetweet.clock import DiscreteClock
from livetweet.outbox import acts
from livetweet.store.connect import Store
from tests.building import OPERATOR
from tests.desk.place import ASKS, DRAFTED, NOW, PLAIN, POSTED, SCHEDULED, SECOND, Desk, Place, at_desk, covers, seated


@covers("undo", "drop", "done")
@seated()
async def test_u_after_x_or_d_on_what_came_brings_that_back_and_frees_nothing_older(desk: Desk, place: Place) -> None:
    await desk.go_post(SCHEDULED)
    await desk.lone("h")
    await desk.until(lambda: place.state(SCHEDULED) == "held")
    for key, state in (("x", "dismissed"), ("d", "read")):
        await desk.go_item(PLAIN)
        await desk.lone(key)
        await desk.until(lambda state=state: place.incoming(PLAIN) == state)  # type: ignore[misc]
        await desk.lone("u")
        await desk.until(lambda: place.incoming(PLAIN) == "new")
        assert place.state(SCHEDULED) == "held"
    await desk.lone("u")
    await desk.until(lambda: place.state(SCHEDULED) == "scheduled")


@covers("undo", "later_by_five", "at")
@seated()
async def test_u_takes_another_time_back_and_leaves_what_was_held_before(desk: Desk, place: Place) -> None:
    due = place.due(SECOND)
    await desk.go_post(SCHEDULED)
    await desk.lone("h")
    await desk.until(lambda: place.state(SCHEDULED) == "held")
    await desk.go_post(SECOND)
    await desk.press(">")
    await desk.until(lambda: place.due(SECOND) == due + timedelta(minutes=5))
    await desk.until(lambda: desk.sees("in 35 min"))
    await desk.lone(":")
    await desk.until(lambda: desk.sees("Another time"))
    await desk.write("+50\n")
    await desk.until(lambda: place.due(SECOND) == NOW + timedelta(minutes=50))
    for before in (due + timedelta(minutes=5), due):
        await desk.lone("u")
        await desk.until(lambda before=before: place.due(SECOND) == before)  # type: ignore[misc]
    assert (place.state(SECOND), place.state(SCHEDULED)) == ("scheduled", "held")


@covers("undo", "approve")
@seated()
async def test_u_after_an_approval_says_what_to_do_instead_and_frees_nothing_older(desk: Desk, place: Place) -> None:
    await desk.go_post(SCHEDULED)
    await desk.lone("h")
    await desk.until(lambda: place.state(SCHEDULED) == "held")
    await desk.go_post(DRAFTED)
    await desk.lone("a")
    await desk.until(lambda: place.state(DRAFTED) == "scheduled")
    await desk.lone("u")
    await desk.until(lambda: any("h holds it" in one for one in desk.told()))
    assert (place.state(DRAFTED), place.state(SCHEDULED)) == ("scheduled", "held")


@covers("later_by_one", "mark")
@seated()
async def test_what_is_marked_stays_so_for_the_next_minute_and_no_longer_once_it_is_held(desk: Desk, place: Place) -> None:
    due = {post: place.due(post) for post in (SCHEDULED, SECOND)}
    for post in due:
        await desk.go_post(post)
        await desk.press("space")
    await desk.until(lambda: len(desk.screen.chosen.marked) == 2)
    for _ in range(3):
        desk._send("+")
    await desk.until(lambda: all(place.due(post) == at + timedelta(minutes=3) for post, at in due.items()))
    await desk.lone("h")
    await desk.until(lambda: {place.state(post) for post in due} == {"held"})
    await desk.until(lambda: not desk.screen.chosen.marked)


@covers("drop", "undo")
@pytest.mark.parametrize("on_stage", [False, True])
def test_x_drops_a_question_off_the_stage_too_and_u_brings_it_back(place: Place, on_stage: bool) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.go_item(ASKS)
            await desk.lone("s" if on_stage else "w")
            before = "on stage" if on_stage else "waiting"
            await desk.until(lambda: [state for _, state in place.questions()] == [before])
            await desk.lone("x")
            await desk.until(lambda: [state for _, state in place.questions()] == ["dropped"])
            await desk.lone("u")
            await desk.until(lambda: [state for _, state in place.questions()] == [before])

    asyncio.run(run())


@covers("card")
@seated()
async def test_f1_closes_the_card_that_it_opened(desk: Desk, place: Place) -> None:
    await desk.press("f1")
    await desk.until(lambda: desk.sees("one letter, one meaning"))
    await desk.press("f1")
    await desk.until(lambda: desk.app.screen is desk.screen)


@covers("room")
def test_my_room_is_where_the_programme_points_when_the_desk_opens(place: Place) -> None:
    async def run() -> None:
        place.do("INSERT INTO operator (name, room) VALUES (?, 'Curie')", OPERATOR)
        async with at_desk(place) as desk:
            await desk.until(lambda: desk.screen.room == "Curie")
            chosen = desk.screen.feed("programme").chosen
            assert chosen is not None
            assert chosen.key == "session:moss"

    asyncio.run(run())


@covers("undo", "hold")
@seated()
async def test_u_after_a_release_holds_only_what_was_held(desk: Desk, place: Place) -> None:
    place.do("UPDATE part SET state = 'held', reason = 'too late' WHERE post = ? AND account = 'masto'", SCHEDULED)
    before = place.states(SCHEDULED)
    await desk.until(lambda: desk.shows(SCHEDULED) == "held")
    await desk.go_post(SCHEDULED)
    await desk.lone("h")
    await desk.until(lambda: set(place.states(SCHEDULED).values()) == {"scheduled"})
    await desk.lone("u")
    await desk.until(lambda: place.states(SCHEDULED) == before)


@covers("undo", "done")
@seated()
async def test_u_leaves_what_a_colleague_has_dealt_with_since(desk: Desk, place: Place) -> None:
    await desk.go_item(PLAIN)
    await desk.lone("d")
    await desk.until(lambda: place.incoming(PLAIN) == "read")
    place.do("UPDATE incoming SET state = 'answered', state_by = 'Sam' WHERE id = ?", PLAIN)
    await desk.lone("u")
    await desk.until(lambda: any("Somebody has dealt with" in one for one in desk.told()))
    assert place.incoming(PLAIN) == "answered"


@covers("undo", "pause")
@seated()
async def test_u_after_a_pause_says_how_to_go_on_and_frees_nothing(desk: Desk, place: Place) -> None:
    await desk.go_post(SCHEDULED)
    await desk.lone("h")
    await desk.until(lambda: place.state(SCHEDULED) == "held")
    await desk.press("ctrl+g")
    await desk.until(lambda: desk.sees("PAUSED"))
    await desk.lone("u")
    await desk.until(lambda: any("Ctrl+G goes on" in one for one in desk.told()))
    assert place.state(SCHEDULED) == "held"


@covers("undo", "edit")
@seated()
async def test_what_was_to_leave_at_a_time_still_is_once_its_words_came_back(desk: Desk, place: Place) -> None:
    due = place.due(SECOND)
    await desk.go_post(SECOND)
    await desk.press("e")
    await desk.until(lambda: desk.words == "Second words.")
    await desk.write(" And more.\n")
    await desk.until(lambda: not desk.typing)
    await desk.lone("u")
    await desk.until(lambda: desk.words == "Second words. And more." and desk.sees("Taken back", "at 10:35", "leaves at its time"))
    assert place.state(SECOND) == "draft"  # what was there before is not gone
    await desk.press("enter")
    await desk.until(lambda: not desk.typing)
    await desk.settled()
    assert (place.state(SECOND), place.due(SECOND), place.newest()["id"]) == ("scheduled", due, POSTED)


@covers("undo", "edit")
@seated()
async def test_a_planned_post_is_edited_taken_back_and_sent_again_as_the_same_post(desk: Desk, place: Place) -> None:
    place.do("UPDATE post SET key = 'start:kites' WHERE id = ?", SECOND)
    await desk.go_post(SECOND)
    for words in ("Second words.", "Second words. Once."):
        await desk.press("e")
        await desk.until(lambda words=words: desk.words == words)  # type: ignore[misc]
        await desk.write(" Once.\n")
        await desk.until(lambda: not desk.typing)
        await desk.lone("u")
        await desk.until(lambda: desk.typing)
        await desk.press("enter")
        await desk.until(lambda: not desk.typing)
        await desk.settled()
        await desk.go_post(SECOND)
    assert (place.state(SECOND), place.newest()["id"]) == ("scheduled", POSTED)


@covers("undo", "hold")
@seated()
async def test_u_takes_back_what_was_done_here_not_what_another_desk_of_the_same_name_did(desk: Desk, place: Place) -> None:
    await desk.go_post(SCHEDULED)
    await desk.lone("h")
    await desk.until(lambda: place.state(SCHEDULED) == "held")
    with closing(Store(place.store)) as store:
        assert acts.cancel(store, [SECOND], OPERATOR, DiscreteClock(NOW)).done
    await desk.lone("u")
    await desk.until(lambda: place.state(SCHEDULED) == "scheduled")
    await desk.lone("u")
    await desk.until(lambda: any("left to undo" in one for one in desk.told()))
    assert place.state(SECOND) == "cancelled"


def test_nothing_else_is_begun_while_words_are_being_sent(place: Place) -> None:
    """The store is busy, and the approval is refused in the end: then the words are still those that were sent."""

    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.press("n")
            await desk.write("x" * 400)
            with closing(sqlite3.connect(place.store, isolation_level=None)) as other:
                other.execute("BEGIN EXCLUSIVE")
                await desk.press("enter")
                desk.screen.feed("inbox").focus()  # as a click does
                await desk.until(lambda: desk.screen.pane == "inbox")
                await desk.press("r")
                await desk.until(lambda: any("just being sent" in one for one in desk.told()))
                other.execute("ROLLBACK")
            await desk.settled()
            await desk.settled()
            assert not place.rows("SELECT id FROM post WHERE kind = 'reply'")
            assert {row["visibility"] for row in place.rows("SELECT visibility FROM post")} == {"public"}

    asyncio.run(run())


@covers("undo", "mute", "drop")
@seated()
async def test_a_command_that_was_left_again_is_no_step(desk: Desk, place: Place) -> None:
    await desk.go_item(PLAIN)
    await desk.lone("d")
    await desk.until(lambda: place.incoming(PLAIN) == "read")
    await desk.lone("z")
    await desk.until(lambda: desk.sees("Mute"))
    await desk.press("escape")
    await desk.until(lambda: desk.app.screen is desk.screen)
    await desk.lone("u")
    await desk.until(lambda: place.incoming(PLAIN) == "new")
