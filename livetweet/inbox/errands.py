"""What an operator does to an incoming post where it stands: boost it, or say that we like it. Each is an errand, which the worker runs.

Called by the desk and the command line. `outbox.undo` takes one back that has not left.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from sqlite3 import Connection

from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.inbox.outcome import Outcome, each
from livetweet.model.errand import Deed
from livetweet.store import acts, errands, gates
from livetweet.store import incoming as posts
from livetweet.store.connect import Store
from livetweet.writing import rules


def boost(store: Store, ids: Iterable[int], *, operator: str, now: datetime) -> Outcome:
    """Posts IDS are passed on to who follows the account that took them in; only those that everyone may read."""
    return _ask(store, ids, Deed.BOOST, operator, now)


def favourite(store: Store, ids: Iterable[int], *, operator: str, now: datetime) -> Outcome:
    """The account that took posts IDS in likes them."""
    return _ask(store, ids, Deed.FAVOURITE, operator, now)


def _ask(store: Store, ids: Iterable[int], deed: Deed, operator: str, now: datetime) -> Outcome:
    def step(db: Connection, id_: int) -> None:
        one = posts.get(db, [id_]).get(id_)
        if one is None:
            raise NotFoundError(f"There is no incoming post {id_}: see `livetweet inbox list`.")
        of = rules.get(one.network)
        if deed not in of.deeds:
            raise NotAllowedError(f"{of.name} lets nobody {deed} from here: open post {id_} in the browser and do it there.")
        if one.text is None:
            raise NotAllowedError(f"Post {id_} was deleted by its author: there is nothing left to {deed}.")
        if deed is Deed.BOOST and not one.open:
            raise NotAllowedError(f"Post {id_} is private: it was not written to be passed on.")
        errand = errands.ask(db, one.account, deed, operator, now, now + gates.grace(db), incoming=id_)
        if errand is None:
            raise NotAllowedError(f"Post {id_} has its {deed} already.")
        acts.add(db, operator, deed, now, before={"errands": [errand]})

    return each(store, ids, step)
