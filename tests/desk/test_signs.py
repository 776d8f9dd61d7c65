"""How states are told: per account by its own name where a network has several, and in ASCII where that is wished."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

from livetweet.clock import DiscreteClock, RealClock, to_stamp
from livetweet.desk.signs import ASCII
from livetweet.outbox import accounts
from livetweet.store.connect import Store
from livetweet.writing import hashtags
from tests.building import HASHTAGS
from tests.desk.place import FAILED, NOW, UNKNOWN, Desk, Place, seated

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


@seated(size=(160, 48))
async def test_unknown_one_says_when_it_is_asked_for_again_or_that_a_person_must_look(desk: Desk, place: Place) -> None:
    await desk.go_post(UNKNOWN)
    await desk.until(lambda: desk.sees("look yourself, and say: the answer"))
    part = place.rows("SELECT id, revision, key FROM part WHERE post = ? AND account = 'masto'", UNKNOWN)[0]
    place.do(
        "INSERT INTO attempt (part, revision, key, began_at, body, outcome, look_at) VALUES (?, ?, ?, ?, 'bytes', 'unknown', ?)",
        *(part["id"], part["revision"], part["key"], to_stamp(NOW), to_stamp(NOW + timedelta(minutes=3))),
    )
    await desk.until(lambda: desk.sees("asks Mastodon again 10:08: the"))
    place.do("UPDATE attempt SET look_at = ?", to_stamp(NOW + timedelta(minutes=4)))
    await desk.until(lambda: desk.sees("asks Mastodon again 10:09: the"))
    place.do("UPDATE attempt SET look_at = ?", to_stamp(NOW))
    await desk.until(lambda: desk.sees("asks Mastodon again now: the"))


@seated(size=(160, 48))
async def test_quotes_of_a_session_are_numbered_by_when_they_leave(desk: Desk, place: Place) -> None:
    for words in ("Wind is a material.", "So is string."):
        await desk.press("q")
        await desk.write(f"{words}\n")
        await desk.until(lambda: not desk.typing)
    await desk.until(lambda: desk.sees("quote 1", "quote 2"))
    last = place.newest()["id"]
    place.do("UPDATE post SET due = ? WHERE id = ?", to_stamp(NOW + timedelta(seconds=5)), last)
    await desk.until(lambda: (entry := desk.screen.snapshot and desk.screen.snapshot.entry_of(last)) and entry.name == "quote 1")
    place.do("UPDATE part SET state = 'cancelled' WHERE post = ?", last)
    await desk.until(lambda: desk.sees("quote 1") and not desk.sees("quote 2"))


@seated()
async def test_stage_line_says_how_many_screens_look_on(desk: Desk, place: Place) -> None:
    assert not desk.sees("screen")
    place.do("UPDATE gate SET stage_screens = 2, stage_seen_at = ?", to_stamp(RealClock().now()))
    await desk.until(lambda: desk.sees("2 screens"))
    place.do("UPDATE gate SET stage_screens = 1")
    await desk.until(lambda: desk.sees("1 screen") and not desk.sees("screens"))


@seated(size=(160, 48))
async def test_wide_footer_of_the_inbox_names_boost_like_and_keep(desk: Desk, place: Place) -> None:
    await desk.go("inbox")
    await desk.until(lambda: desk.sees("! needs you  / find  b boost  f like  * keep"))
