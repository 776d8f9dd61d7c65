"""Opens the desk, as a process of its own, with a worker beside it. A bare `livetweet` does so on a terminal."""

from __future__ import annotations

import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

from livetweet.cli.context import Context
from livetweet.cli.opening import opened
from livetweet.interrupts import left_to_child
from livetweet.starting import start_worker

# What Textual 8.2.8 switches on (drivers/linux_driver.py), off again in its order: paste, no line wrap, resize, a frame half painted, mouse, keyboard, screen, cursor, focus.
_LEAVE = (
    "\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?2026l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l\x1b[m"
)


def open_desk(context: Context, *, worker: bool) -> int:
    """The desk of this workspace, until it is left; its exit code. A worker is started where none runs, and goes on afterwards."""
    with opened(context) as here:
        folder = here.workspace.folder
        rehearsal = here.store.rehearsal
    if worker and not rehearsal:
        start_worker(folder)
    return run_desk(folder, context.operator)


def run_desk(folder: Path, operator: str) -> int:
    """The desk's exit code, negative where a signal ended it: then the terminal, which it could not leave, is left for it."""
    before = termios.tcgetattr(sys.stdin) if sys.stdin.isatty() and sys.stderr.isatty() else None
    with left_to_child():
        code = subprocess.run([sys.executable, "-m", "livetweet.desk", str(folder), operator], check=False).returncode
    if code < 0 and before is not None:
        _put_right(before)
    return code


def _put_right(before: list[Any]) -> None:
    """Leave the desk's screen, and have keys taken as they were BEFORE; what the mouse has still reported is thrown away."""
    sys.stderr.write(_LEAVE)
    sys.stderr.flush()
    termios.tcsetattr(sys.stdin, termios.TCSAFLUSH, before)
