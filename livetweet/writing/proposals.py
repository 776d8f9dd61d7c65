"""What may be meant by the letters before the cursor: speakers by name or handle, and the tags of event, session, track and room."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from livetweet.model.person import Person
from livetweet.model.session import Session
from livetweet.writing.compose import Context
from livetweet.writing.mentions import mark

_BEGUN = re.compile(r"([@#＠＃]?)\{?([\w-]*)$")
_WORD = re.compile(r"[^\W_]+")
_LEAST_NAME, _LEAST_TAG = 2, 3  # letters without a sign before them


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`text` takes the place of the last `replaces` characters before the cursor."""

    text: str
    replaces: int


def propose(before: str, session: Session | None, context: Context, most: int = 4) -> tuple[Proposal, ...]:
    """Up to MOST proposals for the word that BEFORE, what stands before the cursor on its line, ends with. Whoever speaks in SESSION comes first.

    A name is found by any of its words, without regard to accents and case. Whoever wants no posts is not proposed.
    """
    begun = _BEGUN.search(before)
    if begun is None or not begun[0]:
        return ()
    sign, letters, whole = begun[1], _plain(begun[2]), begun[0]
    found: dict[str, Proposal] = {}
    if sign in "@＠" and (sign or len(letters) >= _LEAST_NAME):
        for person in _people(session, context):
            if not any(word.startswith(letters) for word in _words(person.name)) or not context.speakers.of(person).posts:
                continue
            called = (mark(person.name),) if context.speakers.complete(person).handles else ()
            for text in called if sign and called else (person.name, *called):
                found.setdefault(text, Proposal(text=text, replaces=len(whole) if sign else _overlap(before, person.name, len(whole))))
            if len(found) >= most:
                break
    if sign in "#＃" and (sign or len(letters) >= _LEAST_TAG):
        for tag in _tags(session, context):
            if _plain(tag).startswith(letters):
                found.setdefault(f"#{tag}", Proposal(text=f"#{tag}", replaces=len(whole)))
    return tuple(one for one in found.values() if not before.endswith(one.text))[:most]


def _people(session: Session | None, context: Context) -> Iterator[Person]:
    """Those of SESSION, then everyone."""
    yield from session.speakers if session else ()
    yield from context.programme.speakers()


def _tags(session: Session | None, context: Context) -> Iterable[str]:
    tags = context.hashtags.tags
    wanted = (
        [*tags.sessions.get(session.id, ()), *tags.tracks.get(session.track or "", ()), *tags.rooms.get(session.room or "", ())] if session else []
    )
    wanted += tags.event
    for more in (*tags.tracks.values(), *tags.rooms.values()):
        wanted += more
    return dict.fromkeys(wanted)


def _overlap(before: str, name: str, least: int) -> int:
    """How many characters at the end of BEFORE are the beginning of NAME already: of `with Jane Do`, seven."""
    for length in range(min(len(name), len(before)), least, -1):
        if _plain(before[-length:]) == _plain(name[:length]) and not before[-length - 1 : -length].isalnum():
            return length
    return least


@lru_cache(maxsize=8192)
def _words(name: str) -> tuple[str, ...]:
    return tuple(_plain(word) for word in _WORD.findall(name))


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one)).casefold()
