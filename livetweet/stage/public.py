"""What the screens of the hall and of the speaker receive. Pure, and the one gate before them: whatever is not named here never reaches a screen.

A document is a dict of plain values, the same for the same moment. The hall gets the question that a person put on stage and nothing else the
audience wrote; the speaker also those a person approved, which wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from livetweet.inbox.literal import literal
from livetweet.inbox.outlived import outlived
from livetweet.model.question import QuestionState
from livetweet.programme.now import Slot
from livetweet.stage.moment import Moment
from livetweet.stage.words import asked, cut, name, said
from livetweet.store.questions import Question
from livetweet.writing import rules
from livetweet.writing.hashtags import Names

Document = Mapping[str, Any]
NEXT = 4  # questions that the speaker sees coming
TITLE = 160


def hall(moment: Moment, room: str | None) -> Document:
    """For the hall of ROOM; None: for a screen in the corridor, which shows what was put on stage last in any room."""
    return _frame(moment, room) | {"question": _on_stage(moment, room), "networks": _networks(moment)}


def speaker(moment: Moment, room: str | None) -> Document:
    """For the screen before the speaker: the question, those that wait, and until when there is time."""
    waiting = [one for one in _of_room(moment, room, QuestionState.WAITING) if may_be_shown(one)]
    return _frame(moment, room) | {
        "question": _on_stage(moment, room),
        "waiting": [_shown(one, moment) for one in waiting[:NEXT]],
        "more": max(len(waiting) - NEXT, 0),
    }


def may_be_shown(question: Question) -> bool:
    """Whether its words are there and were said in public; a question that was typed was said aloud."""
    return bool(question.text) and all(one.open for one in question.askers)


def of_room(question: Question, moment: Moment, room: str | None) -> bool:
    """Whether QUESTION is asked in ROOM (None: anywhere); one that is for no room is for all."""
    where = (moment.room_of(question.session) if question.session else None) or question.room
    return room is None or where is None or where == room


def _of_room(moment: Moment, room: str | None, state: QuestionState) -> list[Question]:
    return [one for one in moment.questions if one.state is state and of_room(one, moment, room)]


def _on_stage(moment: Moment, room: str | None) -> Document | None:
    shown = [one for one in _of_room(moment, room, QuestionState.STAGE) if may_be_shown(one)]
    return _shown(max(shown, key=lambda one: (one.changed_at, one.id)), moment) if shown else None


def _shown(question: Question, moment: Moment) -> Document:
    names, source, before = moment.hashtags.stage_names, question.source, outlived(question.session, moment.slots, moment.at)
    return {
        "id": question.id,
        "text": asked(question.shown or question.text),
        "name": name(source.name, source.author, names) if source else None,
        "network": rules.get(source.network).name if source and names is not Names.HIDDEN else None,
        "people": question.people,
        "room": question.room,
        "about": cut(said(before.session.title), TITLE) if before else None,  # else it is asked in what is on
    }


def _frame(moment: Moment, room: str | None) -> dict[str, Any]:
    on = [_slot(one, moment) for one in _now(moment, room)]
    following = _next(moment, room)
    return {
        "language": moment.hashtags.language,
        "event": cut(literal(moment.hashtags.event), TITLE),
        "tag": moment.hashtags.tags.event[0],
        "room": room,
        "rooms": list(moment.rooms),
        "rehearsal": moment.rehearsal,
        "on": on,
        "next": _slot(following, moment) if following else None,
    }


def _networks(moment: Moment) -> Sequence[str]:
    known = sorted({one.network for one in moment.hashtags.accounts}, key=rules.rank)
    return [rules.get(one).name for one in known]


def _now(moment: Moment, room: str | None) -> list[Slot]:
    return [slot for slot in moment.slots if slot.on(moment.at) and room in {None, slot.session.room}]


def _next(moment: Moment, room: str | None) -> Slot | None:
    ahead = (slot for slot in moment.slots if slot.start > moment.at and not slot.session.cancelled and room in {None, slot.session.room})
    return next(ahead, None)


def _slot(slot: Slot, moment: Moment) -> Document:
    return {
        "title": cut(said(slot.session.title), TITLE),
        "speakers": [literal(one.name)[:80] for one in slot.session.speakers[:6]],
        "room": slot.session.room,
        "time": _clock(slot.start, moment),
        "until": _clock(slot.end, moment),
        "end": slot.end.timestamp(),
    }


def _clock(instant: datetime, moment: Moment) -> str:
    return f"{instant.astimezone(moment.zone):%H:%M}"
