"""Who answers an incoming post, so that two operators never answer the same one unknowingly.

Called by the desks. A claim is a courtesy, not a lock: it ends with the answer, when its operator closes the composer, or after five minutes without a keystroke.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from livetweet.errors import NotFoundError
from livetweet.model.incoming import IncomingState
from livetweet.store import claims, gates
from livetweet.store import incoming as posts
from livetweet.store.connect import Store

HOLDS_FOR = timedelta(minutes=5)  # on the wall


def claim(store: Store, incoming: int, *, operator: str, now: datetime, over: bool = False) -> str | None:
    """OPERATOR answers INCOMING from now on, or goes on answering it; else the name of who does, and nothing is changed unless OVER."""
    with store.writing() as db:
        if not posts.get(db, [incoming]):
            raise NotFoundError(f"There is no incoming post {incoming}: see `livetweet inbox list`.")
        expire(db, now)
        other = claims.claimed_by(db, incoming)
        if other not in {None, operator} and not over:
            return other
        claims.claim(db, incoming, operator, now)
    return None


def expire(db: sqlite3.Connection, now: datetime) -> None:
    """Claims that nobody has renewed end: who made them has left."""
    claims.expire(db, now - gates.on_the_wall(db, HOLDS_FOR))


def release(store: Store, incoming: int, *, operator: str) -> None:
    """OPERATOR does not answer INCOMING after all."""
    with store.writing() as db:
        claims.release(db, incoming, operator)


def answered(store: Store, incoming: int, *, operator: str, now: datetime) -> None:
    """OPERATOR's answer to INCOMING is on its way: nobody else need write one."""
    with store.writing() as db:
        claims.release(db, incoming, operator)
        posts.set_state(db, [incoming], IncomingState.ANSWERED, operator, now)


def take_up_again(store: Store, incoming: int, *, operator: str, now: datetime) -> None:
    """OPERATOR's answer to INCOMING was taken back, and is being written again."""
    with store.writing() as db:
        posts.set_state(db, [incoming], IncomingState.READ, operator, now)
        claims.claim(db, incoming, operator, now)
