"""Short lives of a worker's lane on X, each in a process of its own that may be killed: a warm process forks them, for importing costs more than living.

Started as `python -m tests.networks.x.lives FOLDER ADDRESS`. An order a line in (`now`: what the clock shows for all of that life; `rounds`: how many
times the lane may turn; `life`: seconds until it is killed, or null; `dies`: at which of its calls, `before` or `after`), an answer a line out.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from livetweet.clock import DiscreteClock
from livetweet.networks.port import Receipt, Request
from livetweet.networks.x.adapter import XAdapter
from livetweet.networks.x.wire import open_client
from livetweet.store import accounts, answered
from livetweet.store.connect import Store
from livetweet.worker.drive import make
from livetweet.worker.lane import Lane
from livetweet.worker.steps import Call, Step
from tests.e2e.place import REPOSITORY
from tests.fakes.x import KEYS

TIMEOUT = 0.4  # seconds


class FrailAdapter(XAdapter):
    """Its process dies right before or after a post is made."""

    dies: str | None = None

    def create(self, request: Request) -> Receipt:
        if self.dies == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            return super().create(request)
        finally:
            if self.dies == "after":
                os.kill(os.getpid(), signal.SIGKILL)


def live(folder: Path, address: str, now: datetime, rounds: int, dies: str | None) -> None:
    """A lane begins, turns while there is something to do at NOW, at most ROUNDS times."""
    clock = DiscreteClock(now)
    store = Store(folder / "livetweet.db", synced=False)
    with store.writing() as db:
        answered.recover(db, now)
        (account,) = accounts.every(db)
    adapter = FrailAdapter(account=account, client=open_client(KEYS, address, TIMEOUT), clock=clock, tags=(), timeout=TIMEOUT)
    adapter.dies = dies
    lane = Lane(store=store, adapter=adapter, clock=clock, account=account.name, media=folder / "media")
    for _ in range(rounds):
        steps = lane.once()
        try:
            step: Step = next(steps)
            while True:
                step = make(step, steps) if isinstance(step, Call) else steps.send(None)
        except StopIteration as end:
            if end.value is None or end.value > now:
                return


def bear(folder: Path, address: str, order: dict[str, Any]) -> int:
    """Its exit code: 0 when it ended by itself, -9 when it was killed."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.close(reads)
            live(folder, address, datetime.fromisoformat(order["now"]), order["rounds"], order["dies"])
            code = 0
        finally:
            os._exit(code)
    os.close(writes)
    life = order["life"]
    select.select([reads], [], [], life)  # it can be read when the child is gone
    if life is not None:
        os.kill(child, signal.SIGKILL)
    os.close(reads)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Nursery:
    """The way to such a process. `kills` counts those that did not end by themselves."""

    def __init__(self, folder: Path, address: str) -> None:
        self.kills = 0
        self.said = folder / "lives.err"
        with self.said.open("wb") as said:
            self._process = self._start(folder, address, said)

    @staticmethod
    def _start(folder: Path, address: str, said: IO[bytes]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.networks.x.lives", str(folder), address],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )

    def bear(self, now: datetime, *, rounds: int = 100, life: float | None = None, dies: str | None = None) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"now": now.isoformat(), "rounds": rounds, "life": life, "dies": dies}) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline() or "70")
        if code not in {0, -signal.SIGKILL}:
            raise AssertionError(f"a lane ended with {code}: {self.said.read_text()}")
        self.kills += code != 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.communicate()


if __name__ == "__main__":
    for line in sys.stdin:
        print(bear(Path(sys.argv[1]), sys.argv[2], json.loads(line)), flush=True)
