"""The whole way of a question in a rehearsal: it comes in, a key at the desk puts it on stage, and it stands on the hall screen."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import async_playwright, expect

from tests.desk.place import ASKS, Place, at_desk, furnish
from tests.stage.browser import ARGUMENTS, PATIENCE, executable
from tests.stage.place import serving


def test_s_at_the_desk_puts_a_reply_on_the_hall_screen_and_d_drafts_the_answer(tmp_path: Path) -> None:
    if executable() is None:
        pytest.skip("no browser: install chromium (apt install chromium), or name one in LIVETWEET_CHROMIUM")
    furnish(tmp_path)
    place = Place(folder=tmp_path)

    async def evening(origin: str) -> None:
        async with async_playwright() as playwright, at_desk(place) as desk:
            browser = await playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
            expect.set_options(timeout=PATIENCE)
            page = await browser.new_page(viewport={"width": 1920, "height": 1080})
            await page.goto(f"{origin}/hall")
            await expect(page.locator(".bigtag")).to_have_text("#Fair27")
            await desk.go_item(ASKS)
            await desk.lone("s")
            await expect(page.locator(".question")).to_have_text("How high do they fly?")
            await desk.lone("d")
            await expect(page.locator(".question")).to_have_count(0)
            await browser.close()

    with serving(tmp_path) as stage:
        asyncio.run(evening(stage.origin))
    assert place.questions() == [("How high do they fly?", "answered")]
    assert place.rows("SELECT kind, reply_to FROM post WHERE kind = 'answered'") == [{"kind": "answered", "reply_to": ASKS}]
