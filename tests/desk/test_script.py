"""A session's script, changes of the programme, and going live: each shown before it is done."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from livetweet.clock import DiscreteClock
from livetweet.desk.golive import GoLive
from livetweet.desk.script import ScriptWindow
from livetweet.outbox.plan import apply_plan
from livetweet.store.connect import Store
from livetweet.writing.plan import plan
from tests.building import NOW, OPERATOR, PROGRAMME, context_of
from tests.desk.place import Desk, Place, at_desk, covers, seated


def planned(place: Place) -> None:
    """The fair's scripts, drafted as `plan apply` does."""
    store, context = Store(place.store), context_of(PROGRAMME)
    apply_plan(store, plan(PROGRAMME, context.hashtags, context.speakers, NOW), context, OPERATOR, DiscreteClock(NOW))
    store.close()


async def open_script(desk: Desk, session: str) -> ScriptWindow:
    await desk.go("programme", f"session:{session}")
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.screen.window, ScriptWindow))
    await desk.settled()
    window = desk.screen.window
    assert isinstance(window, ScriptWindow)
    return window


@covers("open", "approve", "edit")
@seated()
async def test_enter_on_a_session_shows_its_script_with_handles_and_wishes(desk: Desk, place: Place) -> None:
    planned(place)
    window = await open_script(desk, "tides")
    await desk.until(lambda: window.entry is not None)
    assert desk.sees("Script", "11:00–11:45", "Tides", "Tomoko Sato", "no pictures", "M no handle", "◇", "start")
    post = window.entry.post if window.entry else 0
    await desk.lone("a")
    await desk.until(lambda: place.state(post) == "scheduled")
    await desk.until(lambda: window.entry is not None and window.entry.state.value == "scheduled")
    await desk.press("e")
    await desk.until(lambda: desk.screen.window is None and desk.screen.composer.writing is not None)
    assert desk.screen.composer.writing is not None
    assert desk.screen.composer.writing.post == post


@covers("quote", "room")
@seated()
async def test_q_in_a_script_quotes_its_session_and_m_takes_its_room(desk: Desk, place: Place) -> None:
    await open_script(desk, "moss")
    await desk.lone("m")
    await desk.until(lambda: place.rows("SELECT room FROM operator WHERE name = ?", OPERATOR) == [{"room": "Curie"}])
    await desk.press("escape")
    await desk.until(lambda: desk.screen.window is None)
    await open_script(desk, "kites")
    await desk.press("q")
    await desk.until(lambda: desk.screen.composer.writing is not None and desk.screen.window is None)
    writing = desk.screen.composer.writing
    assert writing is not None
    assert (writing.draft.session, writing.draft.fields) == ("kites", {"speaker": "Zoé Marin"})


@covers("room")
def test_my_room_is_there_again_at_the_next_start(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.until(lambda: desk.screen.room == "Ada")
            await desk.lone("m")
            await desk.until(lambda: desk.screen.room == "Curie")
            await desk.settled()
        async with at_desk(place) as desk:
            await desk.until(lambda: desk.screen.room == "Curie")

    asyncio.run(run())


def changes(place: Place) -> list[tuple[str, str, str]]:
    return [
        (row["session"], row["field"], row["value"])
        for row in place.rows("SELECT session, field, value FROM programme_change ORDER BY session, field")
    ]


async def changed(desk: Desk, place: Place, change: tuple[str, ...]) -> None:
    await desk.until(lambda: change in changes(place), f"{change} is kept")


@covers("room_late")
@seated()
async def test_l_shows_what_follows_then_a_room_runs_late(desk: Desk, place: Place) -> None:
    await desk.go("programme", "session:kites")
    await desk.lone("l")
    await desk.until(lambda: desk.sees("Ada runs late"))
    await desk.press("1", "5", "enter")
    await desk.until(lambda: desk.sees("Ada runs 15 min late", "Tides", "No post changes."))
    assert changes(place) == []
    await desk.press("y")
    await desk.until(lambda: changes(place) == [("kites", "overrun", "15"), ("tides", "late", "15")])
    await desk.until(lambda: desk.sees("11:15"))


@covers("room_late", "change")
@seated((80, 24))
async def test_l_and_c_hold_in_every_list_for_the_session_of_the_row_else_for_my_room(desk: Desk, place: Place) -> None:
    """At eighty columns too, where the programme is one line."""
    planned(place)
    await desk.until(
        lambda: desk.screen.snapshot is not None and any(e.session == "moss" for _, es in desk.screen.snapshot.outgoing.queue for e in es)
    )
    await desk.go("inbox")
    await desk.lone("l")
    await desk.until(lambda: desk.sees("Ada runs late"))
    await desk.press("1", "0", "enter")
    await desk.until(lambda: desk.sees("Ada runs 10 min late"))
    await desk.press("y")
    await desk.until(lambda: changes(place) == [("kites", "overrun", "10"), ("tides", "late", "10")])
    await desk.lone("c")
    await desk.until(lambda: desk.sees("Change “Kites at dawn”"))
    await desk.press("escape")
    moss = next(e for _, es in (desk.screen.snapshot.outgoing.queue if desk.screen.snapshot else ()) for e in es if e.session == "moss")
    await desk.go_post(moss.post)
    await desk.lone("l")
    await desk.until(lambda: desk.sees("Curie runs late"))


@covers("open")
@seated((80, 24))
async def test_the_programme_takes_the_room_of_the_others_where_it_has_none(desk: Desk, place: Place) -> None:
    planned(place)
    assert not desk.sees("Programme")
    await open_script(desk, "moss")
    await desk.until(lambda: desk.sees("Script", "Moss"))
    await desk.press("escape")
    await desk.until(lambda: desk.screen.window is None)
    assert desk.sees("Programme", "Moss", "Tides")
    await desk.press("tab")
    assert desk.screen.pane == "outbox"
    assert desk.sees("Outbox", "Inbox")
    assert not desk.sees("Programme")


@covers("room")
@seated((80, 24))
async def test_the_strip_tells_now_and_minutes_left_my_room_first_then_what_is_next(desk: Desk, place: Place) -> None:
    assert desk.text().splitlines()[1].strip() == "► Ada Kites at dawn 40 min   Curie 40 min   11:00 Tides"
    await desk.lone("m")
    await desk.until(lambda: desk.text().splitlines()[1].strip() == "► Curie Moss 40 min   Ada 40 min   11:00 Tides")


@covers("change")
@seated()
async def test_c_cancels_moves_gives_another_room_or_speaker_once_confirmed(desk: Desk, place: Place) -> None:
    await desk.go("programme", "session:tides")
    await desk.lone("c")
    await desk.until(lambda: desk.sees("Change “Tides”"))
    await desk.press("x")
    await desk.until(lambda: desk.sees("so be it"))
    await desk.press("escape")
    await desk.settled()
    assert changes(place) == []
    for letter, text, *change in (
        ("t", "12:30", "start", "2027-03-18T12:30:00+01:00"),
        ("r", "Hopper", "room", "Hopper"),
        ("s", "Ana B", "speakers", '["Ana B"]'),
    ):
        await desk.go("programme", "session:tides")
        await desk.lone("c")
        await desk.until(lambda: desk.sees("Change “Tides”"))
        await desk.press(letter)
        await desk.until(lambda: desk.sees("Enter ok"))
        await desk.press("end", "ctrl+u", *[{" ": "space", ":": "colon"}.get(one, one) for one in text], "enter")
        await desk.until(lambda: desk.sees("so be it"))
        await desk.press("y")
        await changed(desk, place, ("tides", *change))
        await desk.settled()


@covers("live")
@seated()
async def test_g_in_a_rehearsal_says_that_it_never_goes_live(desk: Desk, place: Place) -> None:
    await desk.lone("g")
    await desk.until(lambda: any("never goes live" in sentence for sentence in desk.told()))
    assert place.rows("SELECT live FROM gate") == [{"live": 0}]


@covers("live")
def test_g_shows_what_would_leave_and_goes_live_only_by_the_word(place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIVETWEET_STATE", str(tmp_path / "state"))
    place.do("UPDATE gate SET kind = 'live', anchor_simulated = NULL, anchor_monotonic = NULL, speed = NULL")
    place.do("UPDATE part SET due = '2020-01-01T00:00:00.000000Z' WHERE state = 'scheduled'")

    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.until(lambda: desk.sees("NOT LIVE"))
            await desk.lone("g")
            await desk.until(lambda: isinstance(desk.app.screen, GoLive))
            assert desk.sees("would leave within the hour", "Scheduled words.", "Type live and Enter")
            await desk.press(*"yes", "enter")
            await desk.settled()
            assert place.rows("SELECT live FROM gate") == [{"live": 0}]
            await desk.lone("g")
            await desk.until(lambda: isinstance(desk.app.screen, GoLive))
            await desk.press(*"live", "enter")
            await desk.until(lambda: place.rows("SELECT live FROM gate") == [{"live": 1}])
            await desk.until(lambda: " LIVE " in desk.text().splitlines()[0] and "NOT LIVE" not in desk.text().splitlines()[0])
            await desk.lone("g")
            await desk.until(lambda: desk.sees("LIVE: what is approved leaves for real"))
            await desk.press("n")
            await desk.until(lambda: place.rows("SELECT live FROM gate") == [{"live": 0}])

    asyncio.run(run())
