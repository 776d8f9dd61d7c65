"""Runs the stage: one thread reads the store, one loop serves. Ends with Ctrl+C, when its store has been gone for a minute, or with its rehearsal."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import ClassVar

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from livetweet.errors import NotAllowedError
from livetweet.inbox import links
from livetweet.stage.addresses import addresses, is_loopback, url
from livetweet.stage.app import MOST, MOST_EACH, VIEWS, Routes
from livetweet.stage.hub import Hub
from livetweet.stage.keys import Keys
from livetweet.stage.watch import Watch
from livetweet.workspace import Workspace, find

CONNECTIONS = 1_200
CONNECTIONS_EACH = 400
HURRY = 10.0  # seconds until a connection without a request is closed
SILENT = 20_000  # milliseconds that a network may swallow what is sent


class Hurried(H11Protocol):
    """Connections that ask nothing, or take nothing, are closed; no address has more than its share of them."""

    _of: ClassVar[Counter[str]] = Counter()
    _timer: asyncio.TimerHandle | None = None
    _counted: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if self._of[address] >= CONNECTIONS_EACH:
            transport.abort()
            return
        self._counted = address
        self._of[address] += 1
        transport.set_write_buffer_limits(high=64 * 1024)
        connection = transport.get_extra_info("socket")
        if connection is not None and hasattr(socket, "TCP_USER_TIMEOUT"):
            with suppress(OSError):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENT)
        self._timer = self.loop.call_later(HURRY, self._close_if_idle)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._counted is not None:
            self._of[self._counted] -= 1
            if not self._of[self._counted]:
                del self._of[self._counted]
            self._counted = None
        super().connection_lost(exc)

    def _close_if_idle(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            self.transport.abort()
        else:
            self._timer = self.loop.call_later(HURRY, self._close_if_idle)


class Server(uvicorn.Server):
    """Ends when it is asked to, and does not ask the system to interrupt it once more: `serve` hears the signals, from before anyone knows its address."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def main(folder: Path, operator: str, host: str, port: int) -> int:
    """Serve the workspace in FOLDER at HOST:PORT until it is ended; 0. Raises NotAllowedError where it cannot be served there."""
    workspace = find(folder)
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    with suppress(ValueError, OSError):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)) if hard != resource.RLIM_INFINITY else max(soft, 4096), hard))
    reached = addresses(host)
    announced = links.announce(workspace.folder, host=host, port=port, pid=os.getpid(), addresses=tuple(url(one, port) for one in reached))
    lines = told(announced, public=not is_loopback(host))
    asyncio.run(serve(workspace, operator, listening, lambda: print("\n".join(lines), flush=True)))  # noqa: T201 - what the person who started it needs
    return 0


async def serve(workspace: Workspace, operator: str, listening: socket.socket, opened: Callable[[], None]) -> None:
    """The server on a socket that listens, until it is asked to end or the store is gone. OPENED is called once it can be ended in order."""
    loop = asyncio.get_running_loop()
    hub = Hub(VIEWS, most=MOST, most_each=MOST_EACH)
    watch = Watch(workspace, lambda: hub.screens)
    routes = Routes(workspace, operator, hub, Keys(workspace.folder), watch.nudge)
    server = Server(
        uvicorn.Config(
            routes.app(),
            http=Hurried,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=int(HURRY),
            timeout_graceful_shutdown=1,
            limit_concurrency=CONNECTIONS,
            h11_max_incomplete_event_size=32 * 1024,
        )
    )

    def in_loop(do: object, value: object) -> None:
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(do, value)  # type: ignore[arg-type]

    def look() -> None:
        watch.run(lambda moment: in_loop(hub.publish, moment), lambda why: in_loop(hub.fail, why))
        server.should_exit = True

    thread = threading.Thread(target=look, daemon=True)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.handle_exit, number, None)
    opened()
    thread.start()
    try:
        await server.serve(sockets=[listening])
    finally:
        watch.end()
        await asyncio.to_thread(thread.join, 5.0)


def told(announced: links.Links, *, public: bool) -> list[str]:
    """What whoever starts the stage reads: the addresses, the private links, and what it means that others can reach them."""
    base = announced.addresses[0]
    lines = [
        f"Hall screen      {base}/hall",
        f"Speaker          {base}/speaker",
        f"Moderator        {base}/moderator#{announced.moderator}",
        f"Follow           {base}/follow#{announced.follow}",
        *(f"Also at          {one}" for one in announced.addresses[1:]),
    ]
    if public:
        lines += [
            "",
            "Everyone on this network can open the screens, which change nothing. Whoever has the moderator's link decides what the hall sees,",
            "and the network carries it unencrypted: use one you trust, and give the link to nobody but the moderator.",
        ]
    return lines


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(256)
    except OverflowError as error:
        raise NotAllowedError(f"There is no port {port}: name one from 1024 to 65535 with --port.") from error
    except OSError as error:
        why = error.strerror or str(error)
        raise NotAllowedError(
            f"The stage cannot open at {host}:{port} ({why}): it may run already; name another port with --port, or an address of this machine with --host."
        ) from error
    listening.setblocking(False)
    return listening
