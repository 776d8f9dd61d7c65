"""What the screen says is what is so: days, marks, drafts, and what a key would be refused."""

from __future__ import annotations

import asyncio

import pytest

from livetweet.clock import to_stamp
from livetweet.desk.commands import OUTBOX
from livetweet.desk.letters import ACTS_AFTER
from tests.building import TEN
from tests.desk.place import DRAFTED, POSTED, SCHEDULED, SECOND, UNKNOWN, Desk, Place, covers, seated
from tests.desk.test_script import open_script

EARLIER = TEN.replace(year=2026, month=11, day=29)


@seated((160, 48))
async def test_a_day_that_is_not_today_stands_over_its_sessions(desk: Desk, place: Place) -> None:
    assert not desk.sees("Thu 18 March ──")
    place.do("UPDATE gate SET anchor_simulated = ?", to_stamp(EARLIER))
    await desk.until(lambda: desk.sees("Thu 18 March ──", "10:00 ──"))
    await open_script(desk, "kites")
    assert desk.sees("Script  18/03 10:00–10:45  Ada")


@covers("later_by_five")
@seated()
async def test_another_time_on_another_day_is_to_be_seen(desk: Desk, place: Place) -> None:
    place.do("UPDATE part SET due = ?", to_stamp(EARLIER))
    place.do("UPDATE gate SET anchor_simulated = ?", to_stamp(TEN.replace(day=17)))
    await desk.until(lambda: desk.sees("10:35"))
    await desk.go_post(SECOND)
    await desk.press(">")
    await desk.until(lambda: desk.sees("10:40"))


@covers("mark")
@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)])
def test_marks_are_counted_in_the_title(place: Place, size: tuple[int, int]) -> None:
    async def mark(desk: Desk, place: Place) -> None:
        for post in (SCHEDULED, SECOND):
            await desk.go_post(post)
            await desk.press("space")
        await desk.until(lambda: desk.sees("2 marked"))
        await desk.press("escape")
        await desk.until(lambda: not desk.sees("marked"))

    seated(size)(mark)(place)


@covers("view")
@seated()
async def test_v_shows_what_each_account_would_post_of_the_draft_under_the_cursor(desk: Desk, place: Place) -> None:
    place.do("UPDATE post SET texts = json_set(texts, '$.x', 'Short words.') WHERE id = ?", DRAFTED)
    await desk.go_post(SECOND)
    await desk.press("space")
    await desk.go_post(DRAFTED)
    await desk.lone("v")
    await desk.until(lambda: desk.sees("◇ masto  draft", "◇ sky  draft", "◇ bird  draft", "Short words."))
    assert desk.told() == []


@pytest.mark.parametrize("width", [110, 80, 60])
def test_what_was_put_aside_is_named_at_every_width(place: Place, width: int) -> None:
    place.do("UPDATE programme SET document = replace(document, 'Kites at dawn', 'Kites at dawn and everything else that flies over a beach')")

    async def put_aside(desk: Desk, place: Place) -> None:
        await desk.press("n")
        await desk.write("Aside")
        await desk.press("escape")
        await desk.until(lambda: desk.sees("n go on (1 kept)"))
        await desk.press("n")
        await desk.write(" and sent\n")
        await desk.until(lambda: not desk.typing)
        await desk.press("q")
        await desk.write("Another")
        await desk.press("escape")
        await desk.until(lambda: desk.sees("u take back", "n go on (1 kept)"))

    seated((width, 36))(put_aside)(place)


@covers("edit")
@pytest.mark.parametrize(("post", "why"), [(POSTED, "it has left"), (UNKNOWN, "nobody knows yet whether it has left: resolve it first")])
def test_e_says_at_once_that_a_post_cannot_be_edited(place: Place, post: int, why: str) -> None:
    async def edit(desk: Desk, place: Place) -> None:
        await desk.go_post(post)
        await desk.press("e")
        await desk.until(desk.told)
        assert desk.told() == [f"“live · {'Posted' if post == POSTED else 'Unknown'} words.” cannot be edited: {why}."]
        assert not desk.typing
        assert desk.screen.pane == OUTBOX

    seated()(edit)(place)


@seated()
async def test_a_paste_into_a_window_becomes_a_kept_draft(desk: Desk, place: Place) -> None:
    await open_script(desk, "kites")
    await desk.paste("ha, pasted prose\n")
    await desk.until(lambda: place.kept() == "ha, pasted prose\n")
    assert desk.typing


@covers("accounts")
@seated()
async def test_prose_on_the_card_of_accounts_leaves_the_terminal_to_nobody(desk: Desk, place: Place) -> None:
    await desk.press(";")
    await desk.until(lambda: desk.sees("To let livetweet into one more"))
    await desk.write("but x marks")
    await asyncio.sleep(2 * ACTS_AFTER)  # what a last letter would do is done by now
    assert desk.told() == []
    await desk.press("b")
    await desk.until(lambda: any("This terminal cannot be left" in one for one in desk.told()))
