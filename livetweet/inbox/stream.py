"""What came in as a desk shows it: an item a post, newest first, kept up to date by the journal of changes."""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from livetweet.inbox.mutes import Muted
from livetweet.model.errand import Deed
from livetweet.model.incoming import IncomingState
from livetweet.model.question import QuestionState
from livetweet.store import incoming, mutes, questions
from livetweet.store.incoming import OPEN, Received
from livetweet.store.questions import Question
from livetweet.writing import rules


class Mark(StrEnum):
    """How an item stands, in the words of the screen."""

    NEW = "new"
    NEEDS = "needs you"
    QUESTION = "question"
    STAGE = "on stage"
    BUSY = "answers"
    ANSWERED = "answered"
    READ = "read"
    DISMISSED = "dismissed"
    PRIVATE = "private"


class Item(NamedTuple):
    """One incoming post. `text` is None once its author deleted it. `people` is how many asked the same question; `by` who answers it, or answered."""

    id: int
    at: datetime
    mark: Mark
    author: str
    name: str
    sign: str
    how: str
    text: str | None
    likes: int
    people: int
    by: str | None
    session: str | None
    url: str | None
    question: int | None
    part: int | None
    edited: bool
    account: str
    visibility: str
    kept: bool
    unread: bool
    asks: bool  # and nobody has made a question of it yet
    deeds: frozenset[Deed]

    @property
    def key(self) -> str:
        return f"incoming:{self.id}"

    @property
    def heading(self) -> bool:
        return False

    @property
    def open(self) -> bool:
        """Whether everyone may read it."""
        return self.visibility in OPEN


@dataclass(slots=True, kw_only=True)
class Stream:
    """All incoming posts of a store, and its questions."""

    items: dict[int, Item] = field(default_factory=dict)
    marks: Counter[Mark] = field(default_factory=Counter)  # how many items have each
    questions: dict[int, Question] = field(default_factory=dict)
    _muted: Muted = field(default_factory=Muted)
    _order: list[tuple[datetime, int]] = field(
        default_factory=list
    )  # of `items`, oldest first: kept, since sorting 10,000 ten times a second would be felt
    _newest: list[Item] | None = None

    def refresh(self, db: sqlite3.Connection, changed: Collection[int] | None, changed_questions: Collection[int] | None) -> None:
        """Read the posts and questions CHANGED (None: all); inside the caller's transaction."""
        muted = Muted(tuple(mutes.every(db)))
        if changed is None or changed_questions is None or muted != self._muted:
            self._muted = muted
            self.questions = {question.id: question for question in questions.every(db)}
            self.items = {one.id: _item(one, self.questions) for one in incoming.every(db) if not muted.hides(one)}
            self._newest = None
            self._order = sorted((one.at, one.id) for one in self.items.values())
            self.marks = Counter(one.mark for one in self.items.values())
            return
        touched = set(changed)
        for one in changed_questions:
            before, now = self.questions.pop(one, None), questions.get(db, one)
            touched |= {asker.incoming for question in (before, now) if question for asker in question.askers}
            if now is not None and now.merged is None:
                self.questions[one] = now
        for received in incoming.get(db, touched).values():
            before_it = self.items.pop(received.id, None)
            if not muted.hides(received):
                self.items[received.id] = _item(received, self.questions)
            self._newest = None
            self._place(before_it, self.items.get(received.id))

    def newest(self) -> list[Item]:
        """The same list as long as nothing changes."""
        if self._newest is None:
            self._newest = [self.items[id_] for _, id_ in reversed(self._order)]
        return self._newest

    def _place(self, before: Item | None, now: Item | None) -> None:
        """Keep the counts, and the order where an item came, went, or has another time."""
        self.marks.subtract([before.mark] if before else ())
        self.marks.update([now.mark] if now else ())
        was, is_ = ((one.at, one.id) if one else None for one in (before, now))
        if was == is_:
            return
        if was is not None:
            del self._order[bisect_left(self._order, was)]
        if is_ is not None:
            insort(self._order, is_)

    def on_stage(self) -> list[Question]:
        return [one for one in self.questions.values() if one.state is QuestionState.STAGE]

    def waiting(self) -> list[Question]:
        """In the order in which they should be asked."""
        return sorted((one for one in self.questions.values() if one.state is QuestionState.WAITING), key=questions.order)


def _item(one: Received, known: dict[int, Question]) -> Item:
    question = known.get(one.question) if one.question else None
    return Item(
        id=one.id,
        at=one.at,
        mark=_mark(one, question),
        author=one.author,
        name=one.name,
        sign=rules.get(one.network).sign,
        how=one.how.value,
        text=one.text,
        likes=one.likes,
        people=question.people if question else 1,
        by=one.claimed_by or one.state_by,
        session=one.session,
        url=one.url,
        question=one.question,
        part=one.part,
        edited=one.edited_at is not None,
        account=one.account,
        visibility=one.visibility,
        kept=one.kept,
        asks=one.asks and one.state is IncomingState.NEW and question is None,
        unread=one.state is IncomingState.NEW and question is None,
        deeds=one.deeds,
    )


def _mark(one: Received, question: Question | None) -> Mark:
    if one.claimed_by and one.state in {IncomingState.NEW, IncomingState.READ}:
        return Mark.BUSY
    if one.state is IncomingState.DISMISSED:
        return Mark.DISMISSED
    if question and question.state is QuestionState.STAGE:
        return Mark.STAGE
    if one.state is IncomingState.ANSWERED or (question and question.state is QuestionState.ANSWERED):
        return Mark.ANSWERED
    if one.needs_us:
        return Mark.NEEDS
    if not one.open:
        return Mark.PRIVATE
    if (question and question.state is QuestionState.WAITING) or (one.asks and one.state is IncomingState.NEW and question is None):
        return Mark.QUESTION
    return Mark.READ if one.state is IncomingState.READ or question else Mark.NEW
