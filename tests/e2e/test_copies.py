"""One place sends: a copy, a backup put back and a rehearsal send nothing, and a take-over doubles nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from livetweet.cli import run
from livetweet.clock import RealClock
from livetweet.model.part import State
from livetweet.model.post import Kind
from livetweet.networks.rehearsal import Settings, prepare_network
from livetweet.networks.rehearsal.count import tally
from livetweet.outbox import gates as outbox_gates
from livetweet.secrets import state_folder
from livetweet.store.attempts import LOOKED_TWICE
from livetweet.store.gates import TAKEN_OVER
from livetweet.worker.process import main as work
from tests.building import OPERATOR
from tests.e2e.fake_network import FakeNetwork, install
from tests.e2e.place import Place, wait_for

ELSEWHERE = "This store is live on another machine or in another folder: nothing leaves here until `livetweet live --take-over`."
PUT_BACK = "This store was put back from a backup: nothing leaves until `livetweet live --take-over`."
THREAD = "\n\n".join(
    f"Part of a long announcement, line {line}: kites over the dunes, tea behind the lighthouse and everyone welcome." for line in range(8)
)
CLOCK = RealClock()


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeNetwork]:
    """The server, its adapter installed for this process, and a home of our own. This machine's clock goes with the server's."""
    monkeypatch.syspath_prepend(install(tmp_path / "packages"))
    monkeypatch.setenv("LIVETWEET_STATE", str(tmp_path / "state"))
    with FakeNetwork() as server:
        monkeypatch.setattr(RealClock, "now", lambda _: datetime.now(UTC) + server.ahead)
        yield server


@pytest.fixture
def fair(tmp_path: Path, network: FakeNetwork) -> Place:
    """A live store that nobody has made live yet."""
    environment = {"PYTHONPATH": f"{tmp_path / 'packages'}:{Path(__file__).parents[2]}"}
    return Place.make(tmp_path / "fair", "live", network.account, CLOCK, environment)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """The command line in a place: exit code and all that it says."""

    def call(place: Place, *arguments: str) -> tuple[int, str]:
        code = run(["-C", str(place.folder), *arguments])
        told = capsys.readouterr()
        return code, told.out + told.err

    return call


def deliver(place: Place) -> None:
    """What is due leaves, as far as it may; a part a round, for a thread pauses."""
    for _ in range(4):
        assert work(place.folder, once=True) == 0
        CLOCK.sleep(0.11)


def copied(place: Place, name: str) -> Place:
    folder = place.folder.with_name(name)
    shutil.copytree(place.folder, folder)
    return Place(folder=folder, environment=place.environment)


def test_nothing_leaves_before_live_and_all_that_is_due_after(fair: Place, network: FakeNetwork, say: Callable[..., tuple[int, str]]) -> None:
    fair.schedule("Welcome.", CLOCK)
    deliver(fair)
    assert network.texts == []
    assert " NOT LIVE " in say(fair, "status")[1]
    assert say(fair, "live")[0] == 1  # it asks, and there is nobody to answer
    deliver(fair)
    assert network.texts == []
    assert say(fair, "live", "--yes")[0] == 0
    deliver(fair)
    assert network.texts == ["Welcome."]
    assert fair.states() == {"fair Welcome.": "posted"}
    fair.schedule("Later.", CLOCK)
    assert say(fair, "live", "--off")[0] == 0
    deliver(fair)
    assert network.texts == ["Welcome."]


def test_copied_workspace_sends_nothing_and_says_why(fair: Place, network: FakeNetwork, say: Callable[..., tuple[int, str]]) -> None:
    say(fair, "live", "--yes")
    fair.schedule("Once.", CLOCK)
    copy = copied(fair, "copy")
    deliver(copy)
    assert network.texts == []
    assert ELSEWHERE in say(copy, "status")[1]
    code, said = say(copy, "live", "--yes")
    assert code == 1
    assert "live --take-over" in said
    deliver(copy)
    assert network.texts == []
    deliver(fair)
    assert network.texts == ["Once."]


def test_store_put_back_from_a_backup_sends_nothing_until_taken_over(fair: Place, network: FakeNetwork, say: Callable[..., tuple[int, str]]) -> None:
    say(fair, "live", "--yes")
    fair.schedule("Once.", CLOCK)
    backup = shutil.copyfile(fair.folder / "livetweet.db", fair.folder / "backup.db")
    deliver(fair)
    assert network.texts == ["Once."]
    shutil.copyfile(backup, fair.folder / "livetweet.db")
    deliver(fair)
    assert PUT_BACK in say(fair, "status")[1]
    code, said = say(fair, "live", "--yes")
    assert code == 1
    assert "live --take-over" in said
    deliver(fair)
    assert (network.texts, fair.count(State.SCHEDULED)) == (["Once."], 1)

    network.ahead += timedelta(minutes=1)  # for a look comes no sooner than an answer could
    assert say(fair, "live", "--take-over", "--yes")[0] == 0
    assert fair.count(State.UNKNOWN) == 1
    deliver(fair)
    assert (network.texts, fair.states()) == (["Once."], {"fair Once.": "posted"})
    fair.schedule("Afterwards.", CLOCK)
    deliver(fair)
    assert network.texts == ["Once.", "Afterwards."]


def test_backup_with_everything_that_left_is_still_good(fair: Place, network: FakeNetwork, say: Callable[..., tuple[int, str]]) -> None:
    """Nothing was sent after it was made, so nothing can be doubled."""
    say(fair, "live", "--yes")
    fair.schedule("Once.", CLOCK)
    deliver(fair)
    backup = shutil.copyfile(fair.folder / "livetweet.db", fair.folder / "backup.db")
    shutil.copyfile(backup, fair.folder / "livetweet.db")
    fair.schedule("Twice.", CLOCK)
    deliver(fair)
    assert network.texts == ["Once.", "Twice."]


def test_take_over_finds_what_has_left_and_asks_about_the_rest(fair: Place, network: FakeNetwork, say: Callable[..., tuple[int, str]]) -> None:
    say(fair, "live", "--yes")
    fair.schedule("Gone.", CLOCK)
    fair.schedule("Live, first.", CLOCK, kind=Kind.LIVE, session="kites")
    fair.schedule("Live, second.", CLOCK, kind=Kind.LIVE, session="kites")
    fair.schedule(THREAD, CLOCK)
    copy = copied(fair, "copy")
    deliver(fair)
    left = list(network.texts)
    assert len(left) == 5
    copy.schedule("Only here.", CLOCK)
    tomorrow = copy.schedule("Tomorrow.", CLOCK, due=CLOCK.now() + timedelta(days=1))

    network.ahead += timedelta(minutes=1)  # for a look comes no sooner than an answer could
    assert say(copy, "live", "--take-over", "--yes")[0] == 0
    assert (copy.count(State.UNKNOWN), copy.count(State.HELD), copy.count(State.SCHEDULED)) == (6, 1, 0)
    deliver(copy)
    network.ahead += timedelta(minutes=5)
    deliver(copy)
    assert network.texts == left
    expected = {f"fair {text}": "posted" for text in left}
    assert copy.states() == expected | {"fair Only here.": f"unknown: {LOOKED_TWICE}", "fair Tomorrow.": f"held: {TAKEN_OVER}"}

    fair.schedule("The original once more.", CLOCK)
    deliver(fair)
    assert network.texts == left
    code, said = say(fair, "live", "--yes")
    assert code == 1
    assert "live --take-over" in said
    assert say(copy, "post", "release", str(tomorrow))[0] == 0
    network.ahead += timedelta(days=1)
    deliver(copy)
    assert network.texts == [*left, "Tomorrow."]


def test_post_that_left_before_its_time_after_the_backup_was_made_never_leaves_again(
    fair: Place, network: FakeNetwork, say: Callable[..., tuple[int, str]]
) -> None:
    say(fair, "live", "--yes")
    moved_then_put_back(fair, network, say)
    assert say(fair, "live", "--take-over", "--yes")[0] == 0
    deliver(fair)
    network.ahead += timedelta(hours=4)
    deliver(fair)
    assert (network.texts, fair.states()) == (["Once."], {"fair Once.": f"held: {TAKEN_OVER}"})


def test_post_that_left_before_its_time_is_found_by_a_take_over_after_it(
    fair: Place, network: FakeNetwork, say: Callable[..., tuple[int, str]]
) -> None:
    say(fair, "live", "--yes")
    moved_then_put_back(fair, network, say)
    network.ahead += timedelta(hours=4)
    assert say(fair, "live", "--take-over", "--yes")[0] == 0
    deliver(fair)
    assert (network.texts, fair.states()) == (["Once."], {"fair Once.": "posted"})


def moved_then_put_back(place: Place, network: FakeNetwork, say: Callable[..., tuple[int, str]]) -> None:
    """A post due in three hours is sent now, and the store is put back as it was before."""
    post = place.schedule("Once.", CLOCK, due=CLOCK.now() + timedelta(hours=3))
    backup = shutil.copyfile(place.folder / "livetweet.db", place.folder / "backup.db")
    assert say(place, "post", "move", str(post), "--by", "-180")[0] == 0
    network.ahead += timedelta(minutes=1)
    deliver(place)
    assert network.texts == ["Once."]
    shutil.copyfile(backup, place.folder / "livetweet.db")


def test_two_copies_with_a_worker_each_send_every_post_once(fair: Place, network: FakeNetwork, say: Callable[..., tuple[int, str]]) -> None:
    """The copy takes over while the original is at work."""
    say(fair, "live", "--yes")
    for number in range(40):
        fair.schedule(f"Number {number}.", CLOCK, due=CLOCK.now() - timedelta(minutes=1), latest=CLOCK.now() + timedelta(hours=1))
    copy = copied(fair, "copy")
    with fair.working():
        wait_for(lambda: len(network.posts) >= 5, "the original to be in the middle")
        with copy.opened() as store:
            assert outbox_gates.go_live(store, state_folder(), OPERATOR, CLOCK, take_over=True).doubted == 40
        gone = len(network.posts)
        with copy.working():
            wait_for(lambda: not_looked_for(copy) == 0, "the copy to have looked for all of it")
            copy.schedule("From the copy.", CLOCK)
            wait_for(lambda: copy.states()["fair From the copy."] == "posted", "the copy to send")
    assert len(network.texts) == len(set(network.texts))
    assert len(network.posts) - 1 in {gone, gone + 1}  # the call that was on its way
    assert len(network.posts) - copy.count(State.POSTED) in {0, 1}  # that one may have landed after the first look


def not_looked_for(place: Place) -> int:
    with place.opened() as store, store.reading() as db:
        return int(db.execute("SELECT count(*) FROM attempt WHERE looks = 0 AND look_at IS NOT NULL").fetchone()[0])


def test_rehearsal_store_never_reaches_a_live_network(tmp_path: Path, network: FakeNetwork, say: Callable[..., tuple[int, str]]) -> None:
    place = Place.make(tmp_path / "rehearsal", "rehearsal", network.account, CLOCK)
    prepare_network(place.folder, Settings(seed=1, latency=0.0))
    place.schedule("Only rehearsed.", CLOCK)
    deliver(place)
    assert (network.texts, place.states()) == ([], {"fair Only rehearsed.": "posted"})
    assert sum(one.posts for one in tally(place.folder).values()) == 1
    code, said = say(place, "live", "--yes")
    assert code == 1
    assert "This is a rehearsal: it never goes live." in said
    code, said = say(place, "live", "--yes", "--take-over")
    assert code == 1
    assert "This is a rehearsal: it never goes live." in said


@pytest.mark.parametrize(
    ("kind", "name", "opener"),
    [
        ("live", "mastodon", "livetweet.networks.rehearsal:open_adapter"),
        ("rehearsal", "rehearsal", "tests.e2e.fake_network:open_adapter"),
    ],
)
def test_adapter_of_the_other_nature_is_not_used(
    kind: str, name: str, opener: str, tmp_path: Path, network: FakeNetwork, monkeypatch: pytest.MonkeyPatch, say: Callable[..., tuple[int, str]]
) -> None:
    """Whoever registers it, and however: a live store opens no rehearsal, a rehearsal nothing live."""
    monkeypatch.syspath_prepend(install(tmp_path / "strange", name=name, opener=opener))
    place = Place.make(tmp_path / "place", kind, network.account, CLOCK)
    prepare_network(place.folder, Settings(seed=1, latency=0.0))
    if kind == "live":
        say(place, "live", "--yes")
    place.schedule("To nobody.", CLOCK)
    deliver(place)
    assert (network.texts, tally(place.folder)) == ([], {})
    assert "must not open" in say(place, "status")[1]
