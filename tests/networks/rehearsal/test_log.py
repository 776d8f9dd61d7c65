from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from livetweet.errors import StoreError
from livetweet.networks.rehearsal import Settings, prepare_network
from livetweet.networks.rehearsal.count import tally
from livetweet.networks.rehearsal.log import FILE, Log
from livetweet.networks.rehearsal.settings import read_settings

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from pathlib import Path
from tests.networks.rehearsal.day import ACCOUNTS, MORNING, build, opened
from livetweet.clock import DiscreteClock

folder, first = Path(sys.argv[1]), int(sys.argv[2])
with opened(folder, DiscreteClock(MORNING), ACCOUNTS[1:2]) as (adapter,):
    for part in range(first, first + int(sys.argv[3])):
        adapter.create(build(adapter, part, f"Post {part}", MORNING))
        print(part, flush=True)
"""


def write(folder: Path, first: int, number: int) -> subprocess.Popen[str]:
    """A process that posts parts FIRST to FIRST + NUMBER and prints each once it is answered."""
    return subprocess.Popen([sys.executable, "-c", WRITER, str(folder), str(first), str(number)], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_several_processes_lose_nothing(tmp_path: Path) -> None:
    prepare_network(tmp_path, Settings(seed=1))
    writers = [write(tmp_path, first, 100) for first in (1, 1001, 2001)]
    for writer in writers:
        writer.communicate(timeout=60)
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    tallied = tally(tmp_path)
    assert (len(tallied), {one.posts for one in tallied.values()}) == (300, {1})


@pytest.mark.parametrize("patience", [1, 40, 100])
def test_log_outlives_a_process_that_is_killed(tmp_path: Path, patience: int) -> None:
    prepare_network(tmp_path, Settings(seed=1))
    writer = write(tmp_path, 1, 1500)
    assert writer.stdout is not None
    answered = [int(writer.stdout.readline()) for _ in range(patience)]
    os.kill(writer.pid, signal.SIGKILL)
    answered += [int(line) for line in writer.stdout]
    assert writer.wait(timeout=60) == -signal.SIGKILL
    writer.stdout.close()
    tallied = {part: one.posts for part, one in tally(tmp_path).items()}
    assert set(tallied.values()) == {1}
    assert len(answered) <= len(tallied) <= len(answered) + 1
    with sqlite3.connect(tmp_path / FILE) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    db.close()


def test_preparing_again_forgets_everything(tmp_path: Path) -> None:
    prepare_network(tmp_path, Settings(seed=1))
    write(tmp_path, 1, 3).communicate(timeout=60)
    assert len(tally(tmp_path)) == 3
    settings = Settings(seed=2, latency=0.5, software={"fedi": "gotosocial"})
    prepare_network(tmp_path, settings)
    assert tally(tmp_path) == {}
    log = Log(tmp_path)
    assert read_settings(log) == settings
    log.close()


def test_change_that_fails_leaves_nothing(tmp_path: Path) -> None:
    prepare_network(tmp_path, Settings(seed=1))
    log = Log(tmp_path)

    def change(then: str) -> None:
        with log.writing():
            log._db.execute("INSERT INTO setting VALUES ('a', 'b')")
            log._db.execute(f"INSERT INTO setting VALUES ('c', '{int(then)}')")
            log._db.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(StoreError, match=r"The rehearsal network's log .* refused"):
        change("1")
    with pytest.raises(ValueError, match="invalid literal"):
        change("one")
    assert {"a", "c"}.isdisjoint(log.settings())
    log.close()
