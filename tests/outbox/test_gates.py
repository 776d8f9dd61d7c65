"""Pause, an account's hold, live: gates that a person opens and shuts, each without touching what is held for another reason."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.model.part import State
from livetweet.outbox import acts, gates
from livetweet.outbox.gates import WentLive
from livetweet.store import accounts
from livetweet.store import gates as store_gates
from livetweet.store.connect import Store
from livetweet.store.gates import Gate
from tests.building import NOW, OPERATOR, TEN, Event


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Event]:
    folder = tmp_path / "event"
    folder.mkdir()
    made = Event(folder=folder, kind="live")
    yield made
    made.close()


def gate(event: Event) -> Gate:
    with event.store.reading() as db:
        return store_gates.read(db)


def test_pause_says_since_when_and_by_whom_and_the_first_holds(event: Event) -> None:
    gates.pause(event.store, OPERATOR, event.clock)
    event.clock.advance(60)
    gates.pause(event.store, "Sam", event.clock)
    assert (gate(event).paused_at, gate(event).paused_by, gate(event).paused_why) == (NOW, OPERATOR, None)


def test_resume_never_wakes_what_was_held_for_another_reason(event: Event) -> None:
    post = event.scheduled()
    acts.hold(event.store, [post], OPERATOR, event.clock)
    gates.pause(event.store, OPERATOR, event.clock)
    gates.resume(event.store, OPERATOR, event.clock)
    assert (gate(event).paused_at, gate(event).paused_by, gate(event).paused_why) == (None, None, None)
    assert event.states(post)["masto"] == ["held: by Léa"]


def test_an_accounts_hold_and_waiting_time_end_together(event: Event) -> None:
    with event.store.writing() as db:
        accounts.hold(db, "sky", "401: log in again")
        accounts.back_off(db, "sky", NOW)
        accounts.hold(db, "bird", "402: no credit")
    gates.let_account_go_on(event.store, "sky", OPERATOR, event.clock)
    with event.store.reading() as db:
        assert [(one.name, one.hold, one.not_before) for one in accounts.every(db)] == [
            ("bird", "402: no credit", None),
            ("masto", None, None),
            ("sky", None, None),
        ]
    with pytest.raises(NotFoundError, match="There is no account moon"):
        gates.let_account_go_on(event.store, "moon", OPERATOR, event.clock)


def test_rehearsal_never_goes_live(event: Event, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError, match="This is a rehearsal: it never goes live"):
        gates.go_live(event.store, tmp_path, OPERATOR, event.clock, take_over=True)
    assert gate(event).live is False


def test_what_would_leave_within_the_hour_is_told_by_due_time(live: Event) -> None:
    second, first = live.scheduled("Second."), live.scheduled("First.", due=NOW + timedelta(minutes=1), accounts=("sky",))
    live.scheduled("Beyond.", due=NOW + timedelta(minutes=61))
    live.draft("Not approved.")
    acts.hold(live.store, [live.scheduled("Held.")], OPERATOR, live.clock)
    soon = [(part.post, part.account) for part in gates.would_leave_soon(live.store, live.clock)]
    assert soon == [(first, "sky"), (second, "bird"), (second, "masto"), (second, "sky")]


def test_live_binds_the_store_to_this_place_until_it_is_taken_back(live: Event, tmp_path: Path) -> None:
    assert gates.go_live(live.store, tmp_path / "state", OPERATOR, live.clock) == WentLive(doubted=0)
    assert (gate(live).live, gate(live).folder) == (True, str(live.folder))
    gates.leave_live(live.store, OPERATOR, live.clock)
    assert gate(live).live is False
    gates.go_live(live.store, tmp_path / "state", OPERATOR, live.clock)
    assert gate(live).live is True


def test_a_copy_goes_live_only_by_taking_over_doubts_what_was_due_and_holds_the_rest(live: Event, tmp_path: Path) -> None:
    gone, due, later = (live.scheduled(due=at, latest=TEN + timedelta(hours=2)) for at in (NOW, NOW, TEN + timedelta(hours=1)))
    live.put(gone, State.POSTED)
    gates.go_live(live.store, tmp_path / "state", OPERATOR, live.clock)
    copy = Event.__new__(Event)
    shutil.copytree(live.folder, tmp_path / "copy")
    copy.store, copy.clock = Store(tmp_path / "copy" / "livetweet.db", synced=False), live.clock
    copy.clock.move_to(TEN)
    with pytest.raises(
        NotAllowedError, match="was live on another machine or in another folder, and parts may have left from there: `livetweet live --take-over`"
    ):
        gates.go_live(copy.store, tmp_path / "state", OPERATOR, copy.clock)
    assert gates.go_live(copy.store, tmp_path / "state", OPERATOR, copy.clock, take_over=True) == WentLive(doubted=3, held=3)
    words = "taken over: it may have left from the other place"
    assert (copy.states(gone)["sky"], copy.states(due)["sky"], copy.states(later)["sky"]) == (["posted"], [f"unknown: {words}"], [f"held: {words}"])
    assert acts.release(copy.store, [later], OPERATOR, copy.clock).done == (later,)
    assert copy.states(later)["sky"] == ["scheduled"]
    copy.close()
