"""Drafts: added by a person or a plan, edited, thrown away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from livetweet.clock import Clock
from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.model.part import Part, State
from livetweet.model.post import Draft, Media
from livetweet.outbox.outcome import Outcome, Refusal
from livetweet.store import posts
from livetweet.store.answered import may_have_left as parts_in_doubt
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
    media: Sequence[Media] | None = None,
    due: datetime | None = None,
    latest: datetime | None = None,
) -> Outcome:
    """POST as a draft again, with these texts (network to text, `*` for all), person's fields, pictures (None: its own) or times; parts that have left stay as they are.

    Deliveries that are over are refused, and stay out of it at the next approval. NotAllowedError where none is left to edit, where a part is leaving,
    or where nobody knows.
    """
    with store.writing() as db:
        return Outcome(done=(post,), refused=change(db, post, texts=texts or {}, fields=fields or {}, media=media, due=due, latest=latest))


def change(
    db: sqlite3.Connection,
    post: int,
    *,
    texts: Mapping[str, str],
    fields: Mapping[str, str],
    media: Sequence[Media] | None = None,
    due: datetime | None = None,
    latest: datetime | None = None,
) -> tuple[Refusal, ...]:
    """`edit` inside the caller's transaction. An empty text takes back what was written for that network or field."""
    found = posts.get(db, post)
    if found is None:
        raise NotFoundError(f"There is no post {post}: `livetweet post list` shows those there are.")
    parts = posts.parts_of(db, post)
    states = {part.state for part in parts}
    if State.SENDING in states:
        raise NotAllowedError(f"Post {post} is leaving now: it can be deleted once it is posted.")
    if State.UNKNOWN in states:
        raise NotAllowedError(f"Nobody knows yet whether post {post} has left: resolve it first (`livetweet post resolve {post}`).")
    if parts_in_doubt(db, post):
        raise NotAllowedError(f"Post {post} was tried before, and may still turn up: let it leave, or cancel it and write a new one.")
    over = _over(parts) if found.approved_at else {}
    left = tuple(dict.fromkeys(part.account for part in parts if part.account not in over))
    if found.approved_at and not left:
        raise NotAllowedError(f"Post {post} is {' and '.join(sorted(states))}: it can no longer be edited.")
    draft = found.draft
    by_hand = due - draft.due if due and draft.due and draft.anchor else timedelta(0)
    changed = replace(
        draft,
        texts={name: text for name, text in {**draft.texts, **texts}.items() if text},
        fields={name: text for name, text in {**draft.fields, **fields}.items() if text},
        accounts=left if over else draft.accounts,
        media=draft.media if media is None else tuple(media),
        due=due or draft.due,
        latest=latest or (None if due else draft.latest),
        offset=draft.offset + by_hand,
    )
    posts.change(db, post, changed, touched=True)
    return tuple(Refusal(post=post, account=name, why=f"Post {post} on {name}: {why}.") for name, why in over.items())


def _over(parts: Iterable[Part]) -> dict[str, str]:
    """The accounts on which nothing is left to edit, each with the reason in a clause."""
    of_account: dict[str, set[State]] = {}
    for part in parts:
        of_account.setdefault(part.account, set()).add(part.state)
    return {
        name: "it is cancelled" if State.CANCELLED in states else "it has left"
        for name, states in of_account.items()
        if not states - {State.POSTED} <= EDITABLE or states == {State.POSTED}
    }
