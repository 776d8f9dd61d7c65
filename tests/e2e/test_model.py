"""The promise, as a model: workers, a second worker that must not exist, operators, crashes, clocks and a faulty network interleaved at every yield,
and after every step the store held against what the network has.

The lanes are those of the worker, advanced one step at a time; nothing of ours is replaced but the wire (`tests/wire.py`).
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from livetweet.clock import DiscreteClock, day_around, from_stamp, to_stamp
from livetweet.errors import (
    AccountError,
    LivetweetError,
    MediaRefusedError,
    NetworkError,
    NotSentError,
    OutcomeUnknownError,
    RateLimitedError,
    RejectedError,
)
from livetweet.model.part import Part, State
from livetweet.model.post import Draft, IfLate, Kind
from livetweet.networks.rehearsal import Settings, prepare_network
from livetweet.networks.rehearsal.log import Log
from livetweet.networks.rehearsal.wire import read_body
from livetweet.outbox import accounts as outbox_accounts
from livetweet.outbox import acts, byhand, drafts
from livetweet.outbox import approve as approving
from livetweet.outbox import gates as outbox_gates
from livetweet.outbox.resolve import resolve
from livetweet.outbox.undo import undo
from livetweet.store import accounts, answered, errands, gates, parts, posts
from livetweet.store.connect import Store
from livetweet.worker import clerk
from livetweet.worker.lane import Lane
from livetweet.worker.steps import Call, Step, Steps
from livetweet.writing import rules
from livetweet.writing.compose import Context
from tests.building import NOW, OPERATOR, PROGRAMME, context_of, make_store
from tests.wire import FOUR, SOFTWARE, Accident, Asked, Wire

SOAK = bool(os.environ.get("LIVETWEET_SOAK"))
ACCOUNTS = tuple(sorted(SOFTWARE))
SKEW_ALLOWED = timedelta(minutes=2)
SLACK = timedelta(seconds=10)  # a mark holds 5 s, and a drift of 5 s goes unnoticed
GRACE = gates.GRACE.total_seconds()
LONG = "A thread is longer than one post may be, and so it goes on. " * 9  # two parts on Mastodon, three on Bluesky and X

LOST = OutcomeUnknownError("No answer in time.")
ACCIDENTS: Mapping[str, Accident] = {
    "refused": Accident(error=NotSentError("Connection refused."), lands=False),
    "account": Accident(error=AccountError("401: the token was revoked."), lands=False),
    "rate": Accident(error=RateLimitedError("429: too many requests.", 90.0), lands=False),
    "rate-bare": Accident(error=RateLimitedError("429: too many requests."), lands=False),
    "media": Accident(error=MediaRefusedError("422: the picture is no longer there."), lands=False),
    "rejected": Accident(error=RejectedError("422: no."), lands=False),
    "lost": Accident(error=LOST, lands=False),
    "made": Accident(error=OutcomeUnknownError("502: bad gateway.")),
    "later": Accident(error=LOST, after=0.9),  # shares of the client's timeout, see `_scaled`
    "lagging": Accident(error=LOST, lag=0.7),
    "seen-late": Accident(lag=0.7),
    "very-lagging": Accident(error=LOST, lag=20.0),  # X only: longer than both looks
}
READING: Mapping[str, NetworkError] = {"look-fails": OutcomeUnknownError("502: bad gateway."), "look-refused": NotSentError("Connection refused.")}
ASKING: Mapping[str, NetworkError] = {
    "ask-fails": OutcomeUnknownError("502: bad gateway."),
    "ask-rate": RateLimitedError("429: too many requests.", 20.0),
    "ask-account": AccountError("401: the token was revoked."),
}
JUMPS = (0, 0, 0, 0, 30, -30, 100, -100, 200, -200, 400, -400, 3600, -3600)  # seconds our clock is ahead of the true time

SHAPES = st.sampled_from(("post", "thread", "session", "session-thread"))
ON = st.sampled_from(ACCOUNTS)
WORKERS = st.sampled_from((0, 0, 0, 1))
PASSES = st.sampled_from((0.5, 2, 2, 2, 11, 11, 11, 31, 31, 70, 70, 130, 250, 700))  # seconds
MINUTES = st.sampled_from((-60, -2, 2, 2, 90))
DEEDS = st.sampled_from(
    (
        *(f"jump {seconds}" for seconds in (0, 100, -100, 200, -200, 400)),
        *("wait 11", "wait 70", "wait 700", "sleep 20", "sleep 300", "pause", "resume", "shut", "open", "kill", "kill reached"),
        *(f"other {times}" for times in (1, 2, 4, 6)),
        *("resolve there", "resolve again", "resolve drop"),
        *("restart 200", "restart 400", "usurp", "touch", "touch", "vanish", "vanish"),
        *("hold", "release", "cancel", "retry", "undo", "edit", "move", "delete", "begin", "confirm"),
    )
)
TROUBLES = st.sampled_from((*ACCIDENTS, *READING, *ASKING, "lost", "lost", "made", "made", "later"))

# DESIGN, "The life of a part". A worker's column has what an answer, a look, lateness and a delivery's order make of a part.
WORKER_MAY: set[tuple[State, State | None]] = {
    (State.SCHEDULED, State.SENDING),
    (State.SCHEDULED, State.HELD),
    (State.SCHEDULED, State.SKIPPED),
    (State.SCHEDULED, State.FAILED),  # a picture refused before the mark
    (State.SCHEDULED, State.UNKNOWN),  # waited too long after a try whose outcome nobody knows
    (State.SENDING, State.POSTED),
    (State.SENDING, State.FAILED),
    (State.SENDING, State.UNKNOWN),
    (State.SENDING, State.SCHEDULED),
    (State.UNKNOWN, State.POSTED),
    (State.UNKNOWN, State.SCHEDULED),
    (State.UNKNOWN, State.FAILED),  # the answer came after all, to a worker that another one believed dead
    (State.HELD, State.SCHEDULED),  # waited for the part before it
    (State.FAILED, State.SCHEDULED),  # what it was to answer had been deleted there
    (State.SCHEDULED, State.POSTED),  # a positive answer is always accepted
    (State.HELD, State.POSTED),
    (State.FAILED, State.POSTED),
    (State.SKIPPED, State.POSTED),
    (State.CANCELLED, State.POSTED),
}
PERSON_MAY: Mapping[str, set[tuple[State, State | None]]] = {
    "hold": {(State.SCHEDULED, State.HELD)},
    "release": {(State.HELD, State.SCHEDULED)},
    "cancel": {(State.SCHEDULED, State.CANCELLED), (State.HELD, State.CANCELLED), (State.FAILED, State.CANCELLED)},
    "retry": {(State.FAILED, State.SCHEDULED), (State.SKIPPED, State.SCHEDULED), (State.HELD, State.SCHEDULED)},
    "move": set(),
    "undo": {
        (State.HELD, State.SCHEDULED),
        (State.SCHEDULED, State.HELD),  # a release
        (State.CANCELLED, State.SCHEDULED),
        (State.CANCELLED, State.HELD),
        (State.CANCELLED, State.FAILED),
    },
    "there": {(State.UNKNOWN, State.POSTED), (State.HELD, State.SCHEDULED), (State.SCHEDULED, State.HELD)},  # those behind wake, or cannot answer it
    "again": {(State.UNKNOWN, State.SCHEDULED)},
    "drop": {(State.UNKNOWN, State.CANCELLED), (State.SCHEDULED, State.HELD)},
    "edit": {(State.SCHEDULED, None), (State.HELD, None), (State.FAILED, None), (State.SKIPPED, None)},
    "gate": set(),
    "delete": set(),
    "begin": {(state, State.HELD) for state in (State.SCHEDULED, State.FAILED, State.SKIPPED)},
    "confirm": {
        *((state, State.POSTED) for state in (State.SCHEDULED, State.HELD, State.FAILED, State.SKIPPED)),
        *((state, State.HELD) for state in (State.SCHEDULED, State.FAILED, State.SKIPPED)),  # those behind it
    },
}


@dataclass(slots=True)
class Laptop(DiscreteClock):
    """A clock whose machine can sleep: the monotonic clock then stands still, as Linux's does."""

    slept: float = 0.0

    def monotonic(self) -> float:
        return DiscreteClock.monotonic(self) - self.slept


@dataclass(slots=True, kw_only=True)
class Running:
    """A lane on its way: where it stands, and a call that has begun. `answered` holds what is to be sent (or thrown) into it."""

    account: str
    steps: Steps
    step: Step
    called_at: datetime | None = None
    order: int = 0
    creates: bool = False
    answered: tuple[Any, Exception | None] | None = None


@dataclass(slots=True, kw_only=True)
class Worker:
    """A process, were it one: a connection of its own, a lane an account, a clerk."""

    store: Store
    lanes: dict[str, Running] = field(default_factory=dict)
    clerk: Steps | None = None

    @property
    def alive(self) -> bool:
        return self.clerk is not None


@cache
def _context() -> Context:
    return context_of(PROGRAMME, FOUR)


@cache
def _template() -> tuple[bytes, bytes]:
    """The store with its accounts, and the network's log, as files."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        store = make_store(folder)
        outbox_accounts.follow(store, _context().hashtags.accounts, DiscreteClock(NOW))
        store.close()
        prepare_network(folder, Settings(seed=1))
        return (folder / "livetweet.db").read_bytes(), (folder / "network.db").read_bytes()


def _scaled(accident: Accident, timeout: float) -> Accident:
    """ACCIDENT with its shares of TIMEOUT as seconds."""
    after = accident.after * timeout if accident.after > 0.5 else accident.after
    return Accident(error=accident.error, lands=accident.lands, after=after, lag=accident.lag * timeout)


class Promise(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        folder = Path(self.folder.name)
        store, log = _template()
        (folder / "livetweet.db").write_bytes(store)
        (folder / "network.db").write_bytes(log)
        self.clock = Laptop(NOW)
        self.log = Log(folder)
        self.store = Store(folder / "livetweet.db", synced=False)  # the operators'
        with self.store.reading() as db:
            known = accounts.every(db)
        self.wires = {account.name: Wire(account, SOFTWARE[account.name], self.log, self.clock) for account in known}
        self.workers = [Worker(store=Store(folder / "livetweet.db", synced=False)) for _ in range(2)]
        self.keys = count(1)
        self.texts = count(1)
        self.calls = count(1)
        self.jumps = 0
        self.seen: dict[int, Part] = {}
        self.seen_attempts = 0
        self.seen_history = dict.fromkeys(ACCOUNTS, 0)
        self.again: dict[int, int] = {}  # part to what the network had, or was about to have, of it when a person said "send it again"
        self.by_hand: set[int] = set()
        self.vanished: set[int] = set()
        self.resolved: set[int] = set()
        self.key_of: dict[str, tuple[object, ...]] = {}
        self.unknown_since: dict[int, tuple[datetime, int]] = {}
        self.last_create: dict[int, Asked] = {}

    def teardown(self) -> None:
        try:
            self.drain()
        finally:
            for worker in self.workers:
                self.end(worker)
                worker.store.close()
            self.store.close()
            self.log.close()
            self.folder.cleanup()

    # ---- what happens

    @initialize(shapes=st.lists(SHAPES, min_size=1, max_size=4), troubles=st.lists(st.tuples(ON, TROUBLES), max_size=6))
    def begin(self, shapes: Sequence[str], troubles: Sequence[tuple[str, str]]) -> None:
        for shape in shapes:
            self.write(shape=shape, due=0, latest=7200, if_late=IfLate.ASK, only=None)
        for account, trouble in troubles:
            self.have_trouble(account=account, trouble=trouble)
        self.wait(seconds=GRACE)
        self.start(self.workers[0])

    @rule(
        shape=SHAPES,
        due=st.sampled_from((0, 0, 40, 130, 240, 1000)),
        latest=st.sampled_from((20, 120, 600, 7200)),
        if_late=st.sampled_from(IfLate),
        only=st.sampled_from((None, *ACCOUNTS)),
    )
    def write(self, shape: str, due: int, latest: int, if_late: IfLate, only: str | None) -> None:
        now = self.clock.now()
        number = next(self.texts)
        draft = Draft(
            kind=Kind.LIVE,
            session="kites" if shape.startswith("session") else None,
            due=now + timedelta(seconds=due),
            latest=now + timedelta(seconds=due + latest),
            if_late=if_late,
            texts={"*": f"{number}: {LONG}" if shape.endswith("thread") else f"{number} is said once."},
            accounts=(only,) if only else (),
        )
        with self.acting("gate"):
            post = drafts.add(self.store, draft, OPERATOR, self.clock)
            self.approve([post])

    def write_due(self, shape: str, only: str) -> None:
        self.write(shape=shape, due=0, latest=7200, if_late=IfLate.ASK, only=only)
        self.wait(seconds=GRACE)

    @rule(worker=WORKERS, account=ON, times=st.integers(1, 5))
    def steps(self, worker: int, account: str, times: int) -> None:
        for _ in range(times):
            self.advance(self.awake(worker), account)

    @rule(worker=WORKERS, trouble=TROUBLES, account=ON, seconds=PASSES)
    def go_on(self, worker: int, trouble: str, account: str, seconds: float) -> None:
        """Every lane until it sleeps, with one more trouble; then time passes."""
        self.have_trouble(account=account, trouble=trouble)
        self.settle(self.awake(worker))
        self.wait(seconds=seconds)

    @rule(worker=WORKERS, times=st.lists(PASSES, min_size=2, max_size=5))
    def live_on(self, worker: int, times: Sequence[float]) -> None:
        for seconds in times:
            self.settle(self.awake(worker))
            self.tidy(worker=worker)
            self.wait(seconds=seconds)

    @rule(account=ON, shape=SHAPES, turns=st.lists(st.integers(0, 1), min_size=4, max_size=12))
    def race(self, account: str, shape: str, turns: Sequence[int]) -> None:
        """Two lanes of one account in any order, both running when something new is due."""
        self.awake(0), self.awake(1)
        self.write_due(shape=shape, only=account)
        for turn in turns:
            self.advance(self.awake(turn), account)

    @rule(
        account=ON,
        shape=SHAPES,
        trouble=st.one_of(st.none(), TROUBLES),
        doubt=st.booleans(),
        times=st.integers(0, 5),
        deeds=st.lists(DEEDS, min_size=1, max_size=3),
        after=st.one_of(st.none(), DEEDS),
    )
    def cross(self, account: str, shape: str, trouble: str | None, doubt: bool, times: int, deeds: Sequence[str], after: str | None) -> None:
        """Something new is on its way out when DEEDS happen; with DOUBT, nobody knows of the one before it in the session's thread."""
        self.jump(seconds=0)
        for name in (None, account):
            self.gate(shut=False, account=name)
        self.rest(self.awake(0), account)
        if doubt:
            self.write_due(shape="session", only=account)
            self.have_trouble(account=account, trouble="made")
            self.rest(self.awake(0), account)
            self.wait(seconds=52)  # and the grace of the next one: it is passed over, and not looked for yet
        self.write_due(shape=shape, only=account)
        if trouble:
            self.have_trouble(account=account, trouble=trouble)
        for _ in range(times):
            self.advance(self.awake(0), account)
        for deed in deeds:
            self.do(deed, account)
        for _ in range(4):
            self.advance(self.awake(0), account)
        if after:
            self.do(after, account)

    def do(self, deed: str, account: str) -> None:
        verb, _, rest = deed.partition(" ")
        match verb:
            case "jump":
                self.jump(seconds=int(rest))
            case "wait":
                self.wait(seconds=float(rest))
            case "sleep":
                self.sleep(seconds=float(rest))
            case "pause" | "resume":
                self.gate(shut=verb == "pause", account=None)
            case "shut" | "open":
                self.gate(shut=verb == "shut", account=account)
            case "kill":
                self.end(self.awake(0), reached=rest == "reached")
            case "restart":
                self.end(self.awake(0))
                self.jump(seconds=int(rest))
            case "other":
                for _ in range(int(rest)):
                    self.advance(self.awake(1), account)
            case "usurp":  # the other worker believes this one dead, and so does a person
                for step in ("other 1", "resolve again", "other 3"):
                    self.do(step, account)
            case "touch":
                self.do("hold", account)
                self.do("release", account)
            case "vanish":
                self.vanish(account=account)
            case "resolve":
                unknown = [number for number, part in enumerate(self.unknown()) if part.account == account]
                if unknown:
                    self.resolve(which=unknown[-1], verb=rest)
            case _:
                self.act(verb=verb, post=0, minutes=2)

    @rule(worker=WORKERS, account=ON)
    def carry_out(self, worker: int, account: str) -> None:
        """The call reaches the network; its answer is still on the way."""
        lane = self.workers[worker].lanes.get(account)
        if lane and isinstance(lane.step, Call) and lane.answered is None:
            self.call(lane)

    @rule(worker=WORKERS)
    def tidy(self, worker: int) -> None:
        clerks = self.awake(worker).clerk
        if clerks:
            with self.acting("worker"):
                next(clerks)

    @rule(worker=WORKERS, account=ON, reached=st.booleans())
    def kill(self, worker: int, account: str, reached: bool) -> None:
        """Wherever it was, and in the middle of ACCOUNT's create call if one comes soon: that reached the server or not, its answer reaches nobody."""
        for _ in range(4):
            lane = self.awake(worker).lanes[account]
            if lane.creates:
                break
            self.advance(self.workers[worker], account)
        self.end(self.workers[worker], reached=reached)

    @rule(seconds=PASSES)
    def wait(self, seconds: float) -> None:
        self.time_out(seconds)
        self.clock.advance(seconds)

    @rule(seconds=st.sampled_from((20, 300, 3 * 3600)))
    def sleep(self, seconds: float) -> None:
        self.time_out(seconds)
        self.clock.advance(seconds)
        self.clock.slept += seconds

    @rule(seconds=st.sampled_from(JUMPS))
    def jump(self, seconds: int) -> None:
        self.jumps += 1
        self.clock.skew = timedelta(seconds=seconds)

    @rule(account=ON, trouble=TROUBLES)
    def have_trouble(self, account: str, trouble: str) -> None:
        wire = self.wires[account]
        if trouble in READING:
            wire.looks.append(READING[trouble])
        elif trouble in ASKING:
            wire.asks.append(ASKING[trouble])
        elif trouble != "very-lagging" or account == "bird":
            wire.accidents.append(_scaled(ACCIDENTS[trouble], wire.capabilities.timeout))

    @rule(
        verb=st.sampled_from(
            ("hold", "release", "release", "cancel", "retry", "retry", "undo", "move", "edit", "delete", "delete", "begin", "confirm")
        ),
        post=st.integers(0, 5),
        minutes=MINUTES,
    )
    def act(self, verb: str, post: int, minutes: int) -> None:
        with self.acting(verb):
            match verb:
                case "undo":
                    with suppress(LivetweetError):
                        undo(self.store, OPERATOR, self.clock)
                case "move":
                    acts.move(self.store, self.choose(post), OPERATOR, self.clock, by=timedelta(minutes=minutes))
                case "edit":
                    self.edit(self.choose(post))
                case "begin" | "confirm":
                    self.post_by_hand(verb, self.choose(post), ACCOUNTS[post % len(ACCOUNTS)])
                case _:
                    getattr(acts, verb)(self.store, self.choose(post), OPERATOR, self.clock)
        if verb == "edit" and minutes > 0:
            with self.acting("gate"):
                self.approve(self.choose(post))

    def edit(self, chosen: Sequence[int]) -> None:
        for one in chosen:
            text = f"{next(self.texts)}: said otherwise. {LONG if one % 2 else ''}"
            now = self.clock.now()
            with suppress(LivetweetError):  # a sentence for the person; nothing has changed
                drafts.edit(self.store, one, texts={"*": text}, due=now, latest=now + timedelta(minutes=5))

    def post_by_hand(self, verb: str, chosen: Sequence[int], account: str) -> None:
        """A person takes what has not left away from the worker, or says that they have posted it: never what is there already."""
        for one in chosen:
            with suppress(LivetweetError):
                if verb == "begin":
                    byhand.begin(self.store, one, OPERATOR, self.clock, account=account)
                    continue
                byhand.confirm(self.store, one, "https://there.example/no-id-in-it", OPERATOR, self.clock, account=account)
                there = self.log.posts_by_part()
                for part in self.read().values():
                    if (part.post, part.account, part.state) == (one, account, State.POSTED) and self.seen[part.id].state is not State.POSTED:
                        assert part.id in self.resolved or not there.get(part.id), f"{part} stands twice: a person was told to post it"
                        self.by_hand.add(part.id)

    @rule(account=ON, dollars=st.sampled_from(("0.02", "0.05", "0.20", None)))
    def cap(self, account: str, dollars: str | None) -> None:
        """What an account may spend a day, as hashtags.toml says it from now on."""
        with self.acting("gate"), self.store.writing() as db:
            known = accounts.get(db, account)
            assert known
            accounts.save(db, replace(known, daily_cap=Decimal(dollars) if dollars else None))

    @rule(which=st.integers(0, 5), verb=st.sampled_from(("there", "again", "drop")))
    @precondition(lambda self: self.unknown())
    def resolve(self, which: int, verb: str) -> None:
        unknown = self.unknown()
        part = unknown[which % len(unknown)]
        entry = next((one for one in self.log.ours_after(0) if one.part == part.id), None)
        self.resolved.add(part.id)
        url = (entry and entry.url) or "https://there.example/no-id-in-it" if verb == "there" else None
        if verb == "there":
            self.by_hand.add(part.id)
        if verb == "again":
            lanes = [lane for worker in self.workers for lane in worker.lanes.values() if lane.account == part.account]
            on_the_way = sum(lane.creates and lane.answered is None for lane in lanes)  # which of them an accident meets is not said yet
            self.again[part.id] = self.log.posts_by_part().get(part.id, 0) + on_the_way
        with self.acting(verb):
            resolve(self.store, part.post, OPERATOR, self.clock, account=part.account, url=url, again=verb == "again")

    @rule(shut=st.sampled_from((False, False, True)), account=st.sampled_from((None, *ACCOUNTS)))
    def gate(self, shut: bool, account: str | None) -> None:
        """Pause all, or the hold of one account."""
        with self.acting("gate"):
            if account is None:
                (outbox_gates.pause if shut else outbox_gates.resume)(self.store, OPERATOR, self.clock)
            elif shut:
                with self.store.writing() as db:
                    accounts.hold(db, account, "by hand")
            else:
                outbox_gates.let_account_go_on(self.store, account, OPERATOR, self.clock)

    @rule(account=ON)
    def vanish(self, account: str) -> None:
        """Somebody deletes the newest post of ACCOUNT in the network's own app."""
        posted = {part.id for part in self.seen.values() if part.state is State.POSTED and part.account == account}
        entry = next((one for one in reversed(list(self.log.ours_after(0))) if one.part in posted and not one.deleted), None)
        if entry is not None and entry.part is not None:
            self.vanished.add(entry.part)
            with self.log.writing():
                self.log.change_entry(entry.id, deleted=to_stamp(self.clock.true))

    def unknown(self) -> list[Part]:
        return [part for part in self.seen.values() if part.state is State.UNKNOWN]

    # ---- how it happens

    def start(self, worker: Worker) -> None:
        with self.acting("worker"), worker.store.writing() as db:
            answered.recover(db, self.clock.now())
            errands.recover(db, self.clock.now())
        worker.clerk = clerk.run(worker.store, self.clock)
        for account in ACCOUNTS:
            steps = Lane(store=worker.store, adapter=self.wires[account], clock=self.clock, account=account, media=Path(self.folder.name)).run()
            with self.acting("worker"):
                worker.lanes[account] = lane = Running(account=account, steps=steps, step=next(steps))
            if isinstance(lane.step, Call):
                lane.called_at, lane.order = self.clock.true, next(self.calls)

    def awake(self, number: int) -> Worker:
        """The worker NUMBER, started if it does not run."""
        if not self.workers[number].alive:
            self.start(self.workers[number])
        return self.workers[number]

    def end(self, worker: Worker, *, reached: bool = False) -> None:
        for lane in worker.lanes.values():
            if reached and lane.creates and lane.answered is None:
                self.call(lane)
            lane.steps.close()
        worker.lanes.clear()
        worker.clerk = None

    def advance(self, worker: Worker, account: str) -> None:
        """One step of the lane: its call, if it waits for one, is made and answered."""
        lane = worker.lanes[account]
        if isinstance(lane.step, Call) and lane.answered is None:
            self.call(lane)
        answer, error = lane.answered or (None, None)
        lane.answered, lane.called_at, lane.creates = None, None, False
        with self.acting("worker"):
            lane.step = lane.steps.throw(error) if error else lane.steps.send(answer)
        if isinstance(lane.step, Call):
            lane.called_at, lane.order = self.clock.true, next(self.calls)
            lane.creates = self.check_marks(account)

    def settle(self, worker: Worker) -> None:
        for account in ACCOUNTS:
            self.rest(worker, account)

    def rest(self, worker: Worker, account: str) -> None:
        """The lane of ACCOUNT until it sleeps."""
        lane = worker.lanes[account]
        for _ in range(60):
            self.advance(worker, account)
            until = lane.step.until if not isinstance(lane.step, Call) else self.clock.now()
            if until is None or until > self.clock.now():
                return
        raise AssertionError(f"the lane of {account} does not come to rest")

    def call(self, lane: Running) -> None:
        assert isinstance(lane.step, Call)
        wire = self.wires[lane.account]
        wire.called_at, wire.order = lane.called_at, lane.order
        try:
            lane.answered = (lane.step.make(), None)
        except NetworkError as error:
            lane.answered = (None, error)
        finally:
            wire.called_at = None

    def time_out(self, seconds: float) -> None:
        """Calls that began longer ago than the client waits have timed out when SECONDS have passed: what was on its way has arrived by then."""
        for worker in self.workers:
            for lane in worker.lanes.values():
                wire = self.wires[lane.account]
                if lane.called_at and (self.clock.true - lane.called_at).total_seconds() + seconds >= wire.capabilities.timeout:
                    if lane.creates and lane.answered is None:
                        self.call(lane)
                    lane.answered = (None, LOST)

    def approve(self, ids: Sequence[int]) -> None:
        approving.approve(
            self.store, ids, _context(), Path(self.folder.name), OPERATOR, self.clock, new_key=lambda: uuid.UUID(int=next(self.keys), version=4)
        )

    def choose(self, number: int) -> list[int]:
        with self.store.reading() as db:
            known = [post.id for post in posts.every(db)]
        return known[-1 - number % len(known) :][:1] if known else []

    # ---- what must hold

    @contextmanager
    def acting(self, who: str) -> Iterator[None]:
        """Whatever WHO does in here moves states along the table only."""
        before = self.seen
        yield
        self.seen = self.read()
        may = WORKER_MAY if who == "worker" else PERSON_MAY[who]
        for part in before.values():
            after = self.seen.get(part.id)
            move = (part.state, after and after.state)
            assert part.state == move[1] or move in may, f"{who} moved {part} to {after}"
            if part.state is State.POSTED and after:
                assert (after.remote_id, after.url, after.text) == (part.remote_id, part.url, part.text) or who == "worker", f"{who} changed {part}"
        for part in self.seen.values():
            identity = (part.post, part.account, part.number, part.revision, part.text)
            assert self.key_of.setdefault(part.key, identity) == identity, f"{part} has the key of {self.key_of[part.key]}"
            if part.state is not State.UNKNOWN:
                self.unknown_since.pop(part.id, None)
            elif part.id not in self.unknown_since:
                self.unknown_since[part.id] = (self.clock.true, self.jumps)

    def read(self) -> dict[int, Part]:
        return {row["id"]: parts.part_of(row) for row in self.store.connection.execute("SELECT * FROM part ORDER BY id").fetchall()}

    def check_marks(self, account: str) -> bool:
        """Whether a lane of ACCOUNT has just made its commit mark, and if so, that it was allowed to."""
        db = self.store.connection
        rows = db.execute("SELECT * FROM attempt WHERE id > ? ORDER BY id", (self.seen_attempts,)).fetchall()
        if not rows:
            return False
        (attempt,) = rows
        self.seen_attempts = attempt["id"]
        part, true, now = self.seen[attempt["part"]], self.clock.true, self.clock.now()
        assert part.state is State.SENDING
        assert part.account == account
        assert attempt["key"] == part.key
        assert abs(self.clock.skew) <= SKEW_ALLOWED + SLACK, "it leaves by a clock that is wrong"
        assert true >= part.due - SKEW_ALLOWED - SLACK, f"{part} leaves early"
        assert part.latest, f"{part} leaves whenever it likes"
        assert true <= part.latest + SKEW_ALLOWED + SLACK, f"{part} leaves late"
        assert gates.read(db).paused_at is None
        row = db.execute("SELECT * FROM account WHERE name = ?", (account,)).fetchone()
        assert row["hold"] is None
        assert row["not_before"] is None or from_stamp(row["not_before"]) <= now
        assert sum(one.state is State.SENDING and one.account == account for one in self.seen.values()) >= 1
        self.check_cap(part)
        earlier = db.execute(
            "SELECT * FROM attempt WHERE key = ? AND id < ? AND outcome = 'unknown' ORDER BY id", (part.key, attempt["id"])
        ).fetchall()
        refused = db.execute("SELECT max(id) FROM attempt WHERE key = ? AND outcome IN ('media', 'rejected')", (part.key,)).fetchone()[0] or 0
        standing = [one for one in earlier if one["id"] > refused]
        if standing:
            assert (attempt["body"], attempt["record_key"]) == (standing[0]["body"], standing[0]["record_key"]), "other bytes under the same key"
        else:
            self.check_parent(part, read_body(self.wires[account].network, attempt["body"]).parent)
        if earlier:
            replay = self.wires[account].capabilities.replay
            assert replay is not None or part.id in self.again, f"{part} is sent again unseen"
            assert part.id in self.again or any((done.verb, done.part) == ("find", part.id) for done in self.wires[account].history), (
                f"{part} is sent again unseen"
            )
        return True

    def check_cap(self, part: Part) -> None:
        """With all that the account has made today by the network's own log, PART costs no more than it may spend."""
        known = accounts.get(self.store.connection, part.account)
        price = rules.get(self.wires[part.account].network).price
        if known is None or known.daily_cap is None or price is None:
            return
        day = to_stamp(day_around(self.clock.now(), UTC)[0] + SKEW_ALLOWED)
        made = [entry for entry in self.log.ours_after(0) if entry.account == part.account and entry.created >= day]
        assert sum((price(entry.text) for entry in made), price(part.text)) <= known.daily_cap, f"{part} costs more than is left"

    def going(self) -> set[int]:
        """Parts that are deleted where they stand, or about to be."""
        rows = self.store.connection.execute("SELECT part FROM errand WHERE what = 'delete' AND state IN ('scheduled', 'sending', 'done')")
        return {row["part"] for row in rows}

    def check_parent(self, part: Part, parent: str | None) -> None:
        """PART answers what DESIGN's rule 6 says it answers."""
        if part.number > 1:
            before = next(one for one in self.seen.values() if (one.post, one.account, one.number) == (part.post, part.account, part.number - 1))
            assert before.state is State.POSTED, f"{part} leaves before the part it answers"
            assert parent == before.remote_id, f"{part} answers {parent}"
        elif part.thread is None:
            assert parent is None
        else:
            others = [one for one in self.seen.values() if (one.thread, one.account) == (part.thread, part.account) and one.post != part.post]
            going = self.going()
            newest = max(
                (one for one in others if one.posted_at and one.remote_id and one.id not in going and one.gone_at is None),
                key=lambda one: (one.posted_at, one.id),
                default=None,
            )
            assert parent == (newest and newest.remote_id), f"{part} answers {parent}"
            for one in others:
                assert one.state is not State.SENDING, f"{part} leaves while {one} does"
                since, jumps = self.unknown_since.get(one.id, (None, 0))
                if since and jumps == self.jumps:
                    assert self.clock.true - since >= timedelta(seconds=60), f"{part} did not wait for {one}"

    @invariant()
    def calls_are_one_a_mark_and_looks_wait(self) -> None:
        for account, wire in self.wires.items():
            patience = timedelta(seconds=2 * wire.capabilities.timeout)
            for asked in wire.history[self.seen_history[account] :]:
                last = self.last_create.get(asked.part)
                if asked.verb == "create":
                    self.last_create[asked.part] = asked
                elif last is not None and asked.order > last.order:
                    waited = asked.began - last.began
                    assert waited >= patience, f"part {asked.part} was looked for {waited} after its call"
            self.seen_history[account] = len(wire.history)
            marks = self.store.connection.execute(
                "SELECT count(*) FROM attempt WHERE part IN (SELECT id FROM part WHERE account = ?) AND body <> ''", (account,)
            ).fetchone()[0]
            known = sum(made.part in self.seen for made in wire.creates)
            assert known <= marks, "a call without a mark"

    @invariant()
    def network_and_store_agree(self) -> None:
        entries = self.log.posts_by_part()
        for part in self.seen.values():
            there = entries.get(part.id, 0)
            assert there <= 1 + self.again.get(part.id, 0), f"doubled: {part} has {there} posts"
            if part.state is State.POSTED:
                assert there or part.id in self.by_hand, f"lost: {part} is posted and the network has nothing"
            elif there and part.state not in {State.UNKNOWN, State.SENDING}:
                assert part.id in self.resolved, f"lost: the network has {part}"
        deleted = {entry.part for entry in self.log.ours_after(0) if entry.deleted}
        assert deleted <= self.going() | self.vanished, "something is deleted that nobody asked for, or that is said to stand"
        for part in self.seen.values():
            assert part.gone_at is None or part.id in deleted or not entries.get(part.id), f"{part} is said to be gone"
        for gone in entries.keys() - self.seen.keys():
            assert gone in self.resolved, f"part {gone} was edited away after it had left"

    def drain(self) -> None:
        """Faults off, clock right, gates open, one worker: time passes, and everything comes to an end."""
        for worker in self.workers:
            self.end(worker)
        for wire in self.wires.values():
            wire.accidents.clear()
            wire.looks.clear()
            wire.asks.clear()
        self.jump(seconds=0)
        for account in (None, *ACCOUNTS):
            self.gate(shut=False, account=account)
        for account in ACCOUNTS:
            self.cap(account=account, dollars=None)
        worker = self.workers[0]
        self.start(worker)
        for _ in range(500):
            self.settle(worker)
            self.tidy(worker=0)
            self.calls_are_one_a_mark_and_looks_wait()
            self.network_and_store_agree()
            if not parts.any_ahead(self.store.connection) and not errands.any_open(self.store.connection):
                break
            asleep = [lane.step.until for lane in worker.lanes.values() if not isinstance(lane.step, Call) and lane.step.until]
            late = parts.next_latest(self.store.connection)
            wakes = [one for one in (*asleep, late and late + timedelta(seconds=1)) if one]
            assert wakes, f"stuck: {[part for part in self.seen.values() if part.state in {State.SCHEDULED, State.SENDING}]}"
            self.clock.move_to(max(min(wakes), self.clock.true + timedelta(milliseconds=100)))
        ahead = [part for part in self.seen.values() if part.state in {State.SCHEDULED, State.SENDING}]
        assert not ahead, f"never left, never late: {ahead}"
        self.check_end()

    def check_end(self) -> None:
        """Nobody waits for what has gone, and what stays unknown is what looking could not tell."""
        entries = {entry.part: entry for entry in self.log.ours_after(0)}
        posted = {(part.post, part.account, part.number): part for part in self.seen.values() if part.state is State.POSTED and part.remote_id}
        for part in self.seen.values():
            if part.state is State.HELD and part.reason and part.reason.startswith("waits for part "):
                before = (part.post, part.account, int(part.reason.rsplit(" ", 1)[1]))
                assert before not in posted, f"{part} waits for what has gone"
            if part.state is State.UNKNOWN and part.id in entries and part.id not in self.again:
                looked = max(asked.began for asked in self.wires[part.account].history if (asked.verb, asked.part) == ("find", part.id))
                assert to_stamp(looked) < entries[part.id].visible_from, f"lost: {part} could be seen and was not found"


TestPromise = Promise.TestCase
if SOAK:
    TestPromise = pytest.mark.soak(TestPromise)
TestPromise.settings = settings(
    max_examples=3_000 if SOAK else 100,
    stateful_step_count=80 if SOAK else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
