"""The gates a person opens and shuts: pause all, an account's hold, live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from livetweet.clock import Clock
from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.model.part import Part
from livetweet.store import accounts, acts, answered, gates, posts
from livetweet.store.binding import bind
from livetweet.store.connect import Store


def pause(store: Store, operator: str, clock: Clock) -> None:
    """Nothing leaves until `resume`."""
    with store.writing() as db:
        gates.pause(db, operator, None, clock.now())
        acts.add(db, operator, "pause", clock.now())


def resume(store: Store, operator: str, clock: Clock) -> None:
    """The pause ends; what was held for another reason stays held."""
    with store.writing() as db:
        gates.resume(db)
        acts.add(db, operator, "resume", clock.now())


def let_account_go_on(store: Store, name: str, operator: str, clock: Clock) -> None:
    """The hold and the waiting time of an account end."""
    with store.writing() as db:
        if accounts.get(db, name) is None:
            raise NotFoundError(f"There is no account {name}: `livetweet account list` shows those there are.")
        accounts.hold(db, name, None)
        acts.add(db, operator, f"account {name} goes on", clock.now())


SOON = timedelta(hours=1)


def would_leave_soon(store: Store, clock: Clock) -> list[Part]:
    """What leaves within the hour once the store is live, by due time and account: what is shown before it goes live."""
    with store.reading() as db:
        return posts.scheduled_until(db, clock.now() + SOON)


@dataclass(frozen=True, slots=True, kw_only=True)
class WentLive:
    """`doubted`: parts that a take-over has made unknown; `held`: those due later, which it keeps back until a person releases them."""

    doubted: int
    held: int = 0


def go_live(store: Store, state: Path, operator: str, clock: Clock, *, take_over: bool = False) -> WentLive:
    """What is scheduled leaves from now on, from this machine and folder only.

    NotAllowedError for a rehearsal, and for a store that was live elsewhere or was put back from a backup, unless TAKE_OVER: then no part that may
    have left from there leaves unseen (see `store.gates.take_over`).
    """
    if store.rehearsal:
        raise NotAllowedError("This is a rehearsal: it never goes live. Go to the workspace it was made from.")
    binding = bind(store, state)
    with binding.counting() as counted:
        with store.writing() as db:
            gate = gates.read(db)
            elsewhere = gate.machine is not None and (gate.machine, gate.folder) != (binding.machine, binding.folder)
            if (elsewhere or counted > gate.attempts) and not take_over:
                why = "was live on another machine or in another folder" if elsewhere else "was put back from a backup"
                raise NotAllowedError(
                    f"This store {why}, and parts may have left from there: `livetweet live --take-over` makes this the place they leave from."
                )
            went = WentLive(doubted=0)
            if take_over:
                leaving, rest = answered.recover(db, clock.now()), gates.take_over(db, clock.now())
                went = WentLive(doubted=leaving + rest.doubted, held=rest.held)
            gates.count_up(db, counted + 1 if take_over else counted)  # the place it is taken over from now counts too few
            gates.go_live(db, binding.machine, binding.folder)
            acts.add(db, operator, "take over" if take_over else "live", clock.now())
            attempts = gates.read(db).attempts
        binding.count(attempts)
    return went


def leave_live(store: Store, operator: str, clock: Clock) -> None:
    """Nothing leaves until `live`."""
    with store.writing() as db:
        gates.leave_live(db)
        acts.add(db, operator, "live off", clock.now())
