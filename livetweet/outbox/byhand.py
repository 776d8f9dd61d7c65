"""What a person posts in our stead: on a network without an adapter, from an account on hold, or where a network refuses us an answer.

First the delivery is held, so that the worker cannot take it; the address of what the person has posted makes its part posted, and it counts in the record
like every other.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from livetweet.clock import Clock
from livetweet.errors import NotAllowedError, NotFoundError
from livetweet.model.account import Account
from livetweet.model.errand import Deed
from livetweet.model.part import Part, State
from livetweet.model.post import Media
from livetweet.model.ref import Ref
from livetweet.outbox.acts import WHY_NOT
from livetweet.store import accounts, acts, answered, errands, parts, posts
from livetweet.store.connect import Store
from livetweet.store.parts import BY_HAND
from livetweet.writing import rules

_ALLOWED = frozenset({State.SCHEDULED, State.HELD, State.FAILED, State.SKIPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """The part NUMBER of so many PARTS, for a person to post on ACCOUNT: its text with its length and the limit, in the unit of that network. `page` is where to post it,
    `answers` the address of what it answers; None: nobody knows.
    """

    post: int
    account: str
    network: str
    number: int
    parts: int
    text: str
    length: int
    limit: int
    page: str | None
    answers: str | None
    media: tuple[Media, ...]


def begin(store: Store, post: int, operator: str, clock: Clock, *, account: str | None = None) -> Handed:
    """The next part of POST for a person to post; it and those behind it are held "by hand" from here on.

    With several deliveries that could be posted by hand ACCOUNT must say which. Raises NotFoundError or NotAllowedError in a sentence.
    """
    with store.writing() as db:
        delivery = _choose(db, post, account)
        unposted = [part for part in delivery if part.state is not State.POSTED]
        changed = [part for part in unposted if (part.state, part.reason) != (State.HELD, BY_HAND)]
        if changed:
            posts.set_states(db, [part.id for part in changed], State.HELD, BY_HAND, clock.now())
            acts.add(db, operator, "by hand", clock.now(), post=post, before=[_before(part) for part in changed])
        return _hand(db, unposted[0], len(delivery))


def confirm(store: Store, post: int, url: str, operator: str, clock: Clock, *, account: str | None = None) -> Handed | None:
    """The next part of POST stands at URL: it is posted. What is to be posted after it by hand, None where that was the last.

    Errors as `begin`.
    """
    with store.writing() as db:
        delivery = _choose(db, post, account)
        part, *behind = [one for one in delivery if one.state is not State.POSTED]
        now = clock.now()
        of = _account(db, part)
        found = rules.get(of.network).post_id(url, of)
        answered.posted_by_hand(db, part.id, Ref(id=found) if found else None, url, now, at=now)
        if found is None:  # the network is asked, for what shall answer it later
            errands.ask(db, part.account, Deed.RESOLVE, operator, now, now, part=part.id)
        posts.set_states(db, [one.id for one in behind], State.HELD, BY_HAND, now)
        acts.add(db, operator, "by hand", now, post=post, before=[_before(part)])
        return _hand(db, behind[0], len(delivery)) if behind else None


def _choose(db: sqlite3.Connection, post: int, account: str | None) -> list[Part]:
    """The one delivery of POST (on ACCOUNT) that can be posted by hand."""
    found = posts.get(db, post)
    if found is None:
        raise NotFoundError(f"There is no post {post}: `livetweet post list` shows those there are.")
    if not found.approved_at:
        raise NotAllowedError(f"Post {post} is a draft: approve it first, so that its text stays as it is.")
    deliveries: dict[str, list[Part]] = {}
    for part in posts.parts_of(db, post):
        deliveries.setdefault(part.account, []).append(part)
    if account is not None and account not in deliveries:
        raise NotFoundError(f"Post {post} does not go to {account}, only to {', '.join(deliveries)}.")
    wanted = {name: delivery for name, delivery in deliveries.items() if account in {None, name}}
    possible = {name: delivery for name, delivery in wanted.items() if _against(delivery) is None}
    if not possible:
        name, delivery = next(iter(wanted.items()))
        raise NotAllowedError(f"Post {post} on {name}: {_against(delivery)}.")
    if len(possible) > 1:  # what waits for a person comes before what could leave by itself
        possible = {name: delivery for name, delivery in possible.items() if any(part.reason == BY_HAND for part in delivery)} or possible
    if len(possible) > 1:
        raise NotAllowedError(f"Post {post} could be posted by hand on several accounts: say which with --account {' or '.join(possible)}.")
    return next(iter(possible.values()))


def _against(delivery: list[Part]) -> str | None:
    """Why nothing of DELIVERY may be posted by hand; None: it may."""
    unposted = [part for part in delivery if part.state is not State.POSTED]
    if not unposted:
        return WHY_NOT[State.POSTED]
    return next((WHY_NOT[part.state] for part in unposted if part.state not in _ALLOWED), None)


def _hand(db: sqlite3.Connection, part: Part, count: int) -> Handed:
    account = _account(db, part)
    of = rules.of(account)
    parent, address = parts.what_it_answers(db, part.id), parts.where_it_answers(db, part.id)
    page = of.intent(part.text, parent.id if parent else None, account.server) or address
    return Handed(
        post=part.post,
        account=part.account,
        network=of.name,
        number=part.number,
        parts=count,
        text=part.text,
        length=of.length(part.text),
        limit=of.limit,
        page=page,
        answers=address,
        media=part.media,
    )


def _account(db: sqlite3.Connection, part: Part) -> Account:
    return next(one for one in accounts.every(db, removed_too=True) if one.name == part.account)


def _before(part: Part) -> dict[str, object]:
    return {"id": part.id, "state": part.state.value, "reason": part.reason}
