"""Persons and words that the inbox does not show. What they say is still taken in, counted and kept in the record.

Called by the desk; the stream asks `Muted` about each post.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.inbox.literal import storable
from livetweet.store import incoming as posts
from livetweet.store import mutes
from livetweet.store.connect import Store
from livetweet.store.incoming import Received
from livetweet.store.mutes import Mute


class Muted(NamedTuple):
    """What is muted at one moment."""

    mutes: tuple[Mute, ...] = ()

    def hides(self, one: Received) -> bool:
        """Whether the inbox does not show ONE: its author is muted, or it says a muted word (as a whole word, whatever the case)."""
        if not self.mutes:
            return False
        text, author = (one.text or "").casefold(), one.author.casefold()
        return any(
            (mute.network, mute.what) == (one.network, author) if mute.network else re.search(rf"(?<!\w){re.escape(mute.what)}(?!\w)", text)
            for mute in self.mutes
        )


def mute_author(store: Store, incoming: int, *, operator: str, now: datetime) -> str:
    """Nothing by the author of INCOMING is shown any more; their handle."""
    with store.writing() as db:
        one = posts.get(db, [incoming]).get(incoming)
        if one is None:
            raise NotFoundError(f"There is no incoming post {incoming}: see `livetweet inbox list`.")
        mutes.add(db, Mute(network=one.network, what=one.author.casefold()), operator, now)
    return one.author


def mute_word(store: Store, word: str, *, operator: str, now: datetime) -> str:
    """Nothing that says WORD is shown any more; the word as it is compared."""
    folded = " ".join(storable(word).casefold().split())
    if not folded:
        raise NotAllowedError("There is no word to mute: type one.")
    with store.writing() as db:
        mutes.add(db, Mute(network="", what=folded), operator, now)
    return folded


def unmute_last(store: Store) -> str:
    """What was muted last is shown again; its handle or word."""
    with store.writing() as db:
        there = mutes.every(db)
        if not there:
            raise NotAllowedError("Nobody and nothing is muted.")
        mutes.remove(db, there[-1])
    return there[-1].what


def muted(store: Store) -> Sequence[Mute]:
    """Who and what is muted, in the order it was."""
    with store.reading() as db:
        return mutes.every(db)
