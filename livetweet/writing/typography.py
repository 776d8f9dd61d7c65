"""Marks as an editor sets them: quotation marks within quotation marks, and the spaces of French that must not break.

Apart from the templates, since what the programme and a person wrote comes as it comes.
"""

from __future__ import annotations

import re

_QUOTES = {"fr": ("«\u00a0", "\u00a0»"), "en": ("“", "”")}
_INNER_FRENCH = (re.compile(r"«\s*"), "“"), (re.compile(r"\s*»"), "”")  # \s holds U+00A0 and U+202F
_INNER_ENGLISH = (re.compile("“"), "‘"), (re.compile("”"), "’")
_MARKS = frozenset("«»“”")
_WITHIN = {"«": _INNER_FRENCH, "“": _INNER_ENGLISH}
# A colon or a semicolon that goes on (`:)`, `:blobcat:`) is no punctuation.
_FRENCH_SPACE = re.compile(r"(?<=\S) (?=[?!»]|[:;](?:\s|$))|(?<=«) ")

# A pair around words, never the inches of a screen nor a string in code.
_STRAIGHT = re.compile(r"""(?:(?<![^\s’'«–-])|(?<=\s\())"(?=\S)([^"]*)(?<=\S)"(?!\w)""")
_QUOTED = re.compile(r"«\s*|\s*»|[“”]")


def nest(text: str, before: str) -> str:
    """TEXT as it is set after BEFORE: where that ends in a quotation mark, TEXT's own of that kind become those for within it."""
    if _MARKS.isdisjoint(text):
        return text
    for pattern, mark in _WITHIN.get(before.rstrip()[-1:], ()):
        text = pattern.sub(mark, text)
    return text


def quote(text: str, language: str) -> str:
    """TEXT in quotation marks: « TEXT », “TEXT”."""
    opening, closing = _QUOTES[language]
    return f"{opening}{nest(text, opening)}{closing}"


def space(text: str) -> str:
    """French TEXT with U+00A0 for each ordinary space before ? ! : ; » and after «; addresses and times of the clock have none there."""
    return _FRENCH_SPACE.sub("\u00a0", text)


def set_french(text: str) -> str:
    """TEXT of the programme as French sets it: its spaces, and « » for straight quotation marks in pairs."""
    return space(_STRAIGHT.sub("«\u00a0\\1\u00a0»", text) if '"' in text else text)


def plain(text: str) -> str:
    """TEXT as one types it: what reads the same is the same, in whatever quotation marks and spaces."""
    return " ".join(_QUOTED.sub('"', text.replace("\u200b", "")).split())
