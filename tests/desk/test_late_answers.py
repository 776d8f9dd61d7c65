"""What answers late, the store or another program: nobody who types loses the keyboard to it, and what is typed is kept meanwhile."""

from __future__ import annotations

import asyncio
import sqlite3
import webbrowser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

import pytest

from livetweet.desk.cards import KeyCard
from livetweet.outbox import clipboard
from tests.desk.place import FAILED, PLAIN, POSTED, SCHEDULED, Desk, Place, at_desk, covers, seated


@contextmanager
def busy(place: Place) -> Iterator[None]:
    """Another process writes, and takes its time."""
    with closing(sqlite3.connect(place.store, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@covers("mute", "view", "approve_many", "live", "relay")
@pytest.mark.parametrize(("pane", "row", "key"), [("inbox", PLAIN, "z"), ("outbox", POSTED, "v"), ("outbox", SCHEDULED, "."), ("inbox", PLAIN, '"')])
def test_nothing_opens_over_who_has_begun_to_write(place: Place, pane: str, row: int, key: str) -> None:
    async def write(desk: Desk, place: Place) -> None:
        await (desk.go_item(row) if pane == "inbox" else desk.go_post(row))
        with busy(place):
            await desk.press(key)
            await desk.until(lambda: not desk.screen._letters.waits)
            await desk.press("n")
            await desk.write("Kites ")
        await desk.until(desk.told)
        await desk.write("fly high p")
        assert desk.told() == [f"You have gone on meanwhile, and nothing was opened: press {key} again."]
        assert desk.app.screen is desk.screen
        assert desk.words == "Kites fly high p"
        await desk.press("escape")
        await desk.settled()
        await (desk.go_item(row) if pane == "inbox" else desk.go_post(row))
        await desk.lone(key)
        await desk.until(lambda: desk.app.screen is not desk.screen or desk.typing, "it opens for who asks again")

    seated()(write)(place)


@covers("picture")
@seated()
async def test_pictures_open_over_no_words_that_go_on(desk: Desk, place: Place) -> None:
    await desk.press("n")
    with busy(place):
        await desk.write("A")
        await desk.press("ctrl+f")
        await desk.write(" wing")
    await desk.until(desk.told)
    assert desk.told() == ["You have gone on meanwhile, and nothing was opened: press Ctrl+F again."]
    assert (desk.words, desk.app.screen) == ("A wing", desk.screen)


@contextmanager
def slow(patch: pytest.MonkeyPatch) -> Iterator[Event]:
    """A browser that starts until the event is set, and a clipboard's program that does."""
    done = Event()

    def starts(address: str) -> bool:
        done.wait(30)
        return False

    patch.setenv("BROWSER", "one of this test")
    patch.setattr(webbrowser, "open", starts)
    patch.setattr(clipboard, "copy", starts)
    yield done
    done.set()


@covers("browser")
def test_a_starting_browser_keeps_no_words_from_the_store(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def write(desk: Desk, place: Place) -> None:
        with slow(monkeypatch) as started:
            await desk.go_item(PLAIN)
            await desk.lone("o")
            await desk.press("n")
            await desk.write("Words while it starts")
            await desk.until(lambda: place.kept() == "Words while it starts")
            assert desk.told() == []
            started.set()
            await desk.until(lambda: desk.told() == ["No browser here: https://masto.example/1"])

    seated()(write)(place)


def test_a_starting_browser_does_not_stop_the_screen(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.mkdtemp", lambda prefix: str(tmp_path))

    async def look(desk: Desk, place: Place) -> None:
        with slow(monkeypatch) as started:
            await desk.press("f1")
            await desk.until(lambda: isinstance(desk.app.screen, KeyCard))
            await desk.press("p", "escape")
            assert desk.app.screen is desk.screen
            assert desk.told() == []
            started.set()
            await desk.until(lambda: desk.told() == [f"No browser here: the page is {tmp_path / 'keys.html'}"])

    seated()(look)(place)


def test_by_hand_asks_for_the_address_while_the_browser_starts_and_not_over_who_writes(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            with slow(monkeypatch):
                await desk.go_post(FAILED)
                await _begin_by_hand(desk)
                await desk.press("d")
                await desk.until(lambda: desk.sees("Its address, once it is posted"))
                await desk.press("escape")
                await _begin_by_hand(desk)
                with busy(place):
                    await desk.press("d")
                    await desk.until(lambda: desk.app.screen is desk.screen)
                    await desk.press("n")
                    await desk.write("Kites")
                await desk.until(lambda: any("press Enter on its row again" in one for one in desk.told()))
                assert (desk.words, desk.app.screen) == ("Kites", desk.screen)

    asyncio.run(run())


async def _begin_by_hand(desk: Desk) -> None:
    await desk.press("enter")
    await desk.until(lambda: desk.sees("post it by hand"))
    await desk.press("b")
    await desk.until(lambda: desk.sees("By hand on which account?"))
