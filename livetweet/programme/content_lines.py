"""iCalendar's components and content lines (RFC 5545, 3.1), read as real producers write them. Called by the reader of iCalendar.

Read here and not by a library: that one takes half a second for a calendar of 500 events, gives up at one bad value, and takes a zone
named by an abbreviation for another (EST as fixed, whatever the VTIMEZONE beside it says).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_FOLD = re.compile(r"(?:\r\n?|\n)[ \t]|\r\n?")
_LINE = re.compile(r'([\w.-]++)((?:;(?:[^":;]|"[^"]*")*+)*+):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([\w-]+)=("[^"]*"|[^;]*)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_DEEPEST = 10


@dataclass(frozen=True, slots=True)
class Line:
    """A property: parameters by name in capitals, the value as written."""

    parameters: Mapping[str, str]
    value: str

    def text(self) -> str:
        """The value with its escapes undone."""
        if "\\" not in self.value:
            return self.value.strip()
        return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], self.value).strip(" \t")


_NOTHING = Line({}, "")


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END, without what stands in components inside it. Names are in capitals."""

    name: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    inside: list[Component] = field(default_factory=list)

    def line(self, name: str) -> Line:
        """The first property NAME; an empty one where there is none."""
        return self.lines[name][0] if name in self.lines else _NOTHING

    def text(self, *names: str) -> str:
        """The text of the first of the properties NAMES that says something."""
        return next((found for name in names if (found := self.line(name).text())), "")

    def walk(self, name: str) -> Iterator[Component]:
        """The components NAME inside this one, at any depth."""
        for one in self.inside:
            if one.name == name:
                yield one
            yield from one.walk(name)


def parse(text: str) -> Component:
    """Everything in TEXT under one component without a name. Lines that are none are passed over; what is not ended ends with the text."""
    stack = [Component("")]
    for whole in _unfold(text).split("\n"):
        match = _LINE.fullmatch(whole)
        if not match:
            continue
        name, value = match[1].upper(), match[3]
        if name == "BEGIN":
            component = Component(value.strip().upper())
            stack[-1].inside.append(component)
            if len(stack) < _DEEPEST:
                stack.append(component)
        elif name == "END":
            ended = next((index for index in range(len(stack) - 1, 0, -1) if stack[index].name == value.strip().upper()), None)
            if ended is not None:
                del stack[ended:]
        else:
            parameters = {key.upper(): said.strip('"') for key, said in _PARAMETER.findall(match[2])} if match[2] else {}
            stack[-1].lines.setdefault(name, []).append(Line(parameters, value))
    return stack[0]


def _unfold(text: str) -> str:
    return _FOLD.sub(lambda match: "" if match[0][-1] in " \t" else "\n", text)
