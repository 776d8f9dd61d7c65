"""Drafts that a person approves in one go: all that leave on a day, or all of a kind. Called by the desk, which shows first which they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from livetweet.model.post import Kind, Post
from livetweet.store import accounts, posts
from livetweet.store.connect import Store
from livetweet.writing import rules
from livetweet.writing.compose import Context, compose
from livetweet.writing.rules.rule import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Drafts that are to leave on `day`, or of `kind` on whatever day: those that can be approved, by time, and how many wait for words of a person."""

    ready: tuple[Post, ...]
    unwritten: int
    day: date | None = None
    kind: Kind | None = None


def batches(store: Store, context: Context, now: datetime) -> list[Batch]:
    """Each day from NOW on, then each kind, of the drafts that are still to leave; only what holds at least one that is ready."""
    with store.reading() as db:
        of = {account.name: rules.of(account) for account in accounts.every(db)}
        drafts = sorted((post for post in posts.drafts(db) if post.draft.due and post.draft.due > now), key=lambda post: (post.draft.due, post.id))
    written = {post.id: _is_written(post, of, context) for post in drafts}

    def gathered(found: Iterable[Post], **of: date | Kind) -> Batch:
        inside = list(found)
        return Batch(ready=tuple(post for post in inside if written[post.id]), unwritten=sum(not written[post.id] for post in inside), **of)  # type: ignore[arg-type]

    of_day = {post.id: post.draft.due.astimezone(context.hashtags.zone).date() for post in drafts if post.draft.due}
    days = [gathered((post for post in drafts if of_day[post.id] == day), day=day) for day in sorted(set(of_day.values()))]
    kinds = [gathered((post for post in drafts if post.draft.kind is kind), kind=kind) for kind in Kind]
    return [one for one in (*days, *kinds) if one.ready]


def _is_written(post: Post, of: Mapping[str, Rules], context: Context) -> bool:
    """Whether every field that only a person can fill is filled."""
    wanted: Sequence[str] = post.draft.accounts or tuple(of)
    return not any(compose(post.draft, by, context).missing for by in {of[name] for name in wanted if name in of})
