"""What phones that hold a secret receive: the moderator every question with all that is known of it, the operator who follows the inbox. Pure."""

from __future__ import annotations

from typing import Any

from livetweet.inbox.answers import by_hand
from livetweet.inbox.literal import literal
from livetweet.inbox.outlived import outlived
from livetweet.inbox.stream import Item, Mark
from livetweet.model.question import QuestionState
from livetweet.stage.moment import Moment
from livetweet.stage.public import Document, may_be_shown, of_room
from livetweet.stage.words import asked, cut, name, said
from livetweet.store.questions import Question
from livetweet.writing import rules
from livetweet.writing.hashtags import Names

CANDIDATES, OVER, FOLLOWED = 60, 12, 120


def moderator(moment: Moment, room: str | None) -> Document:
    """Everything that asks or was asked in ROOM (None: anywhere): what is not a question yet, and questions by state."""
    here = [one for one in moment.questions if of_room(one, moment, room)]
    over = sorted((one for one in here if one.state in {QuestionState.ANSWERED, QuestionState.DROPPED}), key=lambda one: one.changed_at, reverse=True)
    candidates = [_candidate(item, moment) for item in moment.inbox[:2_000] if item.asks and item.mark in {Mark.QUESTION, Mark.NEEDS}]
    return {
        "language": moment.hashtags.language,
        "event": literal(moment.hashtags.event),
        "room": room,
        "rooms": list(moment.rooms),
        "rehearsal": moment.rehearsal,
        "sessions": [
            {"id": slot.session.id, "title": cut(literal(slot.session.title), 80), "on": slot.on(moment.at)}
            for slot in moment.slots
            if room in {None, slot.session.room} and abs((slot.start - moment.at).total_seconds()) < 6 * 3600
        ],
        "candidates": [one for one in candidates if room is None or one["room"] in {None, room}][:CANDIDATES],
        "stage": [_question(one, moment) for one in here if one.state is QuestionState.STAGE],
        "waiting": [_question(one, moment) for one in here if one.state is QuestionState.WAITING],
        "parked": [_question(one, moment) for one in here if one.state is QuestionState.PARKED],
        "over": [_question(one, moment) for one in over[:OVER]],
    }


def follow(moment: Moment, room: str | None) -> Document:
    """The inbox as the desk shows it, newest first: of ROOM's sessions, or all."""
    shown = [item for item in moment.inbox if room is None or (item.session and moment.room_of(item.session) == room)]
    return {
        "language": moment.hashtags.language,
        "event": literal(moment.hashtags.event),
        "room": room,
        "rooms": list(moment.rooms),
        "rehearsal": moment.rehearsal,
        "posts": [_followed(item, moment) for item in shown[:FOLLOWED]],
    }


def _question(question: Question, moment: Moment) -> dict[str, Any]:
    session = next((slot.session for slot in moment.slots if slot.session.id == question.session), None)
    return {
        "id": question.id,
        "text": asked(question.shown or question.text),
        "original": said(question.text) if question.shown else None,
        "state": question.state.value,
        "session": cut(literal(session.title), 80) if session else None,
        "room": question.room,
        "people": question.people,
        "likes": question.likes,
        "raised": bool(question.raised),
        "flag": question.flag,
        "showable": may_be_shown(question),
        "outlived": outlived(question.session, moment.slots, moment.at) is not None,
        "by_hand": [link for one in question.askers if one.text is not None and (link := by_hand(one)) is not None][:4],
        "askers": [
            {"name": name(one.name, one.author, Names.SHOWN), "network": rules.get(one.network).name, "url": _address(one.url)}
            for one in question.askers[:12]
        ],
    }


def _candidate(item: Item, moment: Moment) -> dict[str, Any]:
    session = item.session or moment.sessions.about(item.text or "", item.at)
    return {
        "id": item.id,
        "text": asked(item.text or ""),
        "name": name(item.name, item.author, Names.SHOWN),
        "sign": item.sign,
        "time": f"{item.at.astimezone(moment.zone):%H:%M}",
        "likes": item.likes,
        "room": moment.room_of(session) if session else None,
    }


def _followed(item: Item, moment: Moment) -> dict[str, Any]:
    return {
        "id": item.id,
        "text": None if item.text is None else said(item.text),
        "name": name(item.name, item.author, Names.SHOWN),
        "handle": cut(literal(item.author[:200]), 60),
        "sign": item.sign,
        "time": f"{item.at.astimezone(moment.zone):%H:%M}",
        "mark": item.mark.value,
        "likes": item.likes,
        "by": item.by and literal(item.by[:60]),
    }


def _address(url: str | None) -> str | None:
    """URL if a browser may be sent there: a `javascript:` link is none."""
    return url if url and url.startswith(("https://", "http://")) and len(url) <= 500 else None
