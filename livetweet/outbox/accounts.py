"""The accounts that hashtags.toml names, brought into the store."""

from __future__ import annotations

from collections.abc import Sequence

from livetweet.clock import Clock
from livetweet.errors import NotAllowedError
from livetweet.model.account import Account
from livetweet.store import accounts
from livetweet.store.connect import Store


def follow(store: Store, named: Sequence[Account], clock: Clock) -> None:
    """The store knows the accounts NAMED and no others; NotAllowedError while a part of one to go, or to become somebody else, is sending or unknown."""
    with store.reading() as db:
        if not accounts.differs(db, named):
            return
    with store.writing() as db:
        keep = {account.name: account for account in named}
        for known in accounts.every(db):
            now_named = keep.get(known.name)
            if now_named is not None and now_named.whose == known.whose:
                continue  # what was tried as one is never looked for as another: it would not be found there, and might be sent again
            if accounts.leaving(db, known.name):
                what, back = ("go from", "it") if now_named is None else ("become somebody else in", "its handle and server")
                raise NotAllowedError(
                    f"The account {known.name} cannot {what} hashtags.toml now: a part of it is sending or unknown; put {back} back and resolve that first."
                )
            if now_named is None:
                accounts.remove(db, known.name, clock.now())
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
