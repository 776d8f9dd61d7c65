"""Several people named in one text. Called by readers whose format has one field for all speakers of a session."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"\s*[;\n|]\s*|\s+(?:&|\+|/|and|und|et|y|e|con|avec|with|mit)\s+")
_COMMA = re.compile(r"\s*,\s*")
_NOT_A_NAME = re.compile(
    r"(?:tb[adc]|to be (?:announced|confirmed|defined)|n/?a|none|null|nil|-+|–|—|\?+|\.+|you!?|all|everyone|various|x)\.?", re.IGNORECASE
)
_TAIL = re.compile(r"(?:ph\.?\s?d\.?|m\.?d\.?|jr\.?|sr\.?|msc|mba|esq\.?|inc\.?|ltd\.?|gmbh|llc|sa|s\.a\.|iii?|iv)", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]{0,200}\)\s*$")


def split_names(text: str, *, commas: bool = True) -> list[str]:
    """The names in TEXT (`A, B`, `A & B`, `A and B`, one a line); none for what only says that nobody is known yet.

    Without COMMAS the text names one person, with where they work perhaps.
    """
    names: list[str] = []
    for part in _BETWEEN.split(text) if commas else (text,):
        names += _join_tails(_COMMA.split(part)) if commas else [part]
    tidy = (_BRACKETS.sub("", " ".join(name.split())).strip(" ,;") for name in names)
    return [name for name in dict.fromkeys(tidy) if name and not _NOT_A_NAME.fullmatch(name)]


def _join_tails(pieces: list[str]) -> list[str]:
    """PIECES with what is no name of its own ("PhD", "Jr.") back behind the one before."""
    joined: list[str] = []
    for piece in pieces:
        if joined and _TAIL.fullmatch(piece):
            joined[-1] += f", {piece}"
        else:
            joined.append(piece)
    return joined
