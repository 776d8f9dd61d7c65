"""What may be passed on of what came in: only what everybody may read and is still there."""

from __future__ import annotations

from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.store import incoming
from livetweet.store.connect import Store
from livetweet.store.incoming import Received


def original(store: Store, id_: int) -> Received:
    """Incoming post ID_, if its words and address may be passed on; NotAllowedError says why not."""
    with store.reading() as db:
        one = incoming.get(db, [id_]).get(id_)
    if one is None:
        raise NotFoundError(f"There is no incoming post {id_}: see `livetweet inbox list`.")
    if one.text is None:
        raise NotAllowedError(f"Post {id_} was deleted by its author: there is nothing left to pass on.")
    if not one.open:
        raise NotAllowedError(f"Post {id_} is private: it was not written to be passed on.")
    if not one.url:
        raise NotAllowedError(f"Post {id_} has no address to pass on.")
    return one
