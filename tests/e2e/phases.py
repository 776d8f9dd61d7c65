"""The named moments at which a test kills a worker, each a hook placed from outside, in the worker's own process.

Only the nursery calls this, in a child that is about to become a worker.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any

from livetweet.clock import SimulatedClock
from livetweet.inbox import take
from livetweet.networks.rehearsal.adapter import RehearsalAdapter
from livetweet.networks.rehearsal.log import Entry
from livetweet.networks.rehearsal.network import Server
from livetweet.store import answered, attempts, cursors, leaving
from livetweet.worker.lane import Lane

Deed = Callable[[], None]


def before(owner: Any, name: str, deed: Deed) -> None:
    """DEED, just before `owner.name` is called."""
    real = getattr(owner, name)

    @wraps(real)
    def hooked(*arguments: Any, **named: Any) -> Any:
        deed()
        return real(*arguments, **named)

    setattr(owner, name, hooked)


def after(owner: Any, name: str, deed: Deed, when: Callable[[Any], bool] = lambda _: True) -> None:
    """DEED, just after `owner.name` has returned something of which WHEN holds."""
    real = getattr(owner, name)

    @wraps(real)
    def hooked(*arguments: Any, **named: Any) -> Any:
        result = real(*arguments, **named)
        if when(result):
            deed()
        return result

    setattr(owner, name, hooked)


def _is_there(result: object) -> bool:
    return result is not None


def _unanswered(deed: Deed) -> None:
    """The server has made the post; the answer is on its way."""
    made = threading.local()
    after(Server, "take", lambda: setattr(made, "post", True), lambda result: isinstance(result, Entry))

    def look() -> None:
        if getattr(made, "post", False):
            deed()
            made.post = False

    before(SimulatedClock, "sleep", look)


def _settling(deed: Deed) -> None:
    """The answer is written, its transaction still open."""
    for name in ("posted", "unknown", "not_sent", "refused", "media_refused"):
        after(answered, name, deed)


def _deciding(deed: Deed) -> None:
    """What a look has found is written, its transaction still open."""
    after(answered, "reschedule_unknown", deed)
    after(attempts, "not_there", deed)


PHASES: Mapping[str, Callable[[Deed], None]] = {
    "recovering": partial(after, answered, "recover"),
    "chosen": partial(after, leaving, "next_to_leave", when=_is_there),
    "prepared": partial(after, RehearsalAdapter, "prepare"),
    "marked, not committed": partial(after, leaving, "mark", when=_is_there),
    "mark committed": partial(after, Lane, "_mark", when=_is_there),
    "calling, not landed": partial(before, Server, "take"),
    "landed, not answered": _unanswered,
    "answered, not written": partial(before, Lane, "_write_down"),
    "settling": _settling,
    "settled": partial(after, Lane, "_write_down"),
    "looked": partial(after, RehearsalAdapter, "find"),
    "deciding": _deciding,
    "taking in": partial(after, cursors, "save"),
    "taken in": partial(after, take, "take_in"),
}

LOOKING = frozenset({"looked", "deciding"})  # they come only while something is in doubt


def place(phase: str, turn: int, pipe: int) -> None:
    """Let this process die at the TURNth time that PHASE comes; its name goes into PIPE just before."""
    spared = threading.Semaphore(turn - 1)

    def die() -> None:
        if not spared.acquire(blocking=False):
            os.write(pipe, f"{phase}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    PHASES[phase](die)
