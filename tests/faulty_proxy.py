"""An HTTP proxy that stands between an adapter and a real server on loopback and does what wires and machines in between do.

Its one purpose is the case that matters: the server has carried out the request and the client does not learn of it. `choose` decides for each
request what befalls it; what was asked, and what befell it, is kept for the test to count. One thread a connection; a request is passed on whole and
its answer read whole, so that a fault has exactly the effect it is named for.
"""

from __future__ import annotations

import os
import select
import socket
import struct
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler
from random import Random
from socketserver import ThreadingTCPServer
from threading import Condition, Event, Lock, Thread
from typing import Any
from urllib.parse import urlsplit

HOP_BY_HOP = frozenset("connection keep-alive proxy-connection te trailer transfer-encoding upgrade content-length".split())
UPSTREAM_TIMEOUT = 60.0  # seconds; no test waits for it
HTML = "text/html; charset=utf-8"
PORTAL = b"<!doctype html><title>Welcome to the hotel</title><p>Please accept our terms.</p>"


class Then(StrEnum):
    """What the client gets."""

    ANSWER = "answer"  # `status`, `headers` and `body` of the fault
    CLOSE = "close"  # the connection ends without a byte
    RESET = "reset"  # the same, with RST
    HANG = "hang"  # nothing, until the client gives up (or the proxy does, after `hangs_for`)
    CUT = "cut"  # the server's own answer, its body broken off half-way
    TRUNCATE = "truncate"  # the server's own answer, whole to the eye: half of its body with a Content-Length to match
    EMPTY = "empty"  # the server's own status with no body


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`passed_on`: the server gets the request first, and does what it says."""

    name: str
    then: Then
    passed_on: bool = False
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. `number` counts all requests from 0; `path` has no query."""

    number: int
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


Choose = Callable[[Asked], Fault | None]


def answered(status: int, name: str = "", *, passed_on: bool = False, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Fault:
    """The client gets STATUS with HEADERS and BODY (default: what a gateway writes), whether or not the server got the request."""
    shown = name or f"{status}{' after' if passed_on else ''}"
    if body is None:
        body, headers = f"<html><h1>{status}</h1></html>".encode(), {"Content-Type": HTML, **(headers or {})}
    return Fault(name=shown, then=Then.ANSWER, passed_on=passed_on, status=status, headers=headers or {}, body=body)


# The request never did anything, though the client cannot always tell.
RESET_BEFORE = Fault(name="reset before", then=Then.RESET)
CLOSED_BEFORE = Fault(name="closed before", then=Then.CLOSE)
HUNG_BEFORE = Fault(name="hung before", then=Then.HANG)
PORTAL_PAGE = answered(200, "portal page", headers={"Content-Type": HTML}, body=PORTAL)
BEFORE: Sequence[Fault] = (RESET_BEFORE, CLOSED_BEFORE, HUNG_BEFORE, PORTAL_PAGE, *(answered(status) for status in (408, 500, 502, 503, 504)))

# The server did what it was asked; the client does not hear of it.
LOST = Fault(name="lost", then=Then.CLOSE, passed_on=True)
RESET_AFTER = Fault(name="reset after", then=Then.RESET, passed_on=True)
HUNG_AFTER = Fault(name="hung after", then=Then.HANG, passed_on=True)
CUT = Fault(name="cut", then=Then.CUT, passed_on=True)
TRUNCATED = Fault(name="truncated", then=Then.TRUNCATE, passed_on=True)
EMPTY = Fault(name="empty", then=Then.EMPTY, passed_on=True)
PORTAL_AFTER = answered(200, "page after", passed_on=True, headers={"Content-Type": HTML}, body=PORTAL)
AFTER: Sequence[Fault] = (
    *(LOST, RESET_AFTER, HUNG_AFTER, CUT, TRUNCATED, EMPTY, PORTAL_AFTER),
    *(answered(status, passed_on=True) for status in (408, 500, 502, 503, 504)),
)


def limited(name: str, headers: Mapping[str, str] | None = None, body: bytes = b'{"error":"Too many requests"}') -> Fault:
    """429, with the HEADERS by which a network tells when to come back (none, true ones, nonsense)."""
    return answered(429, name, headers={"Content-Type": "application/json", **(headers or {})}, body=body)


@dataclass(slots=True)
class Chance:
    """Chooses at random, the same for the same SEED and order: a share SHARE of the requests that `meant` is true for meets one of `faults`.

    The order of requests is the server's; with one account it is the order of the lane. `most_in_a_row` keeps any one kind of request from starving.
    """

    seed: int
    share: float
    faults: Sequence[Fault]
    meant: Callable[[Asked], bool] = lambda _: True
    most_in_a_row: int = 5
    _random: Random = field(init=False)
    _row: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    def __call__(self, asked: Asked) -> Fault | None:
        if not self.meant(asked):
            return None
        if self._row >= self.most_in_a_row or self._random.random() >= self.share:
            self._row = 0
            return None
        self._row += 1
        return self._random.choice(self.faults)


def no_fault(_: Asked) -> Fault | None:
    return None


class Proxy:
    """Stands before UPSTREAM (`http://127.0.0.1:PORT`) at `url`. `choose` may be replaced at any time; `befell` tells what happened, in order.

    `hangs_for` seconds a request may hang before the connection is closed: short where the client's patience is not what is tested, for then a slow machine is no fault.
    `retarget` may make another target of a request's on its way to the server. `drops` are request headers (small letters) that the server never sees. `clock`, where there is one, tells the `Date` of every answer.
    """

    def __init__(self, upstream: str, choose: Choose = no_fault) -> None:
        self.upstream = upstream
        self.choose = choose
        self.befell: list[tuple[Asked, Fault | None]] = []
        self.hangs_for = 60.0
        self.drops: frozenset[str] = frozenset()
        self.clock: Callable[[], datetime] | None = None
        self.retarget: Callable[[str], str] = lambda target: target
        self._closing = Event()
        self._lock = Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="faulty proxy", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def faults(self, *names: str) -> int:
        """How many requests met a fault (of NAMES)."""
        return sum(fault is not None and (not names or fault.name in names) for _, fault in self.befell)

    def passed_on(self, meant: Callable[[Asked], bool]) -> int:
        """How many of the requests that MEANT is true for reached the server."""
        return sum(meant(asked) and (fault is None or fault.passed_on) for asked, fault in self.befell)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def settle(self) -> None:
        """Until nothing is under way any more of clients that have ended: what they asked for is done, or never will be."""
        with socket.create_connection(("127.0.0.1", self._server.server_address[1])) as last:  # connections are taken in their order
            last.shutdown(socket.SHUT_WR)
            last.recv(1)
        with self._server.changed:
            self._server.changed.wait_for(lambda: not self._server.open)

    def draw(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Fault | None:
        """What befalls this request; kept in `befell`. One request at a time."""
        parts = urlsplit(target)
        with self._lock:
            asked = Asked(number=len(self.befell), method=method, path=parts.path, query=parts.query, headers=headers, body=body)
            fault = self.choose(asked)
            self.befell.append((asked, fault))
        return fault

    def hang(self, connection: socket.socket) -> None:
        """Until the client is gone, the proxy is closed, or it has been long enough."""
        ends = time.monotonic() + self.hangs_for
        while not self._closing.is_set() and time.monotonic() < ends:
            readable, _, _ = select.select([connection], [], [], 0.05)
            if readable and not connection.recv(65536):
                return


@contextmanager
def stand_before(upstream: str, choose: Choose = no_fault) -> Iterator[Proxy]:
    """A proxy before UPSTREAM for as long as the block lasts."""
    proxy = Proxy(upstream, choose)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.close()


def create_calls(method: str, paths: Collection[str]) -> Callable[[Asked], bool]:
    """Whether a request is METHOD to one of PATHS: which calls a `Chance` is meant for."""
    return lambda asked: asked.method == method and asked.path in paths


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    proxy: Proxy

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.open = 0  # connections
        self.changed = Condition()

    def process_request(self, *given: Any) -> None:
        with self.changed:
            self.open += 1
        super().process_request(*given)

    def process_request_thread(self, *given: Any) -> None:
        try:
            super().process_request_thread(*given)
        finally:
            with self.changed:
                self.open -= 1
                self.changed.notify_all()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what this proxy is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's own name
        pass

    def handle_one_request(self) -> None:
        """Every method alike."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        self._relay()

    def _relay(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # whoever asked has gone in the middle of it: nobody will do it
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        fault = self.server.proxy.draw(self.command, self.path, headers, body)
        status, answer_headers, answer = self._pass_on(body) if fault is None or fault.passed_on else (0, [], b"")
        if fault is None:
            self._answer(status, answer_headers, answer)
            return
        match fault.then:
            case Then.ANSWER:
                self._answer(fault.status, list(fault.headers.items()), fault.body)
            case Then.CLOSE:
                self._end()
            case Then.RESET:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                os.close(self.connection.detach())  # at once, before the library says goodbye
            case Then.HANG:
                self.server.proxy.hang(self.connection)
                self._end()
            case Then.CUT:
                self._answer(status, answer_headers, answer[: len(answer) // 2], claimed=max(len(answer), 1))
                self._end()
            case Then.TRUNCATE:
                self._answer(status, answer_headers, answer[: len(answer) // 2])
            case Then.EMPTY:
                self._answer(status, answer_headers, b"")

    def _pass_on(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        upstream = urlsplit(self.server.proxy.upstream)
        connection = HTTPConnection(upstream.hostname or "127.0.0.1", upstream.port, timeout=UPSTREAM_TIMEOUT)
        try:
            connection.putrequest(self.command, self.server.proxy.retarget(self.path), skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOP_BY_HOP | self.server.proxy.drops:
                    connection.putheader(name, value)
            if body or self.command in {"POST", "PUT", "PATCH"}:
                connection.putheader("Content-Length", str(len(body)))
            connection.putheader("Connection", "close")
            connection.endheaders(body or None)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def _answer(self, status: int, headers: Sequence[tuple[str, str]], body: bytes, claimed: int | None = None) -> None:
        self.send_response_only(status)
        clock = self.server.proxy.clock
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP and not (clock and name.lower() == "date"):
                self.send_header(name, value)
        if clock:
            self.send_header("Date", format_datetime(clock(), usegmt=True))
        self.send_header("Content-Length", str(len(body) if claimed is None else claimed))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _end(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
