"""Others work on the same store: what a key means is what was to be seen when it was pressed, and what became of that meanwhile is told."""

from __future__ import annotations

import asyncio

import pytest

from livetweet.clock import to_stamp
from tests.desk.place import DRAFTED, HELD, NOW, SCHEDULED, Desk, Place, at_desk, covers, seated
from tests.desk.test_operators import OTHER, second_desk


@covers("hold")
def test_two_who_press_h_in_the_same_moment_hold_once_and_the_second_is_told(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place) as lea, second_desk(place, OTHER) as sam:
            await lea.go_post(SCHEDULED)
            await sam.go_post(SCHEDULED)
            await lea.press("h")
            await asyncio.sleep(0.15)
            await sam.press("h")
            await lea.until(lambda: place.state(SCHEDULED) == "held")
            await sam.until(sam.told)
            assert place.state(SCHEDULED) == "held"
            assert sam.told() == ["Léa has just held “live · Scheduled words.”: h again releases it."]
            await sam.lone("h")
            await sam.until(lambda: place.state(SCHEDULED) == "scheduled")

    asyncio.run(run())


@pytest.mark.parametrize(("post", "key_was"), [(SCHEDULED, "hold"), (HELD, "release")])
def test_h_leaves_what_the_programme_has_held_meanwhile(place: Place, post: int, key_was: str) -> None:
    async def press(desk: Desk, place: Place) -> None:
        await desk.go_post(post)
        await desk.press("h")
        place.do("UPDATE part SET state = 'held', reason = 'programme changed' WHERE post = ?", post)
        await desk.until(desk.told)
        assert place.state(post) == "held", key_was
        assert [one.partition("”")[2] for one in desk.told()] == [" is held since just now, programme changed: h again releases it."]

    seated()(press)(place)


@covers("approve")
@seated()
async def test_a_approves_no_text_that_changed_after_the_key(desk: Desk, place: Place) -> None:
    await desk.go_post(DRAFTED)
    await desk.press("a")
    place.do("UPDATE post SET texts = json_set(texts, '$.x', 'Something else') WHERE id = ?", DRAFTED)
    await desk.until(desk.told)
    assert place.state(DRAFTED) == "draft"
    assert desk.told() == ["“live · Drafted words.” was changed just now: look at it again, then a approves it."]
    await desk.settled()
    await desk.lone("a")
    await desk.until(lambda: place.state(DRAFTED) == "scheduled")


@covers("approve_many")
@seated()
async def test_a_whole_day_is_approved_as_it_was_listed(desk: Desk, place: Place) -> None:
    await desk.lone(".")
    await desk.until(lambda: desk.sees("Of which day"))
    await desk.lone("b")
    await desk.until(lambda: desk.sees("approve: each leaves"))
    place.do("UPDATE post SET revision = revision + 1 WHERE id = ?", DRAFTED)
    await desk.lone("a")
    await desk.until(desk.told)
    assert place.state(DRAFTED) == "draft"


@covers("pause")
@seated()
async def test_ctrl_g_does_not_end_what_somebody_else_has_just_paused(desk: Desk, place: Place) -> None:
    place.do("UPDATE gate SET paused_at = ?, paused_by = ?", to_stamp(NOW), OTHER)
    await desk.until(lambda: desk.sees("PAUSED"))
    await desk.press("ctrl+g")
    await desk.settled()
    assert place.rows("SELECT paused_by FROM gate") == [{"paused_by": OTHER}]
    assert desk.told() == [f"{OTHER} has just paused all, and it stays so: Ctrl+G in a moment goes on."]
    await desk.until(lambda: not desk.screen.just_paused)
    await desk.press("ctrl+g")
    await desk.until(lambda: place.rows("SELECT paused_by FROM gate") == [{"paused_by": None}])
