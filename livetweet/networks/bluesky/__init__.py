"""Bluesky, and whatever server speaks the AT Protocol with its records: `open_adapter` is the entry point the registry finds."""

from __future__ import annotations

from collections.abc import Sequence

from livetweet.clock import Clock
from livetweet.model.account import Account
from livetweet.networks.bluesky.adapter import BlueskyAdapter
from livetweet.networks.port import Adapter

__all__ = ["open_adapter"]

TIMEOUT = 30.0  # seconds, for connecting and for each piece of an answer


def open_adapter(account: Account, *, folder: str, clock: Clock, tags: Sequence[str]) -> Adapter:  # noqa: ARG001  the shape of the port
    """ACCOUNT on its server, bsky.social unless it names another. No connection is made before the first call."""
    return BlueskyAdapter(account=account, clock=clock, tags=tags, timeout=account.timeout or TIMEOUT)
