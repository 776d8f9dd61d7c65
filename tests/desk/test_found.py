"""What somebody looks for before and during an event is to be found: other days, drafts of other weeks, what a key has just done."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

from livetweet.clock import to_stamp
from livetweet.store import programmes
from livetweet.store.connect import Store
from tests.building import KITES, PROGRAMME
from tests.desk.place import ASKS, DRAFTED, NOW, SCHEDULED, SECOND, Desk, Place, at_desk, covers, seated

TOMORROW = replace(KITES, id="dusk", title="Kites at dusk", start=KITES.start and KITES.start + timedelta(days=1), end=None)
YESTERDAY = replace(KITES, id="knots", title="Knots", start=KITES.start and KITES.start - timedelta(days=1), end=None)


def three_days(place: Place) -> None:
    with closing(Store(place.store)) as store, store.writing() as db:
        programme = replace(PROGRAMME, sessions=(YESTERDAY, *PROGRAMME.sessions, TOMORROW))
        programmes.save_version(db, programme, source="test", at=NOW)


@covers("find", "open")
def test_the_days_to_come_stand_under_today_and_a_search_finds_every_day(place: Place) -> None:
    three_days(place)

    async def run() -> None:
        async with at_desk(place) as desk:
            assert desk.sees("Fri 19 March", "Kites at dusk")
            assert not desk.sees("Knots")
            await desk.go("programme", "session:dusk")
            await desk.press("enter")
            await desk.until(lambda: desk.screen.window is not None and desk.screen.window.session == TOMORROW)
            await desk.press("escape", "/")
            await desk.write("knot\n")
            await desk.until(lambda: desk.sees("Wed 17 March", "Knots") and not desk.sees("Kites at dusk"))

    asyncio.run(run())


@seated()
async def test_an_outbox_with_nothing_near_tells_of_the_drafts_there_are(desk: Desk, place: Place) -> None:
    place.do("DELETE FROM part")
    place.do("DELETE FROM post WHERE id != ?", DRAFTED)
    place.do("UPDATE post SET due = ? WHERE id = ?", to_stamp(NOW + timedelta(days=2)), DRAFTED)
    await desk.until(lambda: desk.sees("1 draft later: . approves several"))


@covers("drop", "undo")
@seated()
async def test_what_x_has_met_is_told_by_name(desk: Desk, place: Place) -> None:
    for post, told in ((SCHEDULED, "is cancelled: u takes that back"), (DRAFTED, "is deleted: u takes that back")):
        await desk.go_post(post)
        await desk.lone("x")
        await desk.until(lambda told=told: any(told in one for one in desk.told()))  # type: ignore[misc]
        await desk.lone("u")
        await desk.until(lambda post=post: any(row.key == f"post:{post}" for row in desk.screen.feed("outbox").rows))  # type: ignore[misc]


@covers("at")
@seated((80, 24))
async def test_another_time_is_told_as_the_time_it_is(desk: Desk, place: Place) -> None:
    await desk.go_post(SECOND)
    await desk.lone(":")
    await desk.until(lambda: desk.sees("+20: it leaves in twenty minutes"))
    await desk.write("+5\n")
    await desk.until(lambda: any("It leaves at 10:10." in one for one in desk.told()))


@covers("quote")
@seated()
async def test_nobody_answers_where_nobody_speaks(desk: Desk, place: Place) -> None:
    """A question is on stage in the session's last minutes."""
    await desk.go_item(ASKS)
    await desk.lone("s")
    await desk.until(lambda: place.questions() == [("How high do they fly?", "on stage")])
    with closing(Store(place.store)) as store, store.writing() as db:
        opening = replace(KITES, speakers=(), end=NOW + timedelta(minutes=5))
        programmes.save_version(db, replace(PROGRAMME, sessions=(opening,)), source="test", at=NOW)
    await desk.until(lambda: desk.sees("q quote", "Ada · Kites at dawn") and not desk.sees("Zoé Marin"))
    await desk.press("q")
    await desk.until(lambda: desk.sees("Quote") and not desk.sees("Answer"))


@covers("look")
@seated((80, 24))
async def test_what_each_account_posts_leaves_room_for_the_keys(desk: Desk, place: Place) -> None:
    await desk.press("n")
    await desk.paste("A long line that goes on and on, as pasted ones do. " * 60)
    await desk.press("ctrl+l")
    await desk.until(lambda: desk.sees("What each account posts", "… and more", "Enter send", "on stage"))
    assert not desk.screen.show_vertical_scrollbar
