"""What a quote is written as: of which speaker, and whether it answers the question on stage. The composer's idle line says beforehand what `q` will do."""

from __future__ import annotations

from datetime import datetime, timedelta

from livetweet.desk.reader import Snapshot
from livetweet.desk.writing import Writing
from livetweet.inbox.literal import bare
from livetweet.model.post import Draft, Kind
from livetweet.model.session import Session
from livetweet.writing.fields import quiet

LAST_MINUTES = timedelta(minutes=10)  # of a session: questions are answered then


def quoting(session: Session, speaker: int, question: str = "") -> Writing:
    """A quote of that speaker of SESSION (counted from 0), or their answer to QUESTION."""
    names = [person.name for person in session.speakers]
    who = names[speaker % len(names)] if names else None
    fields = {"speaker": who} if who else {}
    title, told = "Quote", [session.room, session.title, who]
    if question:
        title, told, fields = "Answer", [session.room, session.title, who, f"“{question}”"], {**fields, "question": question}
    return Writing(
        draft=Draft(kind=Kind.QUOTE, session=session.id, fields=fields),
        field="quote",
        title=title,
        told=" · ".join(filter(None, told)),
        question=question,
        speaker=speaker % max(len(names), 1),
    )


def asked(snapshot: Snapshot | None, session: Session, now: datetime) -> str:
    """The question on stage where SESSION is, in its last ten minutes and as long as it goes on; nobody is called by a handle or tag in it, and it carries no tag beside the post's own.

    Where nobody speaks, nobody is named as having answered.
    """
    if snapshot is None or not session.speakers or session.end is None or snapshot.context.agenda.instant(session.end) - now > LAST_MINUTES:
        return ""
    for one in snapshot.on_stage:
        if one.room in {None, session.room} and one.session in {None, session.id} and one.flag is None:
            return quiet(bare(one.shown or one.text))
    return ""
