"""X, through tweepy: API v2 with the four keys of OAuth 1.0a, which do not expire.

`open_adapter` is the entry point the registry finds. What X takes, refuses and costs is in `writing.rules.x`.
"""

from __future__ import annotations

from collections.abc import Sequence

from livetweet import secrets
from livetweet.clock import Clock
from livetweet.model.account import Account
from livetweet.networks.port import Adapter
from livetweet.networks.x.adapter import XAdapter
from livetweet.networks.x.wire import SECRETS, TIMEOUT, open_client

__all__ = ["open_adapter"]


def open_adapter(account: Account, *, folder: str, clock: Clock, tags: Sequence[str]) -> Adapter:  # noqa: ARG001  nothing of X lies in the workspace
    """ACCOUNT with the keys this machine keeps for it; AccountError where one is missing. Asks nothing yet."""
    timeout = account.timeout or TIMEOUT
    client = open_client(secrets.read(account, SECRETS), account.server, timeout)
    return XAdapter(account=account, client=client, clock=clock, tags=tags, timeout=timeout)
