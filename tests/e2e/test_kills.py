"""The promise under SIGKILL: whatever the moment, nothing is doubled, lost, late or early, and nothing written to us is missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from livetweet.networks.rehearsal import Level
from tests.e2e.killing import IDLE, TRUE_PROCESS, Harvest, Morning
from tests.e2e.phases import PHASES

AT_ONCE = 3  # mornings: more than two cores can kill, for much of a life is waiting
REACHED = set(PHASES) - {"looked", "deciding"}  # those that come in every morning; a doubt's time to be looked for may not


def test_killing_the_worker_three_hundred_times_doubles_and_loses_nothing(tmp_path: Path) -> None:
    harvests = spend(tmp_path, [(1, Level.SOME), (2, Level.MANY), (3, Level.MANY)], kills=101, true_kills=6)
    print(table(harvests))
    assert_promise_kept(harvests)
    kills = sum((one.kills for one in harvests), Counter[str]())
    assert kills.total() >= 300
    assert kills[TRUE_PROCESS] + kills[IDLE] >= 15
    assert not REACHED - kills.keys()


@pytest.mark.soak
def test_killing_the_worker_ten_thousand_times_doubles_and_loses_nothing(tmp_path: Path) -> None:
    levels = (Level.SOME, Level.MANY)
    harvests = spend(tmp_path, [(seed, levels[seed % 2]) for seed in range(100, 140)], kills=252, true_kills=6)
    print(table(harvests))
    assert_promise_kept(harvests)
    kills = sum((one.kills for one in harvests), Counter[str]())
    assert kills.total() >= 10_000
    assert not PHASES.keys() - kills.keys()


def spend(folder: Path, mornings: Sequence[tuple[int, Level]], *, kills: int, true_kills: int) -> list[Harvest]:
    """One morning for each seed and level of faults, some at once."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda one: Morning(folder / str(one[0]), seed=one[0], faults=one[1]).spend(kills, true_kills), mornings))


def assert_promise_kept(harvests: Sequence[Harvest]) -> None:
    for one in harvests:
        assert (one.doubled, one.lost, one.late, one.early, one.astray, one.missed) == ([], [], [], [], [], [])
        assert one.kept_back == []  # each of them has left or is in doubt, however slow the machine
        assert one.states["posted"] > 40
        assert one.incoming > 0
        assert "Traceback" not in one.said
        assert "defect" not in one.said


def table(harvests: Sequence[Harvest]) -> str:
    """Phase, kills, and how many of the parts that were leaving at such a kill are doubled or lost; then what is left over."""
    kills = sum((one.kills for one in harvests), Counter[str]())
    lines = [f"{'phase':<26} {'kills':>6} {'leaving':>8} {'doubled':>8} {'lost':>6}"]
    for phase in [*PHASES, *sorted(kills.keys() - PHASES.keys())]:
        hit = [[part for part, phases in one.in_flight.items() if phase in phases] for one in harvests]
        doubled = sum(part in one.doubled for one, parts in zip(harvests, hit, strict=True) for part in parts)
        lost = sum(part in one.lost for one, parts in zip(harvests, hit, strict=True) for part in parts)
        lines.append(f"{phase:<26} {kills[phase]:>6} {sum(map(len, hit)):>8} {doubled:>8} {lost:>6}")
    doubled, lost = (sum(map(len, parts)) for parts in zip(*((one.doubled, one.lost) for one in harvests), strict=True))
    lines.append(f"{'all':<26} {kills.total():>6} {sum(len(one.in_flight) for one in harvests):>8} {doubled:>8} {lost:>6}")
    late, early = (sum(map(len, parts)) for parts in zip(*((one.late, one.early) for one in harvests), strict=True))
    states = sum((one.states for one in harvests), Counter[str]())
    unknown = sum((one.unknown for one in harvests), Counter[str]())
    lines.append(f"late {late}, early {early}; parts: {', '.join(f'{number} {state}' for state, number in states.most_common())}")
    lines.append(f"unknown left over: {', '.join(f'{account} {number}' for account, number in sorted(unknown.items()))}")
    lines.append(f"incoming: {sum(one.incoming for one in harvests)} taken in, {sum(len(one.missed) for one in harvests)} missed")
    return "\n" + "\n".join(lines)
