"""pretalx's API over HTTP: what to ask of it so that names come with the answer, and the pages it answers in. Pure; called by `fetch` alone."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import parse_qs, urljoin, urlsplit

from livetweet.errors import ProgrammeError
from livetweet.programme.json_text import outline, parse, table, tables, text

MOST = 200  # pages: of fifty records each (pretalx 2025.2.2)
_HEAD = 65_536  # bytes that tell a page
_ENDPOINT = re.compile(r"/api/events/[\w.-]+/(submissions|talks|slots|schedules)/(?:[\w.-]+/)?")
_TALK = ("speakers", "track", "submission_type")
_OF_SLOT = ("room", "submission", *(f"submission.{one}" for one in _TALK))
_NAMES = {
    "submissions": ("slots", "slots.room", *_TALK),
    "talks": ("slots", "slots.room", *_TALK),
    "slots": _OF_SLOT,
    "schedules": ("slots", *(f"slots.{one}" for one in _OF_SLOT)),
}


def complete(address: str) -> str:
    """ADDRESS, of pretalx's API such that names come in place of codes, unless it says itself what shall; any other as it is."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    endpoint = _ENDPOINT.fullmatch(f"{parts.path.rstrip('/')}/")
    if endpoint is None or "expand" in parse_qs(parts.query):
        return address
    query = "&".join(one for one in (parts.query, f"expand={','.join(_NAMES[endpoint[1]])}") if one)
    return parts._replace(path=f"{parts.path.rstrip('/')}/", query=query, fragment="").geturl()


def find_next(page: bytes, address: str) -> str | None:
    """The address of the page after PAGE, found at ADDRESS, on that same server; None where it is the last, or no page."""
    keys = outline(page[:_HEAD])
    if not {".count", ".next", ".results"} <= keys:
        return None
    with suppress(ProgrammeError, ValueError):
        link = text(table(parse(page)).get("next"))
        if link.startswith(("http://", "https://", "/")):
            parts = urlsplit(link)
            return urljoin(address, parts._replace(scheme="", netloc="", fragment="").geturl())
    return None


def join(pages: Sequence[bytes]) -> bytes:
    """One page that holds the records of all PAGES."""
    records = [one for page in pages for one in tables(table(parse(page)).get("results"))]
    return json.dumps({"count": len(records), "next": None, "previous": None, "results": records}, ensure_ascii=False).encode()
