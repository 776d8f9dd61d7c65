"""People in words that a person wrote: `@{Jane Doe}` becomes her handle on each network, and her name where she has none there.

One text can thus call somebody on every network. `compose` expands the marks, `proposals` offers them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from livetweet.model.person import Person
from livetweet.writing.rules.rule import Rules
from livetweet.writing.speakers import Speakers, fold

_MARK = re.compile(r"( \()?@\{([^{}\n]{1,200})\}(\))?")


class StrangerError(Exception):
    """Carries the sentence: a mark names nobody, or somebody who wants no posts."""


def mark(name: str) -> str:
    """How the person of NAME is called in a text."""
    return f"@{{{name}}}"


def expand(text: str, people: Iterable[Person], speakers: Speakers, rules: Rules) -> str:
    """TEXT with each mark as the network of RULES has it; PEOPLE is read only where there is one. Raises StrangerError."""
    if "@{" not in text:
        return text
    known = {fold(person.name): person for person in people}

    def said(match: re.Match[str]) -> str:
        before, name, after = match[1] or "", match[2], match[3] or ""
        person = known.get(fold(name))
        if person is None:
            raise StrangerError(f"{mark(name)} names nobody in the programme: write the name as the programme has it.")
        if not speakers.of(person).posts:
            raise StrangerError(f"{person.name} wants no posts (speakers.toml).")
        handle = speakers.complete(person).handles.get(rules.network)
        if not handle and before and after and match.string[: match.start()].endswith(person.name):
            return ""  # the name stands there already
        return f"{before}{rules.mention(handle) if handle else person.name}{after}"

    return _MARK.sub(said, text)


def call(text: str, people: Iterable[Person], speakers: Speakers, rules: Rules) -> str:
    """TEXT of the network of RULES with marks for the handles that PEOPLE have there: the inverse of `expand`, so that it holds on every network."""
    for person in people:
        if handle := speakers.complete(person).handles.get(rules.network):
            text = mark(person.name).join(re.split(rf"(?<!\w){re.escape(rules.mention(handle))}(?![\w@-]|\.\w)", text))
    return text
