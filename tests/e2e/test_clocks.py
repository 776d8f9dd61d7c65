"""Time goes wrong: a laptop asleep sends nothing late, one whose clock is wrong sends nothing early, and both go on when it is right again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from livetweet.clock import DiscreteClock, RealClock
from livetweet.model.account import Account
from livetweet.model.part import State
from livetweet.model.post import IfLate, Kind
from livetweet.networks.rehearsal import Settings, open_adapter, prepare_network
from livetweet.networks.rehearsal.count import tally
from livetweet.outbox import gates as outbox_gates
from livetweet.secrets import state_folder
from livetweet.store import accounts, answered
from livetweet.store.connect import Store
from livetweet.worker import clerk
from livetweet.worker.lane import Lane
from livetweet.worker.loop import Loop
from livetweet.worker.steps import Sleep, Steps
from tests.building import OPERATOR
from tests.e2e.fake_network import FakeNetwork, install
from tests.e2e.machine import WallClock
from tests.e2e.place import REPOSITORY, Place, wait_for

NOON = datetime(2027, 3, 18, 12, tzinfo=UTC)
MASTO = '[accounts.masto]\nnetwork = "mastodon"\nhandle = "@fair@example.social"\n'
THREAD = "\n\n".join(
    f"Part of a long announcement, line {line}: kites over the dunes, tea behind the lighthouse and everyone welcome." for line in range(15)
)
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Laptop(DiscreteClock):
    """A machine that can sleep: the world's time passes, its monotonic clock stands still."""

    asleep: timedelta = field(default=timedelta(0), init=False)

    def monotonic(self) -> float:
        return DiscreteClock.monotonic(self) - self.asleep.total_seconds()

    def nap(self, duration: timedelta) -> None:
        self.true += duration
        self.asleep += duration


class Day:
    """A rehearsal place, from noon on, on a laptop. `at` has something happen to it; `pass_until` lets time pass."""

    def __init__(self, folder: Path) -> None:
        self.laptop = Laptop(NOON)
        self.place = Place.make(folder / "fair", "rehearsal", MASTO, self.laptop)
        prepare_network(self.place.folder, Settings(seed=1))
        self._events: list[tuple[datetime, Callable[[], object]]] = []

    def post(self, text: str, after: timedelta, **values: object) -> int:
        return self.place.schedule(text, self.laptop, due=NOON + after, **values)

    def at(self, after: timedelta, event: Callable[[], object]) -> None:
        self._events.append((NOON + after, event))

    def pass_until(self, after: timedelta) -> None:
        """One worker's life, from now until AFTER noon."""
        with self.place.opened() as store:
            loop = Loop(self.laptop, lambda: store.connection.total_changes)
            with store.writing() as db:
                answered.recover(db, self.laptop.now())
            loop.add(self._happen())
            loop.add(clerk.run(store, self.laptop))
            adapter = open_adapter(self._account(store), folder=str(self.place.folder), clock=self.laptop, tags=[])
            loop.add(Lane(store=store, adapter=adapter, clock=self.laptop, account="masto", media=self.place.folder / "media").run())
            loop.run(lambda at: at > NOON + after)
            adapter.close()
        self._events.clear()

    def resume(self) -> None:
        with self.place.opened() as store:
            outbox_gates.resume(store, OPERATOR, self.laptop)

    def set_right(self) -> None:
        self.laptop.skew = timedelta(0)

    def paused(self) -> str | None:
        """Why everything is paused, or None."""
        return self.place.gate().paused_why

    def left(self) -> dict[int, datetime]:
        """Each part that left, to the true time at which its call began; every part at most once."""
        log = tally(self.place.folder)
        assert all(len(one.began) == 1 and one.posts == 1 for one in log.values())
        return {part: one.began[0] for part, one in log.items()}

    def assert_nothing_late_or_early(self) -> None:
        left = self.left()
        for part in self.place.parts():
            if part.id in left:
                assert left[part.id] >= part.due
                assert part.number > 1 or (part.latest is not None and left[part.id] <= part.latest)

    def _account(self, store: Store) -> Account:
        with store.reading() as db:
            (account,) = accounts.every(db)
        return account

    def _happen(self) -> Steps:
        for instant, event in sorted(self._events, key=lambda one: one[0]):
            while self.laptop.true < instant:
                yield Sleep(instant + self.laptop.skew)
            event()
        while True:
            yield Sleep(self.laptop.now() + timedelta(minutes=1))


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return Day(tmp_path)


def test_three_hours_asleep_send_nothing_late_and_the_rest_goes_on(day: Day) -> None:
    day.post("Before.", timedelta(minutes=5))
    day.post("Live in the first hour.", HOUR, kind=Kind.LIVE)
    day.post(
        "Up next in the second hour.",
        2 * HOUR,
        kind=Kind.UP_NEXT,
        if_late=IfLate.SKIP,
        slot=("tides",),
        latest=NOON + 2 * HOUR + timedelta(minutes=10),
    )
    day.post("Thanks, ten minutes before it wakes.", timedelta(minutes=200), kind=Kind.THANKS)
    day.post("Afterwards.", 4 * HOUR, kind=Kind.LIVE)
    day.at(timedelta(minutes=30), lambda: day.laptop.nap(3 * HOUR))
    day.pass_until(5 * HOUR)
    assert day.place.states() == {
        "masto Before.": "posted",
        "masto Live in the first hour.": "held: too late",
        "masto Up next in the second hour.": "skipped: too late",
        "masto Thanks, ten minutes before it wakes.": "posted",
        "masto Afterwards.": "posted",
    }
    day.assert_nothing_late_or_early()
    assert day.paused() is None


def test_day_asleep_in_the_middle_of_a_thread_holds_the_rest_as_interrupted(day: Day) -> None:
    day.post(THREAD, timedelta(minutes=5))
    day.post("The next day.", timedelta(hours=25))
    day.at(timedelta(minutes=5, seconds=2), lambda: day.laptop.nap(24 * HOUR))
    day.pass_until(26 * HOUR)
    *thread, other = day.place.states().values()
    gone = thread.count("posted")
    assert 1 <= gone < len(thread) - 1
    assert thread == ["posted"] * gone + ["held: interrupted"] + [f"held: waits for part {number}" for number in range(gone + 1, len(thread))]
    assert other == "posted"
    day.assert_nothing_late_or_early()


@pytest.mark.parametrize(("skew", "words"), [(HOUR, "60 min ahead of"), (-HOUR, "60 min behind"), (timedelta(minutes=3), "3 min ahead of")])
def test_clock_that_is_wrong_pauses_everything_and_says_so_and_goes_on_when_right(day: Day, skew: timedelta, words: str) -> None:
    day.laptop.skew = skew
    for minutes in range(0, 240, 20):
        day.post(f"At {minutes}.", timedelta(minutes=minutes), latest=NOON + 9 * HOUR)
    day.pass_until(timedelta(minutes=90))
    assert day.left() == {}
    assert day.paused() == f"this machine's clock is {words} the clock of masto: set it right, then go on"
    assert day.place.gate().paused_by == "livetweet"

    day.resume()  # without setting it right
    day.pass_until(timedelta(minutes=95))
    assert day.left() == {}
    assert day.paused() == f"this machine's clock is {words} the clock of masto: set it right, then go on"

    day.set_right()
    day.resume()
    day.pass_until(timedelta(minutes=300))
    assert day.paused() is None
    assert set(day.place.states().values()) == {"posted"}
    day.assert_nothing_late_or_early()


@pytest.mark.parametrize("skew", [HOUR, timedelta(minutes=6), -timedelta(minutes=6), -HOUR])
@pytest.mark.parametrize("restarted", [False, True])
def test_clock_set_wrong_in_the_middle_of_the_day_sends_nothing_more(day: Day, skew: timedelta, restarted: bool) -> None:
    """Also by a worker that began just after: what the last one knew of the servers' time is worth nothing."""
    for minutes in range(0, 120, 4):
        day.post(f"At {minutes}.", timedelta(minutes=minutes), kind=Kind.ANNOUNCE)
    if restarted:
        day.pass_until(timedelta(minutes=31))
        day.laptop.skew = skew
    else:
        day.at(timedelta(minutes=31), lambda: setattr(day.laptop, "skew", skew))
    day.pass_until(timedelta(minutes=60) - min(skew, timedelta(0)))  # where the clock is behind, nothing seems due for so much longer
    assert max(day.left().values()) < NOON + timedelta(minutes=31)
    assert "this machine's clock is" in (day.paused() or "")
    day.set_right()
    day.resume()
    day.pass_until(timedelta(minutes=300))
    assert set(day.place.states().values()) == {"posted"}
    day.assert_nothing_late_or_early()


def test_clock_a_minute_wrong_is_no_reason_to_stop(day: Day) -> None:
    day.laptop.skew = timedelta(minutes=1)
    day.post("Close enough.", timedelta(minutes=5))
    day.pass_until(timedelta(minutes=10))
    assert (day.paused(), set(day.place.states().values())) == (None, {"posted"})


# ---- the real process


def test_real_worker_asleep_for_three_hours_sends_nothing_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its wall clock jumps, the monotonic one does not, and so does the server's."""
    with FakeNetwork() as network:
        place, wall = live_place(tmp_path, network, monkeypatch)
        now = RealClock().now()
        place.schedule("Live, while it slept.", RealClock(), due=now + HOUR, kind=Kind.LIVE)
        place.schedule("Announced, while it slept.", RealClock(), due=now + timedelta(minutes=100))
        place.schedule("After it woke.", RealClock(), due=now + 4 * HOUR, kind=Kind.LIVE)
        with place.working():
            set_clocks(network, wall, 3 * HOUR)
            wait_for(lambda: place.count(State.POSTED) == 1 and place.count(State.HELD) == 1, "what was due to be posted or held")
            set_clocks(network, wall, 4 * HOUR + timedelta(seconds=30))
            wait_for(lambda: place.count(State.POSTED) == 2, "the rest to go on")
    assert place.states() == {
        "fair Live, while it slept.": "held: too late",
        "fair Announced, while it slept.": "posted",
        "fair After it woke.": "posted",
    }
    assert network.texts == ["Announced, while it slept.", "After it woke."]


def test_real_worker_an_hour_ahead_sends_nothing_early_and_goes_on_when_set_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeNetwork() as network:
        place, wall = live_place(tmp_path, network, monkeypatch)
        place.schedule("In half an hour.", RealClock(), due=RealClock().now() + timedelta(minutes=30))
        place.schedule("In a moment.", RealClock(), due=RealClock().now() + timedelta(seconds=1))
        with place.working():
            wait_for(lambda: place.count(State.POSTED) == 1, "what is due")
            wall.set_ahead(HOUR)
            wait_for(lambda: place.gate().paused_at, "the pause")
            assert place.gate().paused_why == "this machine's clock is 60 min ahead of the clock of fair: set it right, then go on"
            wall.set_ahead(timedelta(0))
            assert place.call("resume")[0] == 0
            place.schedule("Right again.", RealClock())
            wait_for(lambda: place.count(State.POSTED) == 2, "the rest to go on")
    assert network.texts == ["In a moment.", "Right again."]
    assert place.count(State.SCHEDULED) == 1


def live_place(folder: Path, network: FakeNetwork, monkeypatch: pytest.MonkeyPatch) -> tuple[Place, WallClock]:
    """A place gone live on a machine whose wall clock the test sets."""
    monkeypatch.setenv("LIVETWEET_STATE", str(folder / "state"))
    wall = WallClock(folder / "machine")
    environment = {"PYTHONPATH": f"{install(folder / 'packages')}:{wall.folder}:{REPOSITORY}"}
    place = Place.make(folder / "fair", "live", network.account, RealClock(), environment)
    with place.opened() as store:
        outbox_gates.go_live(store, state_folder(), OPERATOR, RealClock())
    return place, wall


def set_clocks(network: FakeNetwork, wall: WallClock, ahead: timedelta) -> None:
    network.ahead = ahead
    wall.set_ahead(ahead)
