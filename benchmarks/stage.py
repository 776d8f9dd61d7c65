"""The stage with 200 screens open: from the commit of an act at the desk, and from a moderator's tap, to the question received by each of them, and to the frame
in which a browser among them, where there is one, has painted it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, time

from playwright.async_api import Page, async_playwright

from benchmarks.row import Row
from livetweet.inbox import questions
from tests.building import OPERATOR
from tests.stage.browser import ARGUMENTS, executable
from tests.stage.place import NOW, ROOMS, Fair, Serving, fair, serving

SCREENS, ACTS, PAUSE = 200, 25, 0.15
PAINT = 16.7  # milliseconds until a browser's next frame, added to what was received
NOTES_FRAMES = """  // the words of each question, and the time at which the frame after the one that shows them begins, in seconds of the wall
    window.painted = {};
    new MutationObserver(() => {
        const words = document.querySelector(".question")?.textContent;
        if (words && !(words in painted)) {
            painted[words] = 0;
            requestAnimationFrame(() => requestAnimationFrame((at) => { painted[words] = (performance.timeOrigin + at) / 1000; }));
        }
    }).observe(document, {childList: true, subtree: true});
"""


def run() -> list[Row]:
    with TemporaryDirectory(prefix=".bench-", dir=Path(__file__).parent) as folder, fair(Path(folder)) as made, serving(Path(folder)) as stage:
        cookie = stage.cookie()

        def at_the_desk(question: int) -> float:
            questions.stage(made.store, [question], operator=OPERATOR, now=NOW, room=ROOMS.get)
            return perf_counter()

        def on_the_phone(question: int) -> float:
            began = perf_counter()
            if stage.act(cookie, "stage", question).status != 200:
                raise RuntimeError("the act was refused")
            return began

        rows = [
            _row("a moderator's tap to 200 screens", asyncio.run(_measure(made, stage, on_the_phone)), PAINT),
            _row("commit at the desk to 200 screens", asyncio.run(_measure(made, stage, at_the_desk)), PAINT),
        ]
        if executable():
            rows.append(_row("commit at the desk to a browser's frame", asyncio.run(_paint(made, stage, at_the_desk)), 0.0))
        return rows


def _row(name: str, seconds: list[float], paint: float) -> Row:
    p95 = quantiles(seconds, n=20)[-1] * 1000 + paint
    return Row(name=f"{name}, p95", ours=p95, unit="ms", goal=300, note=f"{len(seconds)} paints, {os.cpu_count()} cores, screens on the same machine")


async def _paint(made: Fair, stage: Serving, act: Callable[[int], float]) -> list[float]:
    """Seconds until a browser among the screens had painted each question."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1920, "height": 1080})
        await page.add_init_script(NOTES_FRAMES)
        await page.goto(f"http://127.0.0.1:{stage.port}/hall")
        try:
            return await _paint_each(made, page, stage, act)
        finally:
            await browser.close()


async def _paint_each(made: Fair, page: Page, stage: Serving, act: Callable[[int], float]) -> list[float]:
    received: dict[str, list[float]] = {}
    screens = [asyncio.create_task(_look(stage.port, received)) for _ in range(SCREENS - 1)]
    while len(received.get("", ())) < SCREENS - 1:  # noqa: ASYNC110 - counted over many tasks
        await asyncio.sleep(0.05)
    took: list[float] = []
    for number in range(ACTS):
        text = f"Is kite {number} painted?"
        question = made.ask(text)
        await asyncio.sleep(PAUSE)
        act(question)
        began = time()
        await page.wait_for_function("words => painted[words]", arg=text)
        took.append(await page.evaluate("words => painted[words]", text) - began)
    for screen in screens:
        screen.cancel()
    await asyncio.gather(*screens, return_exceptions=True)
    return took


async def _measure(made: Fair, stage: Serving, act: Callable[[int], float]) -> list[float]:
    """Seconds until each of the screens had received each question."""
    received: dict[str, list[float]] = {}
    screens = [asyncio.create_task(_look(stage.port, received)) for _ in range(SCREENS)]
    asked = {f"Is kite {number} of {act.__name__} the best?": 0 for number in range(ACTS)}
    for text in asked:
        asked[text] = made.ask(text)
    while len(received.get("", ())) < SCREENS:  # noqa: ASYNC110 - counted over many tasks
        await asyncio.sleep(0.05)
    took: list[float] = []
    for text, question in asked.items():
        await asyncio.sleep(PAUSE)
        began = await asyncio.to_thread(act, question) if act.__name__ == "on_the_phone" else act(question)
        while len(received.get(text, ())) < SCREENS:  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.02)
        took += [at - began for at in received[text]]
    for screen in screens:
        screen.cancel()
    await asyncio.gather(*screens, return_exceptions=True)
    return took


async def _look(port: int, received: dict[str, list[float]]) -> None:
    """One screen: notes when each question reached it; the first document, whatever it holds, under no name."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /events/hall HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    opened = False
    try:
        while line := await reader.readline():
            if not line.startswith(b'data: {"language"'):
                continue
            if not opened:
                opened = True
                received.setdefault("", []).append(perf_counter())
            _, found, rest = line.partition(b'"text":"')
            if found:
                received.setdefault(rest.partition(b'"')[0].decode(), []).append(perf_counter())
    finally:
        writer.close()
