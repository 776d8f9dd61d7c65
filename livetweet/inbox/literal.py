"""Text from outside, made harmless for a terminal and shown as it is: no escape, no reversed line, no letter under a tower of marks.

The listings of the command line pass everything through here that somebody else wrote; what goes into the store passes `storable`, and a question that is
put before others, in the hall or in a post, `bare`.
"""

from __future__ import annotations

import re
import unicodedata

# Everything that moves the cursor, reverses the line or takes no room: C0, C1, bidi controls, fillers, tags, lone surrogates. U+200C and U+200D stay: Persian and emoji need them.
_UNSAFE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb\\ud800-\\udfff\\U000e0000-\\U000e0fff]"
)
_PILED = re.compile(
    "([\\u0300-\\u036f\\u0483-\\u0489\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f]{2})[\\u0300-\\u036f\\u0483-\\u0489\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f]+"
)
_SPACES = re.compile(r"\s+")
_ADDRESSED = re.compile(r"^(?:\s*@[\w.@-]+[\s,:]*)+")
_TRAILING_TAGS = re.compile(r"(?:\s+#\w+)+\s*$")
READ = 4_000  # characters looked at: a text of 100,000 costs no more
_LINE_ENDS = "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"


def literal(text: str, width: int | None = None) -> str:
    """TEXT on one line, without anything a terminal would obey: C0 controls become their pictures (␛), the rest of them goes.

    With WIDTH, in terminal columns, what is too long is cut and ends with `…`.
    """
    if text.isascii() and text.isprintable():
        line = _SPACES.sub(" ", text).strip()
    else:
        line = _SPACES.sub(" ", _PILED.sub(r"\1", _UNSAFE.sub(_shown, text))).strip()
    return line if width is None else _cut(line, width)


def bare(text: str) -> str:
    """A question, on one line, without whom it was addressed to and the tags behind it; all of it where it is nothing else."""
    line = literal(text[:READ])
    return _TRAILING_TAGS.sub("", _ADDRESSED.sub("", line)).strip() or line


def columns(text: str) -> int:
    """How many columns of a terminal TEXT takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def storable(text: str) -> str:
    """TEXT as SQLite can keep it: halves of a character (from broken JSON, or from arguments that are not UTF-8) become `?`."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


def _shown(match: re.Match[str]) -> str:
    character = match[0]
    if character in _LINE_ENDS:
        return " "
    if character < " ":
        return chr(0x2400 + ord(character))
    return "␡" if character == "\x7f" else ""


def _cut(line: str, width: int) -> str:
    if columns(line) <= width:
        return line
    kept, room = [], width - 1
    for character in line:
        room -= _columns(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
