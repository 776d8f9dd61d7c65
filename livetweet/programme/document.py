"""A programme as the document that `programme show --json` prints and the store keeps, and back, without loss.

The keys are a contract (DESIGN.md, Commands): keys may be added, none goes away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session

Document = Mapping[str, Any]


def to_document(programme: Programme) -> dict[str, Any]:
    """PROGRAMME as plain values: instants ISO 8601 with offset where known, unknown None or an empty list."""
    return {
        "title": programme.title,
        "timezone": programme.timezone,
        "assumed_zone": programme.assumed_zone,
        "url": programme.url,
        "rooms": list(programme.rooms),
        "sessions": [_from_session(one) for one in programme.sessions],
        "people": [_from_person(one) for one in programme.people],
        "warnings": list(programme.warnings),
    }


def from_document(document: Document) -> Programme:
    """The programme that `to_document` wrote."""
    return Programme(
        title=document["title"],
        timezone=document["timezone"],
        assumed_zone=document.get("assumed_zone"),
        url=document.get("url"),
        rooms=tuple(document["rooms"]),
        sessions=tuple([_to_session(one) for one in document["sessions"]]),
        people=tuple([_to_person(one) for one in document.get("people", ())]),
        warnings=tuple(document["warnings"]),
    )


def to_text(programme: Programme) -> str:
    """The document of PROGRAMME as JSON on one line, for the store."""
    return json.dumps(to_document(programme), ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> Programme:
    """The programme that `to_text` wrote."""
    return from_document(json.loads(text))


def _from_session(session: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "title": session.title,
        "start": session.start.isoformat() if session.start else None,
        "end": session.end.isoformat() if session.end else None,
        "room": session.room,
        "track": session.track,
        "kind": session.kind,
        "language": session.language,
        "url": session.url,
        "speakers": [_from_person(one) for one in session.speakers],
        "cancelled": session.cancelled,
    }


def _to_session(document: Document) -> Session:
    start, end = document["start"], document["end"]
    return Session(
        id=document["id"],
        title=document["title"],
        start=datetime.fromisoformat(start) if start else None,
        end=datetime.fromisoformat(end) if end else None,
        room=document["room"],
        track=document["track"],
        kind=document["kind"],
        language=document["language"],
        url=document["url"],
        speakers=tuple([_to_person(one) for one in document["speakers"]]),
        cancelled=document.get("cancelled", False),
    )


def _from_person(person: Person) -> dict[str, Any]:
    return {"name": person.name, "handles": dict(person.handles)}


def _to_person(document: Document) -> Person:
    return Person(name=document["name"], handles=document["handles"])
