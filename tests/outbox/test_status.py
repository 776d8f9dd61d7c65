"""Where things stand, as one value."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from livetweet.clock import SimulatedClock
from livetweet.model.part import State
from livetweet.outbox import gates
from livetweet.outbox.status import Cost, Status, status
from livetweet.store import accounts
from livetweet.store import gates as store_gates
from livetweet.store.binding import Binding, bind
from tests.building import NOW, OPERATOR, TEN, Event


def test_a_rehearsal_says_so_and_counts(event: Event) -> None:
    first, second = event.scheduled(due=TEN), event.scheduled(due=TEN + timedelta(hours=1))
    event.put(first, State.POSTED)
    event.put(second, State.HELD, account="sky", reason="by Léa")
    event.draft("Not yet.")
    with event.store.reading() as db:
        every, gate = accounts.every(db), store_gates.read(db)
    assert status(event.store, None, event.clock) == Status(
        mode="REHEARSAL",
        problem=None,
        gate=gate,
        worker=False,
        accounts=every,
        drafts=1,
        parts={"posted": 3, "held": 1, "scheduled": 2},
        due=TEN + timedelta(hours=1),
        costs={"bird": Cost(spent=Decimal(0), scheduled=Decimal("0.015"), cap=None)},
    )


def test_a_worker_is_there_as_long_as_it_shows_itself(event: Event) -> None:
    with event.store.writing() as db:
        store_gates.sign_of_life(db, 4711, NOW)
    seen = []
    for _ in range(3):
        seen.append(status(event.store, None, event.clock).worker)
        event.clock.advance(7.5)
    assert seen == [True, True, False]


def test_a_worker_whose_last_sign_is_to_come_is_not_there(event: Event) -> None:
    """The clock was set back since: a worker that lives signs again at once."""
    with event.store.writing() as db:
        store_gates.sign_of_life(db, 4711, NOW + timedelta(hours=2))
    assert not status(event.store, None, event.clock).worker


def test_a_worker_of_a_rehearsal_that_runs_fast_is_there_as_long_on_the_wall(event: Event) -> None:
    """Its signs are a minute apart at twelve seconds a second, and three may be missing."""
    with event.store.writing() as db:
        store_gates.set_simulated_time(db, SimulatedClock(anchor=NOW, anchor_monotonic=0.0, speed=12.0))
        store_gates.sign_of_life(db, 4711, NOW)
    seen = []
    for _ in range(3):
        seen.append(status(event.store, None, event.clock).worker)
        event.clock.advance(12 * 7.5)
    assert seen == [True, True, False]


def test_a_live_store_is_live_only_in_its_place(tmp_path: Path) -> None:
    event = Event(folder=tmp_path, kind="live")
    here = bind(event.store, tmp_path / "state")
    before = status(event.store, here, event.clock)
    gates.go_live(event.store, tmp_path / "state", OPERATOR, event.clock)
    after = status(event.store, here, event.clock)
    elsewhere = status(event.store, Binding(machine="another", folder=here.folder, count_file=here.count_file), event.clock)
    event.close()
    assert [(one.mode, one.problem) for one in (before, after, elsewhere)] == [
        ("NOT LIVE", None),
        ("LIVE", None),
        ("NOT LIVE", "This store is live on another machine or in another folder: nothing leaves here until `livetweet live --take-over`."),
    ]
