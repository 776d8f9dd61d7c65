"""How states are told: per account by its own name where a network has several, and in ASCII where that is wished."""

from __future__ import annotations

import os
import subprocess
import sys

from livetweet.clock import DiscreteClock, to_stamp
from livetweet.desk.signs import ASCII
from livetweet.outbox import accounts
from livetweet.store.connect import Store
from livetweet.writing import hashtags
from tests.building import HASHTAGS
from tests.desk.place import FAILED, NOW, Desk, Place, seated

SECOND = '[accounts.hall]\nnetwork = "mastodon"\nhandle = "@hall@example.social"\n'
LOOK = """
import asyncio, sys
from pathlib import Path
from tests.desk.place import Place, at_desk

async def look():
    async with at_desk(Place(folder=Path(sys.argv[1])), (120, 36)) as desk:
        print(desk.text())

asyncio.run(look())
"""


@seated()
async def test_each_of_several_accounts_on_a_network_is_told_by_its_name(desk: Desk, place: Place) -> None:
    store = Store(place.store, synced=False)
    try:
        accounts.follow(store, hashtags.parse(HASHTAGS + SECOND).accounts, DiscreteClock(NOW))
    finally:
        store.close()
    place.do("UPDATE part SET changed_at = ? WHERE post = ?", to_stamp(NOW), FAILED)
    await desk.until(lambda: desk.sees("masto✗ B✗ X✗"))
    await desk.press("n")
    await desk.write("To both.")
    await desk.until(lambda: desk.sees("to masto B X hall") or desk.sees("to masto hall B X") or desk.sees("to hall masto B X"))


def test_signs_are_ascii_where_that_is_set(place: Place) -> None:
    """In a process of its own: the setting holds as long as the desk is open."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(place.folder)], capture_output=True, text=True, check=True, env={**os.environ, "LIVETWEET_SIGNS": "ascii"}
    )
    signs = "◇○→✓✗≈‖►●¤▌─♥×↑"
    assert [one for one in signs if one in done.stdout] == []
    shown = ["X 10:06", "~ 10:06", "= 10:06", "o 10:15", ". 10:16", "* worker", "? 10:00"]
    assert [one for one in shown if one not in done.stdout] == []


def test_the_same_signs_are_one_cell_wide_either_way() -> None:

    assert {len(sign) for sign in ASCII.values()} == {1}
    assert all(sign.isascii() for sign in ASCII.values())
