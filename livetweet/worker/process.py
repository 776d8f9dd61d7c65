"""The worker process: one a store, by a lock the system takes back whatever becomes of it.

Started as `python -m livetweet.worker [--once|--stay] FOLDER` by the command line and the desk, never imported by them. A thread an account and direction, so that
a network that hangs delays nothing but itself; the store is all they share.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from livetweet.clock import Clock, RealClock
from livetweet.errors import LivetweetError, StoreError, StoreIsNewerError, WorkerBusyError
from livetweet.model.account import Account
from livetweet.networks.port import Adapter
from livetweet.networks.registry import open_adapter
from livetweet.outbox import accounts as outbox_accounts
from livetweet.secrets import state_folder
from livetweet.store import accounts, answered, errands, gates, operators, parts
from livetweet.store.binding import Binding, bind
from livetweet.store.connect import Store
from livetweet.store.lock import alone
from livetweet.worker import clerk, watcher
from livetweet.worker.answers import surely
from livetweet.worker.awake import AFTERWARDS, SOON, Awake
from livetweet.worker.collector import Collector
from livetweet.worker.drive import drive, make
from livetweet.worker.hours import Hours
from livetweet.worker.lane import Lane
from livetweet.worker.steps import Call, Step, Steps
from livetweet.workspace import Workspace, find
from livetweet.writing import rules
from livetweet.writing.hashtags import Follow

SIGN_OF_LIFE_EVERY = timedelta(seconds=5)  # on the wall
ENDS_IDLE_AFTER = timedelta(minutes=15)
DESKS_SIGN_WITHIN = timedelta(minutes=3)  # on the wall: each signs once a minute
TICK = 0.5  # real seconds
STOOD_STILL = timedelta(minutes=1)  # on the wall, between two ticks: the machine was asleep, or its clock was set, and nobody was idle meanwhile
STORE_AGAIN_AFTER = 1.0  # real seconds
DEFECT_AGAIN_AFTER = 60.0  # real seconds
LOCK_AGAIN_AFTER = 5.0  # real seconds
ANSWERS_WITHIN = 55.0  # real seconds: longer than any server may be silent (`TIMEOUT_MOST`); what takes longer the next worker looks for
ONCE_WAITS = timedelta(seconds=5)  # between two parts of a thread
INTERRUPTED = 130  # what a shell reports after SIGINT


@dataclass(slots=True, kw_only=True)
class _Ways:
    """The threads of one account as it was when they began, and what they were opened by: where that differs, there must be others."""

    account: Account | None = None
    opened_by: object = None
    ended: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def serve(self, account: Account, opened_by: object) -> bool:
        """Whether they are at work for ACCOUNT as it is now, to be OPENED_BY that; those that stand still because it is on hold are."""
        at_work = bool(self.threads) and all(thread.is_alive() for thread in self.threads)
        return self.opened_by == opened_by and (at_work or account.hold is not None)

    def end(self) -> None:
        """Ask them to end and wait until they have; a call behind a mark is answered first."""
        self.ended.set()
        for thread in self.threads:
            thread.join(timeout=ANSWERS_WITHIN)


@dataclass(slots=True, kw_only=True)
class Worker:
    """Everything one run of the process holds. One that `stays` does so with nothing to do: nobody else would start it again."""

    workspace: Workspace
    store: Store
    clock: Clock
    binding: Binding | None
    stays: bool = False
    _ended: threading.Event = field(default_factory=threading.Event)
    _awake: Awake = field(default_factory=Awake)
    _ways: dict[str, _Ways] = field(default_factory=dict)
    _watching: _Ways = field(default_factory=_Ways)
    _found: Workspace = field(init=False)  # as it was found at the last tick
    _refused: str | None = field(default=None, init=False)  # why that cannot be taken up
    _busy_at: datetime = field(init=False)
    _ticked_at: datetime = field(init=False)
    _signed_at: datetime | None = field(default=None, init=False)
    _hours: Hours = field(init=False)

    def __post_init__(self) -> None:
        self._busy_at = self._ticked_at = self.clock.now()
        self._hours = Hours(store=self.store)
        self._found = self.workspace

    def run(self) -> None:
        """Until asked to end, the store is gone or replaced, or nothing has been to do for a quarter of an hour."""
        with self.store.writing() as db:
            gates.ask_to_stop(db, None)
            answered.recover(db, self.clock.now())
            errands.recover(db, self.clock.now())
        self._ways[""] = _Ways()
        self._start(self._ways[""], "clerk", partial(self._follow, lambda store: clerk.run(store, self.clock)))
        self._watch()
        try:
            while not self._ended.wait(TICK):
                try:
                    if self.tick():
                        return
                except StoreIsNewerError:
                    raise
                except StoreError as error:  # a full disk, or another program that keeps the store to itself: that passes
                    if self.store.replaced():
                        return
                    say(str(error))
        finally:
            self._ended.set()
            every = (*self._ways.values(), self._watching)
            for ways in every:
                ways.ended.set()
            self._awake.release()
            for ways in every:
                ways.end()

    @property
    def _followed(self) -> Follow | None:
        """The address of the programme that is to be watched, if there is one; a rehearsal's programme stays as it is."""
        return None if self.store.rehearsal else self.workspace.hashtags.follow

    def _watch(self) -> None:
        """Watch the programme's address as the workspace's files have it now. Who watched before writes nothing down any more, and need not be waited for."""
        follow, timezone, columns = self._followed, self.workspace.hashtags.timezone, self.workspace.columns
        if self._watching.opened_by == (follow, timezone, columns):
            return
        self._watching.ended.set()
        self._watching = _Ways(opened_by=(follow, timezone, columns))
        if follow is not None:
            watch = partial(watcher.run, follow=follow, timezone=timezone, columns=columns, clock=self.clock, say=say)
            self._start(self._watching, "watcher", partial(self._follow, watch))

    def _reread(self) -> None:
        """Take up the workspace's files where they have changed and lie there as they did a tick ago: what has just been written may not be whole.

        One that cannot be taken up is told once; the worker goes on with what it has.
        """
        before, self._found = self._found, self._found.fresh()
        if self._found is not before or self._found is self.workspace:
            return
        try:
            hashtags, _ = self._found.hashtags, self._found.columns
            outbox_accounts.follow(self.store, hashtags.accounts, self.clock)
        except StoreError:
            raise
        except LivetweetError as error:
            if str(error) != self._refused:
                say(f"{error} Until then the worker goes on with what was there before.")
            self._refused = str(error)
            return
        self.workspace, self._refused = self._found, None
        self._watch()

    def tick(self) -> bool:
        """Whether it is time to end; else changed files are taken up, new accounts get their threads, and now and then there is a sign of life."""
        self._reread()
        now = self.clock.now()
        with self.store.reading() as db:
            gate = gates.read(db)
            if gate.stop_requested_at or self.store.replaced():
                return True
            known = accounts.every(db)
            signs_every, desks_sign = gates.on_the_wall(db, SIGN_OF_LIFE_EVERY), gates.on_the_wall(db, DESKS_SIGN_WITHIN)
            went_on = timedelta(0) <= now - self._ticked_at < gates.on_the_wall(db, STOOD_STILL)
            soon = gate.live and not gate.paused_at and parts.any_due(db, now - AFTERWARDS, now + SOON)
            at_work = self.stays or parts.any_open(db) or errands.any_open(db) or self._hours.near(now) or self._followed is not None
            if at_work or not went_on or operators.seen_since(db, now - max(ENDS_IDLE_AFTER, desks_sign)):
                self._busy_at = now
        self._ticked_at = now
        if now - self._busy_at > ENDS_IDLE_AFTER:
            return True
        self._serve(_with_adapter(known))
        if self._signed_at is None or not timedelta(0) <= now - self._signed_at < signs_every:
            self._signed_at = now
            self._awake.keep(now, soon=soon and not self.store.rehearsal)
            with self.store.writing() as db:
                gates.sign_of_life(db, os.getpid(), now)
        return False

    def once(self) -> None:
        """What is due now on every account, one after the other; what is in doubt is looked for if its time has come."""
        with self.store.writing() as db:
            answered.recover(db, self.clock.now())
            errands.recover(db, self.clock.now())
            known = accounts.every(db)
        for account in _with_adapter(known):
            try:
                adapter = self._open(account)
            except (LivetweetError, ImportError) as error:
                with self.store.writing() as db:
                    accounts.hold(db, account.name, str(error))
                continue
            with closing(adapter):
                lane = self._lane(account, adapter, self.store)
                while (again := _through(lane.once(), self.clock)) is not None and again - self.clock.now() <= ONCE_WAITS:
                    self.clock.sleep((again - self.clock.now()).total_seconds())
        with self.store.writing() as db:
            answered.mark_late(db, self.clock.now())

    def _serve(self, known: Sequence[Account]) -> None:
        """Threads for each account as hashtags.toml has it now: begun, begun anew where it is another one or goes on after a hold, ended where it is gone."""
        for name in set(self._ways) - {account.name for account in known} - {""}:
            self._ways.pop(name).end()
        for account in known:
            ways = self._ways.get(account.name)
            opened_by = self._opened_by(account)
            if ways is not None and ways.serve(account, opened_by):
                continue
            if ways is not None:
                ways.end()
                self._settle(ways, account)
            ways = self._ways[account.name] = _Ways(account=account, opened_by=opened_by)
            for way in (self._out, self._in):
                self._start(ways, account.name, partial(way, account))

    def _settle(self, ways: _Ways, account: Account) -> None:
        """What a thread was sending when it ended is looked for by the next one; while a thread still waits for an answer, nothing is. What it wrote while ACCOUNT
        was made somebody else is forgotten; it reads no more.
        """
        if ways.account is None:
            return
        with self.store.writing() as db:
            if not any(thread.is_alive() for thread in ways.threads):
                answered.recover(db, self.clock.now(), account.name)
                errands.recover(db, self.clock.now(), account.name)
            if ways.account.whose != account.whose:
                accounts.forget(db, account.name)

    def _out(self, account: Account, ended: threading.Event) -> None:
        """The way out of ACCOUNT, until ENDED. An adapter that cannot be had, or a defect, ends it: the account is on hold with the reason, and what was leaving is in doubt."""
        try:
            with closing(self._open(account)) as adapter:
                self._follow(lambda store: self._lane(account, adapter, store).run(), ended)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - one account's defect must not take the others along
            say(f"{account.name}: {_words(error)}")
            for _ in surely(partial(self._hold, account.name, _words(error)), self.clock):
                if ended.wait(STORE_AGAIN_AFTER):
                    return

    def _in(self, account: Account, ended: threading.Event) -> None:
        """The way in of ACCOUNT, until ENDED; whatever stops it stops no post."""
        with closing(self._open(account)) as adapter:
            self._follow(lambda store: self._collector(account, adapter, store).run(), ended)

    def _lane(self, account: Account, adapter: Adapter, store: Store) -> Lane:
        return Lane(
            store=store,
            adapter=adapter,
            clock=self.clock,
            account=account.name,
            media=self.workspace.media,
            zone=self.workspace.hashtags.zone,
            binding=self.binding,
        )

    def _collector(self, account: Account, adapter: Adapter, store: Store) -> Collector:
        return Collector(store=store, adapter=adapter, clock=self.clock, account=account.name, near=Hours(store=store).near)

    def _opened_by(self, account: Account) -> object:
        """What the two ways of ACCOUNT are opened by."""
        hashtags = self.workspace.hashtags
        return account.network, account.handle, account.server, account.timeout, hashtags.watched, hashtags.timezone

    def _open(self, account: Account) -> Adapter:
        """The adapter of ACCOUNT; a LivetweetError, or an ImportError, says why it cannot be had."""
        return open_adapter(
            account,
            rehearsal_store=self.store.rehearsal,
            folder=str(self.workspace.folder),
            clock=self.clock,
            tags=self.workspace.hashtags.watched,
        )

    def _start(self, ways: _Ways, name: str, way: Callable[[threading.Event], None]) -> None:
        """A thread that goes WAY, and begins it anew after whatever stops it: nothing is lost, for all that counts is in the store."""

        def body() -> None:
            while not ways.ended.is_set():
                try:
                    return way(ways.ended)
                except StoreIsNewerError as error:
                    say(str(error))
                    return self._ended.set()
                except StoreError as error:
                    if self.store.replaced():
                        return None  # the main loop ends for that
                    say(f"{name}: {error}")
                    ways.ended.wait(STORE_AGAIN_AFTER)
                except Exception as error:  # noqa: BLE001 - one way's defect must not take the others along
                    say(f"{name}: {_words(error)}")
                    ways.ended.wait(DEFECT_AGAIN_AFTER)
            return None

        thread = threading.Thread(target=body, daemon=True, name=name)
        ways.threads.append(thread)
        thread.start()

    def _follow(self, steps: Callable[[Store], Steps], ended: threading.Event) -> None:
        """STEPS on a connection of their own, until they are to end."""
        with closing(Store(self.store.path)) as store:
            drive(steps(store), store, self.clock, ended.wait)

    def _hold(self, account: str, why: str) -> None:
        """Nothing more leaves from ACCOUNT, whose way out has ended; what it was sending is looked for once it goes on."""
        with closing(Store(self.store.path)) as store, store.writing() as db:
            answered.recover(db, self.clock.now(), account)
            errands.recover(db, self.clock.now(), account)
            accounts.hold(db, account, why)


def _words(error: Exception) -> str:
    """What stopped a way, for a person."""
    if isinstance(error, (LivetweetError, ImportError)):
        return str(error)
    return f"livetweet has a defect here ({type(error).__name__}: {error}); end the worker and start it again"


def _with_adapter(known: Sequence[Account]) -> list[Account]:
    """KNOWN without those that a person posts to by hand: the worker has nothing to do with them."""
    return [account for account in known if not rules.get(account.network).by_hand]


def _through(steps: Generator[Step, Any, datetime | None], clock: Clock) -> datetime | None:
    """Run one round of a lane where it stands; it sleeps only for a store that cannot be written just now. What it returns."""
    try:
        step = next(steps)
        while True:
            if isinstance(step, Call):
                step = make(step, steps)
            else:
                clock.sleep((step.until - clock.now()).total_seconds() if step.until else 0.0)
                step = steps.send(None)
    except StopIteration as end:
        answer: datetime | None = end.value
        return answer


@contextmanager
def _alone(folder: Path, clock: Clock, *, wait: bool) -> Iterator[None]:
    """The worker's lock of FOLDER; while another worker has it, WorkerBusyError, or WAIT until it has ended."""
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(alone(folder))
                break
            except WorkerBusyError:
                if not wait:
                    raise
                clock.sleep(LOCK_AGAIN_AFTER)
        yield


def say(sentence: str) -> None:
    """To whoever watches this process."""
    sys.stderr.write(f"{sentence}\n")


def main(folder: Path, *, once: bool = False, stay: bool = False) -> int:
    """Run the worker of the workspace at FOLDER; the exit code. One that is to STAY waits for another one to end, and does not end for want of work."""
    try:
        workspace = find(folder)
        with _alone(workspace.folder, RealClock(), wait=stay):
            store = Store(workspace.store_path)
            with store.reading() as db:
                simulated = gates.simulated_time(db) if store.rehearsal else None
            clock: Clock = simulated or RealClock()
            if simulated and simulated.speed == 0:
                say("This rehearsal is over: nothing more leaves.")
                return 0
            outbox_accounts.follow(store, workspace.hashtags.accounts, clock)
            binding = None if store.rehearsal else bind(store, state_folder())
            worker = Worker(workspace=workspace, store=store, clock=clock, binding=binding, stays=stay)
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
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0
