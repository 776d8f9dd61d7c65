"""Where things stand, as one value: what the status line and `livetweet status` say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from livetweet.clock import Clock
from livetweet.model.account import Account
from livetweet.store import accounts, gates, parts, posts
from livetweet.store.binding import Binding
from livetweet.store.connect import Store
from livetweet.store.gates import Gate

WORKER_SIGNS_WITHIN = timedelta(seconds=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`mode` is REHEARSAL, LIVE or NOT LIVE; `problem` says why nothing leaves from a live store here. `parts` counts by state, `due` is the next one's time."""

    mode: str
    problem: str | None
    gate: Gate
    worker: bool
    accounts: Sequence[Account]
    drafts: int
    parts: Mapping[str, int]
    due: datetime | None


def status(store: Store, binding: Binding | None, clock: Clock) -> Status:
    """BINDING is None in a rehearsal."""
    with store.reading() as db:
        gate = gates.read(db)
        problem = binding.problem(gate) if binding and gate.live else None
        return Status(
            mode="REHEARSAL" if gate.rehearsal else "LIVE" if gate.live and not problem else "NOT LIVE",
            problem=problem,
            gate=gate,
            worker=gate.worker_seen_at is not None and clock.now() - gate.worker_seen_at < WORKER_SIGNS_WITHIN,
            accounts=accounts.every(db),
            drafts=posts.count_drafts(db),
            parts=posts.count_states(db),
            due=parts.first_due(db),
        )
