"""What a person decides about a post of which nobody can tell whether it has left.

Called by the desk and the command line.
"""

from __future__ import annotations

import sqlite3

from livetweet.clock import Clock
from livetweet.model.errand import Deed
from livetweet.model.part import Part, State
from livetweet.model.ref import Ref
from livetweet.outbox.acts import RETRY_WITHIN
from livetweet.outbox.outcome import Outcome, Refusal, not_there
from livetweet.outbox.undo import before, wait_for_names
from livetweet.store import accounts, acts, answered, errands, posts
from livetweet.store.connect import Store
from livetweet.writing import rules


def resolve(
    store: Store,
    post: int,
    operator: str,
    clock: Clock,
    *,
    account: str | None = None,
    url: str | None = None,
    again: bool = False,
) -> Outcome:
    """Decide what nobody knows: it is there (at URL), send it AGAIN, or (neither) drop it.

    With several unknown deliveries ACCOUNT must say which.
    """
    with store.writing() as db:
        now = clock.now()
        unknown = [part for part in posts.parts_of(db, post) if part.state is State.UNKNOWN and account in {None, part.account}]
        if posts.get(db, post) is None:
            return Outcome(refused=(not_there(post),))
        if not unknown:
            return Outcome(
                refused=(Refusal(post=post, account=account, why=f"Nothing of post {post} is unknown{f' on {account}' if account else ''}."),)
            )
        if len({part.account for part in unknown}) > 1:
            names = " or ".join(sorted({part.account for part in unknown}))
            return Outcome(
                refused=(Refusal(post=post, account=None, why=f"Post {post} is unknown on several accounts: say which with --account {names}."),)
            )
        for part in unknown[:1] if url else unknown:  # one address is that of one part
            if url:
                ref = _ref_in(url, part, db)
                answered.posted_by_hand(db, part.id, ref, url, now)
                if ref is None:  # the network is asked; those behind wait until it has said
                    errands.ask(db, part.account, Deed.RESOLVE, operator, now, now, part=part.id)
            elif again:
                answered.give_up_doubt(db, part.id, now)
                if part.latest is not None and part.latest < now:
                    posts.set_times(db, part.id, part.due, now + RETRY_WITHIN)
            else:
                posts.set_states(db, [part.id], State.CANCELLED, f"dropped by {operator}", now)
                answered.hold_behind(db, part.id, now)
            wait_for_names(db, post, now)
            acts.add(db, operator, "resolve", now, post=post, before=before([part]))
    return Outcome(done=(post,))


def _ref_in(url: str, part: Part, db: sqlite3.Connection) -> Ref | None:
    """What an answer to the post at URL must name, where the address tells."""
    account = next(one for one in accounts.every(db, removed_too=True) if one.name == part.account)
    found = rules.get(account.network).post_id(url, account)
    return Ref(id=found) if found else None
