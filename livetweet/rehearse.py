"""The driver of a rehearsal: a copy of the workspace, a simulated day, an operator who approves and stages, and the count at the end.

Nothing here touches the real store or a real network: the copy is a rehearsal store, which opens rehearsal adapters only. `cli/rehearse.py` and
`cli/demo.py` call it.
"""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from livetweet.clock import DiscreteClock, RealClock, SimulatedClock
from livetweet.errors import NotAllowedError, ProgrammeError
from livetweet.inbox import questions
from livetweet.inbox.errands import boost, favourite
from livetweet.model.part import Part, State
from livetweet.model.programme import Programme
from livetweet.model.question import QuestionState
from livetweet.networks.registry import open_adapter
from livetweet.networks.rehearsal import Level, Settings, prepare_network
from livetweet.networks.rehearsal.audience import Audience
from livetweet.networks.rehearsal.count import tally
from livetweet.outbox import accounts as outbox_accounts
from livetweet.outbox.approve import approve
from livetweet.outbox.plan import apply_plan
from livetweet.store import accounts, errands, gates, parts, posts, programmes, rehearsals
from livetweet.store.connect import Store
from livetweet.worker import clerk
from livetweet.worker.collector import Collector
from livetweet.worker.hours import Hours
from livetweet.worker.lane import Lane
from livetweet.worker.loop import Loop
from livetweet.worker.steps import Sleep, Steps
from livetweet.workspace import Workspace, find
from livetweet.writing import rules
from livetweet.writing.plan import plan

OPERATOR = "rehearsal"
PLANNED_BEFORE = timedelta(days=90)  # the first session: how early the rehearsed organiser sits down to plan
BEGINS_BEFORE = timedelta(minutes=1)  # the first post is due
READS_AFTER, STAYS = timedelta(seconds=20), timedelta(seconds=90)  # a question is read, then stands on stage
STAND_INS = {"mastodon": "rehearsal@example.social", "bluesky": "rehearsal.example", "x": "rehearsal"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What `rehearse --json` prints; DESIGN says what each counts. `drafted` counts posts, the seven after it parts."""

    sessions: int
    drafted: int
    planned: int
    posted: int
    held: int
    skipped: int
    failed: int
    unknown: int
    cancelled: int
    incoming: int
    questions: int
    answered: int
    duplicates: int
    lost: int
    late: int
    early: int

    def as_dict(self) -> dict[str, int]:
        return asdict(self)

    @property
    def kept_its_promise(self) -> bool:
        return not (self.duplicates or self.lost or self.late or self.early)

    @property
    def ahead(self) -> int:
        """Parts that have not left, since the rehearsal was left before its end."""
        return self.planned - (self.posted + self.held + self.skipped + self.failed + self.unknown + self.cancelled)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A rehearsal that is ready to begin: a workspace of its own under `.rehearsal/`."""

    workspace: Workspace
    store: Store
    clock: DiscreteClock
    programme: Programme

    def close(self) -> None:
        self.store.close()


def prepare(workspace: Workspace, *, seed: int, faults: str, synced: bool = False) -> Rehearsal:
    """Copy WORKSPACE, plan what is not planned, approve all that wants nothing from a person, and stop a minute before the first post is due.

    NotAllowedError inside a rehearsal, ProgrammeError where there is no programme or nothing to rehearse.
    """
    with Store(workspace.store_path).reading() as db:
        if gates.read(db).rehearsal:
            raise NotAllowedError("This is a rehearsal already: go to the workspace it was made from.")
    copy = _copy(workspace)
    store = Store(copy.store_path, synced=synced)
    with store.reading() as db:
        programme = programmes.in_force(db)
    starts = [session.start for session in programme.sessions if session.start] if programme else []
    if programme is None or not starts:
        raise ProgrammeError("There is nothing to rehearse: run `livetweet programme import SOURCE` with a programme whose sessions have times.")
    context = copy.context(programme)
    clock = DiscreteClock(min(context.agenda.instant(start) for start in starts) - PLANNED_BEFORE)
    outbox_accounts.follow(store, copy.hashtags.accounts, clock)
    apply_plan(store, plan(programme, copy.hashtags, copy.speakers, clock.now()), context, OPERATOR, clock)
    keys = random.Random(f"{seed}:keys")
    with store.reading() as db:
        drafts = [post.id for post in posts.drafts(db) if post.draft.due]
    approve(store, drafts, context, copy.media, OPERATOR, clock, new_key=lambda: uuid.UUID(int=keys.getrandbits(128), version=4))
    prepare_network(copy.folder, Settings(seed=seed, faults=Level(faults)))
    with store.reading() as db:
        first = parts.first_due(db)
    if first is None:
        raise ProgrammeError("There is nothing to rehearse: no post could be approved; `livetweet plan` says what is missing.")
    clock.true = first - BEGINS_BEFORE
    return Rehearsal(workspace=copy, store=store, clock=clock, programme=programme)


def run(
    rehearsal: Rehearsal, *, liveliness: float = 1.0, until: datetime | None = None, moved: Callable[[datetime], None] = lambda _: None
) -> Counts:
    """The whole of it (or what comes before UNTIL) as discrete events; MOVED is told each instant before it comes (and may wait). The count at the end."""
    store, clock, copy = rehearsal.store, rehearsal.clock, rehearsal.workspace
    loop = Loop(clock, lambda: store.connection.total_changes)
    hours = Hours(store=store)
    loop.add(clerk.run(store, clock))
    with store.reading() as db:
        known = [account for account in accounts.every(db) if not rules.get(account.network).by_hand]
    for account in known:
        for direction in ("out", "in"):
            adapter = open_adapter(account, rehearsal_store=True, folder=str(copy.folder), clock=clock, tags=copy.hashtags.watched)
            if direction == "out":
                loop.add(Lane(store=store, adapter=adapter, clock=clock, account=account.name, media=copy.media, zone=copy.hashtags.zone).run())
            else:
                loop.add(Collector(store=store, adapter=adapter, clock=clock, account=account.name, near=hours.near).run())
    audience = Audience(copy.folder, tags=copy.hashtags.tags.event, liveliness=liveliness)
    loop.add(_attend(audience, clock))
    loop.add(_operate(store, clock, rehearsal.programme))
    over = _Over(store)
    loop.run(lambda at: over() or (until is not None and at >= until), moved)
    audience.close()
    if until is not None:
        clock.move_to(until)
    with store.writing() as db:
        gates.set_simulated_time(db, SimulatedClock(anchor=clock.now(), anchor_monotonic=0.0, speed=0.0))
    return count(rehearsal)


def count(rehearsal: Rehearsal, *, over: bool = True) -> Counts:
    """Hold the store against the network's log. Before the rehearsal is OVER, what is still to leave is not lost."""
    log = tally(rehearsal.workspace.folder)
    with rehearsal.store.reading() as db:
        every_part = [part for of_post in posts.all_parts(db).values() for part in of_post]
        made = rehearsals.counts(db)
    states = [part.state for part in every_part]
    known = {part.id: part for part in every_part}
    return Counts(
        sessions=len(rehearsal.programme.sessions),
        drafted=made.posts,
        planned=len(every_part),
        posted=states.count(State.POSTED),
        held=states.count(State.HELD),
        skipped=states.count(State.SKIPPED),
        failed=states.count(State.FAILED),
        unknown=states.count(State.UNKNOWN),
        cancelled=states.count(State.CANCELLED),
        incoming=made.incoming,
        questions=made.questions,
        answered=made.answered,
        duplicates=sum(max(one.posts - 1, 0) for one in log.values()),
        lost=sum(
            (over and part.state in {State.SCHEDULED, State.SENDING}) or (part.state is State.POSTED and not (part.id in log and log[part.id].posts))
            for part in every_part
        )
        + sum(one.posts > 0 and (part not in known or known[part].state not in {State.POSTED, State.UNKNOWN}) for part, one in log.items()),
        late=sum(any(began > latest for began in one.began) for part, one in log.items() if (latest := _latest(known.get(part)))),
        early=sum(any(began < known[part].due for began in one.began) for part, one in log.items() if part in known),
    )


def _latest(part: Part | None) -> datetime | None:
    return part.latest if part and part.number == 1 else None


class _Over:
    """Whether no part is scheduled, leaving, or about to be looked for; asked of the store only when it has changed."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._changes = -1
        self._over = False

    def __call__(self) -> bool:
        if (changes := self.store.connection.total_changes) != self._changes:
            self._changes = changes
            self._over = not (parts.any_ahead(self.store.connection) or errands.any_open(self.store.connection))
        return self._over


def _attend(audience: Audience, clock: DiscreteClock) -> Steps:
    while True:
        wake = audience.next_wake()
        if wake is not None and wake <= clock.true:
            audience.act(clock.true)
        else:
            yield Sleep(wake, on_change=True)


def _operate(store: Store, clock: DiscreteClock, programme: Programme) -> Steps:
    """Makes each question that was detected one, stages it when its room is free, and has it answered a minute and a half later; then likes it, and boosts what
    several have asked, where the network lets us.
    """
    rooms = {session.id: session.room for session in programme.sessions}
    leaves: dict[int, datetime] = {}
    while True:
        now = clock.now()
        new = questions.to_ask(store)
        if new:
            yield Sleep(now + READS_AFTER)
            now = clock.now()
            questions.ask(store, new, operator=OPERATOR, now=now, room=rooms.get)
        over = [question for question, until in leaves.items() if until <= now]
        if over:
            answered_now = [one for one in questions.waiting(store, [QuestionState.STAGE]) if one.id in over]
            questions.answer(store, over, operator=OPERATOR, now=now)
            for answered in over:
                del leaves[answered]
            favourite(store, [one.askers[0].incoming for one in answered_now if one.askers], operator=OPERATOR, now=now)
            boost(store, [one.askers[0].incoming for one in answered_now if one.people > 1], operator=OPERATOR, now=now)
        busy = {question.room for question in questions.waiting(store, [QuestionState.STAGE])} if new or over else None
        if busy is not None:
            for question in questions.waiting(store, [QuestionState.WAITING]):
                if question.room not in busy and question.id not in leaves:
                    staged = questions.stage(store, [question.id], operator=OPERATOR, now=now, room=rooms.get)
                    if staged.done:
                        leaves[question.id] = now + STAYS
                        busy.add(question.room)
        yield Sleep(min(leaves.values(), default=None), on_change=True)


def _copy(workspace: Workspace) -> Workspace:
    """The workspace's files and what of its store has not left, as a workspace of its own with a stand-in for each account."""
    target = workspace.folder / ".rehearsal"
    if target.exists():
        shutil.rmtree(target)
    target.mkdir()
    for name in ("hashtags.toml", "speakers.toml", "templates.toml"):
        if (workspace.folder / name).exists():
            shutil.copyfile(workspace.folder / name, target / name)
    for name in ("programs", "media"):
        if (workspace.folder / name).is_dir():
            shutil.copytree(workspace.folder / name, target / name)
    if not workspace.hashtags.accounts:
        stand_ins = "".join(f'\n[accounts.{network}]\nhandle = "{handle}"\n' for network, handle in STAND_INS.items())
        with (target / "hashtags.toml").open("a", encoding="utf-8") as file:
            file.write(stand_ins)
    path = target / "livetweet.db"
    with sqlite3.connect(workspace.store_path) as source, sqlite3.connect(path) as copy:
        source.backup(copy)
    copy.close()
    source.close()
    rehearsals.turn_into_rehearsal(path)
    return find(target)


def perform(folder: Path, speed: float, ended: Callable[[float], bool]) -> None:
    """Go on with the rehearsal in FOLDER in real time, SPEED simulated seconds a second, until ENDED(seconds), which waits that long: the worker as a process of its
    own, and the audience here. The clock stands still afterwards.
    """
    workspace = find(folder)
    store = Store(workspace.store_path)
    with store.reading() as db:
        stood = gates.simulated_time(db)
    if not store.rehearsal or stood is None:
        raise NotAllowedError(f"{folder} is no rehearsal that has begun: run `livetweet rehearse`.")
    clock = SimulatedClock(anchor=stood.now(), anchor_monotonic=RealClock().monotonic(), speed=speed)
    with store.writing() as db:
        gates.set_simulated_time(db, clock)
    worker = subprocess.Popen([sys.executable, "-m", "livetweet.worker", str(folder)], stdin=subprocess.DEVNULL)
    audience = Audience(folder, tags=workspace.hashtags.tags.event, begins=clock.now())
    try:
        while not ended(0.1) and not store.replaced():
            audience.act(clock.now())
    finally:
        audience.close()
        with store.writing() as db:
            gates.ask_to_stop(db, clock.now())
        worker.wait()
        with store.writing() as db:
            gates.set_simulated_time(db, SimulatedClock(anchor=clock.now(), anchor_monotonic=0.0, speed=0.0))
        store.close()


if __name__ == "__main__":
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: over.set())
    perform(Path(sys.argv[1]), float(sys.argv[2]), over.wait)
