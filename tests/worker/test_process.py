from __future__ import annotations

import os
import resource
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from livetweet.clock import DiscreteClock, RealClock, SimulatedClock, to_stamp
from livetweet.inbox import questions
from livetweet.model.account import Account
from livetweet.model.incoming import How
from livetweet.model.part import State
from livetweet.networks.rehearsal import Settings, prepare_network
from livetweet.networks.rehearsal.log import Log
from livetweet.networks.rehearsal.manners import MANNERS
from livetweet.networks.rehearsal.network import deliver
from livetweet.outbox import gates as outbox_gates
from livetweet.secrets import state_folder
from livetweet.store import accounts, gates, operators
from livetweet.store.connect import SCHEMA, Store
from livetweet.worker.process import Worker
from tests.building import OPERATOR
from tests.cli.test_programme import FAIR
from tests.e2e.fake_network import CONFUSED, FakeNetwork, install
from tests.e2e.machine import WallClock, install_next, make_impatient
from tests.e2e.place import REPOSITORY, Place, end_of, wait_for
from tests.programme.web import Page, serve

CLOCK = RealClock()
MASTO = '[accounts.masto]\nnetwork = "mastodon"\nhandle = "@fair@example.social"\n'
QUIET = datetime.fromisoformat("2027-03-20T12:00:00Z")  # two days after the fair
OPEN_ENDED = resource.RLIM_INFINITY


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A rehearsal in real time, with nothing to do."""
    place = Place.make(tmp_path / "fair", "rehearsal", MASTO, CLOCK)
    prepare_network(place.folder, Settings(seed=1, latency=0.0))
    return place


@pytest.fixture
def network() -> Iterator[FakeNetwork]:
    with FakeNetwork() as server:
        yield server


@pytest.fixture
def wall(tmp_path: Path) -> WallClock:
    return WallClock(tmp_path / "machine")


@pytest.fixture
def live(tmp_path: Path, network: FakeNetwork, wall: WallClock, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A live place on a machine whose wall clock a test can set."""
    monkeypatch.setenv("LIVETWEET_STATE", str(tmp_path / "state"))
    path = f"{install(tmp_path / 'packages')}:{wall.folder}:{REPOSITORY}"
    place = Place.make(tmp_path / "fair", "live", network.account, CLOCK, {"PYTHONPATH": path})
    with place.opened() as store:
        outbox_gates.go_live(store, state_folder(), OPERATOR, CLOCK)
    return place


# ---- one worker, and its end


def test_worker_is_alone_and_ends_when_asked(place: Place) -> None:
    with place.working() as worker:
        assert end_of(place.start()) == (0, "A worker is already running for this workspace.\n")
        assert worker.poll() is None
        assert place.call("worker", "stop") == (0, "", "No worker runs.\n")
        assert end_of(worker) == (0, "")
    assert place.call("worker", "stop") == (0, "", "No worker runs.\n")


def test_worker_leaves_its_lock_however_it_ends(place: Place) -> None:
    for _ in range(2):
        with place.working() as worker:
            worker.kill()
            worker.wait()


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_worker_interrupted_at_the_keyboard_or_by_a_machine_shut_down_ends_without_a_traceback(place: Place, by: signal.Signals) -> None:
    with place.working() as worker:
        worker.send_signal(by)
        assert end_of(worker) == (130, "")


@pytest.mark.parametrize("put_back", [False, True])
def test_worker_ends_when_its_store_is_deleted_or_replaced(place: Place, put_back: bool) -> None:
    path = place.folder / "livetweet.db"
    backup = shutil.copyfile(path, place.folder / "backup.db")
    with place.working() as worker:
        path.unlink()
        if put_back:
            backup.rename(path)
        assert end_of(worker) == (0, "")
    assert path.exists() is put_back


def test_worker_ends_after_a_quarter_of_an_hour_with_nothing_to_do(place: Place) -> None:
    with place.opened() as store, store.writing() as db:
        gates.set_simulated_time(db, SimulatedClock(anchor=QUIET, anchor_monotonic=time.monotonic(), speed=900.0))
    with place.working() as worker:
        assert end_of(worker) == (0, "")


def test_worker_of_a_fast_rehearsal_stays_while_a_desk_is_there(place: Place) -> None:
    """A desk shows itself once a minute on the wall, which at this speed is fifteen hours."""
    clock = SimulatedClock(anchor=QUIET, anchor_monotonic=time.monotonic(), speed=900.0)
    with place.opened() as store, store.writing() as db:
        gates.set_simulated_time(db, clock)
        operators.seen(db, OPERATOR, clock.now())
    with place.working() as worker:
        wait_for(lambda: clock.now() > QUIET + timedelta(hours=1) or worker.poll() is not None, "an hour to pass")
        assert worker.poll() is None


def test_worker_stays_while_something_is_scheduled(place: Place) -> None:
    clock = SimulatedClock(anchor=QUIET, anchor_monotonic=time.monotonic(), speed=900.0)
    with place.opened() as store, store.writing() as db:
        gates.set_simulated_time(db, clock)
    place.schedule(
        "In a while.", clock, due=clock.now() + timedelta(minutes=40), latest=clock.now() + timedelta(days=9)
    )  # a quarter of an hour is a second
    with place.working() as worker:
        wait_for(lambda: place.count(State.POSTED) or worker.poll() is not None, "the post to leave")
        assert place.count(State.POSTED) == 1
        assert end_of(worker) == (0, "")


def test_worker_started_at_login_waits_for_another_one_and_stays_with_nothing_to_do(place: Place) -> None:
    with place.opened() as store, store.writing() as db:
        gates.set_simulated_time(db, SimulatedClock(anchor=QUIET, anchor_monotonic=time.monotonic(), speed=900.0))
    with place.working() as first, ExitStack() as later:
        waiting = place.start("--stay")
        later.callback(waiting.communicate)
        later.callback(waiting.kill)
        assert end_of(first) == (0, "")  # after a quarter of an hour
        wait_for(lambda: place.gate().worker_pid == waiting.pid, "the one that waited")
        began = place.gate().worker_seen_at
        assert began is not None
        wait_for(lambda: (place.gate().worker_seen_at or began) - began > timedelta(minutes=20), "it stays for longer than the first one did")
        assert waiting.poll() is None
        assert place.call("worker", "stop")[0] == 0
        assert waiting.wait() == 0


@pytest.fixture
def at_hand(place: Place) -> Iterator[tuple[Worker, DiscreteClock]]:
    """The worker of a place with nothing to do, whose ticks a test makes, and its clock."""
    clock = DiscreteClock(QUIET)
    with place.opened() as store:
        with store.writing() as db:
            accounts.remove(db, "masto", QUIET)
        worker = Worker(workspace=place.workspace, store=store, clock=clock, binding=None)
        yield worker, clock


def test_worker_asleep_for_longer_than_it_idles_goes_on_for_as_long_as_ever(at_hand: tuple[Worker, DiscreteClock]) -> None:
    """The lid was closed: a desk that is there shows itself again within a minute."""
    worker, clock = at_hand
    clock.advance(20 * 60)
    assert not worker.tick()
    for _ in range(15):
        clock.advance(59)
        assert not worker.tick()
    clock.advance(59)
    assert worker.tick()


@pytest.mark.parametrize("set_by", [timedelta(hours=-2), timedelta(hours=2)])
def test_worker_shows_itself_at_once_though_the_clock_was_set(at_hand: tuple[Worker, DiscreteClock], place: Place, set_by: timedelta) -> None:
    worker, clock = at_hand
    assert not worker.tick()
    clock.skew = set_by
    clock.advance(1)
    assert not worker.tick()
    assert place.gate().worker_seen_at == clock.now()


@pytest.mark.skipif(sys.platform != "linux", reason="the stand-in is for systemd-inhibit")
@pytest.mark.parametrize(("ahead", "held"), [(timedelta(minutes=30), True), (timedelta(hours=3), False)])
def test_worker_keeps_the_machine_awake_before_a_due_post_and_no_longer_than_it_lives(
    live: Place, tmp_path: Path, ahead: timedelta, held: bool
) -> None:
    tool, notes = tmp_path / "bin" / "systemd-inhibit", tmp_path / "notes"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\necho "$@" > {notes}\ncat\necho let go >> {notes}\n')
    tool.chmod(0o755)
    place = replace(live, environment={**live.environment, "PATH": f"{tool.parent}:{os.environ['PATH']}"})
    place.schedule("In a while.", CLOCK, due=CLOCK.now() + ahead, latest=CLOCK.now() + timedelta(days=1))
    with place.working() as worker:
        first = place.gate().worker_seen_at
        if held:
            wait_for(notes.exists, "the tool holds")
            assert "--what=idle:sleep" in notes.read_text()
        else:
            wait_for(lambda: place.gate().worker_seen_at != first, "another sign of life")
        worker.send_signal(signal.SIGKILL)
    if held:
        wait_for(lambda: notes.read_text().endswith("let go\n"), "it lets go")
    assert notes.exists() is held


def test_worker_takes_up_another_timeout_of_an_account_while_it_runs(live: Place, network: FakeNetwork) -> None:
    """The server is slow: its answers come in time until nobody waits so long any more."""

    def outcome(number: int) -> str | None:
        live.schedule(f"Number {number}.", CLOCK)
        with live.opened() as store:
            wait_for(lambda: outcomes(store)[number:] not in ([], [None]), "an answer, or its absence")
            return outcomes(store)[number]

    def outcomes(store: Store) -> list[str | None]:
        return [row["outcome"] for row in store.connection.execute("SELECT outcome FROM attempt ORDER BY id")]

    def slow() -> bool:
        time.sleep(0.4)
        return True

    network.on_post = slow
    with live.working():
        assert outcome(0) == "posted"
        with (live.folder / "hashtags.toml").open("a") as file:
            file.write("timeout = 0.1\n")  # the account's table is the last
        assert live.call("status")[0] == 0
        number = 1
        while outcome(number) == "posted":  # on its way before the change
            number += 1
            assert number < 20


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells what another process has open")
def test_worker_closes_what_it_opened_for_an_account_when_that_begins_anew(live: Place, network: FakeNetwork) -> None:
    def adapters() -> int:
        """How many are open, each of which holds the file."""
        files = Path(f"/proc/{worker.pid}/fd")
        return sum(os.path.realpath(one) == str(live.folder / "hashtags.toml") for one in files.iterdir())

    settings = (live.folder / "hashtags.toml").read_text()
    with live.working() as worker:
        wait_for(lambda: adapters() == 2, "one for each way")
        for timeout in (20, 30):
            with (live.folder / "hashtags.toml").open("r+") as file:
                file.write(f"{settings}timeout = {timeout}\n")
            assert live.call("status")[0] == 0
            live.schedule(f"Number {timeout}.", CLOCK)
            wait_for(lambda: live.count(State.SCHEDULED) == 0, "the post to leave")
        wait_for(lambda: adapters() == 2, "one for each way, again")


# ---- files that change while it runs


def edit(place: Place, change: Callable[[str], str]) -> None:
    """As somebody with an editor does, while the worker is at work."""
    path = place.folder / "hashtags.toml"
    path.write_text(change(path.read_text()))


def test_question_that_its_author_has_deleted_leaves_the_stage_in_a_moment_though_no_session_is_near(place: Place) -> None:
    def state() -> str:
        return str(store.connection.execute("SELECT state FROM question").fetchone()["state"])

    with closing(Log(place.folder)) as log, place.opened() as store:
        with log.writing():
            entry = deliver(
                log, MANNERS["mastodon"], author="ana@example.net", name="Ana", text="Why?", at=CLOCK.now(), target="masto", how=How.MENTION
            )
        with place.working():
            wait_for(lambda: came_in(place), "the question")
            questions.ask(store, [1], operator=OPERATOR, now=CLOCK.now(), room=lambda _: None)
            with log.writing():
                log.change_entry(entry.id, deleted=to_stamp(CLOCK.now()))
            questions.stage(store, [1], operator=OPERATOR, now=CLOCK.now(), room=lambda _: None)
            wait_for(lambda: state() == "parked", "it to leave the stage, long before its minute is over")


def watch_kites(text: str) -> str:
    return text.replace("[tags]", 'watch = ["KiteNews"]\n[tags]')


def say_of_kites(place: Place) -> None:
    with closing(Log(place.folder)) as log, log.writing():
        deliver(log, MANNERS["mastodon"], author="ana@example.net", name="Ana", text="Wind at last! #KiteNews", at=CLOCK.now())


def came_in(place: Place) -> list[str]:
    with place.opened() as store:
        return [row["text"] for row in store.connection.execute("SELECT text FROM incoming")]


def test_worker_reads_a_tag_that_is_added_while_it_runs(place: Place) -> None:
    say_of_kites(place)
    with place.working() as worker:
        edit(place, watch_kites)
        wait_for(lambda: came_in(place), "what carries the tag")
        assert came_in(place) == ["Wind at last! #KiteNews"]
        assert worker.poll() is None


def test_worker_takes_up_an_account_that_is_added_while_it_runs(live: Place, network: FakeNetwork) -> None:
    with live.working():
        edit(live, lambda text: text + network.account.replace("fair", "second"))
        wait_for(lambda: [one.name for one in known(live)] == ["fair", "second"], "the second account")
        live.schedule("From both.", CLOCK)
        wait_for(lambda: live.count(State.POSTED) == 2, "both to send")


def test_worker_goes_on_with_what_it_has_while_a_file_cannot_be_read_and_says_so_once(place: Place) -> None:
    say_of_kites(place)
    with place.working() as worker:
        told, told_again = (hear(worker, "Until then the worker goes on with what was there before.") for _ in range(2))
        edit(place, lambda text: text + "[[[")
        wait_for(told, "it to say so")
        first = place.gate().worker_seen_at
        wait_for(lambda: place.gate().worker_seen_at != first, "another sign of life")
        edit(place, lambda text: watch_kites(text.removesuffix("[[[")))
        wait_for(lambda: came_in(place), "what carries the tag")
        assert not told_again()


def test_worker_watches_the_programme_whose_address_is_added_while_it_runs(live: Place) -> None:
    with serve() as site:
        site.pages["/fair.toml"] = Page(body=FAIR.encode())
        with replace(live, environment={**live.environment, "LIVETWEET_ALLOW_LOOPBACK": "1"}).working():
            edit(live, lambda text: f'{text}[programme]\nsource = "{site.address}/fair.toml"\nwatch = 10\n')
            wait_for(lambda: site.asked, "the programme to be asked for")
            edit(live, lambda text: text.replace("fair.toml", "other.toml"))
            wait_for(lambda: "/other.toml" in site.asked, "the other one to be asked for")


def known(place: Place) -> list[Account]:
    with place.opened() as store, store.reading() as db:
        return accounts.every(db)


# ---- defects


def test_defect_behind_the_mark_holds_the_account_and_leaves_its_part_to_be_looked_for(live: Place, network: FakeNetwork, wall: WallClock) -> None:
    (live.folder / CONFUSED).write_text("limits")
    with live.working() as worker:
        live.schedule("The answer comes, and nobody understands it.", CLOCK)
        wait_for(lambda: held(live), "the hold")
        assert held(live) == "livetweet has a defect here (KeyError: 'limits'); end the worker and start it again"
        assert live.states() == {"fair The answer comes, and nobody understands it.": "unknown: the worker ended while it was leaving"}
        (live.folder / CONFUSED).unlink()
        assert live.call("resume", "--account", "fair")[0] == 0
        ahead(network, wall, timedelta(minutes=1))
        wait_for(lambda: live.count(State.POSTED), "it is found")
        assert worker.poll() is None
    assert len(network.posts) == 1


def test_look_that_meets_a_defect_proves_nothing_and_is_repeated(live: Place, network: FakeNetwork, wall: WallClock) -> None:
    (live.folder / CONFUSED).write_text("find")
    network.on_post = lambda: False
    with live.working():
        live.schedule("The answer is lost.", CLOCK)
        wait_for(lambda: live.count(State.UNKNOWN), "the doubt")
        ahead(network, wall, timedelta(minutes=1))
        with live.opened() as store:
            first = looks_at(store)
            wait_for(lambda: looks_at(store) != first, "a look that fails")
        (live.folder / CONFUSED).unlink()
        ahead(network, wall, timedelta(minutes=10))
        wait_for(lambda: live.count(State.POSTED), "it is found")
        assert held(live) is None
    assert len(network.posts) == 1


def held(place: Place) -> str | None:
    """Why the account of PLACE is on hold."""
    (account,) = known(place)
    return account.hold


def looks_at(store: Store) -> str:
    (row,) = store.connection.execute("SELECT look_at FROM attempt")
    return str(row["look_at"])


# ---- schemas


def test_worker_and_command_line_refuse_a_store_of_a_newer_livetweet(place: Place) -> None:
    path = place.folder / "livetweet.db"
    sentence = f"The store {path} belongs to a newer livetweet (schema {SCHEMA + 1}, this one knows {SCHEMA}): update livetweet and start again.\n"
    place.schedule("Too late for this one.", CLOCK, due=CLOCK.now() + timedelta(seconds=30))
    with place.working() as worker:
        set_schema(path, SCHEMA + 1)
        _, said = end_of(worker)
    assert sentence in said
    assert end_of(place.start()) == (1, f"Error: {sentence}")
    assert place.call("status") == (1, "", f"Error: {sentence}")
    set_schema(path, SCHEMA)
    assert place.count(State.SCHEDULED) == 1


def test_older_store_is_migrated_once_its_worker_has_ended_with_a_backup_beside_it(place: Place, tmp_path: Path) -> None:
    """The next livetweet meets a store and a running worker of this one."""
    place.schedule("Still to come.", CLOCK, due=CLOCK.now() + timedelta(days=1))
    following = Place(folder=place.folder, environment={"PYTHONPATH": f"{install_next(tmp_path / 'next')}:{REPOSITORY}"})
    with place.working() as worker:
        code, _, said = following.call("status")
        assert (code, said) == (0, "")
        assert end_of(worker) == (0, "")
    assert schema(place.folder / "livetweet.db") == SCHEMA + 1
    (backup,) = place.folder.glob("livetweet.db.before-*")
    assert schema(backup) == SCHEMA
    backup.replace(place.folder / "livetweet.db")
    assert place.count(State.SCHEDULED) == 1


# ---- a store that cannot be written for a while


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux can fill the disk of another process")
def test_full_disk_loses_no_answer_and_ends_no_worker(live: Place, network: FakeNetwork, wall: WallClock) -> None:
    with live.working() as worker:
        network.on_post = lambda: fill_disk(worker)
        live.schedule("The answer comes, and there is no room for it.", CLOCK)
        wait_for(lambda: network.posts, "the call")
        ahead(network, wall, timedelta(seconds=20))  # a sign of life is due
        wait_for(hear(worker, "cannot be written"), "the worker to notice")
        assert live.count(State.SENDING) == 1
        free_disk(worker)
        wait_for(lambda: live.count(State.SENDING) == 0, "the answer to be written down")
        assert live.count(State.POSTED) == 1
    assert len(network.posts) == 1
    with live.opened() as store:
        assert [tuple(row) for row in store.connection.execute("SELECT outcome, words FROM attempt")] == [("posted", None)]  # not by looking


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="only Linux can fill the disk of another process")
def test_full_disk_before_the_mark_only_delays(live: Place, network: FakeNetwork) -> None:
    with live.working() as worker:
        fill_disk(worker)
        live.schedule("Later is soon enough.", CLOCK)
        wait_for(hear(worker, "fair:"), "the worker to notice")
        assert network.posts == []
        free_disk(worker)
        wait_for(lambda: live.count(State.POSTED), "the post to leave")
    assert len(network.posts) == 1


@pytest.mark.parametrize(("lock", "busy"), [("IMMEDIATE", 1), ("EXCLUSIVE", 4)])
def test_store_held_by_another_program_delays_an_answer_and_loses_none(
    live: Place, network: FakeNetwork, wall: WallClock, lock: str, busy: int
) -> None:
    """While the answer comes, a program keeps the store to itself: one that writes, or one that stands still in the midst of its commit."""
    make_impatient(wall.folder, 0.2)
    other = hold_store(live)

    def hold() -> bool:
        other.execute(f"BEGIN {lock}")
        return True

    with live.working() as worker:
        network.on_post = hold
        live.schedule("The answer comes, and nobody can write it down.", CLOCK)
        wait_for(lambda: network.posts, "the call")
        ahead(network, wall, timedelta(seconds=20))  # a sign of life is due
        wait_for(hear(worker, "busy", times=busy), "the worker to notice")
        other.execute("ROLLBACK")
        wait_for(lambda: live.count(State.SENDING) == 0, "the answer to be written down")
        assert live.states() == {"fair The answer comes, and nobody can write it down.": "posted"}
    other.close()
    with live.opened() as store:
        assert [tuple(row) for row in store.connection.execute("SELECT outcome, words FROM attempt")] == [("posted", None)]  # not by looking
    assert held(live) is None
    assert len(network.posts) == 1


def test_store_that_nobody_can_read_for_a_while_ends_nothing(live: Place, network: FakeNetwork, wall: WallClock) -> None:
    make_impatient(wall.folder, 0.2)
    other = hold_store(live)
    with live.working() as worker:
        other.execute("BEGIN EXCLUSIVE")
        wait_for(hear(worker, "busy", times=4), "the worker to notice, again and again")
        other.execute("ROLLBACK")
        live.schedule("Nothing has happened.", CLOCK)
        wait_for(lambda: live.count(State.POSTED), "the post to leave")
        late = live.schedule("Too late.", CLOCK, due=CLOCK.now() + timedelta(hours=1), latest=CLOCK.now() + timedelta(hours=1))
        with live.opened() as store:
            outbox_gates.pause(store, OPERATOR, CLOCK)
        ahead(network, wall, timedelta(hours=2))
        wait_for(lambda: [part.reason for part in live.parts() if part.post == late] == ["too late"], "the clerk")
    other.close()


def hold_store(place: Place) -> sqlite3.Connection:
    """Another program that has the store of PLACE open."""
    return sqlite3.connect(place.folder / "livetweet.db", isolation_level=None, check_same_thread=False, timeout=30.0)


def fill_disk(worker: subprocess.Popen[str]) -> bool:
    resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (0, OPEN_ENDED))
    return True


def free_disk(worker: subprocess.Popen[str]) -> None:
    resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (OPEN_ENDED, OPEN_ENDED))


def ahead(network: FakeNetwork, wall: WallClock, by: timedelta) -> None:
    """Time passes, here and on the server."""
    network.ahead = by
    wall.set_ahead(by)


def hear(worker: subprocess.Popen[str], words: str, times: int = 1) -> Callable[[], bool]:
    """Whether WORKER has said WORDS since, so many TIMES."""
    heard: list[bytes] = []
    assert worker.stderr
    pipe = worker.stderr.fileno()

    def listen() -> bool:
        if select.select([pipe], [], [], 0)[0]:
            heard.append(os.read(pipe, 65_536))
        return b"".join(heard).count(words.encode()) >= times

    return listen


def schema(path: Path) -> int:
    db = sqlite3.connect(path)
    try:
        return int(db.execute("PRAGMA user_version").fetchone()[0])
    finally:
        db.close()


def set_schema(path: Path, version: int) -> None:
    db = sqlite3.connect(path, timeout=10.0)
    db.execute(f"PRAGMA user_version = {version}")
    db.close()
