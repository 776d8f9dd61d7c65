"""A plan becomes drafts, and when the programme has changed the posts follow it.

Drafts nobody has touched follow silently. An approved post whose text stays the same moves with its session and stays approved; one whose text
tells what has changed is held "programme changed" with the new draft beside it. What a person wrote is never changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from livetweet.clock import Clock
from livetweet.model.part import Part, State
from livetweet.model.post import Draft, Kind, Post
from livetweet.model.session import Session
from livetweet.outbox import corrections, says
from livetweet.store import accounts, posts
from livetweet.store.connect import Store
from livetweet.store.parts import BY_HAND, PROGRAMME_CHANGED
from livetweet.writing import rules
from livetweet.writing.compose import Context, compose
from livetweet.writing.plan import Plan
from livetweet.writing.rules.rule import Rules

_MAY_FOLLOW = {State.SCHEDULED, State.HELD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Was:
    """What was planned, and what texts were made from, before the programme changed."""

    plan: Plan
    context: Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Ids of posts: `added` as drafts, those of them `in_place` of what is held, `changed` drafts, `dropped` drafts, `moved` with their session and still approved,
    `held` for a person to look at, `corrected`: drafts that say what has become of something we posted.
    """

    added: tuple[int, ...] = ()
    in_place: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    held: tuple[int, ...] = ()
    corrected: tuple[int, ...] = ()


def apply_plan(store: Store, plan: Plan, context: Context, operator: str, clock: Clock) -> Followed:
    """PLAN's drafts that are not there yet become drafts; those that are follow it."""
    with store.writing() as db:
        return follow(db, plan, context, operator, clock.now(), add=True)


def follow(
    db: sqlite3.Connection, plan: Plan, context: Context, operator: str, now: datetime, *, add: bool, was: Was | None = None, correct: bool = True
) -> Followed:
    """The posts made from an earlier plan follow PLAN, made from the programme as it is now.

    ADD: posts it has anew become drafts; else only what it has anew since WAS, in an event that has been planned. WAS also tells what a person has moved, what has
    gone, and, where CORRECT, what has left and is no longer so.
    """
    became: dict[str, list[int]] = {name: [] for name in ("added", "in_place", "changed", "dropped", "moved", "held", "corrected")}
    there = posts.by_key(db)
    of = {account.name: rules.of(account) for account in accounts.every(db)}
    planned = {draft.key: draft for draft in plan.drafts if draft.key}
    before = {draft.key: draft for draft in was.plan.drafts} if was else {}
    for key, draft in planned.items():
        post = there.get(key)
        if post is None:
            if add or (there and key not in before and _is_wanted(draft, there, before, context, now)):
                became["added"].append(posts.add(db, draft, operator, now, touched=False))
        elif not post.deleted:
            _follow_one(db, post, _keep_time(draft, post, before.get(key), now), of, context, operator, now, was, became)
    for key, post in there.items():
        if post.deleted or key in planned:
            continue
        if post.draft.kind is Kind.CHANGE:
            _follow_one(db, post, post.draft, of, context, operator, now, None, became)
        else:
            _follow_out(db, post, of, context, now, became, gone=key in before)
    if was is not None and correct:
        made, dropped = corrections.draft(db, was.context, context, of, operator, now)
        became["corrected"] += made
        became["dropped"] += dropped
    return Followed(**{what: tuple(ids) for what, ids in became.items()})


def _follow_one(
    db: sqlite3.Connection,
    post: Post,
    wanted: Draft,
    of: Mapping[str, Rules],
    context: Context,
    operator: str,
    now: datetime,
    was: Was | None,
    became: dict[str, list[int]],
) -> None:
    what = _follow_approved(db, post, wanted, of, context, now, was) if post.approved_at else _follow_draft(db, post, wanted)
    if what:
        became[what].append(post.id)
    if what == "held" and post.draft.kind is Kind.CHANGE:
        posts.forget_key(db, post.id)  # what is right now is drafted with the other corrections
    elif what == "held" and not post.touched:
        draft = _beside(db, post, wanted, operator, now)
        became["added"].append(draft)
        became["in_place"].append(draft)


def _follow_out(
    db: sqlite3.Connection, post: Post, of: Mapping[str, Rules], context: Context, now: datetime, became: dict[str, list[int]], *, gone: bool
) -> None:
    """POST is in the plan no more, see `_let_go`."""
    what = _let_go(db, post, of, context, now, gone=gone)
    if what:
        became[what].append(post.id)
    if what == "held" and (draft := _at_its_new_time(db, post, set(became["added"]) - set(became["in_place"]))):
        posts.put_in_place(db, draft, post.id)
        became["in_place"].append(draft)


def _is_wanted(draft: Draft, there: Mapping[str, Post], before: Mapping[str | None, Draft], context: Context, now: datetime) -> bool:
    """Whether DRAFT, which the plan has only now, is to be added: its time is still to come, and nobody has thrown away all "up next" of its sessions."""
    until = draft.latest or draft.due
    if until is None:
        session = context.agenda.sessions.get(draft.session or "")
        ends = session and (session.end or session.start)
        until = context.agenda.instant(ends) if ends else None
    if until is not None and until < now:
        return False
    if draft.kind is not Kind.UP_NEXT:
        return True
    announced = {session for post in there.values() if not post.deleted for session in post.draft.slot}
    known = {session for one in before.values() for session in one.slot}
    return any(session in announced or session not in known for session in draft.slot)


def _follow_draft(db: sqlite3.Connection, post: Post, draft: Draft) -> str | None:
    """What became of a draft for which the plan now has DRAFT."""
    if post.touched:  # its words are a person's, its time is its session's
        if draft.anchor is None or post.draft.due == draft.due:
            return None
        posts.retime(db, post.id, draft.due, draft.latest, draft.offset)
        return "moved"
    if post.draft == draft:
        return None
    posts.change(db, post.id, draft, touched=False)
    return "changed"


def _let_go(db: sqlite3.Connection, post: Post, of: Mapping[str, Rules], context: Context, now: datetime, *, gone: bool) -> str | None:
    """What became of a post that the plan has no more. GONE with this change, or its session gone, cancelled or (of an "up next") moved, it goes too; not
    because its time has passed.
    """
    sessions = [context.agenda.sessions.get(one) for one in (post.draft.slot or (post.draft.session,)) if one]
    off = bool(sessions) and all(session is None or session.cancelled or _starts_elsewhen(session, post.draft, context) for session in sessions)
    if not gone and not off:
        return None
    if post.approved_at:
        return "held" if _hold(db, post, of, now) else None
    if post.touched:
        return None
    posts.delete(db, post.id, now)
    posts.forget_key(db, post.id)  # nobody threw it away: it may be planned again
    return "dropped"


def _at_its_new_time(db: sqlite3.Connection, post: Post, added: Collection[int]) -> int | None:
    """Of the drafts ADDED the "up next" that names a session of POST, one that is held on all its accounts: it is of another time, and hence has another key."""
    if post.draft.kind is not Kind.UP_NEXT or any(part.reason != PROGRAMME_CHANGED for part in posts.parts_of(db, post.id)):
        return None
    found = (posts.get(db, one) for one in sorted(added))
    return next((one.id for one in found if one and one.draft.kind is Kind.UP_NEXT and set(one.draft.slot) & set(post.draft.slot)), None)


def _follow_approved(
    db: sqlite3.Connection, post: Post, draft: Draft, of: Mapping[str, Rules], context: Context, now: datetime, was: Was | None
) -> str | None:
    """What became of an approved post for which the plan now has DRAFT."""
    waiting = _waiting(db, post)
    if not waiting:
        return None
    parts = _held_back(waiting, of)
    overtaken = (
        (was and _tells(post, parts, was.context, context))
        if post.touched
        else _text_differs(parts, replace(post.draft, slot=draft.slot), of, context)
    )
    if overtaken:
        return "held" if _hold(db, post, of, now) else None
    before, due = post.draft.due, draft.due
    if before is None or due is None or due == before:
        return None
    step = due - before
    for part in waiting:
        posts.set_times(db, part.id, part.due + step, part.latest and part.latest + step)
    posts.retime(db, post.id, due, draft.latest, draft.offset)
    return "moved"


def _text_differs(waiting: Sequence[Part], draft: Draft, of: Mapping[str, Rules], context: Context) -> bool:
    for part in waiting:
        by = of.get(part.account)
        texts = compose(draft, by, context).texts if by else ()
        if len(texts) < part.number or not says.reads_the_same(texts[part.number - 1], part.text):
            return True
    return False


def _tells(post: Post, waiting: Sequence[Part], before: Context, context: Context) -> bool:
    """Whether WAITING of POST, which a person wrote, tells something of its sessions that has changed."""
    written = " ".join(part.text for part in waiting)
    return any(
        says.old_facts(written, before.agenda.sessions.get(one), context.agenda.sessions.get(one), context.agenda)
        for one in (post.draft.slot or (post.draft.session,))
        if one
    )


def _waiting(db: sqlite3.Connection, post: Post) -> list[Part]:
    """The parts of POST that follow."""
    return [part for part in posts.parts_of(db, post.id) if part.state in _MAY_FOLLOW and part.reason != PROGRAMME_CHANGED]


def _held_back(waiting: Sequence[Part], of: Mapping[str, Rules]) -> list[Part]:
    """Those of WAITING that a change may hold. What was given to a person, where the worker could post it too, stays marked so: it may be leaving by that hand right now."""
    return [part for part in waiting if part.reason != BY_HAND or (part.account in of and of[part.account].by_hand)]


def _hold(db: sqlite3.Connection, post: Post, of: Mapping[str, Rules], now: datetime) -> bool:
    parts = _held_back(_waiting(db, post), of)
    posts.set_states(db, [part.id for part in parts], State.HELD, PROGRAMME_CHANGED, now)
    return bool(parts)


def _beside(db: sqlite3.Connection, post: Post, draft: Draft, operator: str, now: datetime) -> int:
    """The new draft takes the plan's key over; the held post keeps its text under none."""
    posts.forget_key(db, post.id)
    parts = posts.parts_of(db, post.id)
    held = tuple(dict.fromkeys(part.account for part in parts if part.reason == PROGRAMME_CHANGED))
    wanted = post.draft.accounts if len(held) == len({part.account for part in parts}) else held  # where it has left, it is not said again
    return posts.add(db, replace(draft, fields=post.draft.fields, accounts=wanted), operator, now, touched=False, replaces=post.id)


def _keep_time(draft: Draft, post: Post, before: Draft | None, now: datetime) -> Draft:
    """DRAFT as far from its session as a person has moved POST. What hangs on no session follows only where it stands at the time it had BEFORE: else somebody has
    moved it, or the plan was made when less time was left to spread such posts over. Approved spotlights stay.
    """
    if draft.anchor is None or draft.due is None:
        stands = before is not None and before.due == post.draft.due and draft.due is not None and draft.due >= now
        if stands and not (post.approved_at and draft.kind is Kind.SPOTLIGHT):
            return draft
        return replace(draft, due=post.draft.due or draft.due, latest=post.draft.latest or draft.latest)
    by_hand = post.draft.offset - draft.offset
    return replace(draft, due=draft.due + by_hand, latest=draft.latest and draft.latest + by_hand, offset=post.draft.offset)


def _starts_elsewhen(session: Session, draft: Draft, context: Context) -> bool:
    """Whether DRAFT is an "up next" for a time at which SESSION no longer starts."""
    if draft.kind is not Kind.UP_NEXT or draft.due is None:
        return False
    return session.start is None or context.agenda.instant(session.start) != draft.due - draft.offset
