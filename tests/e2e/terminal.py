"""A program on a terminal of its own, as a person would have it before them: what it paints is read, keys are sent."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

LIMIT = 240.0  # real seconds


@dataclass(slots=True, kw_only=True)
class Terminal:
    """One program and what it has written so far, escape sequences and all."""

    program: subprocess.Popen[bytes]
    side: int  # our side of the terminal
    shown: str = ""
    _raw: bytearray = field(default_factory=bytearray)

    def until(self, *words: str) -> None:
        """Read on until all WORDS have been written since the last time, within the limit."""
        end = time.monotonic() + LIMIT
        while not all(word in self.shown for word in words):
            if time.monotonic() > end or not self._read(0.5):
                raise AssertionError(f"never written: {words}; the last that was: {self.shown[-2000:]!r}")
        self._raw.clear()
        self.shown = ""

    def press(self, keys: str) -> None:
        os.write(self.side, keys.encode())

    def end(self) -> int:
        """Read to the end; its exit code."""
        deadline = time.monotonic() + LIMIT
        while self._read(0.5):
            if time.monotonic() > deadline:
                raise AssertionError(f"it does not end; the last that was written: {self.shown[-2000:]!r}")
        return self.program.wait(LIMIT)

    def _read(self, seconds: float) -> bool:
        """Whether there may be more to read."""
        if not select.select([self.side], [], [], seconds)[0]:
            return self.program.poll() is None
        try:
            told = os.read(self.side, 65536)
        except OSError:  # the other side is closed
            return False
        self._raw += told
        self.shown = self._raw.decode("utf-8", "replace")
        return bool(told)


@contextmanager
def on_terminal(command: Sequence[str], size: tuple[int, int] = (120, 36), **environment: str) -> Iterator[Terminal]:
    """COMMAND on a terminal of SIZE (columns, rows); killed at the end if it still runs."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    program = subprocess.Popen(
        command,
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
    )
    os.close(its)
    try:
        yield Terminal(program=program, side=ours)
    finally:
        program.kill()
        program.wait()
        os.close(ours)
