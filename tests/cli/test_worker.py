"""`livetweet worker`: starts a process, never imports it, and passes on how it ended. The process itself: tests/worker/."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest

from livetweet.clock import RealClock, SimulatedClock
from livetweet.networks.rehearsal import Settings, prepare_network
from livetweet.store import gates
from livetweet.store.lock import alone
from tests.building import NOW
from tests.cli.fair import Fair, fair

__all__ = ["fair"]


def test_once_delivers_what_is_due_and_ends(fair: Fair) -> None:
    prepare_network(fair.folder, Settings(seed=1, latency=0.0))
    with fair.event.store.writing() as db:
        gates.set_simulated_time(db, SimulatedClock(anchor=NOW + timedelta(minutes=1), anchor_monotonic=RealClock().monotonic(), speed=1.0))
    due, later = fair.event.scheduled("Now.", due=NOW), fair.event.scheduled("Later.", due=NOW + timedelta(hours=1))
    assert fair.call("worker", "--once") == (0, "", "")
    assert fair.event.states(due) == {key: ["posted"] for key in ("bird", "masto", "sky")}
    assert fair.event.states(later) == {key: ["scheduled"] for key in ("bird", "masto", "sky")}


def test_a_rehearsal_that_is_over_says_so(fair: Fair) -> None:
    command = [sys.executable, "-m", "livetweet", "-C", str(fair.folder), "worker", "--once"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "This rehearsal is over: nothing more leaves.\n")


def test_stop_without_a_worker_says_so(fair: Fair) -> None:
    assert fair.call("worker", "stop") == (0, "", "No worker runs.\n")


def test_a_second_worker_says_so_and_exits_0(fair: Fair) -> None:
    command = [sys.executable, "-m", "livetweet", "-C", str(fair.folder), "worker", "--once"]
    with alone(fair.folder):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "A worker is already running for this workspace.\n")


def test_a_worker_that_was_killed_did_not_succeed(fair: Fair, monkeypatch: pytest.MonkeyPatch) -> None:
    killed = [sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"]
    start = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _: start(killed))
    assert fair.call("worker", "--once") == (1, "", "")
