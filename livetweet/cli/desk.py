"""Opens the desk, as a process of its own, with a worker beside it. A bare `livetweet` does so on a terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from livetweet.cli.context import Context
from livetweet.cli.opening import opened
from livetweet.interrupts import left_to_child
from livetweet.starting import start_worker


def open_desk(context: Context, *, worker: bool) -> int:
    """The desk of this workspace, until it is left; its exit code. A worker is started where none runs, and goes on afterwards."""
    with opened(context) as here:
        folder = here.workspace.folder
        rehearsal = here.store.rehearsal
    if worker and not rehearsal:
        start_worker(folder)
    return run_desk(folder, context.operator)


def run_desk(folder: Path, operator: str) -> int:
    with left_to_child():
        return subprocess.run([sys.executable, "-m", "livetweet.desk", str(folder), operator], check=False).returncode
