"""What a dialog offers can all be read and chosen, however much it is; and nothing is cut without a word."""

from __future__ import annotations

import asyncio

import pytest

from livetweet.desk.dialogs import Choose, letters
from tests.desk.place import DRAFTED, FAILED, PLAIN, SCHEDULED, UNKNOWN, Desk, Place, at_desk, covers, seated

MANY = [(letter, str(number), f"choice {number}") for letter, number in zip(letters(), range(32), strict=False)]


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
@pytest.mark.parametrize(("keys", "answer"), [(("end", "enter"), "31"), (("down", "down", "up", "enter"), "0"), (("pagedown", "enter"), "7")])
def test_every_choice_is_reached_and_seen_at_any_size(place: Place, size: tuple[int, int], keys: tuple[str, ...], answer: str) -> None:
    async def choose(desk: Desk, place: Place) -> None:
        answers: list[str | None] = []
        desk.app.push_screen(Choose("Which?", ["One of many."], MANY), answers.append)
        await desk.until(lambda: desk.sees("Which?", "choice 0", "Esc", "more"))
        for key in keys[:-1]:
            await desk.press(key)
            assert desk.sees("Which?", "Esc")
        await desk.until(lambda: desk.sees(f"▌ choice {answer} "))
        await desk.press(keys[-1])
        await desk.until(lambda: answers == [answer])

    seated(size)(choose)(place)


@seated((80, 24))
async def test_letter_of_a_choice_out_of_sight_shows_it_first(desk: Desk, place: Place) -> None:
    answers: list[str | None] = []
    desk.app.push_screen(Choose("Which?", [], MANY), answers.append)
    await desk.until(lambda: desk.sees("choice 0"))
    await desk.press("z")
    await desk.until(lambda: desk.sees("z▌ choice 24"))
    assert answers == []
    await desk.press("z")
    await desk.until(lambda: answers == ["24"])


@seated()
async def test_enter_alone_chooses_nothing(desk: Desk, place: Place) -> None:
    await desk.go_post(FAILED)
    await desk.write("\n\n")
    await desk.until(lambda: desk.sees("send it all the same"))
    await desk.settled()
    assert place.state(FAILED) == "failed"


@covers("hold", "mark")
@seated()
async def test_what_was_refused_stays_marked_and_what_was_done_does_not(desk: Desk, place: Place) -> None:
    for post in (DRAFTED, SCHEDULED):
        await desk.go_post(post)
        await desk.press("space")
    await desk.lone("h")
    await desk.until(lambda: place.state(SCHEDULED) == "held")
    await desk.settled()
    assert desk.screen.chosen.marked == {f"post:{DRAFTED}"}


@covers("done", "mark")
@seated()
async def test_marks_of_the_inbox_go_with_what_was_done(desk: Desk, place: Place) -> None:
    await desk.go_item(PLAIN)
    await desk.press("space")
    await desk.go_post(UNKNOWN)
    await desk.press("space")
    await desk.go_item(PLAIN)
    await desk.lone("d")
    await desk.until(lambda: place.incoming(PLAIN) == "read")
    await desk.settled()
    assert desk.screen.chosen.marked == {f"post:{UNKNOWN}"}


def test_more_refusals_than_are_told_are_counted(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            for post in range(1, 8):
                await desk.go_post(post)
                await desk.press("space")
            await desk.lone("a")
            await desk.until(lambda: len(desk.told()) >= 4)
            await desk.settled()
            assert [one for one in desk.told() if one.startswith("And ")] == ["And 3 more."]

    asyncio.run(run())
