"""The accounts that hashtags.toml names, brought into the store."""

from __future__ import annotations

from collections.abc import Sequence

from livetweet.clock import Clock
from livetweet.errors import NotAllowedError
from livetweet.model.account import Account
from livetweet.store import accounts
from livetweet.store.connect import Store


def follow(store: Store, named: Sequence[Account], clock: Clock) -> None:
    """The store knows the accounts NAMED and no others; NotAllowedError while a part of one to go is sending or unknown."""
    with store.reading() as db:
        if not accounts.differs(db, named):
            return
    with store.writing() as db:
        keep = {account.name for account in named}
        for gone in accounts.every(db):
            if gone.name not in keep:
                if accounts.leaving(db, gone.name):
                    raise NotAllowedError(
                        f"The account {gone.name} cannot go from hashtags.toml now: a part of it is sending or unknown; put it back and resolve that first."
                    )
                accounts.remove(db, gone.name, clock.now())
        for account in named:
            accounts.save(db, account)
