"""Ctrl+C while another program has the terminal: it is for that program, though the terminal tells every process in front of it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_to_child() -> Iterator[None]:
    """Nothing happens here at Ctrl+C. A child has the usual answer to it: a handler, unlike `SIG_IGN`, ends with `exec`. In the main thread only."""
    usual = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)
