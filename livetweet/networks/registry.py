"""The registry of networks: finds the adapter of an account among the entry points of `livetweet.networks` and opens it.

A new network is one entry point, in this distribution or another. This is also the fence between rehearsal and life: a
rehearsal store is given nothing but the rehearsal network, a live store never. The worker and the rehearsal call it.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import entry_points

from livetweet.clock import Clock
from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.model.account import Account
from livetweet.networks.port import Adapter, OpenAdapter

GROUP = "livetweet.networks"
REHEARSAL = "rehearsal"


def open_adapter(account: Account, *, rehearsal_store: bool, folder: str, clock: Clock, tags: Sequence[str]) -> Adapter:
    """The adapter of ACCOUNT: in a rehearsal store the rehearsal network in its stead, in a live store its own network and no other.

    Only the module of that one adapter is imported. Raises NotFoundError for a network nobody has registered and
    NotAllowedError for an adapter that is not of the store's nature.
    """
    found = entry_points(group=GROUP)
    name = REHEARSAL if rehearsal_store else account.network
    if name not in found.names or (name == REHEARSAL and not rehearsal_store):
        known = ", ".join(sorted(found.names - {REHEARSAL})) or "none"
        raise NotFoundError(
            f"Nothing can leave from {account.name}: this livetweet has no adapter for {account.network} (only {known}); prepare and rehearse meanwhile."
        )
    opener: OpenAdapter = found[name].load()
    adapter = opener(account, folder=folder, clock=clock, tags=tags)
    if adapter.rehearsal is not rehearsal_store or adapter.network != account.network:
        adapter.close()
        store, kind = ("rehearsal", "a live") if rehearsal_store else ("live", "a rehearsal")
        raise NotAllowedError(
            f"The {store} store must not open {kind} adapter for {account.name} ({adapter.network}): nothing was sent; remove the package that registers it."
        )
    return adapter
