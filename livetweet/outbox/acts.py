"""What a person may do to posts that are approved: the table of DESIGN, one function a row, each with what undoes it (see `undo.py`).

An act on a post acts on each of its deliveries whose unposted parts allow it and names the others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from livetweet.clock import Clock
from livetweet.errors import NotAllowedError
from livetweet.model.part import Part, State
from livetweet.model.post import Post
from livetweet.outbox import replacing
from livetweet.outbox.deleting import delete_where_it_stands
from livetweet.outbox.outcome import Outcome, Refusal, not_there
from livetweet.outbox.undo import before, moved
from livetweet.store import accounts, acts, posts
from livetweet.store.connect import Store
from livetweet.store.errands import BEING_DELETED
from livetweet.writing import rules

RETRY_WITHIN = timedelta(minutes=15)

WHY_NOT: Mapping[State, str] = {
    State.SENDING: "it is leaving now; once posted it can be deleted",
    State.UNKNOWN: "nobody knows yet whether it has left: resolve it first",
    State.POSTED: "it has left",
    State.CANCELLED: "it is cancelled",
    State.SKIPPED: "it was skipped: retry it",
    State.SCHEDULED: "it is scheduled",
    State.HELD: "it is held",
    State.FAILED: "it has failed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A row of the table: from which states VERB is allowed, and what it does to the unposted parts of one delivery."""

    verb: str
    allowed: frozenset[State]
    sends: bool = False
    do: Callable[[sqlite3.Connection, Sequence[Part], datetime], None]


def hold(store: Store, ids: Sequence[int], operator: str, clock: Clock) -> Outcome:
    """Kept back until someone releases it."""
    return _perform(store, ids, operator, clock, Act(verb="hold", allowed=frozenset({State.SCHEDULED}), do=_to(State.HELD, f"by {operator}")))


def release(store: Store, ids: Sequence[int], operator: str, clock: Clock) -> Outcome:
    """Scheduled again; every gate is judged anew, so what is too late will be held as too late."""
    with store.writing() as db:
        return release_in(db, ids, operator, clock.now())


def release_in(db: sqlite3.Connection, ids: Sequence[int], operator: str, now: datetime) -> Outcome:
    """`release` inside the caller's transaction."""
    return _perform_in(db, ids, operator, now, Act(verb="release", allowed=frozenset({State.HELD}), sends=True, do=_to(State.SCHEDULED, None)))


def cancel(store: Store, ids: Sequence[int], operator: str, clock: Clock) -> Outcome:
    allowed = frozenset({State.SCHEDULED, State.HELD, State.FAILED})
    return _perform(store, ids, operator, clock, Act(verb="cancel", allowed=allowed, do=_to(State.CANCELLED, f"by {operator}")))


def take_back(store: Store, post: int, operator: str, clock: Clock, *, to_draft: bool = False) -> bool:
    """Cancelled on every account (TO_DRAFT: a draft again), for its words go back to who wrote them; False, and all as it was, where any of it has left or is leaving.

    Nothing undoes that: the words would leave twice.
    """
    with store.writing() as db:
        parts, now = posts.parts_of(db, post), clock.now()
        if not parts or any(part.state not in {State.SCHEDULED, State.HELD, State.FAILED} for part in parts):
            return False
        if to_draft and (found := posts.get(db, post)):
            posts.change(db, post, found.draft, touched=True)
        else:
            _to(State.CANCELLED, f"taken back by {operator}")(db, parts, now)
        acts.add(db, operator, "take back", now, post=post, before=before(parts))
        return True


def retry(store: Store, ids: Sequence[int], operator: str, clock: Clock, *, latest: datetime | None = None) -> Outcome:
    """Scheduled again with the same key; what is late may leave until LATEST (default: 15 min from now)."""

    def do(db: sqlite3.Connection, unposted: Sequence[Part], now: datetime) -> None:
        first = unposted[0]
        if latest is not None and latest < now:
            raise NotAllowedError("it would be too late at once")
        _to(State.SCHEDULED, None)(db, unposted, now)
        if latest is not None or (first.latest is not None and first.latest < now):
            posts.set_times(db, first.id, first.due, latest or now + RETRY_WITHIN)

    return _perform(store, ids, operator, clock, Act(verb="retry", allowed=frozenset({State.FAILED, State.SKIPPED, State.HELD}), sends=True, do=do))


def move(store: Store, ids: Sequence[int], operator: str, clock: Clock, *, by: timedelta | None = None, to: datetime | None = None) -> Outcome:
    """Due (and `latest` with it) BY so much later, or at the instant TO; approval and text stay. Drafts move too."""

    def shift(due: datetime) -> timedelta:
        return by if by is not None else (to or due) - due

    def do(db: sqlite3.Connection, unposted: Sequence[Part], now: datetime) -> None:
        for part in unposted:
            step = shift(part.due)
            if part.latest is not None and part.latest + step < now:
                raise NotAllowedError("it would be too late at once")
            posts.set_times(db, part.id, part.due + step, part.latest and part.latest + step)

    def also(db: sqlite3.Connection, post: Post) -> None:
        draft = post.draft
        if draft.due:
            step = shift(draft.due)
            posts.retime(db, post.id, draft.due + step, draft.latest and draft.latest + step, draft.offset + (step if draft.anchor else timedelta(0)))
        elif to:
            posts.retime(db, post.id, to, None, draft.offset)
        else:
            raise NotAllowedError("it has no time yet: give it one")

    return _perform(store, ids, operator, clock, Act(verb="move", allowed=frozenset({State.SCHEDULED, State.HELD}), do=do), also=also)


def delete(store: Store, ids: Sequence[int], operator: str, clock: Clock) -> Outcome:
    """Drafts are thrown away, what has left is deleted where it stands; `undo` brings the last one back as long as that can be."""
    done, refused = [], []
    with store.writing() as db:
        now = clock.now()
        for one in dict.fromkeys(ids):
            post = posts.get(db, one)
            if post is None:
                refused.append(not_there(one))
            elif post.approved_at:
                asked, left = delete_where_it_stands(db, one, operator, now)
                refused += left
                if asked:
                    acts.add(db, operator, "delete", now, post=one, before={"errands": asked})
                    done.append(one)
                elif not left:
                    refused.append(Refusal(post=one, account=None, why=f"Post {one} stands nowhere: there is nothing to delete."))
            elif posts.parts_of(db, one):
                refused.append(Refusal(post=one, account=None, why=f"A part of post {one} has left: approve it and cancel the rest."))
            else:
                posts.delete(db, one, now)
                acts.add(db, operator, "delete", now, post=one)
                done.append(one)
    return Outcome(done=tuple(done), refused=tuple(refused))


def _perform(
    store: Store, ids: Sequence[int], operator: str, clock: Clock, act: Act, *, also: Callable[[sqlite3.Connection, Post], None] | None = None
) -> Outcome:
    """ACT on each delivery that allows it. ALSO is done to the post itself, and then to drafts too."""
    with store.writing() as db:
        return _perform_in(db, ids, operator, clock.now(), act, also=also)


def _perform_in(
    db: sqlite3.Connection,
    ids: Sequence[int],
    operator: str,
    now: datetime,
    act: Act,
    *,
    also: Callable[[sqlite3.Connection, Post], None] | None = None,
) -> Outcome:
    done: list[int] = []
    refused: list[Refusal] = []
    for one in dict.fromkeys(ids):
        post = posts.get(db, one)
        if post is None:
            refused.append(not_there(one))
            continue
        if not post.approved_at and not also:
            refused.append(Refusal(post=one, account=None, why=f"Post {one} is a draft: approve or delete it."))
            continue
        changed, left = _perform_on(db, post, act, now) if post.approved_at else ([], [])
        refused += left
        if changed or not post.approved_at:
            try:
                if also:
                    also(db, post)
                gone = replacing.settle(db, post, {part.account for part in changed}, now) if act.sends else None
                acts.add(db, operator, act.verb, now, post=one, before=moved(db, post, changed) if also else before(changed, gone))
                done.append(one)
            except NotAllowedError as error:
                refused.append(Refusal(post=one, account=None, why=f"Post {one}: {error}."))
    return Outcome(done=tuple(done), refused=tuple(refused))


def _perform_on(db: sqlite3.Connection, post: Post, act: Act, now: datetime) -> tuple[list[Part], list[Refusal]]:
    """The parts changed, as they were before, and the deliveries left as they are."""
    changed: list[Part] = []
    left: list[Refusal] = []
    by_hand = {account.name for account in accounts.every(db, removed_too=True) if rules.get(account.network).by_hand}
    for account, of_account in groupby(posts.parts_of(db, post.id), key=lambda part: part.account):
        delivery = list(of_account)
        unposted = [part for part in delivery if part.state not in {State.POSTED, State.CANCELLED}]
        against = next((part.state for part in unposted or delivery[-1:] if part.state not in act.allowed), None)
        why = WHY_NOT[against] if against else _why_stuck(delivery, unposted) if act.sends else None
        if why is None and act.sends and account in by_hand:
            why = f"a person posts it: `livetweet post byhand {post.id} --account {account}`"
        if why is None and act.sends and (other := replacing.why_not(db, post, {account})):
            why = f"{other}: cancel one of the two"
        if why is None:
            try:
                act.do(db, unposted, now)
                changed += unposted
            except NotAllowedError as error:
                why = str(error)
        if why is not None:
            left.append(Refusal(post=post.id, account=account, why=f"Post {post.id} on {account}: {why}."))
    return changed, left


def _why_stuck(delivery: Sequence[Part], unposted: Sequence[Part]) -> str | None:
    """Why UNPOSTED could never leave: the part before it was dropped, or nobody knows how to answer it."""
    before = next((part for part in delivery if part.number == unposted[0].number - 1), None)
    gone = before is not None and (before.gone_at is not None or before.reason == BEING_DELETED)
    if before is None or (before.state is State.POSTED and before.remote_id and not gone):
        return None
    what = "was dropped" if before.state is State.CANCELLED else "is deleted" if gone else "cannot be answered from here"
    return f"part {before.number} before it {what}: edit what is left, or cancel it"


def _to(state: State, reason: str | None) -> Callable[[sqlite3.Connection, Sequence[Part], datetime], None]:
    return lambda db, unposted, now: posts.set_states(db, [part.id for part in unposted], state, reason, now)
