"""A plan becomes drafts, and when the programme has changed the posts follow it.

Drafts nobody has touched follow silently. An approved post whose text stays the same moves with its session and stays approved; one whose text
tells what has changed is held "programme changed" with the new draft beside it. What a person wrote is never changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from livetweet.clock import Clock
from livetweet.model.part import Part, State
from livetweet.model.post import Draft, Kind, Post
from livetweet.model.session import Session
from livetweet.store import accounts, posts
from livetweet.store.connect import Store
from livetweet.writing.compose import Context, compose
from livetweet.writing.plan import Plan

PROGRAMME_CHANGED = "programme changed"
_MAY_FOLLOW = {State.SCHEDULED, State.HELD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """Ids of posts: `added` as drafts, `changed` drafts, `dropped` drafts, `moved` with their session and still approved, `held` for a person to look at."""

    added: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    held: tuple[int, ...] = ()


def apply_plan(store: Store, plan: Plan, context: Context, operator: str, clock: Clock) -> Followed:
    """PLAN's drafts that are not there yet become drafts; those that are follow it."""
    with store.writing() as db:
        return follow(db, plan, context, operator, clock.now(), add=True)


def follow(db: sqlite3.Connection, plan: Plan, context: Context, operator: str, now: datetime, *, add: bool) -> Followed:
    """The posts made from an earlier plan follow PLAN, made from the programme as it is now. ADD: posts it has anew become drafts; else only those
    that stand beside a held one do, and the "up next" of a session that has moved.
    """
    became: dict[str, list[int]] = {"added": [], "changed": [], "dropped": [], "moved": [], "held": []}
    there = posts.by_key(db)
    announced = {session for post in there.values() if post.draft.kind is Kind.UP_NEXT and not post.deleted for session in post.draft.slot}
    networks = {account.name: account.network for account in accounts.every(db)}
    planned = {draft.key: draft for draft in plan.drafts if draft.key}
    for key, draft in planned.items():
        post = there.get(key)
        if post is None:
            if add or (announced.intersection(draft.slot) and draft.latest and draft.latest >= now):  # an "up next" whose session has moved
                became["added"].append(posts.add(db, draft, operator, now, touched=False))
        elif not post.deleted:
            wanted = _keep_time(draft, post)
            what = _follow_approved(db, post, wanted, networks, context, now) if post.approved_at else _follow_draft(db, post, wanted)
            if what:
                became[what].append(post.id)
            if what == "held" and not post.touched:
                became["added"].append(_beside(db, post, wanted, operator, now))
    for key, post in there.items():
        if key not in planned and not post.deleted and (what := _let_go(db, post, context, now)):
            became[what].append(post.id)
    return Followed(**{what: tuple(ids) for what, ids in became.items()})


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


def _let_go(db: sqlite3.Connection, post: Post, context: Context, now: datetime) -> str | None:
    """What became of a post that the plan has no more: with its session gone, cancelled or (of an "up next") moved, and not because its time has
    passed, it goes too.
    """
    sessions = [context.agenda.sessions.get(one) for one in (post.draft.slot or (post.draft.session,)) if one]
    if not sessions or not all(session is None or session.cancelled or _starts_elsewhen(session, post.draft, context) for session in sessions):
        return None
    if post.approved_at:
        return "held" if _hold(db, post, now) else None
    if post.touched:
        return None
    posts.delete(db, post.id, now)
    return "dropped"


def _follow_approved(db: sqlite3.Connection, post: Post, draft: Draft, networks: dict[str, str], context: Context, now: datetime) -> str | None:
    """What became of an approved post for which the plan now has DRAFT."""
    waiting = [part for part in posts.parts_of(db, post.id) if part.state in _MAY_FOLLOW and part.reason != PROGRAMME_CHANGED]
    if not waiting:
        return None
    if _text_differs(waiting, replace(post.draft, slot=draft.slot), networks, context):
        return "held" if _hold(db, post, now) else None
    before, due = post.draft.due, draft.due
    if draft.anchor is None or before is None or due is None or due == before:
        return None
    step = due - before
    for part in waiting:
        posts.set_times(db, part.id, part.due + step, part.latest and part.latest + step)
    posts.retime(db, post.id, due, draft.latest, draft.offset)
    return "moved"


def _text_differs(waiting: Sequence[Part], draft: Draft, networks: dict[str, str], context: Context) -> bool:
    for part in waiting:
        network = networks.get(part.account)
        texts = compose(draft, network, context).texts if network else ()
        if len(texts) < part.number or texts[part.number - 1] != part.text:
            return True
    return False


def _hold(db: sqlite3.Connection, post: Post, now: datetime) -> bool:
    waiting = [part.id for part in posts.parts_of(db, post.id) if part.state in _MAY_FOLLOW and part.reason != PROGRAMME_CHANGED]
    posts.set_states(db, waiting, State.HELD, PROGRAMME_CHANGED, now)
    return bool(waiting)


def _beside(db: sqlite3.Connection, post: Post, draft: Draft, operator: str, now: datetime) -> int:
    """The new draft takes the plan's key over; the held post keeps its text under none."""
    posts.forget_key(db, post.id)
    parts = posts.parts_of(db, post.id)
    held = tuple(dict.fromkeys(part.account for part in parts if part.reason == PROGRAMME_CHANGED))
    wanted = post.draft.accounts if len(held) == len({part.account for part in parts}) else held  # where it has left, it is not said again
    return posts.add(db, replace(draft, fields=post.draft.fields, accounts=wanted), operator, now, touched=False)


def _keep_time(draft: Draft, post: Post) -> Draft:
    """DRAFT as far from its session as a person has moved POST. What hangs on no session keeps its time: plans spread such posts anew each time."""
    if draft.anchor is None or draft.due is None:
        return replace(draft, due=post.draft.due or draft.due, latest=post.draft.latest or draft.latest)
    by_hand = post.draft.offset - draft.offset
    return replace(draft, due=draft.due + by_hand, latest=draft.latest and draft.latest + by_hand, offset=post.draft.offset)


def _starts_elsewhen(session: Session, draft: Draft, context: Context) -> bool:
    """Whether DRAFT is an "up next" for a time at which SESSION no longer starts."""
    if draft.kind is not Kind.UP_NEXT or draft.due is None:
        return False
    return session.start is None or context.agenda.instant(session.start) != draft.due - draft.offset
