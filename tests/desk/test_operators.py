"""Two operators, each at a desk of their own on one store: they see what the other does, and what one types is theirs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from livetweet.desk.app import make
from livetweet.workspace import find
from tests.building import OPERATOR
from tests.desk.place import ASKS, PLAIN, Desk, Place, at_desk

OTHER = "Sam"


@asynccontextmanager
async def second_desk(place: Place, operator: str) -> AsyncIterator[Desk]:
    """A desk of OPERATOR on PLACE, as `--as OPERATOR` opens it."""
    app = make(find(place.folder), operator)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        desk = Desk(app=app, screen=app._desk, pilot=pilot)
        await desk.until(lambda: desk.screen.snapshot is not None, "the store is read")
        await desk.settled()
        yield desk


def test_two_desks_see_each_others_claims_and_keep_their_own_words_and_room(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place) as lea, second_desk(place, OTHER) as sam:
            await lea.go_item(PLAIN)
            await lea.press("r")
            await lea.write("Glad you like it")
            await sam.until(lambda: sam.sees(f"{OPERATOR} answers"))
            await sam.go_item(ASKS)
            await sam.press("r")
            await sam.write("About")
            await lea.until(lambda: lea.sees(f"{OTHER} answers"))
            both = [
                {"operator": OPERATOR, "text": "@ana@example.net Glad you like it"},
                {"operator": OTHER, "text": "@bo@example.net About"},
            ]
            await sam.until(lambda: place.rows("SELECT operator, text FROM typed ORDER BY operator") == both)
            await sam.press("escape")
            await lea.until(lambda: not lea.sees(f"{OTHER} answers"))
            await sam.go_item(PLAIN)
            await sam.press("r")  # what Léa answers is asked about first
            await sam.until(lambda: sam.sees(f"{OPERATOR} is answering this"))
            await sam.press("escape")
            await sam.lone("m")
            await sam.until(lambda: sam.sees("my room Curie"))
            await lea.press("enter")
            await lea.until(lambda: not lea.typing)
            await sam.until(lambda: sam.sees("answered") and place.incoming(PLAIN) == "answered")
            assert lea.sees("my room Ada")
            assert place.newest()["created_by"] == OPERATOR

    asyncio.run(run())


def test_what_one_kept_as_a_draft_both_see_and_what_one_types_comes_back_to_them_alone(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place) as lea:
            await lea.press("q")
            await lea.write("Léa's draft")
            await lea.press("ctrl+s", "enter")
            await lea.until(lambda: not lea.typing)
            await lea.press("n")
            await lea.write("Half a thought")
            await lea.until(lambda: place.kept() == "Half a thought")
        async with second_desk(place, OTHER) as sam:
            await sam.go("programme", "session:kites")
            await sam.press("enter")
            await sam.until(lambda: sam.sees("quote", "Léa's draft"))
            await sam.press("escape")
            assert not sam.typing
        async with at_desk(place) as lea:
            await lea.until(lambda: lea.words == "Half a thought")

    asyncio.run(run())
