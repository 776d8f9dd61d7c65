"""A real desk in a terminal of its own, killed while somebody types: the next one has the words again."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from time import monotonic, sleep

import pytest

from tests.building import OPERATOR
from tests.desk.place import Place

LIMIT = 60.0  # real seconds
WORDS = "Le vent, ça se mesure ; « Zoé » le dit, 3 fois. Kites fly higher where nobody looks, and every letter counts."
_ESCAPES = re.compile(r"\x1b(\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|.)")


@dataclass(slots=True, kw_only=True)
class Terminal:
    """A process and the screen it paints on."""

    process: subprocess.Popen[bytes]
    master: int
    painted: bytearray = field(default_factory=bytearray)

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def read(self) -> None:
        """Until the process has gone; the body of a thread."""
        while True:
            try:
                came = os.read(self.master, 65536)
            except OSError:
                return
            if not came:
                return
            self.painted += came

    def text(self) -> str:
        """All that was painted so far, without how."""
        return _ESCAPES.sub("", self.painted.decode(errors="replace"))

    def until(self, condition: Callable[[], object], what: str) -> None:
        end = monotonic() + LIMIT
        while not condition():
            if monotonic() > end or self.process.poll() is not None:
                raise AssertionError(f"never came true: {what}\n{self.text()[-2000:]}")
            sleep(0.005)


@contextmanager
def desk(place: Place) -> Iterator[Terminal]:
    """A desk on PLACE, killed in the end as by a power cut."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "livetweet.desk", str(place.folder), OPERATOR],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "TERM": "xterm-256color"},
        start_new_session=True,
    )
    os.close(slave)
    terminal = Terminal(process=process, master=master)
    reader = threading.Thread(target=terminal.read)
    reader.start()
    try:
        terminal.until(lambda: "Scheduled words" in terminal.text(), "the desk shows its rows")
        yield terminal
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        os.close(master) if not reader.is_alive() else reader.join()


@pytest.mark.parametrize("seed", [1, 2])
def test_words_survive_a_kill_at_any_keystroke(place: Place, seed: int) -> None:
    """What the store has after a kill begins what was typed, nothing of it is lost by the next kill, and the desk goes on with it."""
    draw = Random(seed)
    kept = ""
    for round_ in range(2):
        with desk(place) as terminal:
            if round_ == 0:
                terminal.type("n")
                terminal.until(lambda: "New post" in terminal.text(), "the composer is open")
            else:
                terminal.until(lambda: "What you were typing is back." in terminal.text() and kept[-12:] in terminal.text(), f"{kept!r} is back")
            typed = WORDS[len(kept) : len(kept) + draw.randint(6, 30)]
            wanted = len(kept) + draw.randint(1, len(typed))
            for letter in typed:
                terminal.type(letter)
            terminal.until(lambda: len(place.kept() or "") >= wanted, f"{wanted} letters of {kept + typed!r} are kept")
        after = place.kept() or ""
        assert (kept + typed).startswith(after)
        assert len(after) >= wanted
        kept = after
    assert place.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    with desk(place) as terminal:
        terminal.until(lambda: "What you were typing is back." in terminal.text(), "it is back")
        terminal.type("\r")
        terminal.until(lambda: place.newest()["texts"] == f'{{"*": "{kept.strip()}"}}', "it is sent whole")
