"""What authors did with their posts after we took them in: deleted, edited, liked by others.

The worker's collectors ask which posts to read again, and hand over what their adapter found.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from livetweet.inbox.alarm import alarms
from livetweet.inbox.asking import asks
from livetweet.inbox.literal import storable
from livetweet.model.question import QuestionState
from livetweet.store import incoming as posts
from livetweet.store import questions
from livetweet.store.connect import Store
from livetweet.store.incoming import Received, Said

EVERY = timedelta(seconds=60)
_ON_SCREEN = (QuestionState.WAITING, QuestionState.STAGE)


class Seen(Protocol):
    """What an adapter's re-read says of one post; `text` is None when its author deleted it."""

    @property
    def remote_id(self) -> str: ...

    @property
    def text(self) -> str | None: ...

    @property
    def likes(self) -> int: ...


def due(store: Store, account: str, now: datetime, *, paid: bool = False, limit: int = 40) -> list[str]:
    """Remote ids of what ACCOUNT took in and is to be read again: what has just been put on stage, then what is waiting or on stage and was not read for 60 s, longest ago first.

    Where each answer is PAID, only the former.
    """
    with store.reading() as db:
        return posts.due_for_reread(db, account, _ON_SCREEN, None if paid else now - EVERY, limit)


def within(store: Store, account: str, *, paid: bool = False) -> timedelta | None:
    """How soon something of ACCOUNT is to be read again: at once after it was put on stage, else in 60 s while anything waits or is on stage; None: nothing is."""
    with store.reading() as db:
        shown, wanted = posts.wanted_again(db, account, _ON_SCREEN)
    return timedelta(0) if wanted else EVERY if shown and not paid else None


def apply(store: Store, account: str, found: Iterable[Seen], now: datetime, *, asked: Iterable[str] = ()) -> tuple[int, ...]:
    """Takes over what ACCOUNT FOUND; the ids of the posts that were deleted or edited, whose questions have left the stage and are flagged.

    Of what was ASKED for and not found nobody can tell more: it has had its turn.
    """
    seen = {one.remote_id: one for one in found}
    with store.writing() as db:
        before = [one for one in posts.by_remote_id(db, posts.network_of(db, account) or "", {*seen, *asked}) if one.text is not None]
        told = [(one, seen[one.remote_id]) for one in before if one.remote_id in seen]
        changed = [one for one, now_ in told if _change(db, one, now_.text, now)]
        posts.reread(db, [one.id for one in before], now)
        posts.set_likes(db, [(now_.likes, one.id) for one, now_ in told if now_.text is not None])
    return tuple(one.id for one in changed)


def withdraw(db: sqlite3.Connection, network: str, remote_ids: Iterable[str], now: datetime) -> None:
    """The authors of REMOTE_IDS deleted them: their words go, here and in the questions made of them."""
    for one in posts.by_remote_id(db, network, list(remote_ids)):
        if one.text is not None:
            _change(db, one, None, now)


def _change(db: sqlite3.Connection, post: Received, words: str | None, now: datetime) -> bool:
    """Whether POST now says something else than before; if so, its question is no longer shown."""
    text = None if words is None else storable(words)
    if text == post.text:
        return False
    if text is None:
        posts.forget(db, post.id, now)
    else:
        posts.edit(db, post.id, text, Said(asks=asks(text, post.language), alarms=alarms(text)), now)
    question = questions.of_incoming(db, post.id)
    if question is not None:
        instead = text if text is not None else next((one.text for one in question.askers if one.text is not None), "")
        questions.replace_words(db, question.id, post.text or "", instead)
        gone = text is None and not any(one.text is not None for one in question.askers)
        questions.leave_stage(db, question.id, QuestionState.PARKED if gone else QuestionState.WAITING, now)
    return True
