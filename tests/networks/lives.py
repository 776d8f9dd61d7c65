"""Short lives of a worker's lane, each in a process of its own that ends by SIGKILL: a warm process forks them, for importing costs more than living.

Started as `python -m tests.networks.lives FOLDER NETWORK`. An order a line in (`dies_at`: at which of its calls, or null; `moment`: `before` it, `during` it after
so many seconds as `lingers`, or `after` it), an answer a line out: its exit code. What time it is stands in a file, for all processes to see.
"""

from __future__ import annotations

import json
import mmap
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Timer
from typing import Any

from livetweet.networks.port import OpenAdapter
from livetweet.store import accounts, answered
from livetweet.store.connect import Store
from livetweet.worker.drive import make
from livetweet.worker.lane import Lane
from livetweet.worker.steps import Call, Step
from tests.e2e.place import REPOSITORY

CALL_TAKES = 0.05  # seconds of the network's time
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOCK, SAID = "clock", "lives.err"  # files in the folder


class SharedClock:
    """Stands still until somebody moves it; all who opened the same file, in whatever process, see it move. To sleep is to move it."""

    def __init__(self, path: Path, start: datetime | None = None) -> None:
        if start:
            path.write_bytes(bytes(8))
        with path.open("r+b") as file:
            self._shown = memoryview(mmap.mmap(file.fileno(), 8)).cast("q")
        if start:
            self.move_to(start)

    def now(self) -> datetime:
        return EPOCH + timedelta(microseconds=self._shown[0])

    def monotonic(self) -> float:
        return self._shown[0] / 1e6

    def move_to(self, instant: datetime) -> None:
        """Never back."""
        self._shown[0] = max(self._shown[0], (instant - EPOCH) // timedelta(microseconds=1))

    def sleep(self, seconds: float) -> None:
        self.move_to(self.now() + timedelta(seconds=seconds))


@dataclass(slots=True, kw_only=True)
class Life:
    """One worker's, on the one account of the store in `folder`."""

    folder: Path
    clock: SharedClock
    dies_at: int | None = None
    moment: str = "before"
    lingers: float = 0.0
    _calls: int = 0

    def live(self, open_adapter: OpenAdapter) -> None:
        """Until nothing can leave and nothing is to be looked for, or its death."""
        store = self.open_store()
        with store.writing() as db:
            answered.recover(db, self.clock.now())
            (account,) = accounts.every(db)
        adapter = open_adapter(account, folder=str(self.folder), clock=self.clock, tags=())
        lane = Lane(store=store, adapter=adapter, clock=self.clock, account=account.name, media=self.folder / "media")
        while (wake := self._go_through(lane.once())) is not None:
            self.clock.move_to(wake)

    def open_store(self) -> Store:
        """Its journal is on the disk, as that of every store whose worker may be killed; only the power does not fail here."""
        store = Store(self.folder / "livetweet.db")
        store.connection.execute("PRAGMA synchronous=OFF")
        return store

    def warm_up(self, open_adapter: OpenAdapter) -> None:
        """What libraries import when they are first used is there for all who are forked then; no connection lives on."""
        store = self.open_store()
        (account,) = accounts.every(store.connection)
        store.close()
        open_adapter(account, folder=str(self.folder), clock=self.clock, tags=()).close()

    def _go_through(self, steps: Generator[Step, Any, datetime | None]) -> datetime | None:
        try:
            step = next(steps)
            while True:
                step = self._make(step, steps) if isinstance(step, Call) else steps.send(None)
        except StopIteration as end:
            wake: datetime | None = end.value
            return wake

    def _make(self, call: Call, steps: Generator[Step, Any, object]) -> Step:
        self._calls += 1
        if self._calls == self.dies_at:
            match self.moment:
                case "before":
                    die()
                case "during":  # or shortly after, while the answer is written down
                    Timer(self.lingers, die).start()
                case "after":
                    call = Call(partial(die, call.make), marked=call.marked)
        self.clock.sleep(CALL_TAKES)
        found: Step = make(call, steps)
        return found


def die(first: Any = None) -> None:
    """By SIGKILL, as soon as FIRST is done, whatever came of it."""
    try:
        if first:
            first()
    finally:
        os.kill(os.getpid(), signal.SIGKILL)


def bear(folder: Path, open_adapter: OpenAdapter, order: dict[str, Any]) -> int:
    """One life in a process of its own; its exit code: 0 when it ended by itself, -9 when it was killed."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            Life(folder=folder, clock=SharedClock(folder / CLOCK), **order).live(open_adapter)
            code = 0
        except Exception:  # noqa: BLE001 - whoever asked for it tells
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(folder: Path, network: str) -> None:
    open_adapter = import_module(f"livetweet.networks.{network}").open_adapter
    Life(folder=folder, clock=SharedClock(folder / CLOCK)).warm_up(open_adapter)
    for line in sys.stdin:
        print(bear(folder, open_adapter, json.loads(line)), flush=True)


class Nursery:
    """The way to such a process."""

    def __init__(self, folder: Path, network: str) -> None:
        self._said = folder / SAID
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.networks.lives", str(folder), network],
                env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )

    def bear(self, **order: object) -> bool:
        """One life; whether it was killed."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline() or "70")
        if code not in {0, -signal.SIGKILL}:
            raise AssertionError(f"a lane ended with {code}: {self._said.read_text()}")
        return code != 0

    def close(self) -> None:
        self._process.communicate()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
