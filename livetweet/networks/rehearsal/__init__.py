"""The rehearsal network: stands in for Mastodon, Bluesky and X with a durable log of its own, latency, faults and an audience.

`open_adapter` is the entry point the registry finds; the driver of a rehearsal calls `prepare_network` before, feeds the
audience (`audience.py`) on the way and holds the store against the log (`count.py`) at the end.
"""

from __future__ import annotations

from collections.abc import Sequence

from livetweet.clock import Clock, DiscreteClock
from livetweet.errors import NotFoundError
from livetweet.model.account import Account
from livetweet.networks.port import Adapter
from livetweet.networks.rehearsal.adapter import RehearsalAdapter
from livetweet.networks.rehearsal.faults import Level
from livetweet.networks.rehearsal.log import Log
from livetweet.networks.rehearsal.manners import MANNERS
from livetweet.networks.rehearsal.network import Server
from livetweet.networks.rehearsal.settings import Settings, prepare_network, read_settings
from livetweet.writing import rules

__all__ = ["Level", "Settings", "open_adapter", "prepare_network"]


def open_adapter(account: Account, *, folder: str, clock: Clock, tags: Sequence[str]) -> Adapter:
    """ACCOUNT on the network that `prepare_network` made in FOLDER, behaving as its own network does."""
    log = Log(folder, alone=isinstance(clock, DiscreteClock))
    settings = read_settings(log)
    manners = MANNERS.get(settings.software.get(account.name, account.network))
    if manners is None or manners.network != account.network:
        log.close()
        known = ", ".join(sorted({one.network for one in MANNERS.values()}))
        raise NotFoundError(
            f"The account {account.name} is on {account.network!r}, which cannot be rehearsed, only {known}: correct it in hashtags.toml."
        )
    server = Server(log, account, manners, rules.of(account))
    return RehearsalAdapter(account=account, manners=manners, server=server, log=log, settings=settings, clock=clock, tags=tags)
