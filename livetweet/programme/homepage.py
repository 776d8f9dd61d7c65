"""Which programme an event's home page is about: the pretalx or Sessionize address that its pages link or embed. Pure; called by `fetch` alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from livetweet.errors import ProgrammeError
from livetweet.programme.text import decode

_MOST_BYTES = 2_000_000  # of a page: what it links to stands before that
_MOST_PAGES = 4
# In the languages whose tables are guessed too. What has a file's ending is no page.
_ABOUT_IT = re.compile(
    r"/[^/.]*(?:schedule|program|agenda|timetable|sessions?\b|talks\b|fahrplan|zeitplan|horaire|planning|conf[ée]rences\b|horario)[^/.]*(?:\.html?)?/?$",
    re.IGNORECASE,
)
_HTML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_PLACES = frozenset({"href", "src", "data", "data-src", "event-url", "data-event-url"})
_BASE = r"(https?://[^\s/?#@]+(?:/[\w.~-]+)*?)"
# What a self-hosted pretalx is told by: its exports, its schedule widget, its pages of talks and speakers (docs.pretalx.org, 2026-07), and what its
# welcome page alone has, the colours of the event and the way to one's own proposals (pretalx 2025.2.2).
_PRETALX = re.compile(
    rf"{_BASE}/(?:schedule/export/schedule[.-]|schedule/widgets?/|widgets?/schedule\.|(?:talk|speaker)/(?-i:[A-Z0-9]{{6}})(?:[/?#]|$)"
    r"|static/event\.css|me/submissions/)",
    re.IGNORECASE,
)
_PRETALX_COM = re.compile(r"(https://pretalx\.com/(?!p/|orga\b|static\b|media\b|api\b|redirect\b)[\w-]+)(?:[/?#]|$)", re.IGNORECASE)
_SESSIONIZE = re.compile(r"(https://sessionize\.com/api/v2/\w+)(?:[/?#]|$)", re.IGNORECASE)


def looks_like(data: bytes) -> bool:
    """Whether DATA is a web page."""
    return _HTML.match(data[:4_000]) is not None


def find(page: bytes, address: str) -> str | None:
    """The address of the programme that PAGE, found at ADDRESS, links to; None where it links to none. Raises ProgrammeError where it links to several."""
    found = Counter(programme for link in (address, *_links(page, address)) if (programme := _recognise(link)))
    if len(found) > 1:
        names = " or ".join(one for one, _ in found.most_common(3))
        raise ProgrammeError(f"{address} links to several programmes: name the one that is meant, {names}.")
    return next(iter(found), None)


def find_further(page: bytes, address: str) -> list[str]:
    """The pages of the same site that PAGE, found at ADDRESS, links to and that are about a programme by their names; at most `_MOST_PAGES`, in its order."""
    site = urlsplit(address).netloc
    linked = dict.fromkeys(urldefrag(link).url for link in _links(page, address))
    return [link for link in linked if link != address and urlsplit(link).netloc == site and _ABOUT_IT.search(urlsplit(link).path)][:_MOST_PAGES]


def _recognise(link: str) -> str | None:
    """The programme's own address, where LINK is about one: of pretalx its frab XML, of Sessionize all of it."""
    if match := _SESSIONIZE.match(link):
        return f"{match[1]}/view/All"
    if match := _PRETALX.match(link) or _PRETALX_COM.match(link):
        return f"{match[1]}/schedule/export/schedule.xml"
    return None


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[bool, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pretalx = tag.startswith("pretalx-")
        self.found += [(pretalx and "event-url" in name, value.strip()) for name, value in attrs if name in _PLACES and value]


def _links(page: bytes, address: str) -> Iterator[str]:
    parser = _Links()
    with suppress(AssertionError):  # what it says of a declaration it has never heard of
        parser.feed(decode(page[:_MOST_BYTES]))
    for is_event, link in parser.found:
        try:
            whole = urljoin(address, link)
            urlsplit(whole)
        except ValueError:  # `http://[`
            continue
        yield f"{whole.rstrip('/')}/schedule/widgets/" if is_event else whole
