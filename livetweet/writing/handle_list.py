"""The list of handles to send to the speakers: who has none known where we post, as a table that a spreadsheet opens, and what they wrote into it. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from livetweet.errors import WritingError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.programme import spelling
from livetweet.writing import rules
from livetweet.writing.speakers import Speakers

NAME, SESSIONS = "name", "sessions"
_NONE = frozenset({"-", "–", "none", "no", "n/a", "aucun", "aucune", "non", "néant"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")  # what a spreadsheet runs, or an apostrophe that it hides


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A speaker with the networks that nobody knows a handle on. `person` has all that are known; `sessions` are titles."""

    person: Person
    networks: tuple[str, ...]
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a speaker wrote: network to handle in its own form; None: has none there."""

    name: str
    handles: Mapping[str, str | None]


def missing(programme: Programme, speakers: Speakers, networks: Sequence[str]) -> list[Missing]:
    """Who of PROGRAMME lacks a handle on any of NETWORKS, in order of appearance. Whoever wants no posts, or says that they are not there, lacks none."""
    titles: dict[str, list[str]] = {}
    for session in programme.sessions:
        for person in session.speakers:
            if not session.cancelled:
                titles.setdefault(person.name, []).append(session.title)
    found = []
    for person in programme.speakers():
        wishes, complete = speakers.of(person), speakers.complete(person)
        lacking = tuple(one for one in networks if one not in complete.handles and one not in wishes.handles)
        if lacking and wishes.posts:
            found.append(Missing(person=complete, networks=lacking, sessions=tuple(titles.get(person.name, ()))))
    return found


def to_csv(lacking: Iterable[Missing], networks: Sequence[str]) -> str:
    """One row a speaker: name, sessions, a column a network, filled where the handle is known."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow([NAME, SESSIONS, *networks])
    for one in lacking:
        cells = [one.person.name, " · ".join(one.sessions), *(one.person.handles.get(network, "") for network in networks)]
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return table.getvalue()


def from_csv(text: str, file: str, programme: Programme) -> list[Answer]:
    """What the table holds, a name as PROGRAMME writes it; empty cells say nothing, "-" or "none" that there is none. Raises WritingError naming FILE and row."""
    present = {spelling.fold(person.name): person.name for person in programme.speakers()}
    answers: dict[str, Answer] = {}
    for number, row in _rows(text, file):
        written = row.get(NAME, "")
        name = present.get(spelling.fold(written))
        if name is None:
            raise WritingError(
                f"{file}, row {number}: nobody in the programme is called “{written}”: nothing was changed; correct the name or take the row out."
            )
        if name in answers:
            raise WritingError(f"{file}, row {number}: {name} stands in another row too: nothing was changed; keep one of them.")
        handles = {}
        for one in rules.every():
            cell = row.get(one.network, "")
            if not cell:
                continue
            handles[one.network] = None if cell.casefold() in _NONE else one.handle(cell)
            if handles[one.network] is None and cell.casefold() not in _NONE:
                raise WritingError(
                    f"{file}, row {number}: “{cell}” is no handle on {one.name}: nothing was changed; correct it, or write - for none."
                )
        answers[name] = Answer(name=name, handles=handles)
    return [one for one in answers.values() if one.handles]


def _rows(text: str, file: str) -> list[tuple[int, Mapping[str, str]]]:
    """Row number (the header is 1) and cells by column in lower case."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        table = [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True)
        ]
    except csv.Error as error:
        raise WritingError(f"{file} is not a CSV table ({error}): save it as such and try again.") from error
    header = [cell.casefold() for cell in table[0]] if table else []
    networks = {one.network for one in rules.every()}
    if NAME not in header or not networks.intersection(header):
        raise WritingError(
            f"{file} needs the columns {NAME} and {' or '.join(sorted(networks))} in its first row: it must be the table that `livetweet programme handles` wrote."
        )
    return [
        (number, {column: cell.removeprefix("'") for column, cell in zip(header, row, strict=False)})
        for number, row in enumerate(table[1:], 2)
        if any(row)
    ]
