"""What was typed live: sent with ten seconds' grace, taken back as text."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from livetweet.clock import Clock
from livetweet.model.post import Draft
from livetweet.outbox import acts, drafts
from livetweet.outbox.approve import approve
from livetweet.outbox.outcome import Outcome
from livetweet.store import gates, posts
from livetweet.store.connect import Store
from livetweet.writing.compose import Context


def send(
    store: Store, draft: Draft, post: int | None, context: Context, media: Path, operator: str, clock: Clock, *, at: datetime | None = None
) -> tuple[int, datetime, Outcome]:
    """DRAFT leaves in ten seconds, or AT an instant: its post, when, and what stood in the way. POST is the draft or post that it was written into.

    What cannot be approved stays a draft with its words.
    """
    if post is None:
        post = drafts.add(store, replace(draft, due=at, latest=None), operator, clock)
    else:
        _rewrite(store, post, draft, at)
    outcome = approve(store, [post], context, media, operator, clock)
    with store.reading() as db:
        due = at or clock.now() + gates.grace(db)
    return post, due, outcome


def keep_as_draft(store: Store, draft: Draft, post: int | None, operator: str, clock: Clock) -> int:
    """DRAFT stays with its session until it is approved; its post."""
    if post is None:
        return drafts.add(store, draft, operator, clock)
    _rewrite(store, post, draft, None)
    return post


def _rewrite(store: Store, post: int, draft: Draft, due: datetime | None) -> None:
    """POST with the texts, fields and pictures of DRAFT in the place of its own."""
    with store.reading() as db:
        found = posts.get(db, post)
    before = found.draft if found else draft
    drafts.edit(
        store,
        post,
        texts={**dict.fromkeys(before.texts, ""), **draft.texts},
        fields={**dict.fromkeys(before.fields, ""), **draft.fields},
        media=draft.media,
        due=due,
    )


def take_back(store: Store, post: int, operator: str, clock: Clock) -> Draft | None:
    """The draft of POST, cancelled before any of it left; None, and nothing is cancelled, where it is too late for that."""
    if not acts.take_back(store, post, operator, clock):
        return None
    with store.reading() as db:
        found = posts.get(db, post)
    return found.draft if found else None
