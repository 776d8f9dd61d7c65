"""A driver types anything anywhere: no crash, and nothing leaves but by what is meant to make it leave."""

from __future__ import annotations

import asyncio
import os
import random

import pytest

from livetweet.desk.commands import COMMANDS
from livetweet.desk.dialogs import Ask, Choose
from livetweet.desk.letters import ACTS_AFTER
from tests.desk.place import ASKS, FAILED, PLAIN, POSTED, SCHEDULED, UNKNOWN, Desk, Place, at_desk
from tests.desk.test_changes import find

SOAK = bool(os.environ.get("LIVETWEET_SOAK"))
pytestmark = [pytest.mark.soak] if SOAK else []

SEEDS = range(40 if SOAK else 3)
STEPS = 60
MOVES = ["up", "down", "left", "right", "tab", "shift+tab", "home", "end", "pageup", "pagedown", "escape", "enter", "backspace", "delete"]
LEAVE = set("abfh")  # lone letters that may make something leave
KEYS = sorted({key for command in COMMANDS for key in command.keys} - LEAVE - {"ctrl+q", "o", "u", "g"} | set(MOVES))
PROSE = ["a hall full of kites", "fly b h a", "have you been", "xx", "the [red]wind[/red] 漢字 🪁", "jk hold", "à bientôt !", "ab", "ha"]


async def _step(desk: Desk, chance: random.Random) -> str | None:
    """Something that must not make anything leave; None where it would by design."""
    if chance.random() < 0.3:
        words = chance.choice(PROSE)
        if desk.screen.pane != "typing" and words[0] in "abfh" and len(words) == 1:
            return None
        await desk.write(words)
        return words
    key = chance.choice(KEYS)
    if isinstance(desk.app.screen, (Choose, Ask)) and key != "escape":
        return None  # a retry or a resolve is explicit
    if desk.screen.pane == "typing" and key in {"enter", "ctrl+s"}:
        return None
    await desk.press(key)
    return key


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_leaves_by_accident(place: Place, seed: int) -> None:
    chance = random.Random(seed)
    size = chance.choice([(60, 20), (80, 24), (120, 36), (160, 48)])

    async def run() -> None:
        done = []
        before = place.leaving()
        async with at_desk(place, size) as desk:
            for _ in range(STEPS):
                done.append(await _step(desk, chance))
                if chance.random() < 0.1:
                    await desk.settled()
                    assert place.leaving() <= before, done
            await desk.settled()
            assert place.leaving() <= before, done
            assert desk.app.is_running

    asyncio.run(run())


# What is open when somebody types without looking: the pane, the row the cursor is on, and the keys that open what lies over it.
OPEN: dict[str, tuple[str, str | None, tuple[str, ...]]] = {
    "the programme": ("programme", None, ()),
    "the outbox": ("outbox", None, ()),
    "the inbox": ("inbox", None, ()),
    "the review": ("outbox", None, ("!",)),
    "a decision in the review": ("outbox", None, ("!", "enter")),
    "a conversation": ("inbox", f"incoming:{ASKS}", ("enter",)),
    "a script": ("programme", "session:kites", ("enter",)),
    "a new version": ("outbox", None, (",",)),
    "the accounts": ("outbox", None, (";",)),
    "the key card": ("outbox", None, ("?",)),
    "what failed": ("outbox", f"post:{FAILED}", ("enter",)),
    "what nobody knows of": ("outbox", f"post:{UNKNOWN}", ("enter",)),
    "a deletion": ("outbox", f"post:{POSTED}", ("x",)),
    "many to approve": ("outbox", None, (".",)),
    "a day to approve": ("outbox", None, (".", "b")),
    "another time": ("outbox", f"post:{SCHEDULED}", (":",)),
    "a search": ("inbox", None, ("/",)),
    "a mute": ("inbox", f"incoming:{PLAIN}", ("z",)),
    "a change": ("programme", "session:tides", ("c",)),
    "a delay": ("programme", "session:tides", ("l",)),
    "the stage page": ("inbox", None, ("i",)),
    "the pictures": ("outbox", None, ("n", "ctrl+f")),
}


@pytest.mark.parametrize("what", OPEN)
def test_prose_makes_nothing_leave_whatever_is_open(place: Place, what: str) -> None:
    pane, row, keys = OPEN[what]

    async def run() -> None:
        async with at_desk(place) as desk:
            if what == "a new version":
                find(place)
                await desk.until(lambda: desk.screen.snapshot is not None and desk.screen.snapshot.changes is not None)
            await desk.go(pane, row)
            before = place.leaving()
            for key in keys:
                await desk.lone(key)
            for words in PROSE if SOAK else PROSE[list(OPEN).index(what) % 3 :: 3]:  # all of them in the soak
                await desk.write(words)
                await asyncio.sleep(2 * ACTS_AFTER)  # what a last letter would do is done by now
                await desk.settled()
                assert place.leaving() <= before, words
                assert place.rows("SELECT id FROM errand") == [], words
            assert desk.app.is_running

    asyncio.run(run())


def test_going_on_after_a_pause_frees_only_what_was_approved(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            before = place.leaving()
            await desk.press("ctrl+g")
            await desk.until(lambda: desk.sees("PAUSED"))
            await desk.press("ctrl+g")
            await desk.until(lambda: not desk.sees(" PAUSED "))
            assert place.leaving() == before

    asyncio.run(run())
