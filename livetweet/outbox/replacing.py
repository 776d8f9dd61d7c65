"""Of an approved post that a change of the programme holds, and of the draft in its place, only one leaves.

Who approves the draft drops what it replaces; who lets the held one leave all the same drops the draft, unless a person has written in it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import groupby

from livetweet.model.part import Part, State, derive
from livetweet.model.post import Post
from livetweet.outbox.queue import Entry, entries
from livetweet.store import posts
from livetweet.store.connect import Store
from livetweet.store.parts import PROGRAMME_CHANGED
from livetweet.writing.compose import Context

_HOW = {
    State.SCHEDULED: "is scheduled",
    State.HELD: "is held",
    State.SENDING: "is leaving now",
    State.UNKNOWN: "may have left",
    State.POSTED: "has left",
}


def instead(store: Store, post: int, context: Context) -> Entry | None:
    """The draft in the place of POST, as the queue shows it; None: there is none."""
    with store.reading() as db:
        draft = posts.replacing(db, post)
        return entries(db, [draft.id], context)[0] if draft is not None and not draft.approved_at else None


def why_not(db: sqlite3.Connection, post: Post, accounts: Collection[str]) -> str | None:
    """A clause that says what keeps POST from leaving on ACCOUNTS: the other of the two is on its way there, or has gone it. None: nothing does."""
    replaced = posts.get(db, post.replaces) if post.replaces else None
    for other, where in ((replaced, "in whose place it stands"), (posts.replacing(db, post.id), "which stands in its place")):
        if other is None or not other.approved_at:
            continue
        for account, of_account in groupby(posts.parts_of(db, other.id), key=lambda part: part.account):
            how = _HOW.get(_how_far(of_account))
            if account in accounts and how:
                return f"post {other.id}, {where}, {how} on {account}"
    return None


def settle(db: sqlite3.Connection, post: Post, accounts: Collection[str], now: datetime) -> int | None:
    """POST is to leave on ACCOUNTS: what it replaces is dropped there, and so is the draft in its own place, whose id comes back."""
    if post.replaces is not None:
        held = [part.id for part in posts.parts_of(db, post.replaces) if part.account in accounts and _is_held(part)]
        posts.set_states(db, held, State.CANCELLED, f"replaced by post {post.id}", now)
    draft = posts.replacing(db, post.id)
    if draft is None or draft.touched or draft.approved_at:
        return None
    posts.delete(db, draft.id, now)
    return draft.id


def _how_far(delivery: Iterable[Part]) -> State:
    """How far a delivery has come; what a change of the programme holds of it will not leave by itself."""
    parts = list(delivery)
    return State.CANCELLED if any(_is_held(part) for part in parts) else derive(part.state for part in parts)


def _is_held(part: Part) -> bool:
    return part.state is State.HELD and part.reason == PROGRAMME_CHANGED
