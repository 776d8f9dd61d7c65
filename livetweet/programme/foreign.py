"""What a file that no reader knows seems to be, in words. Called by `read` alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from livetweet.errors import ProgrammeError
from livetweet.programme import markup
from livetweet.programme.text import decode

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "an image, a sound or a film"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "an SQLite database"),
)
_ARCHIVES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\xfd7zXZ", "an xz archive"),
)
_OFFICE: tuple[tuple[bytes, str], ...] = ((b"xl/", "an Excel workbook"), (b"word/", "a Word document"), (b"opendocument", "an OpenDocument file"))
_XML: dict[str, str] = {"iCalendar": "iCalendar written as XML", "rss": "a news feed (RSS)", "feed": "a news feed (Atom)", "svg": "an SVG image"}

_BEGINNING = 4_000  # characters that tell one kind of text from another
_HTML = re.compile(r"(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TOML = re.compile(r"^\[\[?[\w.\"-]+\]\]?\s*$|^[\w-]+ ?= ?[\"'\[{\dtf]", re.MULTILINE)
_YAML = re.compile(r"---\s|%YAML|(?:#[^\n]*\n\s*)*+(?:- )?[\w\"' -]+:\s")
_TABLE = re.compile(r"(?:[^\n]*\n){0,3}?[^\n,;\t]*([,;\t])[^\n]*\1")

_BY_HAND = "ask the organisers for one of these, or write the programme by hand"


def describe(data: bytes, known: Sequence[str]) -> str:
    """What DATA seems to be and what would work, to go on after the file's name; KNOWN are the formats there are readers for."""
    seems, advice = _tell(data)
    return f"seems to be {seems}, while livetweet reads {', '.join(known[:-1])} and {known[-1]}: {advice}."


def _tell(data: bytes) -> tuple[str, str]:
    for signature, words in _SIGNATURES:
        if data.startswith(signature):
            return words, _BY_HAND
    for signature, words in _ARCHIVES:
        if data.startswith(signature):
            office = next((kind for mark, kind in _OFFICE if mark in data), None)
            return (office, _BY_HAND) if office else (words, "unpack it and name the file inside")
    head = data[:65_536]
    text = decode(head).strip()
    if "\0" in text:
        return "a binary file", _BY_HAND
    if not text:
        return "empty but for spaces", _BY_HAND
    if _HTML.match(text):
        return "a web page (HTML)", f"save the export that the page links to, {_BY_HAND}"
    if (root := markup.root_name(head)) is not None:
        return _tell_xml(data, root)
    return _tell_text(text[:_BEGINNING]), _BY_HAND


def _tell_xml(data: bytes, root: str) -> tuple[str, str]:
    kind = _XML.get(root, f"another kind of XML (<{root[:40]}>)")
    try:
        markup.parse(data)
    except ProgrammeError as error:
        problem, _, _ = str(error).partition(":")
        return f"{kind} that {problem}", f"fetch it again, or {_BY_HAND}"
    return kind, _BY_HAND


def _tell_text(text: str) -> str:
    if text.startswith("BEGIN:VCALENDAR"):
        return "an iCalendar file"
    if _TOML.search(text) and not text.startswith("{"):
        return "TOML of another kind"
    if text.startswith(("{", "[")):
        return "JSON"
    if _YAML.match(text):
        return "YAML, or Markdown with a YAML head"
    if _TABLE.match(text):
        return "a table (CSV)"
    return "plain text"
