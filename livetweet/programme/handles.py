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


def read_handle(network: str, text: str) -> str | None:
    """TEXT (`@jane`, `jane@example.social`, `https://example.social/@jane`) as a handle of NETWORK without a leading @; None where it is none."""
    text = text.strip()
    handle = _from_profile(network, text) if "://" in text else text.removeprefix("@")
    return handle if handle and _FORMS[network].fullmatch(handle) else None


def _from_profile(network: str, url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("mobile.")
    steps = [step for step in (*parts.path.split("/"), *parts.fragment.removeprefix("!").split("/")) if step]
    if network == "x":
        return steps[0].removeprefix("@") if host in {"twitter.com", "x.com"} and steps else None
    if network == "bluesky":
        return steps[1] if host == "bsky.app" and steps[:1] == ["profile"] and len(steps) > 1 else None
    user = next((step.removeprefix("@") for step in steps if step.startswith("@")), None)
    if user is None and steps[:1] == ["users"] and len(steps) > 1:
        user = steps[1]
    return user if user is None or "@" in user else f"{user}@{host}"
