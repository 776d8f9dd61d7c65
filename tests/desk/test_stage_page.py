"""The stage page, opened from the desk with a key and shown with its code."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import pytest

from livetweet.desk import stagecraft
from livetweet.desk.qr import code
from livetweet.desk.stagecraft import StageWindow, running, stop
from livetweet.inbox import links
from livetweet.inbox.links import Links
from tests.building import OPERATOR
from tests.desk.place import Desk, Place, at_desk, covers, seated

KNOWN = Links(moderator="m" * 24, follow="f" * 24, host="0.0.0.0", port=8627, pid=1, addresses=("http://192.168.7.20:8627",))  # noqa: S104 - an example


@covers("stage_page")
@seated(size=(100, 30))
async def test_i_opens_the_stage_page_and_shows_where_it_is(desk: Desk, place: Place) -> None:
    await desk.go("inbox")
    await desk.lone("i")
    await desk.until(lambda: desk.sees("Open the stage page", "for this machine only"))
    await desk.press("t")
    await desk.until(lambda: isinstance(desk.app.screen, StageWindow))
    known = running(place.folder)
    assert known is not None
    try:
        await desk.until(lambda: desk.sees(f"{known.addresses[0]}/moderator#", "Open on this machine only"))
        await desk.press("h")
        await desk.until(lambda: desk.sees(f"{known.addresses[0]}/hall", "hall screen"))
        await desk.press("r")
        await desk.until(lambda: (links.read(place.folder) or known).moderator != known.moderator)
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.screen)
        await desk.lone("i")  # it is open already
        await desk.until(lambda: isinstance(desk.app.screen, StageWindow))
        await desk.press("x")
        await desk.until(lambda: running(place.folder) is None)
    finally:
        stop(known)


@seated(size=(100, 30))
async def test_a_port_that_another_workspace_s_stage_has_is_told(desk: Desk, place: Place) -> None:
    other = Place.copied(place.folder, place.folder.with_name("other"))
    usual, first, second = stagecraft.PORT, stagecraft.start(other.folder, OPERATOR, stagecraft.HERE), None
    stagecraft.PORT = first.port
    try:
        await desk.go("inbox")
        await desk.lone("i")
        await desk.until(lambda: desk.sees("Open the stage page"))
        await desk.press("t")
        await desk.until(lambda: isinstance(desk.app.screen, StageWindow))
        second = running(place.folder)
        assert second is not None
        sentence = f"Port {first.port} is taken by the stage page of another workspace: this one is at port {second.port}."
        await desk.until(lambda: sentence in desk.told())
        stop(first)
        await desk.until(lambda: running(other.folder) is None)
        with socket.create_server((stagecraft.HERE, first.port)):
            assert stagecraft.moved(second) == sentence.replace("the stage page of another workspace", "another program")
    finally:
        stagecraft.PORT = usual
        for known in filter(None, (first, second)):
            stop(known)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 48)])
def test_the_address_stands_whole_on_a_line_of_its_own(place: Place, size: tuple[int, int]) -> None:
    async def run() -> None:
        async with at_desk(place, size) as desk:
            desk.app.push_screen(StageWindow(place.folder, KNOWN, desk.screen.say))
            await desk.until(lambda: desk.sees("hall screen", "Esc back"))
            shown = [line.strip() for line in desk.text().splitlines()]
            assert f"{KNOWN.addresses[0]}/moderator#{KNOWN.moderator}" in shown
            assert len([line for line in shown if "█" in line]) == len(code(f"{KNOWN.addresses[0]}/moderator#{KNOWN.moderator}"))

    asyncio.run(run())


def test_code_is_read_dark_on_light_and_fits_a_terminal_of_24_lines() -> None:
    lines = code(f"{KNOWN.addresses[0]}/moderator#{KNOWN.moderator}")
    assert len(lines) <= 21
    assert {line.cell_length for line in lines} == {lines[0].cell_length}
    assert set(lines[0].plain) == {"█"}


def test_window_tells_who_can_reach_it() -> None:
    assert "client isolation" in " ".join(stagecraft.told(KNOWN))
    assert stagecraft.told(replace(KNOWN, reached=True))[0] == "Another device has reached it."
    assert "in no network" in stagecraft.told(replace(KNOWN, addresses=("http://127.0.0.1:8627",)))[0]
    assert "this machine only" in stagecraft.told(replace(KNOWN, host="127.0.0.1"))[0]
