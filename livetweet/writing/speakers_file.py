"""Puts handles into the text of a speakers.toml that a person wrote: their comments, their order and their own lines stay as they are. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace

from livetweet.errors import WorkspaceError
from livetweet.programme import spelling
from livetweet.writing import rules, speakers
from livetweet.writing.handle_list import Answer
from livetweet.writing.speakers import Speakers, Wishes

_HEADER = re.compile(r"^\s*\[(?!\[)")
_LINE = re.compile(r"^\s*[^\s#\[]")
_VALUE = r"""("(?:[^"\\]|\\.)*"|'[^']*')(\s*(?:\#.*)?)$"""


def put(text: str, answers: Sequence[Answer], file: str = "speakers.toml") -> str:
    """TEXT with ANSWERS in it: a handle replaced where there is one, added to the speaker's table, or a table added at the end.

    WorkspaceError where TEXT is not a speakers.toml, or is written such that only a person can change it.
    """
    wanted = _wanted(speakers.parse(text, file), answers)
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n") if text.strip() else []
    for answer in answers:
        _put_one(lines, answer)
    changed = "".join(f"{line}{end}" for line in lines)
    try:
        if speakers.parse(changed, file).wishes == wanted:
            return changed
    except WorkspaceError:
        pass
    names = ", ".join(one.name for one in answers[:5])
    raise WorkspaceError(
        f"{file} is written in a way that livetweet cannot add to without spoiling it: write the handles of {names} into it yourself."
    )


def _wanted(before: Speakers, answers: Sequence[Answer]) -> dict[str, Wishes]:
    wanted = dict(before.wishes)
    for one in answers:
        wishes = wanted.get(spelling.fold(one.name), Wishes())
        wanted[spelling.fold(one.name)] = replace(wishes, handles={**wishes.handles, **one.handles})
    return wanted


def _put_one(lines: list[str], answer: Answer) -> None:
    start = next((number for number, line in enumerate(lines) if _name_of(line) == spelling.fold(answer.name)), None)
    if start is None:
        if lines and lines[-1].strip():
            lines.append("")
        lines.append(f"[{_quote(answer.name)}]")
        start = len(lines) - 1
    for network, handle in answer.handles.items():
        end = next((number for number in range(start + 1, len(lines)) if _HEADER.match(lines[number])), len(lines))
        value = _quote(rules.get(network).mention(handle) if handle else "")
        found = re.compile(rf"""^(\s*["']?{network}["']?\s*=\s*){_VALUE}""")
        for number in range(start + 1, end):
            if match := found.match(lines[number]):
                lines[number] = f"{match[1]}{value}{match[3]}"
                break
        else:
            last = max((number for number in range(start + 1, end) if _LINE.match(lines[number])), default=start)
            lines.insert(last + 1, f"{network} = {value}")


def _name_of(line: str) -> str | None:
    """The speaker whose table LINE begins, as names are compared."""
    if not _HEADER.match(line):
        return None
    try:
        names = list(tomllib.loads(line))
    except tomllib.TOMLDecodeError:
        return None
    return spelling.fold(names[0]) if len(names) == 1 else None


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
