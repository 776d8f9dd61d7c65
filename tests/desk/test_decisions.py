"""What failed, was held or is unknown: Enter opens exactly what may be done, and each does it."""

from __future__ import annotations

import asyncio
import webbrowser

import pytest

from livetweet.desk.dialogs import Choose
from livetweet.desk.feed import Feed
from livetweet.desk.letters import ACTS_AFTER
from livetweet.desk.screen import DeskScreen
from tests.desk.place import FAILED, HELD, POSTED, SCHEDULED, UNKNOWN, Desk, Place, seated


async def _open(desk: Desk, post: int) -> None:
    await desk.go_post(post)
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.app.screen, Choose), f"the choices of post {post}")


@pytest.mark.parametrize(
    ("post", "key", "state"), [(FAILED, "r", "scheduled"), (FAILED, "x", "cancelled"), (HELD, "r", "scheduled"), (HELD, "x", "cancelled")]
)
def test_what_failed_or_was_held_is_retried_or_dropped(place: Place, post: int, key: str, state: str) -> None:
    async def decide(desk: Desk, place: Place) -> None:
        await _open(desk, post)
        assert desk.sees("422 text too long" if post == FAILED else "too late")
        await desk.press(key)
        await desk.until(lambda: place.state(post) == state)

    seated()(decide)(place)


@seated()
async def test_what_failed_is_edited(desk: Desk, place: Place) -> None:
    await _open(desk, FAILED)
    await desk.press("e")
    await desk.until(lambda: desk.words == "Failed words.")
    await desk.write(" Shorter\n")
    await desk.until(lambda: place.state(FAILED) == "scheduled")
    assert {row["text"] for row in place.rows("SELECT text FROM part WHERE post = ?", FAILED)} == {"Failed words. Shorter"}


@pytest.mark.parametrize(("key", "state"), [("s", "scheduled"), ("x", "cancelled")])
def test_unknown_is_sent_again_or_dropped_on_that_account_only(place: Place, key: str, state: str) -> None:
    async def decide(desk: Desk, place: Place) -> None:
        await _open(desk, UNKNOWN)
        assert desk.sees("Nobody knows whether this left on masto", "the answer never came")
        await desk.press(key)
        await desk.until(lambda: place.states(UNKNOWN) == {"bird": "posted", "masto": state, "sky": "posted"})

    seated()(decide)(place)


@seated()
async def test_unknown_is_there_with_its_address(desk: Desk, place: Place) -> None:
    await _open(desk, UNKNOWN)
    await desk.press("y")
    await desk.until(lambda: desk.sees("Its address"))
    await desk.write("https://example.social/@fair/99\n")
    await desk.until(lambda: place.state(UNKNOWN) == "posted")
    assert place.rows("SELECT remote_id, url FROM part WHERE post = ? AND account = 'masto'", UNKNOWN) == [
        {"remote_id": "99", "url": "https://example.social/@fair/99"}
    ]


@seated()
async def test_escape_decides_nothing(desk: Desk, place: Place) -> None:
    before = place.rows("SELECT id, state FROM part")
    for post in (FAILED, UNKNOWN, HELD):
        await _open(desk, post)
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.screen)
    await desk.settled()
    assert place.rows("SELECT id, state FROM part") == before


@seated()
async def test_letters_typed_one_behind_the_other_choose_nothing_and_a_lone_one_does(desk: Desk, place: Place) -> None:
    await _open(desk, FAILED)
    await desk.write("xxr")
    await asyncio.sleep(2 * ACTS_AFTER)  # if they did choose something, it would be done by now
    await desk.settled()
    assert desk.app.screen is not desk.screen
    assert place.state(FAILED) == "failed"
    await desk.press("x")
    await desk.until(lambda: place.state(FAILED) == "cancelled" and isinstance(desk.app.screen, DeskScreen))


def test_what_was_held_is_posted_by_hand_once_it_has_an_address(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setenv("BROWSER", "one of this test")
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setenv("PATH", "")  # nor is anybody's clipboard touched

    async def decide(desk: Desk, place: Place) -> None:
        await _open(desk, HELD)
        await desk.press("b")
        await desk.until(lambda: desk.sees("By hand on which account?"))
        await desk.press("d")
        await desk.until(lambda: desk.sees("Its address, once it is posted"))
        assert place.states(HELD)["bird"] == "held"
        await desk.write("https://x.com/fair27/status/17\n")
        await desk.until(lambda: place.states(HELD)["bird"] == "posted")

    seated()(decide)(place)
    assert [address.partition("?")[0] for address in opened] == ["https://x.com/intent/post"]
    assert place.states(HELD) == {"bird": "posted", "masto": "held", "sky": "held"}


@seated()
async def test_what_was_skipped_is_sent_or_edited_and_never_dropped(desk: Desk, place: Place) -> None:
    """The table of states has no way from skipped to cancelled."""
    place.do("UPDATE part SET state = 'skipped', reason = 'too late', latest = ? WHERE post = ?", "2027-03-18T09:01:00.000000Z", FAILED)
    place.do("UPDATE post SET latest = ? WHERE id = ?", "2027-03-18T09:01:00.000000Z", FAILED)
    await desk.press("!")
    await desk.until(lambda: desk.screen.window is not None and desk.sees("Skipped by their own rule"))
    feed = desk.screen.window.query_one(Feed)  # type: ignore[union-attr]
    await desk.until(lambda: any(row.key == f"post:{FAILED}" for row in feed.rows))
    while feed.chosen is None or feed.chosen.key != f"post:{FAILED}":
        await desk.press("down")
    await desk.press("enter")
    await desk.until(lambda: desk.sees("send it all the same: it may then leave until 10:20", "edit it") and not desk.sees("x  drop it"))
    await desk.press("r")
    await desk.until(lambda: place.state(FAILED) == "scheduled")


@seated()
async def test_what_could_not_be_deleted_is_deleted_once_more_and_not_sent_again(desk: Desk, place: Place) -> None:
    place.do("UPDATE part SET reason = 'could not be deleted: 500' WHERE post = ? AND account = 'masto'", POSTED)
    await desk.until(
        lambda: f"post:{POSTED}" in (desk.screen.snapshot.keys_that_need() if desk.screen.snapshot else ()), "the list has it where it belongs now"
    )
    await _open(desk, POSTED)
    await desk.until(lambda: desk.sees("could not be deleted: 500", "delete it where it stands, once more") and not desk.sees("send it all"))
    await desk.press("d")
    await desk.until(lambda: place.rows("SELECT DISTINCT what FROM errand") == [{"what": "delete"}])
    assert place.state(POSTED) == "posted"


@seated((160, 48))
async def test_what_waits_for_an_account_on_hold_can_be_posted_by_hand_there(desk: Desk, place: Place) -> None:
    opened: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(webbrowser, "open", opened.append)
        patch.setenv("BROWSER", "one")
        patch.setenv("PATH", "")  # nor is anybody's clipboard touched
        place.do("UPDATE account SET hold = ? WHERE name = 'bird'", "402: no credits are left")
        await desk.until(lambda: desk.sees("X on hold"), "the header says so")
        await _open(desk, SCHEDULED)
        assert desk.sees("bird is on hold: 402: no credits are left", "post it by hand")
        assert not desk.sees("send it all the same")
        await desk.press("b")
        await desk.until(lambda: desk.sees("By hand on which account?"), "the accounts")
        await desk.press("d")
        await desk.until(lambda: desk.sees("Its address, once it is posted", "on bird: 16 of 280, copied"), "the text is handed over")
        await desk.until(lambda: opened == ["https://x.com/intent/post?text=Scheduled+words."], "its page is opened")
        await desk.write("https://x.com/fair27/status/99\n")
        await desk.until(lambda: place.states(SCHEDULED) == {"bird": "posted", "masto": "scheduled", "sky": "scheduled"}, "it is posted there only")
        assert place.rows("SELECT remote_id, url FROM part WHERE post = ? AND account = 'bird'", SCHEDULED) == [
            {"remote_id": "99", "url": "https://x.com/fair27/status/99"}
        ]
