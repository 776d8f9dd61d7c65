"""Handles out of the links and answers that speakers give about themselves. Called by readers whose format has a place for such.

What a link leads to decides, then what it is called. A link that looks like a Mastodon profile and leads elsewhere is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from livetweet.programme.handles import read_handle, read_link

_LABELS = {
    "mastodon": re.compile(r"mastodon|fediverse|fedivers|activitypub|\bfedi\b", re.IGNORECASE),
    "bluesky": re.compile(r"bluesky|blue sky|\bbsky\b", re.IGNORECASE),
    "x": re.compile(r"twitter|\bx\b(?! ?-)", re.IGNORECASE),
}
_PROFILE = re.compile(r"/(?:web/)?@[\w.-]+(?:@[\w.-]+)?(?:/\d+)?/?")
_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE)
_FULL = re.compile(r"@\w[\w.-]*@(?:[\w-]+\.)+[\w-]{2,}")


def read_profiles(given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Handles by network out of GIVEN: pairs of what a field is called and what stands in it. Of several on one network the first holds."""
    handles: dict[str, str] = {}
    for label, value in given:
        found = _read(label, value.strip())
        if found:
            handles.setdefault(*found)
    return handles


def read_profile(label: str, value: str) -> tuple[str, str] | None:
    """The network and handle that VALUE is under LABEL; where LABEL means another network, by its form alone: an address, `@jane@example.social`, `jane.bsky.social`."""
    value = value.strip()
    return _read(label, value) or _read("", value) or (_read("bluesky", value) if value.lower().endswith(".bsky.social") else None)


def _read(label: str, value: str) -> tuple[str, str] | None:
    if not value or len(value) > 300 or " " in value:
        return None
    if "://" in value or (_ADDRESS.fullmatch(value) and "@" not in value.partition("/")[0]):
        return _follow(label, value if "://" in value else f"https://{value}")
    networks = [network for network, words in _LABELS.items() if words.search(label)]
    if _FULL.fullmatch(value) and (not networks or "mastodon" in networks):
        networks = ["mastodon"]
    for network in networks:
        if handle := read_handle(network, value):
            return network, handle
    return None


def _follow(label: str, url: str) -> tuple[str, str] | None:
    """The profile that URL leads to; of the fediverse only at a path that only profiles have, unless LABEL says so."""
    found = read_link(url)
    if found and found[0] == "mastodon" and not _LABELS["mastodon"].search(label) and not _PROFILE.fullmatch(urlsplit(url).path):
        return None
    return found
