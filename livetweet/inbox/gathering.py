"""Several questions that are one, one that is several, and taking steps back.

Called by the desk and the command line, beside `questions.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime

from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.inbox.answers import take_back_replies
from livetweet.inbox.outcome import Outcome, each, each_in
from livetweet.inbox.questions import find, refuse_if_not_for_the_hall
from livetweet.model.incoming import IncomingState
from livetweet.model.question import QuestionState
from livetweet.store import incoming as posts
from livetweet.store import questions
from livetweet.store.connect import Store
from livetweet.store.questions import Question, Step

_MERGED = (QuestionState.WAITING, QuestionState.PARKED)


def merge(store: Store, ids: Sequence[int], *, operator: str, now: datetime) -> Outcome:
    """The first of IDS takes over the askers of the others, and keeps its words and its state."""
    first, *others = dict.fromkeys(ids)
    if not others:
        raise NotAllowedError("Merging takes two questions or more: name the one that stays, then those that become part of it.")
    with store.writing() as db:
        kept = find(db, first)
        if kept.state is QuestionState.DROPPED:
            raise NotAllowedError(f"Question {first} is dropped: undo that, or name another one first.")
        absorbed: list[Question] = []
        steps: list[int] = []

        def absorb(db: sqlite3.Connection, id_: int) -> None:
            other = find(db, id_)
            if other.state not in _MERGED:
                raise NotAllowedError(
                    f"Question {id_} is {other.state.value}: only what is waiting or parked becomes part of another; name it first, or undo that."
                )
            changed = {one.incoming: one.state for one in other.askers} if kept.state is QuestionState.ANSWERED else {}
            steps.append(questions.add_step(db, id_, other, "merge", operator, now, incoming=changed))
            posts.set_state(db, changed, IncomingState.ANSWERED, operator, now)
            questions.set_askers(db, id_, ())
            questions.change(db, id_, {"merged": first}, now)
            absorbed.append(other)

        outcome = each_in(db, others, absorb)
        if absorbed:
            questions.add_step(db, first, kept, "merge", operator, now, also=steps)
            questions.set_askers(db, first, [one.incoming for question in (kept, *absorbed) for one in question.askers])
            session = kept.session or next((one.session for one in absorbed if one.session), None)
            questions.change(db, first, {"session": session}, now)
        return Outcome(done=(first, *outcome.done) if absorbed else (), refused=outcome.refused)


def split(store: Store, ids: Iterable[int], *, operator: str, now: datetime) -> Outcome:
    """Makes a question of its own, waiting, of each post behind a question but the one whose words it shows."""

    def step(db: sqlite3.Connection, id_: int) -> None:
        question = find(db, id_)
        source = question.source
        apart = [one for one in question.askers if one is not source and one.text is not None]
        if not apart:
            raise NotAllowedError(f"Question {id_} comes from one post alone: there is nothing to split.")
        new = []
        for one in apart:
            other = questions.add(db, one.text or "", question.session, question.room, operator, now)
            questions.set_askers(db, other, [one.incoming])
            new.append(questions.add_step(db, other, None, "split", operator, now))
        questions.add_step(db, id_, question, "split", operator, now, also=new)

    return each(store, ids, step)


def undo(store: Store, ids: Iterable[int], *, operator: str, now: datetime) -> Outcome:
    """Takes back the last step on each question, whoever took it, with what was part of it on others."""

    def step(db: sqlite3.Connection, id_: int) -> None:
        if questions.get(db, id_) is None:
            raise NotFoundError(f"There is no question {id_}: see `livetweet question list`.")
        last = questions.last_step(db, id_)
        if last is None:
            raise NotAllowedError(f"Nothing was done with question {id_} that could be undone.")
        for one in (*last.also, last.id):
            _take_back(db, questions.step(db, one), operator, now)
        for one in {id_, *(questions.step(db, other).question for other in last.also)}:
            _refuse_two_on_stage(questions.get(db, one), db)

    return each(store, ids, step)


def _take_back(db: sqlite3.Connection, step: Step, operator: str, now: datetime) -> None:
    if step.undone:
        return
    last = questions.last_step(db, step.question)
    if last is not None and last.id != step.id:
        raise NotAllowedError(f"Question {step.question} was part of that and has changed since: undo {step.question} first.")
    questions.mark_undone(db, step.id, now)
    if step.verb == "answer":
        take_back_replies(db, step.askers, now)
    for id_, state in step.incoming.items():
        posts.set_state(db, [id_], IncomingState(state), operator, now)
    if step.columns is None:
        questions.remove(db, step.question)
        return
    questions.set_askers(db, step.question, step.askers)
    questions.change(db, step.question, step.columns, now)
    if step.columns["state"] == QuestionState.STAGE:
        posts.read_again(db, step.askers)
    _give_words(db, step.question)


def _give_words(db: sqlite3.Connection, id_: int) -> None:
    """A question whose words were deleted while it was part of another has those of whoever else asked it."""
    question = questions.get(db, id_)
    words = next((one.text for one in question.askers if one.text), None) if question and not question.text else None
    if words:
        questions.replace_words(db, id_, "", words)


def _refuse_two_on_stage(question: Question | None, db: sqlite3.Connection) -> None:
    if question is None or question.state is not QuestionState.STAGE:
        return
    refuse_if_not_for_the_hall(question)
    other = next((id_ for id_ in questions.on_stage(db, question.room) if id_ != question.id), None)
    if other is not None:
        raise NotAllowedError(f"Question {question.id} cannot go back on stage while question {other} is there: undo {other} first.")
