from __future__ import annotations

import multiprocessing
import os
import signal
from dataclasses import replace
from pathlib import Path

from livetweet.store import gates
from livetweet.store.binding import Binding, bind
from livetweet.store.connect import Store
from livetweet.store.gates import Gate
from tests.building import make_store
from tests.e2e.place import wait_for

ELSEWHERE = "This store is live on another machine or in another folder: nothing leaves here until `livetweet live --take-over`."
PUT_BACK = "This store was put back from a backup: nothing leaves until `livetweet live --take-over`."


def bound(folder: Path) -> tuple[Store, Binding, Gate]:
    """A store gone live in FOLDER, five commit marks ago."""
    store = make_store(folder, "live")
    binding = bind(store, folder / "state")
    with store.writing() as db:
        gates.go_live(db, binding.machine, binding.folder)
        db.execute("UPDATE gate SET attempts = 5")
        gate = gates.read(db)
    with binding.counting():
        binding.count(5)
    return store, binding, gate


def test_binding_of_the_place_that_went_live_has_no_problem(tmp_path: Path) -> None:
    _, binding, gate = bound(tmp_path)
    assert (binding.problem(gate), binding.counted()) == (None, 5)


def test_binding_names_what_keeps_everything_back(tmp_path: Path) -> None:
    _, binding, gate = bound(tmp_path)
    assert binding.problem(gate._replace(live=False)) == "NOT LIVE: nothing leaves until `livetweet live`."
    assert replace(binding, machine="another").problem(gate) == ELSEWHERE
    assert replace(binding, folder="/another").problem(gate) == ELSEWHERE
    assert binding.problem(gate._replace(attempts=4)) == PUT_BACK
    assert binding.problem(gate._replace(attempts=6)) is None  # killed between the mark and the count


def test_binding_is_the_same_at_every_look_and_for_every_way_to_the_folder(tmp_path: Path) -> None:
    store, binding, _ = bound(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path)
    assert bind(store, tmp_path / "state") == binding
    assert bind(Store(tmp_path / "link" / "livetweet.db"), tmp_path / "state") == binding


def test_binding_of_a_copy_shares_the_count_and_not_the_folder(tmp_path: Path) -> None:
    _, binding, _ = bound(tmp_path)
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "livetweet.db").write_bytes((tmp_path / "livetweet.db").read_bytes())
    copy = bind(Store(tmp_path / "copy" / "livetweet.db"), tmp_path / "state")
    assert copy == replace(binding, folder=str(tmp_path / "copy"))


def test_binding_of_another_user_or_store_has_a_count_of_its_own(tmp_path: Path) -> None:
    store, binding, _ = bound(tmp_path)
    stranger = bind(store, tmp_path / "another state")
    assert stranger.machine != binding.machine
    assert stranger.counted() == 0
    (tmp_path / "other").mkdir()
    assert bind(make_store(tmp_path / "other", "live"), tmp_path / "state").count_file != binding.count_file


def test_counting_lets_one_process_at_a_time_mark(tmp_path: Path) -> None:
    _, binding, _ = bound(tmp_path)
    spawn = multiprocessing.get_context("spawn")
    counters = [spawn.Process(target=count_up, args=(binding, 40)) for _ in range(3)]
    for counter in counters:
        counter.start()
    for counter in counters:
        counter.join(60)
    assert binding.counted() == 5 + 3 * 40


def test_count_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    """An empty file would count nothing, and a backup put back would pass."""
    _, binding, _ = bound(tmp_path)
    counter = multiprocessing.get_context("spawn").Process(target=count_up, args=(binding, 1_000_000))
    counter.start()
    assert counter.pid
    wait_for(lambda: binding.counted() > 5, "the counting to begin")
    seen = [binding.counted() for _ in range(20_000)]
    os.kill(counter.pid, signal.SIGKILL)
    counter.join(60)
    assert min(seen) >= 5
    assert seen == sorted(seen)
    assert binding.counted() >= seen[-1]


def count_up(binding: Binding, times: int) -> None:
    for _ in range(times):
        with binding.counting() as counted:
            binding.count(counted + 1)
