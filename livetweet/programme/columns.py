"""Which column of a table holds what: guessed from its headers, or as a person says (`--map start="Start time"`). Called by `tables`.

A field may take several columns, joined by " + ": `speakers="Speaker 1 + Speaker 2"`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from livetweet.errors import ProgrammeError
from livetweet.programme.cells import Cell, to_text

FIELDS: Mapping[str, str] = {
    "title": "title|titles|session title|talk title|proposal title|proposal|subject|summary|talk|session|session name|event|event title|event name|"
    "titel|thema|vortrag|veranstaltung|titre|sujet|intitulé|titre de la session|conférence|título|titulo|titolo|topic title|lecture",
    "start": "start|starts|start time|starttime|time start|start datetime|start date time|starts at|startsat|start at|begin|begins|beginn|startzeit|anfang|"
    "uhrzeit|zeit|time|hour|from|von|ab|scheduled at|scheduled time|scheduled start|date time|datetime|date and time|début|debut|heure|heure de début|horaire|"
    "heure début|hora|inicio|hora de inicio|inizio|when|session start|event start|event start time|timeslot|time slot|slot",
    "end": "end|ends|end time|endtime|time end|end datetime|end date time|ends at|endsat|end at|ende|endzeit|until|to|bis|scheduled end|fin|heure de fin|"
    "heure fin|hora de fin|fine|session end|event end|event end time|finish",
    "date": "date|day|start date|startdate|datum|tag|jour|date de début|fecha|día|data|session date|event date|event start date|scheduled date|conference day",
    "end_date": "end date|enddate|event end date|enddatum|date de fin",
    "duration": "duration|length|dauer|länge|durée|duree|minutes|min|duration min|duration minutes|duration in minutes|scheduled duration|duración|durata|"
    "length minutes|durée min|durée minutes",
    "room": "room|rooms|room name|location|venue|venue name|event venue|event venue name|place|stage|where|scheduled room|raum|ort|saal|bühne|salle|lieu|sala|lugar|hall|auditorium|amphi|session room",
    "speakers": "speaker|speakers|speaker name|speaker names|speakers names|presenter|presenters|presented by|sprecher|sprecherin|sprecher innen|vortragende|"
    "vortragender|vortragende r|referent|referenten|referentin|referierende|teilnehmer|intervenant|intervenants|intervenante|intervenant e|intervenant e s|"
    "orateur|oratrice|orateurs|conférencier|author|authors|autor|autoren|auteur|ponente|ponentes|relatore|who|owner|owner name|host|hosts|panelists|with|"
    "participants|full name|fullname|name|names|nom|nom complet|personen",
    "first_name": "first name|firstname|given name|vorname|prénom|prenom|nombre",
    "last_name": "last name|lastname|surname|family name|nachname|nom de famille|apellido|apellidos",
    "track": "track|tracks|stream|category|categories|kategorie|parcours|thème|piste|themenfeld|section|theme|topic|topics",
    "kind": "type|kind|format|session format|session type|talk type|submission type|event type|art|typ|type de session",
    "language": "language|lang|locale|sprache|langue|idioma|lingua|session language|spoken language",
    "id": "id|code|session id|talk id|proposal id|event id|uid|key|nr|no|number|submission id|identifier",
    "url": "url|link|website|web|session url|talk url|page|permalink|lien|webseite|session link",
    "mastodon": "mastodon|fediverse|mastodon handle|mastodon account|fedi|fediverse handle",
    "bluesky": "bluesky|bsky|bluesky handle|blue sky|bluesky account",
    "x": "x|twitter|twitter handle|x handle|twitter account|x twitter|twitter x|twitter username|x account",
    "cancelled": "cancelled|canceled|annulé|abgesagt|status|state",
}
FIRST_DAY = "first_day"
NAMES = (*FIELDS, FIRST_DAY)
"""What `--map` may name. `first_day` takes a date and no column: of day 1, where a table counts its days."""

_KNOWN = {word: name for name, words in FIELDS.items() for word in words.split("|")}
_NUMBERED = re.compile(r"(.*\D)[ ]?\d{1,2}")
_BARE = re.compile(r"\d{1,2}")
_DESCRIPTIONS = {"description", "notes", "beschreibung", "details", "abstract"}
SAID = re.compile(r"\s*(?:speakers?|presenters?|intervenante?s?|referent(?:in|en)?)\s*:\s*([^;\n]*)", re.IGNORECASE)
_SEARCHED = 40  # rows among which the header is
_WIDEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """`row` is the index of the header; `names` what each column is called; `columns` the indices of the columns each field takes, of which
    those `asked` for are as a person said.
    """

    row: int
    names: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    asked: frozenset[str]

    def words(self) -> dict[str, str]:
        """The columns of each field by name, as `--map` takes them."""
        return {field: " + ".join(self.names[index] for index in indices) for field, indices in self.columns.items()}


def check_names(columns: Mapping[str, str]) -> None:
    """Refuse fields in COLUMNS that nobody knows."""
    for name in columns:
        if name not in NAMES:
            raise ProgrammeError(f"There is no field “{name}” to map a column to: the fields are {', '.join(NAMES)}.")


def parse(text: str, name: str) -> dict[str, str]:
    """What a workspace's columns.toml, called NAME, says: one `field = "Column"` a line."""
    try:
        said = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProgrammeError(f'{name} has a mistake ({error}): each line is written like start = "Start time".') from error
    for field, column in said.items():
        if not isinstance(column, str):
            raise ProgrammeError(f"{name} has a mistake: “{field}” is the name of a column, in quotes.")
    check_names(said)
    return said


def to_toml(columns: Mapping[str, str]) -> str:
    """COLUMNS as the text that `parse` reads."""
    lines = [f"{field} = {json.dumps(column, ensure_ascii=False)}\n" for field, column in columns.items()]
    return "# Which column of the programme's table holds what; `--map` on the command line comes before it.\n" + "".join(lines)


def find_header(rows: Sequence[Sequence[Cell]], wanted: Mapping[str, str]) -> Header | None:
    """The header among the first of ROWS: the row that says most of what is WANTED or known; None where no row says enough.

    What is WANTED and stands in no row is left to `guess`: another table of the same programme may have it.
    """
    best: tuple[int, Header] | None = None
    for index in range(min(len(rows), _SEARCHED)):
        names = _names(rows, index)
        columns, asked = _choose(names, wanted, rows[index + 1 : index + _SEARCHED])
        score = sum(1 for field in columns if field != "cancelled") + 2 * len(asked)
        filled = sum(1 for name in names if name)
        says = asked or (filled > 1 and (score > 1 or columns.keys() & {"title", "speakers"}))
        if score and says and (best is None or score > best[0]):
            best = (score, Header(row=index, names=names, columns=columns, asked=asked))
    return best[1] if best else None


def _names(rows: Sequence[Sequence[Cell]], index: int) -> tuple[str, ...]:
    """What the columns are called: a number stands under the name of its group, one row above."""
    group = ""
    above = rows[index - 1] if index else ()
    names = []
    for column, cell in enumerate(rows[index][:_WIDEST]):
        group = (to_text(above[column]) if column < len(above) else "") or group
        name = to_text(cell)
        names.append(f"{group} {name}" if group and _BARE.fullmatch(name) else name)
    return tuple(names)


def _choose(names: Sequence[str], wanted: Mapping[str, str], below: Sequence[Sequence[Cell]]) -> tuple[dict[str, tuple[int, ...]], frozenset[str]]:
    """The columns of each field, and those fields of which a person said which. BELOW are rows that show how full a column is."""
    plain = [_plain(name) for name in names]
    columns: dict[str, tuple[int, ...]] = {}
    for field, said in wanted.items():
        if field != FIRST_DAY and (found := _look_up(said, plain)):
            columns[field] = found
    asked = frozenset(columns)
    taken = {index for indices in columns.values() for index in indices}
    guessed: dict[str, list[int]] = {}
    for index, name in enumerate(plain):
        known = _KNOWN.get(name) or (_KNOWN.get(match[1].strip()) if (match := _NUMBERED.fullmatch(name)) else None)
        if known and known not in columns and index not in taken:
            guessed.setdefault(known, []).append(index)
    for field, indices in guessed.items():
        numbered = [index for index in indices if plain[index][-1:].isdecimal()]
        columns[field] = (
            tuple(numbered or indices)
            if field == "speakers" and len(numbered or indices) > 1 and numbered
            else (_first(field, indices, plain, below),)
        )
    _settle(columns, plain)
    if "speakers" not in columns and "title" in columns and (told := _telling(plain, below)) is not None:
        columns["speakers"] = (told,)
    return columns, asked


def _first(field: str, indices: Sequence[int], plain: Sequence[str], below: Sequence[Sequence[Cell]]) -> int:
    """Of several columns for one field, the one that is called by the better known name, unless it is nearly empty."""
    order = FIELDS[field].split("|")
    if len(indices) > 1:
        filled = {index: sum(1 for row in below if index < len(row) and row[index] not in {None, ""}) for index in indices}
        indices = [index for index in indices if filled[index] * 4 >= max(filled.values())]
    return min(indices, key=lambda index: (order.index(plain[index]) if plain[index] in order else len(order), index))


def _settle(columns: dict[str, tuple[int, ...]], plain: Sequence[str]) -> None:
    """Names that mean one thing beside some columns and another beside others."""
    called = {field: plain[indices[0]] for field, indices in columns.items() if indices}
    if (
        "title" not in columns
        and columns.keys() & {"start", "date", "duration"}
        and (name := next((one for one in ("name", "nom") if one in plain), None))
    ):
        columns["title"] = (plain.index(name),)
        if called.get("speakers") == name:
            del columns["speakers"]
    if "speakers" not in columns and "first_name" in columns:
        last = columns.pop("last_name", ())
        columns["speakers"] = (*columns.pop("first_name"), *last)
    columns.pop("first_name", None)
    columns.pop("last_name", None)


def _telling(plain: Sequence[str], below: Sequence[Sequence[Cell]]) -> int | None:
    """The column of descriptions that begin with who speaks, as calendars have them (`Speaker: A & B; Abstract: …`)."""
    for index, name in enumerate(plain):
        if name in _DESCRIPTIONS:
            cells = [row[index] for row in below if index < len(row)]
            if sum(1 for cell in cells if isinstance(cell, str) and SAID.match(cell)) * 4 > len(cells):
                return index
    return None


def _look_up(said: str, plain: Sequence[str]) -> tuple[int, ...]:
    whole = _plain(said)
    if whole in plain:
        return (plain.index(whole),)
    found = [_find(_plain(part), plain) for part in said.split("+")]
    return tuple(index for index in found if index is not None) if None not in found else ()


def _find(part: str, plain: Sequence[str]) -> int | None:
    if part in plain:
        return plain.index(part)
    behind = [index for index, name in enumerate(plain) if part and _BARE.fullmatch(part) and name.endswith(f" {part}")]
    return behind[0] if behind else None


def _plain(name: str) -> str:
    """NAME without capitals, signs and spaces that nobody would type."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[\W_]+", " ", split).split()).casefold()
