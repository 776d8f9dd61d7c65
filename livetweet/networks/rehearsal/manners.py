"""How each real network behaves where it matters to delivery, as a table: the rehearsal stands in for each by these manners.

Facts as gathered in 2026-11; how a network counts a text and how many posts it takes stand in `writing.rules`. Called by
`network.py`, `adapter.py` and the audience.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from livetweet.networks.port import Capabilities

_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """`key_life`: how long an idempotency key is remembered, None where keys mean nothing. `record_keys`: the client names its posts, and the same
    name again replaces. `refuses_twins`: the same text as an answer to the same post is mostly refused. `answers_strangers`: an answer may go to
    anybody. `latency` and `lag` (until the own timeline shows a post): shortest and longest, in seconds.
    """

    network: str
    capabilities: Capabilities
    key_life: timedelta | None = None
    record_keys: bool = False
    refuses_twins: bool = False
    answers_strangers: bool = True
    visibilities: bool = False
    edits: bool = False
    latency: tuple[float, float]
    lag: tuple[float, float]


_MASTODON = Manners(
    network="mastodon",
    capabilities=Capabilities(timeout=30.0, replay=timedelta(minutes=50), pause=1.0),
    key_life=timedelta(hours=1),  # docs.joinmastodon.org, statuses API, 2026-07: remembered for up to one hour
    visibilities=True,
    edits=True,
    latency=(0.15, 0.9),
    lag=(0.0, 3.0),
)

MANNERS: Mapping[str, Manners] = {
    "mastodon": _MASTODON,
    # Speaks Mastodon's language and ignores its idempotency key (measured on GoToSocial 0.20).
    "gotosocial": replace(_MASTODON, capabilities=Capabilities(timeout=30.0, replay=None, pause=1.0), key_life=None),
    "bluesky": Manners(
        network="bluesky",
        capabilities=Capabilities(timeout=5.0, replay=timedelta(days=36500), pause=1.0),
        record_keys=True,
        latency=(0.1, 0.6),
        lag=(0.0, 0.0),
    ),
    "x": Manners(
        network="x",
        capabilities=Capabilities(timeout=30.0, replay=None, pause=2.0, applause=False),
        refuses_twins=True,
        answers_strangers=False,  # since 2026-02-23, xdevplatform/docs
        latency=(0.2, 1.4),
        lag=(1.0, 90.0),
    ),
}


def name_record(key: str) -> str:
    """A record key for KEY, always the same: 13 characters in the shape of a TID (atproto.com/specs/tid, 2026-08)."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) >> 1
    return _spell(number)


def name_content(content: str) -> str:
    """The content id of CONTENT, in the shape of a CIDv1."""
    return "bafyrei" + b32encode(hashlib.sha256(content.encode()).digest()).decode().lower().rstrip("=")


def name_post(network: str, handle: str, created: datetime, number: int, record_key: str | None = None) -> tuple[str, str]:
    """Remote id and address of the post NUMBER of HANDLE, as NETWORK would name it; the addresses lead nowhere."""
    ticks = int(created.timestamp() * 1000) << 20 | number
    if network == "bluesky":
        record = record_key or _spell(ticks)
        return f"at://{name_owner(handle)}/app.bsky.feed.post/{record}", f"{name_profile(network, handle)}/post/{record}"
    return str(ticks), f"{name_profile(network, handle)}/{'status/' if network == 'x' else ''}{ticks}"


def name_profile(network: str, handle: str) -> str:
    """The address of HANDLE's own page, as NETWORK would write it."""
    if network == "bluesky":
        return f"https://bsky.example/profile/{handle}"
    if network == "x":
        return f"https://x.example/{handle}"
    user, _, server = handle.partition("@")
    return f"https://{server}/@{user}"


def name_owner(handle: str) -> str:
    """The DID of HANDLE, in the shape of did:plc."""
    return "did:plc:" + b32encode(hashlib.sha256(handle.encode()).digest()[:15]).decode().lower()


def _spell(number: int) -> str:
    """NUMBER (63 bits) in the 13 characters of a TID, which sort as the numbers do."""
    return "".join(_SORTABLE[number >> shift & 31] for shift in range(60, -1, -5))
