"""What a moderator's phone may do: the same functions of `inbox/` and `outbox/` that desk and command line call."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from livetweet.clock import Clock, RealClock
from livetweet.errors import NotAllowedError
from livetweet.inbox import gathering, questions, triage
from livetweet.inbox.literal import storable
from livetweet.inbox.outcome import Outcome
from livetweet.model.incoming import IncomingState
from livetweet.model.post import Draft, Kind, Media
from livetweet.outbox import drafts
from livetweet.programme.now import current
from livetweet.stage.moment import Moment
from livetweet.store import gates
from livetweet.store.connect import Store
from livetweet.workspace import Workspace

WORDS, ALT = 2_000, 1_500
PICTURE = 8 * 1024 * 1024  # bytes
_KINDS = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """One phone's grip on the store, for one act. `operator` is the name under which it is remembered."""

    store: Store
    workspace: Workspace
    moment: Moment
    operator: str

    @property
    def clock(self) -> Clock:
        with self.store.reading() as db:
            return (gates.simulated_time(db) if self.store.rehearsal else None) or RealClock()


Verb: TypeAlias = Callable[[Hand, int, Mapping[str, Any]], list[int]]


def act(hand: Hand, wish: Mapping[str, Any]) -> list[int]:
    """Do what WISH says (`verb`, `id`, and for some `text`, `session`, `room` or `other`); the questions that it changed. Raises NotAllowedError with the reason."""
    verb, id_ = wish.get("verb"), wish.get("id")
    if not isinstance(verb, str) or verb not in _VERBS or not isinstance(id_, int) or isinstance(id_, bool) or not 0 < id_ < 2**53:
        raise NotAllowedError("This page asks for something that the stage does not know: load it again.")
    return _VERBS[verb](hand, id_, wish)


def send_draft(hand: Hand, wish: Mapping[str, Any]) -> int:
    """The id of a new draft for the desk: the words of WISH (`text`) as a quote from the session on in `room`, with a `picture` (base64) and its `alt` if there is one."""
    words = _text(wish, "text", WORDS)
    room = wish.get("room")
    media = _media(hand.workspace, wish)
    if not words and not media:
        raise NotAllowedError("Write what was said, or choose a picture.")
    clock = hand.clock
    slot = current(hand.moment.slots, room, clock.now()) if isinstance(room, str) else None
    session = slot.session.id if slot else None
    if words and slot and wish.get("kind") == "quote":
        speakers = [one.name for one in slot.session.speakers]
        fields = {"quote": words} | ({"speaker": speakers[0]} if len(speakers) == 1 else {})
        draft = Draft(kind=Kind.QUOTE, session=session, fields=fields, media=media)
    else:
        draft = Draft(kind=Kind.LIVE, session=session, texts={"*": words} if words else {}, media=media)
    return drafts.add(hand.store, draft, hand.operator, clock)


def take_hand(hand: Hand, wish: Mapping[str, Any]) -> int:
    """The id of a new question that somebody in `room` asked aloud: the words of WISH (`text`)."""
    room, now = wish.get("room"), hand.clock.now()
    slot = current(hand.moment.slots, room, now) if isinstance(room, str) else None
    session = slot.session.id if slot else None
    return questions.add(hand.store, _text(wish, "text", WORDS), session=session, operator=hand.operator, now=now, room=hand.moment.room_of)


def _approve(hand: Hand, id_: int, wish: Mapping[str, Any]) -> list[int]:
    room = wish.get("room")
    where = room if isinstance(room, str) and room in hand.moment.rooms else None
    asked = questions.ask(
        hand.store,
        [id_],
        operator=hand.operator,
        now=hand.clock.now(),
        room=hand.moment.room_of,
        about=lambda text, at: hand.moment.sessions.about(text, at, where),
    )
    _refuse(asked.refused)
    return list(asked.questions.values())


def _approve_and_stage(hand: Hand, id_: int, wish: Mapping[str, Any]) -> list[int]:
    made = _approve(hand, id_, wish)
    for one in made:
        _stage(hand, one)
    return made


def _dismiss(hand: Hand, id_: int) -> list[int]:
    _refuse(triage.mark(hand.store, [id_], IncomingState.DISMISSED, operator=hand.operator, now=hand.clock.now()).refused)
    return []


def _bring_back(hand: Hand, id_: int) -> list[int]:
    """What was dismissed is new again."""
    _refuse(triage.mark(hand.store, [id_], IncomingState.NEW, operator=hand.operator, now=hand.clock.now()).refused)
    return []


def _stage(hand: Hand, id_: int) -> list[int]:
    return _done(questions.stage(hand.store, [id_], operator=hand.operator, now=hand.clock.now(), room=hand.moment.room_of, replies=True))


def _answer(hand: Hand, id_: int) -> list[int]:
    return _done(questions.answer(hand.store, [id_], operator=hand.operator, now=hand.clock.now(), replies=True))


def _shorten(hand: Hand, id_: int, wish: Mapping[str, Any]) -> list[int]:
    questions.shorten(hand.store, id_, _text(wish, "text", WORDS), now=hand.clock.now())
    return []


def _assign(hand: Hand, id_: int, wish: Mapping[str, Any]) -> list[int]:
    session = wish.get("session")
    if session is not None and session not in {slot.session.id for slot in hand.moment.slots}:
        raise NotAllowedError("That session is not in the programme any more.")
    questions.assign(hand.store, id_, session, operator=hand.operator, now=hand.clock.now(), room=hand.moment.room_of)
    return [id_]


def _merge(hand: Hand, id_: int, wish: Mapping[str, Any]) -> list[int]:
    other = wish.get("other")
    if not isinstance(other, int) or isinstance(other, bool):
        raise NotAllowedError("Choose the question that is the same.")
    return _done(gathering.merge(hand.store, [id_, other], operator=hand.operator, now=hand.clock.now()))[:1]


def _plain(do: Callable[[Hand, int], list[int]]) -> Verb:
    """What needs nothing but the id."""
    return lambda hand, id_, _: do(hand, id_)


def _simple(do: Callable[..., Outcome]) -> Verb:
    """What is one step of a question."""
    return lambda hand, id_, _: _done(do(hand.store, [id_], operator=hand.operator, now=hand.clock.now()))


_VERBS: Mapping[str, Verb] = {
    "approve": _approve,
    "approve and stage": _approve_and_stage,
    "dismiss": _plain(_dismiss),
    "bring back": _plain(_bring_back),
    "stage": _plain(_stage),
    "answer": _plain(_answer),
    "park": _simple(questions.park),
    "drop": _simple(questions.drop),
    "up": _simple(questions.move_up),
    "split": _simple(gathering.split),
    "undo": _simple(gathering.undo),
    "merge": _merge,
    "shorten": _shorten,
    "assign": _assign,
}


def _done(outcome: Outcome) -> list[int]:
    _refuse(outcome.refused)
    return list(outcome.done)


def _refuse(refused: Mapping[int, str]) -> None:
    for why in refused.values():
        raise NotAllowedError(why)


def _text(wish: Mapping[str, Any], key: str, most: int) -> str:
    value = wish.get(key) or ""
    if not isinstance(value, str) or len(value) > most:
        raise NotAllowedError(f"That text is too long: {most} characters are room enough.")
    return storable(value.replace("\x00", "")).strip()


def _media(workspace: Workspace, wish: Mapping[str, Any]) -> tuple[Media, ...]:
    """The picture of WISH, kept in the workspace's media/ under the hash of its bytes."""
    written = wish.get("picture")
    if not written:
        return ()
    alt = _text(wish, "alt", ALT)
    if not alt:
        raise NotAllowedError("Describe the picture for those who cannot see it.")
    try:
        content = base64.b64decode(written, validate=True) if isinstance(written, str) else b""
    except (binascii.Error, ValueError):
        content = b""
    kind = next((name for head, name in _KINDS.items() if content.startswith(head)), None)
    if kind is None or len(content) > PICTURE:
        raise NotAllowedError("The picture must be a JPEG or PNG of at most 8 MB.")
    name = f"{hashlib.sha256(content).hexdigest()[:32]}.{kind}"
    workspace.media.mkdir(exist_ok=True)
    draft = workspace.media / f".{name}"
    draft.write_bytes(content)
    draft.replace(workspace.media / name)
    return (Media(file=name, alt=alt),)
