"""Deleting what has left, where it stands: an errand for each part, which the worker runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from livetweet.model.errand import Deed
from livetweet.model.part import Part, State
from livetweet.outbox.outcome import Refusal
from livetweet.store import errands, gates, posts
from livetweet.store.errands import BEING_DELETED

_NEVER_LEAVES = {State.CANCELLED, State.SKIPPED}


def delete_where_it_stands(db: sqlite3.Connection, post: int, operator: str, now: datetime) -> tuple[list[int], list[Refusal]]:
    """The errands that delete each delivery of POST which has left whole, the last part first; and why others are left as they are."""
    asked: list[int] = []
    left: list[Refusal] = []
    for account, of_account in groupby(posts.parts_of(db, post), key=lambda part: part.account):
        delivery = list(of_account)
        if all(part.state in _NEVER_LEAVES for part in delivery):
            continue
        why = _why_not(delivery)
        if why is not None:
            left.append(Refusal(post=post, account=account, why=f"Post {post} on {account}: {why}."))
            continue
        for part in reversed(delivery):
            if part.state is State.POSTED and part.gone_at is None:
                errand = errands.ask(db, account, Deed.DELETE, operator, now, now + gates.grace(db), part=part.id)
                asked += [errand] if errand is not None else []
    return asked, left


def _why_not(delivery: Sequence[Part]) -> str | None:
    posted = [part for part in delivery if part.state is State.POSTED]
    waiting = next((part for part in delivery if part.state not in {State.POSTED, *_NEVER_LEAVES}), None)
    if waiting is not None and waiting.state is State.UNKNOWN:
        return "nobody knows yet whether it has left: resolve it first"
    if waiting is not None and waiting.state is State.SENDING:
        return "it is leaving now; once posted it can be deleted"
    if waiting is not None:
        return f"part {waiting.number} of it has not left: cancel that first" if posted else f"it is {waiting.state}: cancel it instead"
    if all(part.gone_at is not None or part.reason == BEING_DELETED for part in posted):
        return "it is deleted already" if all(part.gone_at is not None for part in posted) else "it is being deleted"
    unnamed = next((part for part in posted if not part.remote_id), None)
    if unnamed is not None:
        return f"nobody knows how to name it there: delete it by hand at {unnamed.url or 'its address'}"
    return None
