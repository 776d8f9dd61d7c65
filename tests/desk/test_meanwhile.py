"""Others work on the same store: what a key means is what was to be seen when it was pressed, and what became of that meanwhile is told."""

from __future__ import annotations

import asyncio

import pytest

from livetweet.clock import to_stamp
from tests.building import OPERATOR
from tests.desk.place import DRAFTED, HELD, NOW, SCHEDULED, Desk, Place, at_desk, covers, seated
from tests.desk.test_operators import OTHER, second_desk


@covers("hold")
def test_two_who_press_h_in_the_same_moment_hold_once_and_one_is_told(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place) as lea, second_desk(place, OTHER) as sam:
            await lea.go_post(SCHEDULED)
            await sam.go_post(SCHEDULED)
            await lea.press("h")
            await sam.press("h")
            await lea.until(lambda: lea.told() or sam.told())
            assert place.state(SCHEDULED) == "held"
            who = OTHER if lea.told() else OPERATOR
            assert lea.told() + sam.told() == [f"{who} has just held “live · Scheduled words.”: h again releases it."]
            assert place.rows("SELECT DISTINCT reason FROM part WHERE post = ?", SCHEDULED) == [{"reason": f"by {who}"}]

    asyncio.run(run())


@covers("hold")
@pytest.mark.parametrize("post", [SCHEDULED, HELD], ids=["a hold", "a release"])
@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("programme changed", "{} is held since just now, programme changed: h again releases it."),
        (f"by {OTHER}", f"{OTHER} has just held {{}}: h again releases it."),
    ],
)
def test_h_leaves_what_was_held_meanwhile_and_says_why(place: Place, post: int, reason: str, told: str) -> None:
    async def press(desk: Desk, place: Place) -> None:
        await desk.go_post(post)
        await desk.press("h")
        place.do("UPDATE part SET state = 'held', reason = ? WHERE post = ?", reason, post)
        await desk.until(desk.told)
        assert place.state(post) == "held"
        assert desk.told() == [told.format(f"“live · {'Held' if post == HELD else 'Scheduled'} words.”")]

    seated()(press)(place)


@covers("hold")
@seated()
async def test_h_on_what_somebody_has_released_meanwhile_says_so(desk: Desk, place: Place) -> None:
    await desk.go_post(HELD)
    await desk.press("h")
    place.do("UPDATE part SET state = 'scheduled', reason = NULL WHERE post = ?", HELD)
    await desk.until(desk.told)
    assert place.state(HELD) == "scheduled"
    assert desk.told() == [f"Post {HELD}: it is scheduled."]


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
