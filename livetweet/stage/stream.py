"""One screen's stream of server-sent events: the newest document, and the event's time every few seconds.

A screen that takes nothing for a while is let go; one that is gone is noticed at the next beat.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette.types import Receive, Scope, Send

from livetweet.stage.hub import Channel, FullError, Hub

BEAT = 4.0  # seconds; pages call themselves stale after three beats without one
PATIENCE = 15.0  # seconds that a screen may take for one message


class Stream:
    """The ASGI answer for whoever looks at VIEW of ROOM. ALLOWED is asked at each message: a secret that was renewed ends the stream."""

    def __init__(self, hub: Hub, view: str, room: str | None, address: str, allowed: Callable[[], bool]) -> None:
        self._hub, self._view, self._room, self._address, self._allowed = hub, view, room, address, allowed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._hub.look(self._view, self._room, self._address) as channel:
                await send(
                    {
                        "type": "http.response.start",
                        "status": 200,
                        "headers": [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")],
                    }
                )
                told = asyncio.create_task(self._tell(channel, send))
                gone = asyncio.create_task(_until_gone(receive))
                try:
                    await asyncio.wait({told, gone}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for task in (told, gone):
                        task.cancel()
                        with suppress(asyncio.CancelledError, TimeoutError, OSError):
                            await task
                with suppress(OSError):
                    await send({"type": "http.response.body", "body": b""})
        except FullError:
            await send({"type": "http.response.start", "status": 503, "headers": [(b"content-type", b"text/plain"), (b"retry-after", b"5")]})
            await send({"type": "http.response.body", "body": b"Too many screens are open.\n"})

    async def _tell(self, channel: Channel, send: Send) -> None:
        number = 0
        await _send(send, b"retry: 1000\n\n" + self._time())
        while self._allowed():
            newer = await self._hub.newer(channel, number, BEAT)
            if newer is None:
                await _send(send, self._time())
            elif self._allowed():
                number, document = newer
                await _send(send, b"event: show\ndata: " + document + b"\n\n")
        await _send(send, b"event: out\ndata: {}\n\n")

    def _time(self) -> bytes:
        now = self._hub.time()
        return b"event: stale\ndata: {}\n\n" if now is None else b"event: time\ndata: " + now + b"\n\n"


async def _send(send: Send, body: bytes) -> None:
    async with asyncio.timeout(PATIENCE):
        await send({"type": "http.response.body", "body": body, "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
