"""Runs a lane's steps in a thread, in real time or in a rehearsal's: calls are made here, sleeps end when time or the store says so."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from livetweet.clock import Clock, Timer
from livetweet.errors import StoreError
from livetweet.store.connect import Store
from livetweet.worker.steps import Call, Step, Steps

LOOK_EVERY = 0.1  # real seconds between two looks at the store


def make(step: Call, steps: Generator[Step, Any, object]) -> Any:
    """Make the call of STEP and hand its answer, or whatever was raised, to STEPS; what they yield next."""
    return _answer(step)(steps)


def _answer(step: Call) -> Callable[[Generator[Step, Any, object]], Any]:
    """Make the call of STEP: what hands its answer, or whatever was raised, to steps."""
    try:
        answer = step.make()
    except Exception as error:  # noqa: BLE001 - a lane knows best what an exception of a library means
        raised = error
        return lambda steps: steps.throw(raised)
    return lambda steps: steps.send(answer)


def drive(steps: Steps, store: Store, clock: Clock, ended: Callable[[float], bool]) -> None:
    """STEPS until they end or ENDED(seconds), which waits that long, says so: then only the answer to what is behind a mark is handed on, for others may be at work already.

    No sleep lasts longer than it was to, though the wall clock is set back meanwhile. STORE is only watched for changes.
    """
    seen = store.data_version()  # before they read: what changes while they do wakes them at once
    step = next(steps)
    while True:
        if isinstance(step, Call):
            if not step.marked and ended(0.0):
                return
            hand_on = _answer(step)
            if not step.marked and ended(0.0):
                return
            step = hand_on(steps)
            continue
        timer = Timer.set(step.until - clock.now(), clock) if step.until is not None else None
        while not (timer and timer.over(clock)) and not (step.on_change and _version(store, seen) != seen):
            if ended(LOOK_EVERY):
                return
        if ended(0.0):
            return
        if step.on_change:
            seen = _version(store, seen)
        step = steps.send(None)


def _version(store: Store, seen: int) -> int:
    """The version of STORE; while nobody can read it, that which was SEEN: STEPS may have an answer to keep, and meet what is wrong by themselves."""
    try:
        return store.data_version()
    except StoreError:
        return seen
