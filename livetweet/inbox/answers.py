"""The reply that tells an asker that the question was answered on stage: drafted for each of them, in their language where it is known.

Called by `questions.py` within the transaction that marks the question answered, and by `gathering.py` when that is taken back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from livetweet.model.post import Draft, IfLate, Kind
from livetweet.store import incoming as received
from livetweet.store import posts
from livetweet.store.questions import Asker, Question
from livetweet.writing import rules
from livetweet.writing.hashtags import LANGUAGES


def draft_replies(db: sqlite3.Connection, question: Question, operator: str, now: datetime) -> tuple[int, ...]:
    """Ids of the drafts, one for each asker whose network lets us answer and whom no draft answers yet; a person fills in what was answered."""
    asked = received.get(db, [one.incoming for one in question.askers])
    answered = posts.answering(db, asked, Kind.ANSWERED)
    made = []
    for one in question.askers:
        post = asked[one.incoming]
        if one.text is None or not one.open or one.incoming in answered or by_hand(one) is not None:
            continue
        draft = Draft(
            kind=Kind.ANSWERED,
            language=spoken(post.language),
            session=question.session,
            if_late=IfLate.ASK,
            fields={"asker": rules.get(one.network).mention(one.author)},
            accounts=(post.account,),
            reply_to=one.incoming,
            visibility=post.visibility,
        )
        made.append(posts.add(db, draft, operator, now, touched=False))
    return tuple(made)


def take_back_replies(db: sqlite3.Connection, incoming: Iterable[int], now: datetime) -> None:
    """The drafts that answer INCOMING go, where nobody has written in them or approved them."""
    for post in posts.answering(db, incoming, Kind.ANSWERED).values():
        found = posts.get(db, post)
        if found is not None and not found.touched and found.approved_at is None:
            posts.delete(db, post, now)


def by_hand(asker: Asker) -> str | None:
    """The address at which a person answers ASKER, where the network takes no answer from us to whoever did not mention us; else None."""
    of = rules.get(asker.network)
    return None if asker.how in of.answers else of.intent("", asker.remote_id, None)


def spoken(language: str | None) -> str | None:
    """LANGUAGE as our templates name it, None where we have none in it."""
    code = (language or "")[:2].lower()
    return code if code in LANGUAGES else None
