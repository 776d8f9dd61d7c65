"""What a person thought worth keeping of a day, and who said it where: read from a digest's fields. `compose` asks.

A field `highlight` has one a line: `words — Speaker`, `words | SESSION-ID`, or the words alone. The fields `highlight:N:SPEAKER:SESSION`
say the same for programs: N orders them, SPEAKER counts the session's from 1.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from livetweet.model.person import Person
from livetweet.model.post import Draft
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.writing.agenda import Agenda
from livetweet.writing.speakers import fold

FIELD = "highlight"
_BY_NAME = re.compile(r"(.*\S)\s+[—–]\s+(\S.*)")
_BY_SESSION = re.compile(r"(.*\S)\s+\|\s+(\S+)")
_IN_QUOTES = re.compile(r'(?:«\s*|["“])([^«»"“”]*?)(?:\s*»|["”])')
_NEARLY = 0.8  # so alike that a name is meant, not a second half of the sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """`session` and `speaker` as far as they were named."""

    words: str
    session: Session | None = None
    speaker: Person | None = None


class HighlightError(Exception):
    """Carries the sentence."""


def read(draft: Draft, programme: Programme, agenda: Agenda) -> list[Highlight]:
    """DRAFT's highlights, those of programs first. Raises HighlightError for a session or a name that is nearly, but not, in PROGRAMME."""
    return [*_structured(draft, agenda), *_lines(draft, programme, agenda)]


def _structured(draft: Draft, agenda: Agenda) -> Iterator[Highlight]:
    found = []
    for key, words in draft.fields.items():
        match key.split(":", 3):
            case ["highlight", number, speaker, name] if number.isdigit() and speaker.isdigit() and words.strip():
                found.append((int(number), int(speaker), name, words.strip()))
    for _, place, name, words in sorted(found):
        session = agenda.sessions.get(name)
        if session is None:
            raise HighlightError(f"The session {name} of a highlight is not in the programme any more: take the highlight out.")
        yield Highlight(words=words, session=session, speaker=session.speakers[place - 1] if 0 < place <= len(session.speakers) else None)


def _lines(draft: Draft, programme: Programme, agenda: Agenda) -> Iterator[Highlight]:
    for line in map(str.strip, draft.fields.get(FIELD, "").splitlines()):
        if found := _BY_SESSION.fullmatch(line):
            session = agenda.sessions.get(found[2])
            if session is None:
                raise HighlightError(
                    f"There is no session {found[2]} in the programme: write `words | SESSION-ID`, `words — Speaker` or the words alone."
                )
            yield Highlight(words=_bare(found[1]), session=session, speaker=session.speakers[0] if len(session.speakers) == 1 else None)
        elif (found := _BY_NAME.fullmatch(line)) and (who := _find(found[2], draft, programme, agenda)):
            session, speaker = who
            yield Highlight(words=_bare(found[1]), session=session, speaker=speaker)
        elif line:
            yield Highlight(words=_bare(line))


def _find(name: str, draft: Draft, programme: Programme, agenda: Agenda) -> tuple[Session | None, Person] | None:
    """Who is called NAME, with their session: that of DRAFT's day before others; None: nobody, nor nearly so."""
    wanted = fold(name)
    given = [
        (session, person) for session in programme.sessions for person in session.speakers if fold(person.name) == wanted and not session.cancelled
    ]
    if given:
        day = agenda.local(draft.due).date() if draft.due else None
        return next((pair for pair in given if pair[0].start and agenda.local(pair[0].start).date() == day), given[0])
    by_name = {fold(person.name): person for person in programme.speakers()}
    if wanted in by_name:
        return None, by_name[wanted]
    if near := difflib.get_close_matches(wanted, by_name, n=1, cutoff=_NEARLY):
        raise HighlightError(f'Nobody in the programme is called "{name}"; did you mean {by_name[near[0]].name}?')
    return None


def _bare(words: str) -> str:
    """WORDS without the quotation marks around the whole: the template sets its own."""
    found = _IN_QUOTES.fullmatch(words)
    return found[1] if found else words
