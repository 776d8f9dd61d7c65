"""Takes in what the networks hand over: without doubles, none of our own, each at its place in our threads.

The worker's collectors call it once a page; whoever marks a part as posted after an unknown outcome calls `attach_answers`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from sqlite3 import Connection

from livetweet.clock import to_stamp
from livetweet.errors import NotFoundError
from livetweet.inbox.alarm import alarms
from livetweet.inbox.asking import asks
from livetweet.inbox.literal import storable
from livetweet.inbox.reread import withdraw
from livetweet.model.incoming import How, Incoming
from livetweet.store import cursors
from livetweet.store import incoming as store_incoming
from livetweet.store.connect import Store
from livetweet.store.incoming import Elsewhere, Known, Place, Said

_NOWHERE = Place(None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Ids of what is new, in the page's order, and of those among them that ask something."""

    new: tuple[int, ...]
    asking: tuple[int, ...]


def take_in(
    store: Store, account: str, posts: Sequence[Incoming], cursor: tuple[str, str | None], now: datetime, *, gone: Sequence[str] = ()
) -> Taken:
    """One page of ACCOUNT in one transaction with CURSOR: (stream, where its next page begins). GONE: remote ids deleted by their authors.

    A post that is here already, from another stream or account, only brings its likes up to date; as a mention or reply it is more than a tag's hit, and ACCOUNT's to answer.
    Another server has its own id for a post that stands at the same address: see `_met_elsewhere`.
    """
    with store.writing() as db:
        network = store_incoming.network_of(db, account)
        if network is None:
            raise NotFoundError(f"There is no account {account}: see `livetweet account list`.")
        cursors.save(db, account, *cursor, to_stamp(now))
        if gone:
            withdraw(db, network, gone, now)
        if not posts:
            return Taken(new=(), asking=())
        named = {one.remote_id for one in posts}
        parents = {one.in_reply_to for one in posts if one.in_reply_to is not None}
        known = store_incoming.known(db, network, named | parents)
        ours = store_incoming.ours(db, network, named | parents)
        elsewhere = store_incoming.at_addresses(db, network, {one.url for one in posts if one.url and one.remote_id not in known})
        there, ours_to_answer = _met_elsewhere(posts, elsewhere)
        new = _new(
            [one for one in posts if one.remote_id not in there],
            known,
            ours,
            {_plain(handle) for handle in store_incoming.our_handles(db, network)},
        )
        places = {remote_id: one.place for remote_id, one in known.items()} | ours
        store_incoming.take_over(db, account, [(id_, one, places.get(one.in_reply_to or "", _NOWHERE)) for id_, one in ours_to_answer])
        ids = store_incoming.add(db, account, new, now)
        store_incoming.refresh(db, _met_again(posts, known, account))
        _attach_earlier(db, network, new)
    return Taken(new=tuple(ids), asking=tuple(id_ for id_, (_, _, said) in zip(ids, new, strict=True) if said.asks))


def attach_answers(db: Connection, part: int) -> None:
    """Gives a place to what answered PART before we knew under which id it had been posted."""
    if (found := store_incoming.place_of(db, part)) is not None:
        network, remote_id, place = found
        store_incoming.attach(db, network, {remote_id: place})


def _met_elsewhere(posts: Sequence[Incoming], elsewhere: Mapping[str, Elsewhere]) -> tuple[set[str], list[tuple[int, Incoming]]]:
    """Remote ids of POSTS that are here under another one; and, by the ids they have here, those that whoever is asked now is to answer.

    A tag's hit becomes the mention or reply that it is to another account; not where something of ours names it by the id it had.
    Then, as with an answer to what another account posted, it comes in once more: one too many is better than none that can be answered.
    """
    there: set[str] = set()
    taken: dict[int, Incoming] = {}
    for one in posts:
        before = elsewhere.get(one.url) if one.url else None
        if before is None:
            continue
        if one.how == How.TAG or (before.how != How.TAG and one.how == How.MENTION) or before.id in taken:
            there.add(one.remote_id)
        elif before.how == How.TAG and before.free:
            there.add(one.remote_id)
            taken[before.id] = one
    return there, list(taken.items())


def _new(posts: Sequence[Incoming], known: dict[str, Known], ours: dict[str, Place], handles: set[str]) -> list[tuple[Incoming, Place, Said]]:
    places = {remote_id: one.place for remote_id, one in known.items()} | ours
    new = {}
    for one in posts:
        if one.remote_id in known or one.remote_id in ours or one.remote_id in new or _plain(one.author) in handles:
            continue
        place = places[one.remote_id] = places.get(one.in_reply_to, _NOWHERE) if one.in_reply_to is not None else _NOWHERE
        new[one.remote_id] = (_storable(one), place, Said(asks=asks(one.text, one.language), alarms=alarms(one.text)))
    return list(new.values())


def _storable(one: Incoming) -> Incoming:
    if f"{one.text}{one.name}{one.author}{one.url}".isascii():
        return one
    return replace(one, text=storable(one.text), name=storable(one.name), author=storable(one.author), url=one.url and storable(one.url))


def _met_again(posts: Sequence[Incoming], known: dict[str, Known], account: str) -> list[tuple[int, str, str, int]]:
    again = []
    for one in posts:
        before = known.get(one.remote_id)
        if before is not None:
            addressed = before.how == How.TAG and one.how != How.TAG
            now = (one.likes, one.how, account) if addressed else (one.likes, before.how, before.account)
            if now != (before.likes, before.how, before.account):
                again.append((*now, before.id))
    return again


def _attach_earlier(db: Connection, network: str, new: list[tuple[Incoming, Place, Said]]) -> None:
    """A page may hold what an earlier page's posts answer: tags and mentions are read apart."""
    store_incoming.attach(db, network, {one.remote_id: place for one, place, _ in new if place.part is not None})


def _plain(handle: str) -> str:
    return handle.lstrip("@").casefold()
