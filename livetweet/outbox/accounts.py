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


def refuse_to_lose(store: Store, name: str) -> None:
    """NotAllowedError while a part of the account NAME is sending or unknown: nobody could find out any more what became of it."""
    with store.reading() as db:
        if leaving := accounts.leaving(db, name):
            parts = "one part of it is" if leaving == 1 else f"{leaving} parts of it are"
            raise NotAllowedError(
                f"{name} cannot go now: {parts} sending or unknown; `livetweet post list` shows which, `livetweet post resolve` settles it."
            )
