"""What the desk does to the store, in one thread with one connection: acts in the order they were asked for, each result handed back as a message."""

from __future__ import annotations

import queue
from collections.abc import Callable
from typing import Any, NamedTuple

from livetweet.clock import Clock
from livetweet.errors import LivetweetError
from livetweet.store.connect import Store
from livetweet.workspace import Workspace

Deed = Callable[[Store], Any]
Told = Callable[[Any], None]


class _Asked(NamedTuple):
    deed: Deed
    done: Told
    failed: Callable[[str], None]


class Hands:
    """`ask` returns at once; `run` is the body of the thread."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self.workspace = workspace
        self.clock = clock
        self._asked: queue.Queue[_Asked | None] = queue.Queue()

    def ask(self, deed: Deed, done: Told, failed: Callable[[str], None]) -> None:
        """Let DEED be done to the store; DONE gets its result, FAILED a sentence. Both are called from the thread."""
        self._asked.put(_Asked(deed, done, failed))

    def end(self) -> None:
        """What was asked is still done."""
        self._asked.put(None)

    def run(self) -> None:
        store: Store | None = None
        while (asked := self._asked.get()) is not None:
            try:
                if store is not None and store.replaced():  # what is written into a file that is gone is lost
                    store.close()
                    store = None
                store = store or Store(self.workspace.store_path)
                result = asked.deed(store)
            except LivetweetError as error:
                asked.failed(str(error))
            except Exception as error:  # noqa: BLE001 - a defect of one deed must not end the thread that keeps what is typed
                asked.failed(f"That could not be done, which is a defect of livetweet ({type(error).__name__}: {error}): nothing was changed, go on.")
            else:
                asked.done(result)
        if store is not None:
            store.close()
