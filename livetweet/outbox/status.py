"""Where things stand, as one value: what the status line and `livetweet status` say."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import NamedTuple

from livetweet.clock import Clock, day_around
from livetweet.model.account import Account
from livetweet.store import accounts, cursors, gates, parts, posts, sources
from livetweet.store.binding import Binding
from livetweet.store.connect import Store
from livetweet.store.cursors import Trouble
from livetweet.store.gates import Gate
from livetweet.store.sources import Look

NOTHING = Decimal(0)
WORKER_SIGNS_WITHIN = timedelta(seconds=15)  # on the wall, three times as long as it takes: a machine may be busy


class Cost(NamedTuple):
    """In US dollars, for one account and the day it is: what its posts have cost, what those scheduled until midnight will, and what they may together (None: any sum)."""

    spent: Decimal
    scheduled: Decimal
    cap: Decimal | None

    @property
    def exceeds(self) -> bool:
        """Whether something scheduled will be held rather than leave."""
        return self.cap is not None and self.spent + self.scheduled > self.cap


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`mode` is REHEARSAL, LIVE or NOT LIVE; `problem` says why nothing leaves from a live store here. `parts` counts by state, `due` is the next one's time.

    `costs` by account, for those whose posts cost anything today or are capped. What the worker knows of an account's health stands in `accounts`.
    """

    mode: str
    problem: str | None
    gate: Gate
    worker: bool
    accounts: Sequence[Account]
    drafts: int
    parts: Mapping[str, int]
    due: datetime | None
    costs: Mapping[str, Cost] = field(default_factory=dict)
    unread: Sequence[Trouble] = ()  # streams that cannot be read, which keeps no post from leaving
    programme: Look | None = None  # at the address of the programme that is watched


def status(store: Store, binding: Binding | None, clock: Clock, zone: tzinfo = UTC, watched: str | None = None) -> Status:
    """BINDING is None in a rehearsal; ZONE is where the day begins; WATCHED the address of the programme that the worker looks at."""
    with store.reading() as db:
        gate = gates.read(db)
        problem = binding.problem(gate) if binding and gate.live else None
        signs_within = gates.on_the_wall(db, WORKER_SIGNS_WITHIN)
        return Status(
            mode="REHEARSAL" if gate.rehearsal else "LIVE" if gate.live and not problem else "NOT LIVE",
            problem=problem,
            gate=gate,
            worker=gate.worker_seen_at is not None and timedelta(0) <= clock.now() - gate.worker_seen_at < signs_within,
            accounts=accounts.every(db),
            drafts=posts.count_drafts(db),
            parts=posts.count_states(db),
            due=parts.first_due(db),
            costs=_costs(db, clock, zone),
            unread=tuple(cursors.troubles(db)),
            programme=sources.last_look(db, watched) if watched else None,
        )


def _costs(db: sqlite3.Connection, clock: Clock, zone: tzinfo) -> dict[str, Cost]:
    begins, ends = day_around(clock.now(), zone)
    spent, scheduled = accounts.spent(db, begins), accounts.to_spend(db, ends)
    return {
        account.name: Cost(spent=spent.get(account.name, NOTHING), scheduled=scheduled.get(account.name, NOTHING), cap=account.daily_cap)
        for account in accounts.every(db)
        if account.name in spent or account.name in scheduled or account.daily_cap is not None
    }
