"""One incoming post with what stands around it, for the desk's conversation view: what we said above their words, and what became of both."""

from __future__ import annotations

from dataclasses import dataclass

from livetweet.errors import NotFoundError
from livetweet.model.part import Part
from livetweet.store import conversations, questions
from livetweet.store import incoming as posts
from livetweet.store.connect import Store
from livetweet.store.incoming import Received
from livetweet.store.questions import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """`ours` is the part of ours that `post` answers, directly or further up; `above` what was said between, and what its author had said before, by time;
    `answers` are parts with which we answer it, drafts not among them.
    """

    post: Received
    ours: Part | None
    above: tuple[Received, ...]
    question: Question | None
    answers: tuple[Part, ...]


def read(store: Store, incoming: int) -> Conversation:
    """The conversation around INCOMING, as it stands in one moment."""
    with store.reading() as db:
        post = posts.get(db, [incoming]).get(incoming)
        if post is None:
            raise NotFoundError(f"There is no incoming post {incoming}: see `livetweet inbox list`.")
        return Conversation(
            post=post,
            ours=conversations.our_part(db, post.part) if post.part is not None else None,
            above=tuple(conversations.above(db, post)),
            question=questions.of_incoming(db, incoming),
            answers=tuple(conversations.our_answers(db, post)),
        )
