"""A call ends, however its server drips: the time limits of HTTP libraries begin anew with every byte, so that an answer can take for ever.

What an adapter's calls go over is known here, and cut off when a call has taken too long.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Timer
from weakref import WeakSet

from livetweet.errors import OutcomeUnknownError

TOLD = "The answer did not end in time."
SLOWEST = 20_000  # bytes a second that are waited for: an upload over a hall's network


class Patience:
    """With the calls of one adapter, which come one at a time; TIMEOUT is in seconds, for each step of a call."""

    def __init__(self, timeout: float) -> None:
        self.timeout = timeout
        self._connections: WeakSet[socket.socket] = WeakSet()
        self._lock = Lock()

    def over(self, connection: socket.socket | None) -> None:
        """Calls go over CONNECTION."""
        if connection is not None:
            with self._lock:
                self._connections.add(connection)

    @contextmanager
    def within(self, size: int = 0) -> Iterator[None]:
        """A call that sends SIZE bytes: after twice the timeout, and what its bytes take, it is cut off. Then it raises OutcomeUnknownError, whatever came of it."""
        cut = Event()
        timer = Timer(2 * self.timeout + size / SLOWEST, self._cut, [cut])
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception as error:
            if self._has(cut):
                raise OutcomeUnknownError(TOLD) from error
            raise
        finally:
            timer.cancel()
        if self._has(cut):  # what ends in its headers looks to http.client like an answer without a body
            raise OutcomeUnknownError(TOLD)

    def _has(self, cut: Event) -> bool:
        with self._lock:  # a connection that ends wakes this thread before the other has said so
            return cut.is_set()

    def _cut(self, cut: Event) -> None:
        with self._lock:
            for connection in self._connections:
                with suppress(OSError):  # it has ended by itself
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)  # not TLS's own, which would take its state from under a read
                    cut.set()
