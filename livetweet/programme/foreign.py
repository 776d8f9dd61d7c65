"""What a file that no reader knows seems to be, in words. Called by `read` alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from livetweet.errors import ProgrammeError
from livetweet.programme import markup
from livetweet.programme.json_text import is_schema, outline
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
_OFFICE: tuple[tuple[bytes, str], ...] = ((b"word/", "a Word document"), (b"opendocument", "an OpenDocument file"), (b"ppt/", "a PowerPoint file"))
_XML: dict[str, str] = {
    "iCalendar": "iCalendar written as XML (xCal)",
    "icalendar": "iCalendar written as XML (xCal)",
    "xs:schema": "an XML schema, which describes programmes and holds none",
    "xsd:schema": "an XML schema, which describes programmes and holds none",
    "urlset": "a list of a website's pages (sitemap)",
    "html": "a web page (HTML)",
    "rss": "a news feed (RSS)",
    "feed": "a news feed (Atom)",
    "svg": "an SVG image",
}

_JSON: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"\.sessions\.[^.]+\.trackTitle"),
        "OpenFeedback's JSON",
        "take the export of the tool that its sessions come from",
    ),
    (re.compile(r"\.talks\[\]\.formats"), "Conference Hall's JSON, accepted talks without times", "put the times into a table (CSV)"),
    (re.compile(r"\[\]\.(?:fromTime(?:Millis)?|slotId|partnerSlot|speakerUri|imageURI)"), "Devoxx's JSON (CFP)", ""),
    (re.compile(r"\.timeslots(?:\[\]\.(?:startTime|endTime|sessions))?"), "a website's JSON (hoverboard)", ""),
    (re.compile(r"\.start_time_epoch|\.web_url"), "Lanyrd's JSON", "take its iCalendar export"),
    (re.compile(r"\.conf_key"), "Symposion's JSON (PyCon)", "take its iCalendar export"),
    (re.compile(r"\.is_fave|\.is_from_cfp"), "EMF's JSON", "take schedule.frab or the iCalendar export beside it"),
    (re.compile(r"\[\]\.calendarId|\.allDay"), "a website's calendar (FullCalendar JSON)", "take the iCalendar export of that calendar"),
)

_BEGINNING = 4_000  # characters that tell one kind of text from another
_HTML = re.compile(r"(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_TOML = re.compile(r"^\[\[?[\w.\"-]+\]\]?\s*$|^[\w-]+ ?= ?[\"'\[{\dtf]", re.MULTILINE)
_YAML = re.compile(r"---\s|%YAML|(?:#[^\n]*\n\s*)*+(?:-\s+)*+[\w\"'-][\w\"' .-]*:\s")
_MARKDOWN = re.compile(r"\A#{1,6} \S|^#{2,6} \S|^\|[^\n]*\|\s*$|\]\(https?://", re.MULTILINE)
_TABLE = re.compile(r"(?:[^\n]*\n){0,3}?[^\n,;\t]*([,;\t])[^\n]*\1")

_ONE_OF_THESE = "ask the organisers for one of these"
_BY_HAND = f"{_ONE_OF_THESE}, or write the programme by hand"
_OWN_FORM = "write the programme by hand (docs/programme-toml.md)"


def describe(data: bytes, known: Sequence[str]) -> str:
    """What DATA seems to be and what would work, to go on after the file's name; KNOWN are the formats there are readers for, told where nothing better is."""
    seems, advice = _tell(data)
    if _ONE_OF_THESE not in advice:
        return f"seems to be {seems}, and livetweet does not read that: {advice}."
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
    if text.startswith("{") or (text.startswith("[") and not _TOML.match(text)) or outline(head):
        return _tell_json(head)
    return _tell_text(text[:_BEGINNING]), _BY_HAND


def _tell_json(head: bytes) -> tuple[str, str]:
    if is_schema(head):
        return "a JSON schema, which describes programmes and holds none", "name a programme made by it"
    keys = outline(head)
    for pattern, words, instead in _JSON:
        if any(pattern.search(key) for key in keys):
            return words, f"{instead}, or {_OWN_FORM}" if instead else _BY_HAND
    last = {key.rpartition(".")[2].lower() for key in keys}
    if last & {"title", "name"} and last & {"session", "sessions", "speaker", "speakers", "presenters", "talks", "abstract", "start", "startsat"}:
        return "JSON in a website's own form", f"put its sessions into a table (CSV), or {_OWN_FORM}"
    return "JSON of another kind", _BY_HAND


def _tell_xml(data: bytes, root: str) -> tuple[str, str]:
    kind = _XML.get(root, f"another kind of XML (<{root[:40]}>)")
    try:
        markup.parse(data)
    except ProgrammeError as error:
        problem, _, _ = str(error).partition(":")
        return f"{kind} that {problem}", f"fetch it again, or {_BY_HAND}"
    return kind, _BY_HAND


def _tell_text(text: str) -> str:
    if _TOML.search(text):
        return "TOML of another kind"
    if _YAML.match(text):
        return "YAML, or Markdown with a YAML head"
    if _MARKDOWN.search(text):
        return "Markdown"
    if _TABLE.match(text):
        return "a table (CSV)"
    return "plain text"
