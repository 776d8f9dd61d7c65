"""What speakers.toml says: handles that the programme lacks or has wrong, and what a speaker does not want. It wins over the programme."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.programme import spelling
from livetweet.writing import rules as networks
from livetweet.writing.settings import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """`handles` by network, None: has none there, whatever the programme says. The flags are what may be done."""

    handles: Mapping[str, str | None] = field(default_factory=dict)
    quotes: bool = True
    pictures: bool = True
    posts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """By name as `programme.spelling.fold` writes it; `names` has it as it stands in the file."""

    wishes: Mapping[str, Wishes] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def of(self, person: Person) -> Wishes:
        """What PERSON wishes; everything allowed for whoever is not in the file."""
        return self.wishes.get(spelling.fold(person.name), _ALL_ALLOWED)

    def complete(self, person: Person) -> Person:
        """PERSON with the handles of speakers.toml over those of the programme."""
        wishes = self.of(person)
        if not wishes.handles:
            return person
        merged = {**person.handles, **wishes.handles}
        handles = {network: handle for network, handle in merged.items() if handle}
        return replace(person, handles=handles)

    def without(self, persons: Iterable[Person], flag: str) -> list[str]:
        """The names of those of PERSONS who do not want FLAG (`quotes`, `pictures`, `posts`)."""
        return [person.name for person in persons if not getattr(self.of(person), flag)]


_ALL_ALLOWED = Wishes()


def fold(name: str) -> str:
    """NAME as it is compared: inner spaces collapsed, case ignored."""
    return " ".join(name.split()).casefold()


def parse(text: str, file: str = "speakers.toml") -> Speakers:
    """The content of a speakers.toml. Raises WorkspaceError naming FILE, speaker and key."""
    top = Table.parse(text, file)
    wishes: dict[str, Wishes] = {}
    for name in top:
        entry = top.table(name)
        if spelling.fold(name) in wishes:
            raise top.error(name, "stands there twice: keep one.")
        wishes[spelling.fold(name)] = Wishes(
            handles=_handles(entry),
            quotes=entry.flag("quotes", otherwise=True),
            pictures=entry.flag("pictures", otherwise=True),
            posts=entry.flag("posts", otherwise=True),
        )
        entry.finish()
    return Speakers(wishes=wishes, names={spelling.fold(name): name for name in top})


def strangers(speakers: Speakers, programme: Programme) -> list[str]:
    """A sentence for each name in speakers.toml that nobody in PROGRAMME has; none while PROGRAMME names nobody yet."""
    present = {spelling.fold(person.name): person.name for person in programme.speakers()}
    if not present:
        return []
    return [_stranger(speakers.names[name], difflib.get_close_matches(name, present, n=1), present) for name in speakers.names if name not in present]


def _stranger(name: str, near: list[str], present: Mapping[str, str]) -> str:
    hint = f"; did you mean {present[near[0]]}?" if near else ": write the name as the programme has it."
    return f'speakers.toml names "{name}", who is not in the programme, so that what it says there holds for nobody{hint}'


def _handles(entry: Table) -> dict[str, str | None]:
    handles: dict[str, str | None] = {}
    for rules in networks.every():
        written = entry.text(rules.network)
        if rules.network not in entry:
            continue
        handles[rules.network] = rules.handle(written) if written else None
        if written and handles[rules.network] is None:
            raise entry.error(rules.network, f'must be a handle on {rules.name}, which "{written}" is not; leave it empty for none.')
    return handles
