"""Every action by its name: where the palette opens, and that no key in it ends the desk."""

from __future__ import annotations

from textual.command import CommandList

from livetweet.desk.app import Palette
from livetweet.desk.cards import KeyCard
from livetweet.desk.dialogs import Choose
from tests.desk.place import POSTED, Desk, Place, seated


def _open(desk: Desk) -> list[type[object]]:
    return [type(one) for one in desk.app.screen_stack[2:]]


async def _listed(desk: Desk) -> None:
    await desk.until(lambda: desk.app.screen.query_one(CommandList).option_count, "the palette has listed its actions")


@seated()
async def test_palette_opens_once_even_with_the_key_card_over_it(desk: Desk, place: Place) -> None:
    await desk.press("ctrl+p", "f1", "ctrl+p", "ctrl+p")
    assert _open(desk) == [Palette, KeyCard]
    await desk.press("f1", "ctrl+p", "escape")
    assert desk.app.is_running
    assert _open(desk) == []


@seated((80, 24))
async def test_paging_in_a_palette_that_has_just_opened_does_nothing(desk: Desk, place: Place) -> None:
    await desk.press("ctrl+p", "pageup", "pagedown", "ctrl+end")
    await _listed(desk)
    await desk.press("pagedown", "pageup", "ctrl+home")
    assert desk.app.is_running
    assert _open(desk) == [Palette]


@seated()
async def test_palette_stays_shut_over_a_dialog(desk: Desk, place: Place) -> None:
    await desk.go_post(POSTED)
    await desk.lone("x")
    await desk.press("ctrl+p")
    assert _open(desk) == [Choose]


@seated()
async def test_palette_opens_over_a_window_with_what_that_offers(desk: Desk, place: Place) -> None:
    await desk.lone("!")
    await desk.press("ctrl+p")
    await _listed(desk)
    await desk.write("let the rest")
    await desk.until(lambda: desk.sees("let the rest go (a)"))


@seated()
async def test_two_quick_enters_in_the_palette_do_an_action_once(desk: Desk, place: Place) -> None:
    await desk.press("ctrl+p")
    await _listed(desk)
    await desk.write("pause all")
    await desk.until(lambda: desk.app.screen.query_one(CommandList).option_count == 1)
    await desk.write("\n\n\n")
    await desk.settled()
    assert [row["verb"] for row in place.rows("SELECT verb FROM act")] == ["pause"]
    assert _open(desk) == []
    assert desk.app.is_running
