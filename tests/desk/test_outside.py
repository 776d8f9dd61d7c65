"""Texts of strangers in every place that shows one, in every size and theme: painted, in their width, and nothing of them obeyed."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from livetweet.clock import DiscreteClock
from livetweet.desk.changes import ChangesWindow
from livetweet.inbox.take import take_in
from livetweet.model.incoming import How, Incoming
from livetweet.model.person import Person
from livetweet.outbox import version
from livetweet.programme.fetch import Fetched
from livetweet.programme.tag import Tag
from livetweet.store import connect, programmes
from tests.building import KITES, MOSS, PROGRAMME, TIDES, changed
from tests.desk.place import FAILED, HELD, NOW, POSTED, SCHEDULED, UNKNOWN, Desk, Place, at_desk

ZALGO = "e" + "\u0301\u0322\u0335" * 40
HOSTILE = {
    "markup": "[/b] [red]red[/red] [/] [@click=app.quit]x[/] [bold",
    "controls": "a\x1b[2Jb\x07c\x00d\x9be\rf\nline\ttab\u2028",
    "bidi": "\u202eevil\u202c \u2066x\u2069 \u200f שלום مرحبا",
    "marks": ZALGO * 20,
    "wide": "👩‍👩‍👧‍👦🏳️‍🌈🇫🇷 漢字かな交じり文 ｆｕｌｌ" * 9,
    "long": "x" * 100_000,
    "words": "word " * 20_000,
}
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")
SOAK = bool(os.environ.get("LIVETWEET_SOAK"))
pytestmark = [pytest.mark.soak] if SOAK else []
SIZES = [(60, 20), (80, 24), (120, 36), (160, 48)]
THEMES = ["livetweet-dark", "livetweet-light", "livetweet-contrast", "ansi-dark"]


def _fill(place: Place, text: str) -> None:
    """TEXT as title, name, room, handle, words, the server's words and the event's name."""
    speaker = Person(name=text)
    sessions = tuple(
        replace(one, title=text, room=text[:300] if one is not MOSS else f"{text[:200]} b", speakers=(speaker,)) for one in (KITES, MOSS, TIDES)
    )
    store = connect.Store(place.store, synced=False)
    clock = DiscreteClock(NOW)
    try:
        with store.writing() as db:
            programmes.save_version(db, replace(PROGRAMME, title=text, sessions=sessions), source=text, at=clock.now())
            db.execute("UPDATE part SET reason = ? WHERE post IN (?, ?, ?)", (text, FAILED, HELD, UNKNOWN))
            db.execute("UPDATE part SET text = ?, url = ? WHERE post IN (?, ?)", (text, f"https://x.example/{text}", SCHEDULED, POSTED))
            db.execute("UPDATE post SET texts = json_object('*', ?), session = 'kites' WHERE id < 4", (text[:2_000],))
            db.execute("UPDATE account SET hold = ? WHERE name = 'sky'", (text,))
            db.execute("UPDATE gate SET paused_why = ?", (text,))
        came = [
            Incoming(
                network="mastodon",
                remote_id=f"h{number}",
                how=How.MENTION,
                author=text,
                name=text,
                text=f"{text}?",
                at=NOW,
                url=f"https://x.example/{text}",
                likes=10**9,
            )
            for number in range(3)
        ]
        take_in(store, "masto", came, ("mentions", "2"), clock.now())
    finally:
        store.close()
    hashtags = place.folder / "hashtags.toml"
    hashtags.write_text(
        hashtags.read_text("utf-8").replace(
            '"Kite Fair"', '"' + "".join(f"\\u{ord(one):04x}" if ord(one) < 0x10000 else f"\\U{ord(one):08x}" for one in text[:300]) + '"'
        ),
        "utf-8",
    )


def _check(desk: Desk, size: tuple[int, int]) -> None:
    """Every line of the screen as wide as the screen, without anything a terminal would obey."""
    strips = desk.app.screen._compositor.render_strips()
    assert len(strips) == size[1]
    for strip in strips:
        text = "".join(segment.text for segment in strip)
        assert FORBIDDEN.search(text) is None, repr(text)
        assert cell_len(text) == size[0], repr(text)


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_hostile_texts_are_painted_everywhere(place: Place, kind: str) -> None:
    _fill(place, HOSTILE[kind])
    which = list(HOSTILE).index(kind)

    text = HOSTILE[kind]
    (place.folder / "media" / f"{text[:40].translate({0: None, ord('/'): None})}.png").write_bytes(b"no picture")

    async def look(size: tuple[int, int], theme: str) -> None:
        async with at_desk(place, size, theme) as desk:
            for pane in ("outbox", "inbox", "programme"):
                if size[0] < 110 and pane == "programme":
                    continue
                await desk.go(pane)
                for _ in range(4):
                    await desk.press("down")
                    _check(desk, size)
                await desk.press("enter")
                await desk.settled()
                _check(desk, size)
                await desk.press("escape")
                await desk.until(lambda: desk.app.screen is desk.screen)
            await desk.go("inbox")
            await desk.press("home")
            await desk.lone("s")
            _check(desk, size)
            await desk.press("r", "ctrl+l")
            await desk.until(lambda: desk.typing)
            _check(desk, size)
            await desk.press("escape", "q")
            await desk.settled()
            _check(desk, size)
            await desk.press("escape")
            for keys in (("!",), ("!", "enter"), (";",), (".",), (".", "b"), ("z",), ("/",), ("c",), ("l",)):
                await desk.go("programme" if keys[0] in "cl" and size[0] >= 110 else "inbox")
                for key in keys:
                    await desk.lone(key)
                    _check(desk, size)
                for _ in keys:
                    await desk.press("escape")
                await desk.until(lambda: desk.app.screen is desk.screen)
            await desk.go("inbox")
            await desk.press("home", '"')
            await desk.until(lambda: desk.typing)
            await desk.settled()
            _check(desk, size)
            await desk.write(f"@{text[0]}x")
            _check(desk, size)
            await desk.press("ctrl+f")
            await desk.settled()
            _check(desk, size)
            await desk.press("escape", "escape")
        place.do("DELETE FROM typed")

    for step in range(4 if SOAK else 1):  # a size and a theme a kind: together all of them
        asyncio.run(look(SIZES[(which + step * 2) % 4], THEMES[(which + step) % 4]))


def test_every_size_in_every_theme_is_painted_live(place: Place) -> None:
    async def look() -> None:
        async with at_desk(place) as desk:
            for theme in THEMES:
                desk.app.theme = theme
                for size in SIZES:
                    await desk.pilot.resize_terminal(*size)
                    await desk.until(lambda size=size: desk.screen.size == size)  # type: ignore[misc]
                    await desk.drained()
                    _check(desk, size)
                    assert desk.sees("REHEARSAL", "Held words.")

    asyncio.run(look())


def test_hostile_words_are_typed_and_kept_as_they_are(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.press("n")
            text = HOSTILE["markup"] + HOSTILE["wide"] + HOSTILE["words"]
            await desk.paste(text)
            await desk.until(lambda: place.kept() == text)
            _check(desk, (120, 36))

    asyncio.run(run())


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_hostile_new_versions_are_painted(place: Place, kind: str) -> None:
    """The window in which a new version is reviewed, and the header that announces it."""
    text = HOSTILE[kind]
    new = changed(changed(PROGRAMME, "moss", title=text), "tides", room=text[:300], speakers=(Person(name=text[:2_000]),))
    store = connect.Store(place.store, synced=False)
    try:
        version.found(store, "https://fair.example/fair.xml", Fetched(address=text, data=b"x", tag=Tag(etag="2")), new, DiscreteClock(NOW))
    finally:
        store.close()

    async def look() -> None:
        size = SIZES[list(HOSTILE).index(kind) % 4]
        async with at_desk(place, size) as desk:
            await desk.until(lambda: desk.screen.snapshot is not None and desk.screen.snapshot.changes is not None)
            await desk.drained()
            _check(desk, size)
            await desk.lone(",")
            await desk.until(lambda: isinstance(desk.screen.window, ChangesWindow) and desk.screen.window.version)
            for _ in range(3):
                await desk.press("down")
                _check(desk, size)
            await desk.lone("a")
            await desk.settled()
            _check(desk, size)

    asyncio.run(look())
