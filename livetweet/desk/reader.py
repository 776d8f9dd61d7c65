"""Reads the store for the desk, in a thread: ten times a second it asks whether anything has changed, and reads only what has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from livetweet.clock import Clock
from livetweet.errors import StoreError, WorkspaceError
from livetweet.inbox.stream import Item, Stream
from livetweet.model.programme import Programme
from livetweet.outbox.queue import Entry, Group, Queue
from livetweet.outbox.status import Status, status
from livetweet.programme.now import Slot, slots
from livetweet.store import changes, operators, programmes
from livetweet.store.binding import Binding
from livetweet.store.connect import Store
from livetweet.store.questions import Question
from livetweet.workspace import Workspace
from livetweet.writing.compose import Context

LOOK_EVERY = 0.1  # real seconds
REGROUP_EVERY = 5.0  # simulated or real seconds by the desk's clock: entries come near without any change
SEEN_EVERY = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What the desk shows, read at one moment. `posted` counts a session's posts that have left, `drafted` all it has."""

    at: datetime
    status: Status
    queue: Sequence[tuple[Group, Sequence[Entry]]]
    inbox: Sequence[Item]
    on_stage: Sequence[Question]
    waiting: Sequence[Question]
    slots: Sequence[Slot]
    counts: Mapping[str, tuple[int, int]]
    context: Context


class Reader:
    """One desk's reading of one store. `run` is the body of its thread; it owns the connection."""

    def __init__(self, workspace: Workspace, clock: Clock, binding: Binding | None, operator: str) -> None:
        self.workspace = workspace
        self.clock = clock
        self.binding = binding
        self.operator = operator
        self._queue = Queue()
        self._stream = Stream()
        self._seq: int | None = None
        self._version: tuple[object, ...] | None = None
        self._context: Context | None = None
        self._slots: list[Slot] = []

    def run(self, read: Callable[[Snapshot], None], failed: Callable[[str], None], ended: Callable[[float], bool]) -> None:
        """Until ENDED(seconds), which waits that long: READ gets each snapshot, FAILED a sentence when the store cannot be read; then it tries again."""
        store: Store | None = None
        seen, shown, signed = -1, -1e9, -1e9
        while True:
            try:
                if store is None:
                    store = Store(self.workspace.store_path)
                    self._seq = None
                if (now := self.clock.monotonic()) - signed >= SEEN_EVERY:
                    signed = now
                    with store.writing() as db:
                        operators.seen(db, self.operator, self.clock.now())
                version = store.data_version()
                if version != seen or now - shown >= REGROUP_EVERY:
                    seen, shown = version, now
                    read(self.snapshot(store))
            except (StoreError, WorkspaceError) as error:
                failed(str(error))
                if store is not None:
                    store.close()
                store = None
                if ended(1.0):
                    return
            if ended(LOOK_EVERY):
                break
        if store is not None:
            store.close()

    def snapshot(self, store: Store) -> Snapshot:
        """What there is to show now; reads what has changed since the last one."""
        store.check_schema()
        with store.reading() as db:
            changed = changes.since(db, self._seq)
            version = programmes.mark(db)
            if self._context is None or version != self._version:
                self._version = version
                hashtags = self.workspace.hashtags
                programme = programmes.in_force(db) or Programme(title=hashtags.event, timezone=hashtags.timezone)
                self._context = self.workspace.context(programme)
                self._slots = slots(programme.sessions)
            self._queue.refresh(db, None if changed.all else changed.posts, self._context)
            self._stream.refresh(db, None if changed.all else changed.incoming, None if changed.all else changed.questions)
            self._seq = changed.seq
        now = self.clock.now()
        return Snapshot(
            at=now,
            status=status(store, self.binding, self.clock),
            queue=self._queue.groups(now, self.workspace.hashtags.zone),
            inbox=self._stream.newest(),
            on_stage=self._stream.on_stage(),
            waiting=self._stream.waiting(),
            slots=self._slots,
            counts=self._queue.counts(),
            context=self._context,
        )
