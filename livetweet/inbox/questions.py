"""The question's life: asked, on stage, answered, parked, dropped, moved up; each a step that `undo` takes back.

Called by the desk, the command line and the rehearsal's operator. Merging, splitting and undo stand in `gathering.py`, beside this.

A room is told by a session's id (`RoomOf`): the programme may have moved it since the question was asked, so it is looked up when staged.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.inbox.answers import draft_replies
from livetweet.inbox.literal import storable
from livetweet.inbox.outcome import Outcome, each
from livetweet.inbox.sameness import same
from livetweet.model.incoming import IncomingState
from livetweet.model.question import QuestionState
from livetweet.store import incoming as posts
from livetweet.store import questions
from livetweet.store.connect import Store
from livetweet.store.questions import Question

RoomOf: TypeAlias = Callable[[str], str | None]
About: TypeAlias = Callable[[str, datetime], str | None]  # text and when it was written to the session it is about, see `belonging.Sessions.about`

_FROM: Mapping[str, Collection[QuestionState]] = {
    "stage": (QuestionState.WAITING, QuestionState.PARKED),
    "answer": (QuestionState.WAITING, QuestionState.STAGE, QuestionState.PARKED),
    "park": (QuestionState.WAITING, QuestionState.STAGE),
    "drop": (QuestionState.WAITING, QuestionState.STAGE, QuestionState.PARKED),
    "raise": (QuestionState.WAITING, QuestionState.PARKED),
}

_TO: Mapping[str, QuestionState] = {
    "stage": QuestionState.STAGE,
    "answer": QuestionState.ANSWERED,
    "park": QuestionState.PARKED,
    "drop": QuestionState.DROPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What became of incoming posts that ask: id to the question it is now, and those of them where the question had been asked before."""

    questions: Mapping[int, int]
    joined: tuple[int, ...]
    refused: Mapping[int, str]


def waiting(store: Store, states: Collection[QuestionState] = tuple(QuestionState)) -> list[Question]:
    """The questions in STATES in the order in which they should be asked: moved up by hand, then askers, then likes, then time."""
    with store.reading() as db:
        return questions.in_states(db, states)


def behind(store: Store, incoming: Iterable[int], states: Collection[QuestionState] = tuple(QuestionState)) -> dict[int, int]:
    """Those of posts INCOMING that ask a question in STATES, each with its question."""
    with store.reading() as db:
        asked = {id_: questions.of_incoming(db, id_) for id_ in incoming}
    return {id_: question.id for id_, question in asked.items() if question is not None and question.state in states}


def to_ask(store: Store) -> list[int]:
    """Ids of incoming posts that ask something, are new and are no question yet, oldest first."""
    with store.reading() as db:
        return posts.asking(db)


def add(store: Store, text: str, *, session: str | None, operator: str, now: datetime, room: RoomOf) -> int:
    """The id of a new question that somebody asked aloud, for SESSION if one is named."""
    words = storable(text).strip()
    if not words:
        raise NotAllowedError("A question needs words: give its text, or an incoming post with --from.")
    with store.writing() as db:
        question = questions.add(db, words, session, session and room(session), operator, now)
        questions.add_step(db, question, None, "add", operator, now)
        return question


def ask(store: Store, incoming: Iterable[int], *, operator: str, now: datetime, room: RoomOf, about: About | None = None) -> Asked:
    """Makes a question of each of the INCOMING posts (ids); one that asks what was asked of the same session before joins that question.

    ABOUT tells the session of what stands in no thread of ours.
    """
    ids: dict[int, int] = {}
    joined: list[int] = []

    def step(db: sqlite3.Connection, id_: int) -> None:
        one = _find_asking(db, id_)
        session = one.session or (about(one.text or "", one.at) if about else None)
        twin = _twin(db, one.text or "", session)
        before = None if twin is None else questions.get(db, twin)
        if before is None:
            ids[id_] = questions.add(db, one.text or "", session, session and room(session), operator, now)
        else:
            ids[id_] = before.id
            joined.append(id_)
        questions.add_asker(db, ids[id_], id_)
        questions.add_step(db, ids[id_], before, "add", operator, now, incoming={id_: one.state})
        answered = before is not None and before.state is QuestionState.ANSWERED
        posts.set_state(db, [id_], IncomingState.ANSWERED if answered else IncomingState.READ, operator, now)

    outcome = each(store, incoming, step)
    return Asked(questions=ids, joined=tuple(joined), refused=outcome.refused)


def stage(store: Store, ids: Iterable[int], *, operator: str, now: datetime, room: RoomOf, replies: bool = False) -> Outcome:
    """Puts questions on stage, one a room: the one that was there becomes answered; with REPLIES its askers are told so, see `answer`.

    What they were made of is read again at once where it stands: a worker looks whether its author has taken it back.
    """
    put: dict[str | None, int] = {}

    def step(db: sqlite3.Connection, id_: int) -> None:
        question = find(db, id_)
        check(question, "stage")
        refuse_if_not_for_the_hall(question)
        where = room(question.session) if question.session else question.room
        if where in put:
            raise NotAllowedError(
                f"Question {id_} stays where it is: question {put[where]} has just gone on stage in {where or 'the hall'}, one a room."
            )
        before = [_move(db, find(db, other), "answer", operator, now, replies=replies) for other in questions.on_stage(db, where)]
        questions.add_step(db, id_, question, "stage", operator, now, also=before)
        questions.change(db, id_, {"state": QuestionState.STAGE, "room": where}, now)
        posts.read_again(db, [one.incoming for one in question.askers])
        put[where] = id_

    return each(store, ids, step)


def answer(store: Store, ids: Iterable[int], *, operator: str, now: datetime, replies: bool = False) -> Outcome:
    """Marks questions as answered, and the posts that asked them; with REPLIES the reply that tells it is drafted for each asker."""
    return _each(store, ids, "answer", operator, now, replies=replies)


def park(store: Store, ids: Iterable[int], *, operator: str, now: datetime) -> Outcome:
    """Puts questions aside, for later or for another way to answer."""
    return _each(store, ids, "park", operator, now)


def drop(store: Store, ids: Iterable[int], *, operator: str, now: datetime) -> Outcome:
    """Lets questions go; the record keeps them."""
    return _each(store, ids, "drop", operator, now)


def move_up(store: Store, ids: Sequence[int], *, operator: str, now: datetime) -> Outcome:
    """Puts questions before all others, the first of IDS foremost."""

    def step(db: sqlite3.Connection, id_: int) -> None:
        question = find(db, id_)
        check(question, "raise")
        questions.add_step(db, id_, question, "raise", operator, now)
        questions.change(db, id_, {"raised": questions.highest(db) + 1}, now)

    outcome = each(store, reversed(ids), step)
    return Outcome(done=outcome.done[::-1], refused=outcome.refused)


def shorten(store: Store, question: int, text: str, *, now: datetime) -> None:
    """TEXT is what the stage shows of QUESTION; the original is kept, and an empty TEXT shows it again."""
    words = storable(text).strip()
    with store.writing() as db:
        if not find(db, question).text:
            raise NotAllowedError(f"Question {question} was deleted by its author: there is nothing to shorten.")
        questions.show_as(db, question, words or None, now)


def assign(store: Store, question: int, session: str | None, *, operator: str, now: datetime, room: RoomOf) -> None:
    """QUESTION is for SESSION, whatever it was taken to be for."""
    with store.writing() as db:
        before = find(db, question)
        if before.state is QuestionState.STAGE:
            raise NotAllowedError(f"Question {question} is on stage: park it first, then give it another session.")
        questions.add_step(db, question, before, "assign", operator, now)
        questions.change(db, question, {"session": session, "room": session and room(session)}, now)


def find(db: sqlite3.Connection, id_: int) -> Question:
    """Question ID_, which must be one that still stands by itself."""
    question = questions.get(db, id_)
    if question is None:
        raise NotFoundError(f"There is no question {id_}: see `livetweet question list`.")
    if question.merged is not None:
        raise NotAllowedError(f"Question {id_} was merged into question {question.merged}: name that one, or undo {id_} first.")
    return question


def check(question: Question, verb: str) -> None:
    """Refuses VERB where the question's state does not allow it."""
    if question.state is _TO.get(verb):
        raise NotAllowedError(f"Question {question.id} is {question.state.value} already.")
    if question.state not in _FROM[verb]:
        raise NotAllowedError(f"Question {question.id} is {question.state.value}: to {verb} it, undo that first.")


def refuse_if_not_for_the_hall(question: Question) -> None:
    """Nothing its author took back, and nothing that was not said in public, is ever shown."""
    if not question.text:
        raise NotAllowedError(f"Question {question.id} was deleted by its author: what is deleted does not go on stage.")
    if any(not one.open for one in question.askers):
        raise NotAllowedError(f"Question {question.id} was not asked in public: only public and unlisted posts go on stage.")


def _each(store: Store, ids: Iterable[int], verb: str, operator: str, now: datetime, *, replies: bool = False) -> Outcome:
    def step(db: sqlite3.Connection, id_: int) -> None:
        question = find(db, id_)
        check(question, verb)
        _move(db, question, verb, operator, now, replies=replies)

    return each(store, ids, step)


def _move(db: sqlite3.Connection, question: Question, verb: str, operator: str, now: datetime, *, replies: bool = False) -> int:
    changed = {one.incoming: one.state for one in question.askers if one.state != IncomingState.ANSWERED} if verb == "answer" else {}
    step = questions.add_step(db, question.id, question, verb, operator, now, incoming=changed)
    questions.change(db, question.id, {"state": _TO[verb]}, now)
    posts.set_state(db, changed, IncomingState.ANSWERED, operator, now)
    if replies:
        draft_replies(db, question, operator, now)
    return step


def _find_asking(db: sqlite3.Connection, id_: int) -> posts.Received:
    one = posts.get(db, [id_]).get(id_)
    if one is None:
        raise NotFoundError(f"There is no incoming post {id_}: see `livetweet inbox list`.")
    if one.question is not None:
        raise NotAllowedError(f"Incoming post {id_} is question {one.question} already.")
    if one.text is None:
        raise NotAllowedError(f"Incoming post {id_} was deleted by its author: it cannot become a question.")
    if not one.open:
        raise NotAllowedError(
            f"Incoming post {id_} is not public: only public and unlisted posts become questions; if its author agrees, type it without their name."
        )
    return one


def _twin(db: sqlite3.Connection, text: str, session: str | None) -> int | None:
    return next((id_ for id_, other in questions.of_session(db, session) if same(text, other)), None)
