"""Drafts: added by a person or a plan, edited, thrown away."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from livetweet.clock import Clock
from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.model.part import State
from livetweet.model.post import Draft
from livetweet.store import posts
from livetweet.store.connect import Store

EDITABLE = {State.SCHEDULED, State.HELD, State.FAILED, State.SKIPPED}


def add(store: Store, draft: Draft, operator: str, clock: Clock) -> int:
    """A draft typed by a person; its id."""
    with store.writing() as db:
        return posts.add(db, draft, operator, clock.now(), touched=True)


def edit(
    store: Store,
    post: int,
    *,
    texts: Mapping[str, str] | None = None,
    fields: Mapping[str, str] | None = None,
    due: datetime | None = None,
    latest: datetime | None = None,
) -> None:
    """POST as a draft again, with these texts (network to text, `*` for all), person's fields or times; parts that have left stay as they are.

    NotAllowedError where a part is leaving or nobody knows, where all of it has left, or where it was cancelled.
    """
    with store.writing() as db:
        change(db, post, texts=texts or {}, fields=fields or {}, due=due, latest=latest)


def change(
    db: sqlite3.Connection,
    post: int,
    *,
    texts: Mapping[str, str],
    fields: Mapping[str, str],
    due: datetime | None = None,
    latest: datetime | None = None,
) -> None:
    """`edit` inside the caller's transaction. An empty text takes back what was written for that network or field."""
    found = posts.get(db, post)
    if found is None:
        raise NotFoundError(f"There is no post {post}: `livetweet post list` shows those there are.")
    states = {part.state for part in posts.parts_of(db, post)}
    if State.SENDING in states:
        raise NotAllowedError(f"Post {post} is leaving now: it can be deleted once it is posted.")
    if State.UNKNOWN in states:
        raise NotAllowedError(f"Nobody knows yet whether post {post} has left: resolve it first (`livetweet post resolve {post}`).")
    if found.approved_at and not states & EDITABLE:
        raise NotAllowedError(f"Post {post} is {' and '.join(sorted(states))}: it can no longer be edited.")
    draft = found.draft
    changed = replace(
        draft,
        texts={name: text for name, text in {**draft.texts, **texts}.items() if text},
        fields={name: text for name, text in {**draft.fields, **fields}.items() if text},
        due=due or draft.due,
        latest=latest or (None if due else draft.latest),
    )
    posts.change(db, post, changed, touched=True)
