"""Handles out of the links and answers that speakers give about themselves. Called by readers whose format has a place for such.

What a link leads to decides, then what it is called. A link that looks like a Mastodon profile and leads elsewhere is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from livetweet.programme.handles import read_handle

_LABELS = {
    "mastodon": re.compile(r"mastodon|fediverse|fedivers|activitypub|\bfedi\b", re.IGNORECASE),
    "bluesky": re.compile(r"bluesky|blue sky|\bbsky\b", re.IGNORECASE),
    "x": re.compile(r"twitter|\bx\b(?! ?-)", re.IGNORECASE),
}
_PROFILE = re.compile(r"/(?:web/)?@[\w.-]+(?:@[\w.-]+)?(?:/\d+)?/?")
_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}/\S+", re.IGNORECASE)
_FULL = re.compile(r"@\w[\w.-]*@(?:[\w-]+\.)+[\w-]{2,}")
_NO_PEOPLE = frozenset("home i intent search share hashtag explore login signup settings tos privacy about jobs".split())

# Their profiles are written /@name as Mastodon's are (seen on their pages, November 2026); subdomains count too.
LOOKALIKES = frozenset(
    """
    about.me codesandbox.io dev.to flickr.com flipboard.com glitch.com hackernoon.com hackmd.io hashnode.com hashnode.dev hive.blog jsr.io
    ko-fi.com lbry.tv linkedin.com linktr.ee matrix.to medium.com mirror.xyz npmjs.com observablehq.com odysee.com patreon.com post.news
    producthunt.com rumble.com skillshare.com snapchat.com soundcloud.com speakerdeck.com steemit.com substack.com t.me tellonym.me
    threads.com threads.net tiktok.com truthsocial.com tumblr.com twitch.tv unsplash.com velog.io vimeo.com warpcast.com youtu.be youtube.com
    zenn.dev
    """.split()
)


def read_profiles(given: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Handles by network out of GIVEN: pairs of what a field is called and what stands in it. Of several on one network the first holds."""
    handles: dict[str, str] = {}
    for label, value in given:
        found = _read(label, value.strip())
        if found:
            handles.setdefault(*found)
    return handles


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
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    for network in ("x", "bluesky"):
        if (handle := read_handle(network, url)) and handle.lower() not in _NO_PEOPLE:
            return network, handle
    if any(host == one or host.endswith(f".{one}") for one in LOOKALIKES) or host in {"twitter.com", "x.com", "bsky.app"}:
        return None
    if not (_PROFILE.fullmatch(parts.path) or _LABELS["mastodon"].search(label)):
        return None
    handle = read_handle("mastodon", url)
    return ("mastodon", handle) if handle else None
