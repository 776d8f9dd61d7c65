"""The worker process: one a store, by a lock the system takes back whatever becomes of it.

Started as `python -m livetweet.worker [--once] FOLDER` by the command line and the desk, never imported by them. A thread an account and direction, so that
a network that hangs delays nothing but itself; the store is all they share.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from livetweet.clock import Clock, RealClock
from livetweet.errors import LivetweetError, StoreIsNewerError, WorkerBusyError
from livetweet.model.account import Account
from livetweet.networks.port import Adapter
from livetweet.networks.registry import open_adapter
from livetweet.outbox import accounts as outbox_accounts
from livetweet.store import accounts, gates, operators, parts
from livetweet.store.binding import Binding, bind
from livetweet.store.connect import Store
from livetweet.store.lock import alone
from livetweet.worker import clerk
from livetweet.worker.collector import Collector
from livetweet.worker.drive import drive, make
from livetweet.worker.hours import Hours
from livetweet.worker.lane import Lane
from livetweet.worker.steps import Call, Steps
from livetweet.workspace import Workspace, find, state_folder

SIGN_OF_LIFE_EVERY = timedelta(seconds=5)
ENDS_IDLE_AFTER = timedelta(minutes=15)
TICK = 0.5  # real seconds


@dataclass(slots=True, kw_only=True)
class Worker:
    """Everything one run of the process holds."""

    workspace: Workspace
    store: Store
    clock: Clock
    binding: Binding | None
    _ended: threading.Event = field(default_factory=threading.Event)
    _threads: dict[str, list[threading.Thread]] = field(default_factory=dict)

    def run(self) -> None:
        """Until asked to end, the store is gone or replaced, or nothing has been to do for a quarter of an hour."""
        with self.store.writing() as db:
            gates.ask_to_stop(db, None)
            parts.recover(db, self.clock.now())
        self._start("", lambda store: clerk.run(store, self.clock))
        hours = Hours(store=self.store)
        busy_at = self.clock.now()
        signed_at: datetime | None = None
        try:
            while not self._ended.wait(TICK):
                now = self.clock.now()
                with self.store.reading() as db:
                    gate = gates.read(db)
                    if gate.stop_requested_at or self.store.replaced():
                        return
                    known = accounts.every(db)
                    if parts.any_open(db) or operators.seen_since(db, now - ENDS_IDLE_AFTER) or hours.near(now):
                        busy_at = now
                if now - busy_at > ENDS_IDLE_AFTER:
                    return
                for account in known:
                    if account.name not in self._threads:
                        self._start_account(account)
                if signed_at is None or now - signed_at >= SIGN_OF_LIFE_EVERY:
                    signed_at = now
                    with self.store.writing() as db:
                        gates.sign_of_life(db, os.getpid(), now)
        finally:
            self._ended.set()
            for threads in self._threads.values():
                for thread in threads:
                    thread.join(timeout=2.0)

    def once(self) -> None:
        """What is due now on every account, one after the other; what is in doubt is looked for if its time has come."""
        with self.store.writing() as db:
            parts.recover(db, self.clock.now())
            known = accounts.every(db)
        for account in known:
            adapter = self._open(account)
            if adapter is None:
                continue
            lane = Lane(store=self.store, adapter=adapter, clock=self.clock, account=account.name, binding=self.binding)
            while (again := _through(lane.once())) is not None and again <= self.clock.now():
                pass
        with self.store.writing() as db:
            parts.mark_late(db, self.clock.now())

    def _start_account(self, account: Account) -> None:
        self._threads[account.name] = []
        for way in (self._out, self._in):
            adapter = self._open(account)
            if adapter is not None:
                self._start(account.name, partial(way, adapter, account.name))

    def _out(self, adapter: Adapter, account: str, store: Store) -> Steps:
        return Lane(store=store, adapter=adapter, clock=self.clock, account=account, binding=self.binding).run()

    def _in(self, adapter: Adapter, account: str, store: Store) -> Steps:
        return Collector(store=store, adapter=adapter, clock=self.clock, account=account, near=Hours(store=store).near).run()

    def _open(self, account: Account) -> Adapter | None:
        """The adapter of ACCOUNT; one that cannot be had puts the account on hold, with the reason."""
        try:
            return open_adapter(
                account,
                rehearsal_store=self.store.rehearsal,
                folder=str(self.workspace.folder),
                clock=self.clock,
                tags=self.workspace.hashtags.watched,
            )
        except (LivetweetError, ImportError) as error:
            with self.store.writing() as db:
                accounts.hold(db, account.name, str(error))
            return None

    def _start(self, account: str, steps: Callable[[Store], Steps]) -> None:
        def body() -> None:
            store = Store(self.store.path)
            try:
                drive(steps(store), store, self.clock, self._ended.wait)
            except StoreIsNewerError as error:
                say(str(error))
                self._ended.set()
            except Exception as error:  # noqa: BLE001 - one account's defect must not take the others along
                say(f"{account or 'clerk'}: {type(error).__name__}: {error}")
                if account:
                    with store.writing() as db:
                        accounts.hold(
                            db, account, f"livetweet has a defect here ({type(error).__name__}: {error}); end the worker and start it again"
                        )
            finally:
                store.close()

        thread = threading.Thread(target=body, daemon=True, name=account or "clerk")
        self._threads.setdefault(account, []).append(thread)
        thread.start()


def _through(steps: object) -> datetime | None:
    """Run one round of a lane where it stands; sleeps are not slept. What it returns."""
    try:
        step = next(steps)  # type: ignore[call-overload]
        while True:
            step = make(step, steps) if isinstance(step, Call) else steps.send(None)  # type: ignore[arg-type,attr-defined]
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]


def say(sentence: str) -> None:
    """To whoever watches this process."""
    sys.stderr.write(f"{sentence}\n")


def main(folder: Path, *, once: bool) -> int:
    """Run the worker of the workspace at FOLDER; the exit code."""
    try:
        workspace = find(folder)
        with alone(workspace.folder):
            store = Store(workspace.store_path)
            with store.reading() as db:
                clock: Clock = gates.simulated_time(db) or RealClock() if store.rehearsal else RealClock()
            outbox_accounts.follow(store, workspace.hashtags.accounts, clock)
            binding = None if store.rehearsal else bind(store, state_folder())
            worker = Worker(workspace=workspace, store=store, clock=clock, binding=binding)
            if once:
                worker.once()
            else:
                worker.run()
    except WorkerBusyError as error:
        say(str(error))
        return 0
    except LivetweetError as error:
        say(f"Error: {error}")
        return 1
    return 0
