"""How the description of a picture begins: whoever takes it in a session need only say what is to be seen."""

from __future__ import annotations

import re

from livetweet.model.session import Session
from livetweet.writing.typography import quote, set_french

_ROOM = {"fr": "salle", "en": "room"}
_NAMED = re.compile(r"\b(salle|amphi\w*|auditorium|room|hall|theatre|théâtre|stage|studio|track)\b", re.IGNORECASE)


def begin(session: Session | None, speaker: str | None, language: str) -> str:
    """`Jane Doe, « Title », salle Ada`, of SPEAKER or else all who speak; empty without a session."""
    if session is None:
        return ""
    who = speaker or ", ".join(person.name for person in session.speakers)
    room = session.room
    where = None if room is None else room if _NAMED.search(room) else f"{_ROOM[language]} {room}"
    title = set_french(session.title) if language == "fr" else session.title
    return ", ".join(filter(None, [who, quote(title, language), where]))
