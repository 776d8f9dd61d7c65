"""What a person decides about an incoming post by looking at it.

Called by the desk and the command line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from sqlite3 import Connection

from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.inbox.outcome import Outcome, each
from livetweet.model.incoming import IncomingState
from livetweet.store import claims
from livetweet.store import incoming as posts
from livetweet.store.connect import Store
from livetweet.store.incoming import Received


def newest(store: Store, states: Collection[IncomingState] = tuple(IncomingState), limit: int = 1_000_000) -> list[Received]:
    """The newest LIMIT of the incoming posts in STATES, oldest first."""
    with store.reading() as db:
        return posts.in_states(db, states, limit)


def show(store: Store, incoming: int) -> Received:
    with store.reading() as db:
        found = posts.get(db, [incoming])
    if not found:
        raise NotFoundError(f"There is no incoming post {incoming}: see `livetweet inbox list`.")
    return found[incoming]


def states(store: Store, ids: Collection[int]) -> dict[int, IncomingState]:
    """How those of posts IDS stand that are there."""
    with store.reading() as db:
        return {id_: one.state for id_, one in posts.get(db, ids).items()}


def put_back(store: Store, before: Mapping[int, IncomingState], made: IncomingState, *, operator: str, now: datetime) -> Outcome:
    """Posts stand again as they did BEFORE somebody MADE them what they are; what somebody has dealt with since stays."""

    def step(db: Connection, id_: int) -> None:
        if (one := posts.get(db, [id_]).get(id_)) is None or one.state is not made:
            raise NotAllowedError(f"Somebody has dealt with incoming post {id_} since: it stays as it is.")
        posts.set_state(db, [id_], before[id_], operator, now)

    return each(store, before, step)


def mark(store: Store, ids: Iterable[int], state: IncomingState, *, operator: str, now: datetime) -> Outcome:
    """OPERATOR has dealt with posts IDS: they are read, dismissed or answered."""

    def step(db: Connection, id_: int) -> None:
        if not posts.get(db, [id_]):
            raise NotFoundError(f"There is no incoming post {id_}: see `livetweet inbox list`.")
        posts.set_state(db, [id_], state, operator, now)

    return each(store, ids, step)


def keep(store: Store, ids: Collection[int]) -> bool:
    """Posts IDS are kept for the recap, or, where all of them are already, no more; which of the two."""
    with store.writing() as db:
        kept = not all(one.kept for one in posts.get(db, ids).values())
        claims.keep(db, ids, kept)
    return kept
