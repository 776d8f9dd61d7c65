"""Templates: the texts in which a post's facts and a person's words are set. One file a language beside this one; a workspace may replace kinds.

A template is a list of parts, a part a list of variants, longest first. `compose` chooses among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any

from livetweet.errors import WorkspaceError
from livetweet.model.post import Kind
from livetweet.writing.fields import FIELDS
from livetweet.writing.hashtags import LANGUAGES
from livetweet.writing.settings import Table, did_you_mean

# What a shorter variant may never leave out where a longer one has it.
_KEPT = ({"title"}, {"speakers", "names", "speaker", "speaker_name"}, {"tags", "event_tag"}, {"asker"}, {"author"})
_WRITTEN = re.compile(r"[a-z][a-z_]*\*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """`pieces`: plain text and field names by turns, a text first and last. `facts` are the fields that fill themselves, `words` those that a
    person writes; `kept`: which of title, names, tags it has, as positions in the list of what may not be dropped.
    """

    pieces: tuple[str, ...]
    facts: tuple[str, ...]
    words: tuple[str, ...]
    kept: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """`parts`: one entry a part of the thread, each its variants, longest first."""

    parts: tuple[tuple[Variant, ...], ...]


Templates = Mapping[str, Mapping[Kind, Template]]


class _ByLanguage(Mapping[str, Mapping[Kind, Template]]):
    """Ours and THEIRS; a language's are read when they are first asked for, since most events have one."""

    def __init__(self, theirs: Mapping[str, Mapping[Kind, Template]]) -> None:
        self._theirs = theirs

    def __getitem__(self, language: str) -> Mapping[Kind, Template]:
        if language not in LANGUAGES:
            raise KeyError(language)
        return {**_ours(language), **self._theirs[language]} if language in self._theirs else _ours(language)

    def __iter__(self) -> Iterator[str]:
        return iter(LANGUAGES)

    def __len__(self) -> int:
        return len(LANGUAGES)


@cache
def _ours(language: str) -> Mapping[Kind, Template]:
    return _kinds(Table.parse((resources.files(__name__) / f"{language}.toml").read_text("utf-8"), f"{language}.toml"), Kind)


def builtin() -> Templates:
    """Our own templates: language, then kind."""
    return _ByLanguage({})


def parse(text: str, file: str = "templates.toml") -> Templates:
    """Our own templates with those of a workspace's TEXT in their place.

    Raises WorkspaceError naming FILE, language, kind, variant and field.
    """
    top = Table.parse(text, file)
    tables = {language: top.table(language) for language in LANGUAGES}
    theirs = {language: _kinds(table, _ours(language)) for language, table in tables.items() if list(table)}
    top.finish()
    return _ByLanguage(theirs)


def _kinds(table: Table, known: Any) -> dict[Kind, Template]:
    by_name = {kind.value: kind for kind in known}
    found = {}
    for name in table:
        if name not in by_name:
            raise table.error(name, f"is no kind of post that has a template{did_you_mean(name, by_name)}")
        found[by_name[name]] = _template(table, name)
    return found


def _template(table: Table, kind: str) -> Template:
    value = table.take(kind)
    if isinstance(value, str):
        value = [value]
    parts = value if isinstance(value, list) and value and all(isinstance(one, list) for one in value) else [value]
    if not all(isinstance(part, list) and part and all(isinstance(one, str) for one in part) for part in parts):
        raise table.error(kind, "must be a list of texts, longest first, or for a thread a list of such lists.")
    read = []
    for number, part in enumerate(parts, 1):
        where = f"part {number}, " if len(parts) > 1 else ""
        read.append(tuple(_variant(table, kind, f"{where}variant {place}", one) for place, one in enumerate(part, 1)))
    return Template(parts=tuple(read))


def _variant(table: Table, kind: str, where: str, text: str) -> Variant:
    pieces: list[str] = [""]
    try:
        for literal, name, form, conversion in Formatter().parse(text):
            pieces[-1] += literal
            if name is not None:
                _check_field(table, kind, where, name, plain=not form and not conversion)
                pieces += [name, ""]
    except ValueError as error:
        raise WorkspaceError(f"{table.name(kind)}, {where}: a brace stands alone: {error}; write {{{{ or }}}} for a brace itself.") from error
    names = pieces[1::2]
    return Variant(
        pieces=tuple(pieces),
        facts=tuple(dict.fromkeys(name for name in names if not name.endswith("*"))),
        words=tuple(dict.fromkeys(name.removesuffix("*") for name in names if name.endswith("*"))),
        kept=frozenset(place for place, group in enumerate(_KEPT) if not group.isdisjoint(names)),
    )


def _check_field(table: Table, kind: str, where: str, name: str, *, plain: bool) -> None:
    if not plain:
        raise WorkspaceError(f"{table.name(kind)}, {where}: {{{name}}} takes nothing after its name: remove what follows it inside the braces.")
    if name in FIELDS or (_WRITTEN.fullmatch(name) and name.removesuffix("*") not in FIELDS):
        return
    suggestion = did_you_mean(name, _suggestions(name))
    raise WorkspaceError(f"{table.name(kind)}, {where}: there is no field {{{name}}}{suggestion}")


def _suggestions(name: str) -> Sequence[str]:
    words = ("hook*", "quote*", "comment*", "highlight*", "instead*", "answer*", "question*")
    return [f"{name}*"] if f"{name}*" in words else [*FIELDS, *words]
