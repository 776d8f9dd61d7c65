"""What was typed live: sent with ten seconds' grace, taken back as text."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from livetweet.clock import Clock
from livetweet.model.part import State
from livetweet.model.post import Draft, Post
from livetweet.outbox import acts, drafts
from livetweet.outbox.approve import approve
from livetweet.outbox.outcome import Outcome
from livetweet.store import gates, posts
from livetweet.store.connect import Store
from livetweet.writing.compose import Context


def send(
    store: Store,
    draft: Draft,
    post: int | None,
    context: Context,
    media: Path,
    operator: str,
    clock: Clock,
    *,
    at: datetime | None = None,
    writing: str | None = None,
) -> tuple[int, datetime, Outcome]:
    """DRAFT leaves in ten seconds, or AT an instant: its post, when, and what stood in the way. POST is the draft or post that it was written into; else it is
    the one that was made of the same WRITING, be it by a desk that was killed before it knew.

    What cannot be approved stays a draft with its words.
    """
    post = _put(store, replace(draft, due=at, latest=None) if post is None else draft, post, writing, at, operator, clock)
    outcome = approve(store, [post], context, media, operator, clock)
    with store.reading() as db:
        due = at or clock.now() + gates.grace(db)
    return post, due, outcome


def keep_as_draft(store: Store, draft: Draft, post: int | None, operator: str, clock: Clock, *, writing: str | None = None) -> int:
    """DRAFT stays with its session until it is approved; its post, as with `send`."""
    return _put(store, draft, post, writing, None, operator, clock)


def take_back(store: Store, post: int, operator: str, clock: Clock, *, to_draft: bool = False) -> Draft | None:
    """The draft of POST, cancelled (TO_DRAFT: a draft again) before any of it left; None, and nothing has changed, where it is too late for that."""
    if not acts.take_back(store, post, operator, clock, to_draft=to_draft):
        return None
    with store.reading() as db:
        found = posts.get(db, post)
    return found.draft if found else None


def _put(store: Store, draft: Draft, post: int | None, writing: str | None, due: datetime | None, operator: str, clock: Clock) -> int:
    """The post with the texts, fields and pictures of DRAFT: POST, or the one made of WRITING, else a new one."""
    with store.writing() as db:
        found = posts.get(db, post) if post is not None else _made_of(db, writing) if writing else None
        if found is None:
            return posts.add(db, draft, operator, clock.now(), touched=True, writing=writing)
        drafts.change(
            db,
            found.id,
            texts={**dict.fromkeys(found.draft.texts, ""), **draft.texts},
            fields={**dict.fromkeys(found.draft.fields, ""), **draft.fields},
            media=draft.media,
            due=due,
        )
        return found.id


def _made_of(db: sqlite3.Connection, writing: str) -> Post | None:
    """What was made of WRITING before, and not taken back since."""
    found = posts.of_writing(db, writing)
    if found is None or not found.approved_at or any(part.state is not State.CANCELLED for part in posts.parts_of(db, found.id)):
        return found
    posts.forget_writing(db, found.id)
    return None
