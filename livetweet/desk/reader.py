"""Reads the store for the desk, in a thread: ten times a second it asks whether anything has changed, and reads only what has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from livetweet.clock import Clock, RealClock
from livetweet.errors import LivetweetError, StoreIsNewerError
from livetweet.inbox import claims
from livetweet.inbox.stream import Item, Mark, Stream
from livetweet.model.part import State
from livetweet.model.programme import Programme
from livetweet.outbox.news import news
from livetweet.outbox.queue import Entry, Group, Queue
from livetweet.outbox.status import Status, status
from livetweet.programme.now import Slot, slots
from livetweet.store import changes, gates, operators, programmes, sources
from livetweet.store.binding import Binding
from livetweet.store.connect import Store
from livetweet.store.questions import Question
from livetweet.workspace import Workspace
from livetweet.writing import rules
from livetweet.writing.compose import Context

if TYPE_CHECKING:
    from livetweet.outbox.version import Waiting

LOOK_EVERY = 0.1  # real seconds
REGROUP_EVERY = 1.0  # real seconds: entries come near without any change
SEEN_EVERY = 60.0
TRY_AGAIN_AFTER = 1.0  # real seconds
FILES_EVERY = 2.0  # real seconds between two looks whether hashtags.toml and the like have changed


class Outgoing(NamedTuple):
    """The queue at one moment. `counts`: a session's posts that have left, and all it has; `threads`: the posts in its thread; `to_leave`: approved posts still to leave today."""

    queue: Sequence[tuple[Group, Sequence[Entry]]]
    counts: Mapping[str, tuple[int, int]]
    threads: Mapping[str, int]
    to_leave: int
    drafts: int


class Snapshot(NamedTuple):
    """What the desk shows, read at one moment. `speed` is a rehearsal's, 0 while its time stands; `files` says what is wrong with the files of the workspace."""

    at: datetime
    speed: float
    status: Status
    outgoing: Outgoing
    inbox: Sequence[Item]
    marks: Mapping[Mark, int]  # how many of the inbox have each
    on_stage: Sequence[Question]
    waiting: Sequence[Question]
    slots: Sequence[Slot]
    context: Context
    changes: Waiting | None  # a new version of the programme that waits for somebody to review it
    screens: int  # how many show the stage
    news: frozenset[int]  # posts skipped, or held by somebody else, since this operator last looked
    workspace: Workspace
    files: str | None
    seq: int  # up to where it has read the journal of changes

    @property
    def ours(self) -> frozenset[str]:
        """Our own handles (@, folded)."""
        return frozenset(f"@{one.handle.lstrip('@')}".casefold() for one in self.status.accounts)

    def entry_of(self, post: int) -> Entry | None:
        return next((entry for _, entries in self.outgoing.queue for entry in entries if entry.post == post), None)

    def name_of(self, post: int) -> str:
        """What POST is called in a sentence."""
        entry = self.entry_of(post)
        return f"“{entry.name} · {entry.about}”" if entry is not None and entry.about else f"Post {post}"

    def keys_that_need(self) -> list[str]:
        """Rows of the outbox that need a person, in their order."""
        return [entry.key for group, entries in self.outgoing.queue if group is Group.NEEDS for entry in entries]

    def rooms(self) -> list[str]:
        """Rooms with sessions that have speakers, in the programme's order."""
        return list(dict.fromkeys(slot.session.room for slot in self.slots if slot.session.room and slot.session.speakers))

    def room_of(self, session: str) -> str | None:
        return next((slot.session.room for slot in self.slots if slot.session.id == session), None)

    def keeps(self, now: datetime) -> bool:
        """Whether a pause, or an account's hold, keeps what was due before NOW."""
        paused, held = self.status.gate.paused_at is not None, {one.name for one in self.status.accounts if one.hold}
        return any(
            entry.state is State.SCHEDULED and entry.at is not None and entry.at <= now and (paused or any(on.account in held for on in entry.on))
            for _, entries in self.outgoing.queue
            for entry in entries
        )


class StoreClock:
    """The real time, or the one the rehearsal's driver has written into the store last: whoever stops it or changes its speed, the desk's clock never lies."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    def now(self) -> datetime:
        return self.clock.now()

    def monotonic(self) -> float:
        return self.clock.monotonic()

    def sleep(self, seconds: float) -> None:
        self.clock.sleep(seconds)


class Reader:
    """One desk's reading of one store. `run` is the body of its thread; it owns the connection."""

    def __init__(self, workspace: Workspace, clock: StoreClock, binding: Binding | None, operator: str) -> None:
        self.workspace = workspace
        self.clock = clock
        self.binding = binding
        self.operator = operator
        self._files: str | None = None
        self._looked_at: Workspace = workspace
        self._queue = Queue()
        self._stream = Stream()
        self._seq: int | None = None
        self._version: tuple[object, ...] | None = None
        self._context: Context | None = None
        self._waits: tuple[object, ...] | None = None
        self._changes: Waiting | None = None
        self._slots: list[Slot] = []
        self._grouped: Outgoing | None = None
        self._grouped_at = 0.0

    def run(  # noqa: C901 - one loop, told in its order
        self, read: Callable[[Snapshot], None], failed: Callable[[str], None], ended: Callable[[float], bool]
    ) -> None:
        """Until ENDED(seconds), which waits that long: READ gets each snapshot, FAILED a sentence when the store cannot be read; then it tries again."""
        store: Store | None = None
        watch = RealClock()
        seen, shown, signed, files = -1, -1e9, -1e9, watch.monotonic()
        while True:
            try:
                if store is not None and store.replaced():
                    store.close()
                    store, self._seq = None, None
                if store is None:
                    store, seen = Store(self.workspace.store_path), -1
                if (now := watch.monotonic()) - signed >= SEEN_EVERY:
                    signed = now
                    self._sign(store)
                if now - files >= FILES_EVERY:
                    files = now
                    seen = -1 if self._read_files() else seen
                version = store.data_version()
                if version != seen or now - shown >= REGROUP_EVERY:
                    seen, shown = version, now
                    read(self.snapshot(store))
            except Exception as error:  # noqa: BLE001 - whatever it is, the desk says so and goes on looking
                failed(_sentence(error))
                if store is not None:
                    store.close()
                store, self._seq = None, None
                if ended(TRY_AGAIN_AFTER):
                    return
            if ended(LOOK_EVERY):
                break
        if store is not None:
            store.close()

    def _read_files(self) -> bool:
        """Whether the files of the workspace have changed since they were looked at: then they hold from now on, or what is wrong with them is told."""
        there = self._looked_at.fresh()
        if there is self._looked_at:
            return False
        self._looked_at = there
        try:
            there.context(Programme(title=there.hashtags.event, timezone=there.hashtags.timezone))  # reads them all
        except LivetweetError as error:
            self._files = f"{error} Until then what was there before holds."
        else:
            self.workspace, self._context, self._files = there, None, None
        return True

    def first(self) -> Snapshot | None:
        """What there is to show at the start, so that the panes are painted once, with their rows; None where `run` will have to say why not."""
        try:
            store = Store(self.workspace.store_path)
        except LivetweetError:
            return None
        try:
            return self.snapshot(store)
        except Exception:  # noqa: BLE001 - `run` meets it too, and tells it
            self._seq = None
            return None
        finally:
            store.close()

    def _sign(self, store: Store) -> None:
        """This operator is here; whoever claimed something and left, no longer does."""
        with store.writing() as db:
            operators.seen(db, self.operator, self.clock.now())
            claims.expire(db, self.clock.now())

    def snapshot(self, store: Store) -> Snapshot:
        """What there is to show now; reads what has changed since the last one."""
        store.check_schema()
        with store.reading() as db:
            simulated = gates.simulated_time(db) if store.rehearsal else None
            changed = changes.since(db, self._seq)
            version, waits = programmes.mark(db), sources.mark(db)
            if (version, waits) != self._waits:
                self._waits, self._changes = (version, waits), _waiting(store) if any(waits) else None
            if self._context is None or version != self._version:
                self._version, self._grouped = version, None
                hashtags = self.workspace.hashtags
                programme = programmes.in_force(db) or Programme(title=hashtags.event, timezone=hashtags.timezone)
                self._context = self.workspace.context(programme)
                self._slots = slots(programme.sessions)
            self._queue.refresh(db, None if changed.all else changed.posts, self._context)
            self._stream.refresh(db, None if changed.all else changed.incoming, None if changed.all else changed.questions)
            self._seq = changed.seq
            regroup = changed.all or changed.posts or self._grouped is None or RealClock().monotonic() - self._grouped_at >= REGROUP_EVERY
        if simulated:
            self.clock.clock = simulated
        with store.reading() as db:
            put_aside, screens = news(db, self.operator, self.clock.now()), gates.screens(db, RealClock().now())
        follow = self.workspace.hashtags.follow
        now, stands = self.clock.now(), status(store, self.binding, self.clock, self.workspace.hashtags.zone, follow.source if follow else None)
        grouped = self._grouped
        if regroup or grouped is None:
            grouped = self._outgoing(now)
            if grouped == self._grouped:  # the same object as long as nothing has moved: then no row is looked at again
                grouped = self._grouped
            self._grouped, self._grouped_at = grouped, RealClock().monotonic()
        return Snapshot(
            at=now,
            speed=simulated.speed if simulated else 1.0,
            status=replace(stands, accounts=sorted(stands.accounts, key=lambda one: rules.rank(one.network))),
            outgoing=grouped,
            inbox=self._stream.newest(),
            marks=dict(self._stream.marks),
            on_stage=self._stream.on_stage(),
            waiting=self._stream.waiting(),
            slots=self._slots,
            context=self._context,
            changes=self._changes,
            screens=screens,
            news=put_aside,
            workspace=self.workspace,
            files=self._files,
            seq=changed.seq,
        )

    def _outgoing(self, now: datetime) -> Outgoing:
        groups = self._queue.groups(now, self.workspace.hashtags.zone)
        return Outgoing(
            queue=groups,
            counts=self._queue.counts(),
            threads=self._queue.threads(),
            to_leave=sum(entry.state is State.SCHEDULED for group, entries in groups if group is not Group.LATER for entry in entries),
            drafts=sum(entry.state is State.DRAFT for _, entries in groups for entry in entries),
        )


def _waiting(store: Store) -> Waiting | None:
    from livetweet.outbox.version import waiting  # noqa: PLC0415 - most of the time nothing waits, and nobody compares programmes

    return waiting(store)


def _sentence(error: Exception) -> str:
    if isinstance(error, StoreIsNewerError):
        return "A newer livetweet has changed the store: leave with Ctrl+Q and start me again. Nothing typed is lost."
    if isinstance(error, LivetweetError):
        return str(error)
    return f"The store cannot be shown, which is a defect of livetweet ({type(error).__name__}: {error}): restart me."
