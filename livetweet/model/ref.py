"""Where a post stands on its network: what an answer to it must name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """`id` is the network's own (a URI on Bluesky); `cid` and the root of its thread are None where the network has no such thing."""

    id: str
    cid: str | None = None
    root_id: str | None = None
    root_cid: str | None = None
