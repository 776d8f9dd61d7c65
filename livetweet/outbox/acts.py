"""What a person may do to posts that are approved: the table of DESIGN, one function a row, each with what undoes it.

An act on a post acts on each of its deliveries whose unposted parts allow it and names the others.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from livetweet.clock import Clock, from_stamp, to_stamp
from livetweet.errors import NotAllowedError
from livetweet.model.errand import Deed
from livetweet.model.part import Part, State
from livetweet.model.post import Post
from livetweet.model.ref import Ref
from livetweet.outbox.deleting import delete_where_it_stands
from livetweet.outbox.outcome import Outcome, Refusal
from livetweet.store import accounts, acts, answered, errands, posts
from livetweet.store.acts import Done
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


def take_back(store: Store, post: int, operator: str, clock: Clock) -> bool:
    """Cancelled on every account, for its words go back to who wrote them; False, and all as it was, where any of it has left or is leaving.

    Nothing undoes that: the words would leave twice.
    """
    with store.writing() as db:
        parts, now = posts.parts_of(db, post), clock.now()
        if not parts or any(part.state not in {State.SCHEDULED, State.HELD, State.FAILED} for part in parts):
            return False
        _to(State.CANCELLED, f"taken back by {operator}")(db, parts, now)
        acts.add(db, operator, "take back", now, post=post, before=_before(parts))
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
                refused.append(_not_there(one))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What was taken back: VERB on POST of ours, or (None) on an incoming one."""

    verb: str
    post: int | None


def undo(store: Store, operator: str, clock: Clock) -> Undone:
    """Take back OPERATOR's last hold, release, cancel, move, delete, boost or favourite that has not left. NotAllowedError where there is none, and once where the
    last one cannot be undone any more.
    """
    with store.writing() as db:
        act = acts.last(db, operator, ("hold", "release", "cancel", "move", "delete", Deed.BOOST, Deed.FAVOURITE))
        if act is None:
            raise NotAllowedError(f"There is no hold, release, cancel, move, delete, boost or favourite by {operator} left to undo.")
        now = clock.now()
        why = _undo(db, act, operator, now)
        acts.undone(db, act.id, now)  # even where it cannot be: the next undo is for the one before
    if why is not None:
        raise NotAllowedError(why)
    return Undone(verb=act.verb, post=act.post)


def _undo(db: sqlite3.Connection, act: Done, operator: str, now: datetime) -> str | None:
    """Why ACT cannot be taken back; None: it is."""
    before = json.loads(act.before)
    if "errands" in before:
        return None if errands.take_back(db, before["errands"], now) else f"The {act.verb} has left: it cannot be undone from here any more."
    if act.post is None:
        return f"The {act.verb} cannot be undone."
    if act.verb == "delete":
        posts.restore(db, act.post)
        return None
    changed_since = f"The {act.verb} of post {act.post} cannot be undone any more: it has changed since."
    post, current = posts.get(db, act.post), {part.id: part for part in posts.parts_of(db, act.post)}
    if act.verb == "move":
        if post is None or "times" not in before:  # of an earlier version
            return changed_since
        return _move_back(db, post, current, before, now)
    revision = post.revision if post and post.approved_at else None  # of a text that is no longer the post's nothing comes back
    state = {"hold": State.HELD, "release": State.SCHEDULED}.get(act.verb, State.CANCELLED)
    made = (
        state,
        None if act.verb == "release" else f"by {operator}",
        revision,
    )  # nor what somebody else, or the programme, has held or cancelled since
    found = [one for one in before if (part := current.get(one["id"])) and (part.state, part.reason, part.revision) == made]
    for one in found:
        posts.set_states(db, [one["id"]], State(one["state"]), one["reason"], now)
    _wait_for_names(db, act.post, now)
    return None if found else changed_since


def _move_back(db: sqlite3.Connection, post: Post, current: Mapping[int, Part], before: Mapping[str, Any], now: datetime) -> str | None:
    """The times BEFORE for POST and its parts, as long as they are those that the move made, and to come."""
    draft, times = before["draft"], before["times"]
    there = [(current.get(one["id"]), one) for one in times]
    if _stamp(post.draft.due) != draft["after"] or any(part is None or _stamp(part.due) != one["after"] for part, one in there):
        return f"The move of post {post.id} cannot be undone any more: it has another time since."
    if draft["due"] is not None and from_stamp(draft["due"]) <= now:  # it would leave at once
        return f"The time that post {post.id} had before has passed: move it to another one."
    for one in times:
        posts.set_times(db, one["id"], from_stamp(one["due"]), one["latest"] and from_stamp(one["latest"]))
    posts.retime(
        db, post.id, draft["due"] and from_stamp(draft["due"]), draft["latest"] and from_stamp(draft["latest"]), timedelta(seconds=draft["offset"])
    )
    return None


def _moved(db: sqlite3.Connection, post: Post, parts: Sequence[Part]) -> dict[str, Any]:
    """What undoes a move of POST and its PARTS, as they were; both have moved."""
    after, now = {part.id: part for part in posts.parts_of(db, post.id)}, posts.get(db, post.id)
    return {
        "draft": {
            "due": _stamp(post.draft.due),
            "latest": _stamp(post.draft.latest),
            "offset": post.draft.offset.total_seconds(),
            "after": _stamp(now.draft.due) if now else None,
        },
        "times": [{"id": part.id, "due": to_stamp(part.due), "latest": _stamp(part.latest), "after": to_stamp(after[part.id].due)} for part in parts],
    }


def _stamp(instant: datetime | None) -> str | None:
    return to_stamp(instant) if instant else None


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
            return Outcome(refused=(_not_there(post),))
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
            _wait_for_names(db, post, now)
            acts.add(db, operator, "resolve", now, post=post, before=_before([part]))
    return Outcome(done=(post,))


def _wait_for_names(db: sqlite3.Connection, post: int, now: datetime) -> None:
    """What is to answer a part of POST that nobody knows how to name is held until somebody does."""
    for before, part in pairwise(posts.parts_of(db, post)):
        if before.account == part.account and part.state is State.SCHEDULED and before.state is State.POSTED and before.remote_id is None:
            answered.hold_behind(db, before.id, now)


def _ref_in(url: str, part: Part, db: sqlite3.Connection) -> Ref | None:
    """What an answer to the post at URL must name, where the address tells."""
    account = next(one for one in accounts.every(db, removed_too=True) if one.name == part.account)
    found = rules.get(account.network).post_id(url)
    return Ref(id=found) if found else None


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
            refused.append(_not_there(one))
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
                acts.add(db, operator, act.verb, now, post=one, before=_moved(db, post, changed) if also else _before(changed))
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


def _before(changed: Sequence[Part]) -> list[dict[str, object]]:
    return [{"id": part.id, "state": part.state.value, "reason": part.reason} for part in changed]


def _not_there(post: int) -> Refusal:
    return Refusal(post=post, account=None, why=f"There is no post {post}: `livetweet post list` shows those there are.")
