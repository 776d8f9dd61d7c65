"""The stage with 200 screens open: from the commit of an act at the desk, and from a moderator's tap, to the question received by each of them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.row import Row
from livetweet.inbox import questions
from tests.building import OPERATOR
from tests.stage.place import NOW, ROOMS, Fair, Serving, fair, serving

SCREENS, ACTS, PAUSE = 200, 25, 0.15
PAINT = 16.7  # milliseconds until a browser's next frame, added to what was received


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

        return [
            _row("a moderator's tap to 200 screens", asyncio.run(_measure(made, stage, on_the_phone))),
            _row("commit at the desk to 200 screens", asyncio.run(_measure(made, stage, at_the_desk))),
        ]


def _row(name: str, seconds: list[float]) -> Row:
    p95 = quantiles(seconds, n=20)[-1] * 1000 + PAINT
    return Row(name=f"{name}, p95", ours=p95, unit="ms", goal=300, note=f"{len(seconds)} paints, {os.cpu_count()} cores, screens on the same machine")


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
