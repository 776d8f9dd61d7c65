"""A warm process that has imported everything and forks workers to be killed: each costs milliseconds, so that thousands are affordable.

Started as `python -m tests.e2e.nursery FOLDER`. It opens no store itself, for no connection may live through a fork.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from livetweet.worker import drive, process
from tests.e2e import phases
from tests.e2e.place import REPOSITORY

LOOKS_EVERY = 0.005  # real seconds; the true worker's 0.1 and 0.5 would be most of a short life


def bear(folder: Path, phase: str | None, turn: int, life: float) -> dict[str, object]:
    """One worker in FOLDER, killed at the TURNth time that PHASE comes, or after LIFE seconds at the latest; `phase` says which it was (None: the latter)."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reads)
            process.TICK = drive.LOOK_EVERY = LOOKS_EVERY
            if phase is not None:
                phases.place(phase, turn, writes)
            os._exit(process.main(folder, once=False))
        finally:
            os._exit(70)
    os.close(writes)
    select.select([reads], [], [], life)  # it can be read when the child has written or is gone
    os.kill(child, signal.SIGKILL)
    said = os.read(reads, 100).decode()
    os.close(reads)
    _, status = os.waitpid(child, 0)
    return {"phase": said.partition("\n")[0] or None, "code": os.waitstatus_to_exitcode(status)}


def main(folder: Path) -> None:
    """One order a line in, one answer a line out."""
    for line in sys.stdin:
        print(json.dumps(bear(folder, **json.loads(line))), flush=True)


class Nursery:
    """The way to such a process of FOLDER. What its workers say goes to `worker.err` there."""

    def __init__(self, folder: Path) -> None:
        self._said = (folder / "worker.err").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.nursery", str(folder)],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
        )

    def bear(self, phase: str | None, turn: int, life: float) -> tuple[str | None, int]:
        """As the function `bear`: the phase at which it died, and its exit code (-9: killed)."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"phase": phase, "turn": turn, "life": life}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return answer["phase"], answer["code"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.communicate()
        self._said.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
