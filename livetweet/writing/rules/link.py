"""Links to profiles, as people paste them: what the rules modules read handles from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_BARE = re.compile(r"[\w-]+(\.[\w-]+)+/", re.ASCII)
HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`host` in lower case without `www.`, `steps` the path's pieces; those after `#!` count as path."""

    host: str
    steps: tuple[str, ...]


def read(text: str) -> Link | None:
    """TEXT as a link, with or without its scheme; None when it is something else."""
    if not _SCHEME.match(text):
        if not _BARE.match(text):
            return None
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    path = parts.path + parts.fragment.removeprefix("!") if parts.fragment.startswith("!") else parts.path
    return Link(host=host, steps=tuple(step for step in path.split("/") if step))
