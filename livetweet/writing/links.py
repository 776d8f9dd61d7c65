"""Links taken out of texts, for accounts that do without or keep them for the end: on X a post with one costs over ten times as much. Pure."""

from __future__ import annotations

import re

from livetweet.writing.rules.rule import Rules

_SPACE = "[ \t\u00a0\u202f]*"
_SPACE_BEFORE = re.compile(rf"{_SPACE}\Z")
_LABEL_BEFORE = re.compile(rf"{_SPACE}[:：→]?{_SPACE}(?=\n?\Z)")  # "Tickets: " leads nowhere once its link is gone
_EMPTY_BRACKETS = re.compile(rf"{_SPACE}(?:\(\s*\)|\[\s*\]|<\s*>)")
_EMPTY_LINES = re.compile("\n{3,}")


def take_out(text: str, rules: Rules) -> tuple[str, tuple[str, ...]]:
    """TEXT without the links that RULES find, and these, each once. A line or brackets that held nothing else go with them, and so does the colon before one at the end of a line."""
    found = rules.find_links(text) if rules.find_links else ()
    if not found:
        return text, ()
    pieces, end = [], 0
    for start, stop in found:
        ends_line = not text[stop:].split("\n", 1)[0].strip()
        pieces.append((_LABEL_BEFORE if ends_line else _SPACE_BEFORE).sub("", text[end:start], count=1))
        end = stop
    before, after = text.split("\n"), "".join([*pieces, text[end:]]).split("\n")
    lines = [now if now == was else _EMPTY_BRACKETS.sub("", now).strip() for was, now in zip(before, after, strict=True)]
    kept = [now for was, now in zip(before, lines, strict=True) if now or not was.strip()]
    return _EMPTY_LINES.sub("\n\n", "\n".join(kept)).strip(), tuple(dict.fromkeys(text[start:stop] for start, stop in found))
