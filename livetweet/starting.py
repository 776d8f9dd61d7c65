"""Starting the worker as a process that outlives whoever starts it: the command line and the desk do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_begun: list[subprocess.Popen[bytes]] = []  # nobody waits for them, and Python would complain of those forgotten


def start_worker(folder: Path) -> None:
    """A worker for FOLDER that outlives this terminal; where one runs already, this one says so in worker.log and ends."""
    with (folder / "worker.log").open("ab") as log:
        command = [sys.executable, "-m", "livetweet.worker", str(folder)]
        _begun.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True))
