"""Timing two things fairly: in turns, so that whatever else the machine does falls on both."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter


def race(
    ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int = 11, watch: Callable[[], float] = perf_counter
) -> tuple[float, float]:
    """The median seconds, on WATCH, of OURS and of THEIRS over ROUNDS alternating runs, after one of each that is not counted."""
    ours(), theirs()
    pairs = [(clock(ours, watch), clock(theirs, watch)) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def clock(work: Callable[[], object], watch: Callable[[], float] = perf_counter) -> float:
    """The seconds one run of WORK takes, on WATCH."""
    began = watch()
    work()
    return watch() - began
