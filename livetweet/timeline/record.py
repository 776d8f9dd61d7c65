"""The record: the store read once, into frozen values, by session in the order of the programme.

Exporters make a document of it. Nothing private is in it, so that no exporter can let it out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from livetweet.model.account import Account
from livetweet.model.part import Part, State
from livetweet.model.post import Kind, Post
from livetweet.model.programme import Programme
from livetweet.model.question import QuestionState
from livetweet.model.session import Session
from livetweet.store import accounts, incoming, posts, programmes, questions
from livetweet.store.connect import Store
from livetweet.store.incoming import OPEN, Received
from livetweet.store.questions import Question

LATE = timedelta(minutes=5)  # after it was due, a post is late even where it might still leave


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A post on one account: its parts by number."""

    account: Account
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A post of ours that was approved. `at`: when its first part left, or was to leave; `left`: whether any part did; `answers` the incoming
    post it replies to.
    """

    id: int
    kind: Kind
    at: datetime
    left: bool
    answers: Received | None
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """What belongs to one session, or (None) to none: the campaign. `incoming` by time; `questions` by the time they were asked.

    `gone`: the session is in the programme no more, and here as it last was there; all but its id is empty where nobody knows that.
    """

    session: Session | None
    gone: bool = False
    posts: tuple[Told, ...]
    incoming: tuple[Received, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """`posts` were approved, `published` of them left somewhere. `parts`: state to how many parts are in it, without those there are none of.
    `answered`: questions answered on stage.
    """

    sessions: int
    posts: int
    published: int
    parts: dict[str, int]
    incoming: int
    questions: int
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`first` and `last` are the days of the event in its zone, None where no session has a time. `sessions` are those with something to tell.
    `ours`: the handles we have or had (@, folded).
    """

    event: str
    zone: ZoneInfo
    language: str
    ours: frozenset[str]
    first: date | None
    last: date | None
    totals: Totals
    sessions: tuple[Chapter, ...]
    campaign: Chapter


def read(store: Store, programme: Programme, *, event: str, zone: ZoneInfo, language: str) -> Record:
    """The record of EVENT, whose PROGRAMME is in force; LANGUAGE is `en` or `fr`. The same store gives the same record."""
    with store.reading() as db:
        received = {one.id: one for one in incoming.every(db) if one.open}
        asked = [one for one in questions.every(db) if all(asker.open for asker in one.askers)]
        known = {account.name: account for account in accounts.every(db, removed_too=True)}
        parts = posts.all_parts(db)
        earlier = programmes.previous_version(db)
        told = [(post.draft.session, _told(post, parts[post.id], known, received)) for post in posts.every(db) if post.id in parts]
    told = [(session, one) for session, one in told if one.deliveries]
    before = programmes.read(earlier) if earlier else None
    chapters = _chapters(programme, before, told, received.values(), asked)
    days = sorted(one.start.astimezone(zone).date() if one.start.tzinfo else one.start.date() for one in programme.sessions if one.start)
    return Record(
        event=event,
        zone=zone,
        language=language,
        ours=frozenset(f"@{account.whose[1]}" for account in known.values()),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        totals=_totals(chapters, [one for _, one in told], len(received), asked),
        sessions=tuple(chapter for chapter in chapters if chapter.session is not None),
        campaign=next(chapter for chapter in chapters if chapter.session is None),
    )


def late(part: Part) -> timedelta | None:
    """How long after it was due PART left, where that is more than five minutes or it left after its latest."""
    if part.posted_at is None:
        return None
    behind = part.posted_at - part.due
    return behind if behind > LATE or (part.latest is not None and part.posted_at > part.latest) else None


def _told(post: Post, parts: Sequence[Part], known: dict[str, Account], received: dict[int, Received]) -> Told:
    shown = [part for part in parts if part.visibility in OPEN]
    deliveries = tuple(Delivery(account=known[name], parts=tuple(of_account)) for name, of_account in groupby(shown, key=lambda part: part.account))
    left = [part.posted_at for part in shown if part.posted_at]
    return Told(
        id=post.id,
        kind=post.draft.kind,
        at=min(left) if left else min(part.due for part in parts),
        left=bool(left),
        answers=received.get(post.draft.reply_to) if post.draft.reply_to is not None else None,
        deliveries=deliveries,
    )


def _chapters(
    programme: Programme,
    before: Programme | None,
    told: Iterable[tuple[str | None, Told]],
    received: Iterable[Received],
    asked: Iterable[Question],
) -> list[Chapter]:
    """One for each session something is known of, in the order of the programme, then those that are in it no more (by id; those that
    BEFORE had by their time there), then the campaign.
    """
    ours: dict[str | None, list[Told]] = defaultdict(list)
    theirs: dict[str | None, list[Received]] = defaultdict(list)
    questions_of: dict[str | None, list[Question]] = defaultdict(list)
    for session, post in told:
        ours[session].append(post)
    for one in received:
        theirs[one.session].append(one)
    for question in asked:
        questions_of[question.session].append(question)
    known = {session.id: session for session in programme.sessions}
    present = {id_ for id_ in (*ours, *theirs, *questions_of) if id_ is not None}
    was = {session.id: session for session in before.sessions} if before else {}
    lost = present - known.keys()
    gone = [*(Session(id=id_, title="") for id_ in sorted(lost - was.keys())), *(was[id_] for id_ in was if id_ in lost)]
    return [
        Chapter(
            session=session,
            gone=id_ in lost,
            posts=tuple(sorted(ours[id_], key=lambda post: (post.at, post.id))),
            incoming=tuple(theirs[id_]),
            questions=tuple(sorted(questions_of[id_], key=lambda question: (question.created_at, question.id))),
        )
        for id_, session in [*((one.id, one) for one in (*programme.sessions, *gone) if one.id in present), (None, None)]
    ]


def _totals(chapters: Sequence[Chapter], told: Sequence[Told], received: int, asked: Sequence[Question]) -> Totals:
    states = [part.state for post in told for delivery in post.deliveries for part in delivery.parts]
    return Totals(
        sessions=len(chapters) - 1,
        posts=len(told),
        published=sum(post.left for post in told),
        parts={state.value: states.count(state) for state in State if state in states},
        incoming=received,
        questions=len(asked),
        answered=sum(question.state is QuestionState.ANSWERED for question in asked),
    )
