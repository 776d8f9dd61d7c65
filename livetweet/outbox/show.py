"""What the outbox holds, as values to print or paint: posts with their deliveries, each state derived from the parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from livetweet.model.account import Account
from livetweet.model.part import Part, State, derive
from livetweet.model.post import Post
from livetweet.store import accounts, incoming, posts
from livetweet.store.connect import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One post on one account. `reason` is that of the first part in the delivery's state."""

    account: Account
    state: State
    reason: str | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    post: Post
    state: State
    deliveries: tuple[Delivery, ...]


def everything(store: Store) -> list[Listed]:
    """All posts, by due time; drafts without one last."""
    with store.reading() as db:
        known = {account.name: account for account in accounts.every(db, removed_too=True)}
        parts = posts.all_parts(db)
        return [_listed(post, parts.get(post.id, []), known) for post in posts.every(db)]


def one(store: Store, post: int) -> Listed | None:
    """POST with its deliveries, or None."""
    with store.reading() as db:
        found = posts.get(db, post)
        known = {account.name: account for account in accounts.every(db, removed_too=True)}
        return _listed(found, posts.parts_of(db, post), known) if found else None


def _listed(post: Post, parts: Sequence[Part], known: dict[str, Account]) -> Listed:
    deliveries = []
    for name, of_account in groupby(parts, key=lambda part: part.account):
        cut = tuple(of_account)
        state = derive(part.state for part in cut)
        reason = next((part.reason for part in cut if part.state is state), None)
        deliveries.append(Delivery(account=known[name], state=state, reason=reason, parts=cut))
    state = derive(one.state for one in deliveries) if post.approved_at else State.DRAFT
    return Listed(post=post, state=state, deliveries=tuple(deliveries))


def has_incoming(store: Store, post: int) -> bool:
    """Whether there is an incoming post of that id."""
    with store.reading() as db:
        return bool(incoming.get(db, [post]))
