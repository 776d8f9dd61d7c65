"""Timing two things fairly: in turns, so that whatever else the machine does falls on both."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter


def race(ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int = 11) -> tuple[float, float]:
    """The median seconds of OURS and of THEIRS over ROUNDS alternating runs, after one of each that is not counted."""
    ours(), theirs()
    pairs = [(clock(ours), clock(theirs)) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def clock(work: Callable[[], object]) -> float:
    """The seconds one run of WORK takes."""
    began = perf_counter()
    work()
    return perf_counter() - began
