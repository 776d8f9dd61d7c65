"""Mastodon, and what speaks its API (GoToSocial, Pleroma, Akkoma, Pixelfed), through Mastodon.py.

`open_adapter` is the entry point the registry finds. What an answer means (`answers.py`), what the server is (`server.py`), how a text is made plain (`plain.py`), how pages follow one another (`pages.py`) is decided apart from the calls (`adapter.py`), of which each is one request on the wire (`wire.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from livetweet import secrets
from livetweet.clock import Clock
from livetweet.model.account import Account
from livetweet.networks.mastodon.adapter import MastodonAdapter
from livetweet.networks.mastodon.server import base_url
from livetweet.networks.mastodon.wire import TIMEOUT, Wire
from livetweet.networks.port import Adapter

__all__ = ["open_adapter"]


def open_adapter(account: Account, *, folder: str, clock: Clock, tags: Sequence[str]) -> Adapter:  # noqa: ARG001  everything lies on the server
    """ACCOUNT on its server (`account.server`, else the host of its handle). AccountError where its token is not on this machine."""
    token = secrets.read(account, ["token"])["token"]
    return MastodonAdapter(wire=Wire(base_url(account), token, timeout=account.timeout or TIMEOUT), clock=clock, tags=tags)
