"""A driver types anything anywhere: no crash, and nothing leaves but by what is meant to make it leave."""

from __future__ import annotations

import asyncio
import os
import random

import pytest

from livetweet.desk.commands import COMMANDS
from livetweet.desk.dialogs import Ask, Choose
from tests.desk.place import Desk, Place, at_desk

SEEDS = range(40 if os.environ.get("LIVETWEET_SOAK") else 3)
STEPS = 60
MOVES = ["up", "down", "left", "right", "tab", "shift+tab", "home", "end", "pageup", "pagedown", "escape", "enter", "backspace", "delete"]
LEAVE = set("abfh")  # lone letters that may make something leave
KEYS = sorted({key for command in COMMANDS for key in command.keys} - LEAVE - {"ctrl+q", "ctrl+p", "o", "u", "g"} | set(MOVES))
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
