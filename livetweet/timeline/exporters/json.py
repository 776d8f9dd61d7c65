"""The record as JSON, for programs.

`{"event", "timezone", "language", "first", "last", "totals": {"sessions", "posts", "published", "parts": {state: n}, "incoming", "questions", "answered"},
"sessions": [chapter + {"session": {"id", "title", "start", "end", "room", "speakers": [name], "gone"}}], "campaign": chapter}`; a chapter is
`{"posts", "incoming", "questions"}`:

- a post: `{"id", "kind", "answers": incoming id, "deliveries": [{"account", "network", "parts": [{"number", "text", "state", "reason", "due",
  "posted_at", "late": seconds, "url"}]}]}`; `late` is null where it left before its latest, at most five minutes after it was due
- an incoming post: `{"id", "network", "how", "author", "name", "text", "at", "url", "likes", "state", "deleted", "edited", "question"}`; `text` is
  null where its author deleted it
- a question: `{"id", "text", "shown", "state", "room", "asked_at", "people", "likes", "askers": [{"incoming", "network", "author", "name"}]}`; `text` is
  null where its author deleted it

A session that is `gone` from the programme stands as it last was there. Ids are strings, days `2027-03-18`, instants ISO 8601 with the offset of the event's zone, unknown null. Anonymous: `author`, `name` and incoming `url` are null.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from livetweet.model.part import Part
from livetweet.model.session import Session
from livetweet.store.incoming import Received
from livetweet.store.questions import Question
from livetweet.timeline.anonymity import hide
from livetweet.timeline.record import Chapter, Record, Told, late

NAME = "json"


def render(record: Record, anonymous: bool) -> str:
    """The document described above, indented, with a line's end."""
    told = hide(record) if anonymous else record
    zone = record.zone
    document = {
        "event": told.event,
        "timezone": zone.key,
        "language": told.language,
        "first": told.first and told.first.isoformat(),
        "last": told.last and told.last.isoformat(),
        "totals": {
            "sessions": told.totals.sessions,
            "posts": told.totals.posts,
            "published": told.totals.published,
            "parts": told.totals.parts,
            "incoming": told.totals.incoming,
            "questions": told.totals.questions,
            "answered": told.totals.answered,
        },
        "sessions": [
            {"session": {**_session(one.session, zone), "gone": one.gone}, **_chapter(one, zone, anonymous)} for one in told.sessions if one.session
        ],
        "campaign": _chapter(told.campaign, zone, anonymous),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _session(session: Session, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": session.id,
        "title": session.title or None,
        "start": _local(session.start, zone),
        "end": _local(session.end, zone),
        "room": session.room,
        "speakers": [person.name for person in session.speakers],
    }


def _chapter(chapter: Chapter, zone: ZoneInfo, anonymous: bool) -> dict[str, Any]:
    return {
        "posts": [_post(one, zone) for one in chapter.posts],
        "incoming": [_incoming(one, zone, anonymous) for one in chapter.incoming],
        "questions": [_question(one, zone, anonymous) for one in chapter.questions],
    }


def _post(post: Told, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": str(post.id),
        "kind": post.kind.value,
        "answers": str(post.answers.id) if post.answers else None,
        "deliveries": [
            {"account": one.account.name, "network": one.account.network, "parts": [_part(part, zone) for part in one.parts]}
            for one in post.deliveries
        ],
    }


def _part(part: Part, zone: ZoneInfo) -> dict[str, Any]:
    behind = late(part)
    return {
        "number": part.number,
        "text": None if part.gone_at else part.text,
        "state": part.state.value,
        "reason": part.reason,
        "due": _local(part.due, zone),
        "posted_at": _local(part.posted_at, zone),
        "late": behind and round(behind.total_seconds()),
        "url": part.url,
        "deleted_at": _local(part.gone_at, zone),
    }


def _incoming(one: Received, zone: ZoneInfo, anonymous: bool) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "network": one.network,
        "how": one.how.value,
        "author": None if anonymous else one.author,
        "name": None if anonymous else one.name,
        "text": one.text,
        "at": _local(one.at, zone),
        "url": one.url,
        "likes": one.likes,
        "state": one.state.value,
        "deleted": one.deleted_at is not None,
        "edited": one.edited_at is not None,
        "question": None if one.question is None else str(one.question),
    }


def _question(question: Question, zone: ZoneInfo, anonymous: bool) -> dict[str, Any]:
    return {
        "id": str(question.id),
        "text": question.text or None,
        "shown": question.shown,
        "state": question.state.value,
        "room": question.room,
        "asked_at": _local(question.created_at, zone),
        "people": question.people,
        "likes": question.likes,
        "askers": [
            {
                "incoming": str(one.incoming),
                "network": one.network,
                "author": None if anonymous else one.author,
                "name": None if anonymous else one.name,
            }
            for one in question.askers
        ],
    }


def _local(instant: datetime | None, zone: ZoneInfo) -> str | None:
    """A session's time whose zone nobody knows stays as it was published."""
    if instant is None:
        return None
    return (instant.astimezone(zone) if instant.tzinfo else instant).isoformat(timespec="seconds")
