"""Who is who: texts that name several people taken apart, one person under several spellings made one. Called where a programme is imported or checked, not where it is only shown.

A file is shown as it was published. What is in force names each person once, as the best of the spellings has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.programme.names import split
from livetweet.programme.spelling import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Several `spellings` of one `name`."""

    name: str
    spellings: tuple[str, ...]


def unite(programme: Programme) -> Programme:
    """PROGRAMME with each person under one name, everyone's handles in all sessions, and texts that name several people taken apart."""
    apart = _apart(programme)
    best = {spelling: alike.name for alike in _find(apart) for spelling in alike.spellings}
    handles: dict[str, dict[str, str]] = {}
    for person in _everyone(apart):
        handles.setdefault(best.get(person.name, person.name), {}).update(person.handles)
    return replace(
        apart,
        sessions=tuple([replace(one, speakers=_rename(one.speakers, best, handles)) for one in apart.sessions]),
        people=_rename(apart.people, best, handles),
    )


def alike(programme: Programme) -> list[Alike]:
    """Who stands under several spellings in PROGRAMME, as it was published."""
    return _find(_apart(programme))


def _apart(programme: Programme) -> Programme:
    return replace(
        programme,
        sessions=tuple([replace(one, speakers=tuple(_take_apart(one.speakers))) for one in programme.sessions]),
        people=tuple(_take_apart(programme.people)),
    )


def _take_apart(people: Iterable[Person]) -> Iterator[Person]:
    taken: set[str] = set()
    for person in people:
        names = split(person.name)
        for name in names:
            if name not in taken:
                taken.add(name)
                yield person if name == person.name else Person(name=name, handles=person.handles if len(names) == 1 else {})


def _everyone(programme: Programme) -> Iterator[Person]:
    """Everyone as often as they appear; those announced come first, for a session's own handles hold."""
    yield from programme.people
    for session in programme.sessions:
        yield from session.speakers


def _find(programme: Programme) -> list[Alike]:
    spelled: dict[str, dict[str, dict[str, str]]] = {}
    for person in _everyone(programme):
        spelled.setdefault(fold(person.name), {}).setdefault(person.name, {}).update(person.handles)
    return [
        Alike(name=max(spellings, key=_quality), spellings=tuple(spellings))
        for key, spellings in spelled.items()
        if len(spellings) > 1 and " " in key and not _differ(spellings.values())  # one word is a nickname, and anna may not be Anna
    ]


def _differ(handles: Iterable[Mapping[str, str]]) -> bool:
    """Whether two of HANDLES name somebody else on one network: then they are two people of one name."""
    seen: dict[str, str] = {}
    return any(seen.setdefault(network, handle.casefold()) != handle.casefold() for one in handles for network, handle in one.items())


def _quality(name: str) -> tuple[bool, int, int]:
    """Better with both cases, with its diacritics, without titles."""
    return not (name.islower() or name.isupper()), sum(not one.isascii() for one in name), -len(name.split())


def _rename(people: Iterable[Person], best: Mapping[str, str], handles: Mapping[str, Mapping[str, str]]) -> tuple[Person, ...]:
    names = dict.fromkeys(best.get(one.name, one.name) for one in people)
    return tuple([Person(name=name, handles=handles[name]) for name in names])
