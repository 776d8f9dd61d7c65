"""Handles as people write them down: with or without @, or as the address of a profile. Called by readers whose format has a place for them.

Never guessed from free text: an `@name` in an abstract is somebody else's business.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

EXAMPLES = {"mastodon": "jane@example.social", "bluesky": "jane.example", "x": "jane"}
"""The networks there are handles for, and what one looks like, to show to a person."""

_FORMS = {
    "mastodon": re.compile(r"\w+(?:[\w.-]*\w)?@(?:[\w-]+\.)+[\w-]{2,}"),
    "bluesky": re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*", re.IGNORECASE | re.ASCII),
    "x": re.compile(r"\w{1,15}", re.ASCII),
}


NOT_FEDIVERSE = frozenset(
    """
    about.me codesandbox.io dev.to flickr.com flipboard.com glitch.com hackernoon.com hackmd.io hashnode.com hashnode.dev hive.blog jsr.io ko-fi.com lbry.tv
    linkedin.com linktr.ee matrix.to medium.com mirror.xyz npmjs.com observablehq.com odysee.com patreon.com post.news producthunt.com rumble.com snapchat.com
    soundcloud.com speakerdeck.com steemit.com substack.com t.me telegram.me threads.com threads.net tiktok.com truthsocial.com tumblr.com twitch.tv
    unsplash.com velog.io vimeo.com warpcast.com youtu.be youtube.com zenn.dev
    """.split()
)
"""Sites whose profiles are written /@user too, but where nobody can be mentioned from the fediverse."""

_X_HOSTS = frozenset({"twitter.com", "x.com"})
_NOT_PROFILES = frozenset("compose explore hashtag home i intent jobs login messages notifications search settings share signup".split())


def read_handle(network: str, text: str) -> str | None:
    """TEXT (`@jane`, `jane@example.social`, `https://example.social/@jane`) as a handle of NETWORK without a leading @; None where it is none."""
    text = text.strip()
    handle = _from_profile(network, text) if "://" in text else text.removeprefix("acct:").removeprefix("@")
    if not handle or not _FORMS[network].fullmatch(handle):
        return None
    if network == "mastodon":
        user, _, host = handle.partition("@")
        return None if is_lookalike(host) else f"{user}@{host.lower()}"
    return handle.lower() if network == "bluesky" else handle


def read_link(url: str) -> tuple[str, str] | None:
    """The network and handle that URL is the profile of; None where it is something else, or something that only looks like a profile."""
    for network in ("x", "bluesky", "mastodon"):
        if "://" in url and (handle := read_handle(network, url)):
            return network, handle
    return None


def is_lookalike(host: str) -> bool:
    """Whether HOST writes its profiles as the fediverse does, and is no part of it."""
    host = host.lower().removeprefix("www.")
    return any(host == site or host.endswith(f".{site}") for site in (*NOT_FEDIVERSE, *_X_HOSTS, "bsky.app"))


def _from_profile(network: str, url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = re.sub(r"^(?:www|mobile|m)\.", "", parts.hostname or "")
    steps = [step for step in (*parts.path.split("/"), *parts.fragment.removeprefix("!").split("/")) if step]
    if network == "x":
        name = steps[0].removeprefix("@") if host in _X_HOSTS and steps else None
        return None if name is None or name.lower() in _NOT_PROFILES else name
    if network == "bluesky":
        return steps[1].removeprefix("@") if host == "bsky.app" and steps[:1] == ["profile"] and len(steps) > 1 else None
    if steps[:1] == ["users"] and len(steps) > 1:
        user = steps[1]
    elif steps and (steps[0].startswith("@") or (steps[0] == "web" and len(steps) > 1 and steps[1].startswith("@"))):
        user = next(step for step in steps if step.startswith("@")).removeprefix("@")
    else:
        return None
    return user if "@" in user else f"{user}@{host}"
