"""The lock of the worker: an OS lock, which the system takes back whatever becomes of the process that held it."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from livetweet.errors import WorkerBusyError


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the worker's lock of FOLDER; WorkerBusyError while another process has it."""
    with (folder / "worker.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WorkerBusyError("A worker is already running for this workspace.") from None
        yield
