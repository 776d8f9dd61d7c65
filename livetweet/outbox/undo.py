"""What undoes an act: how the posts stood before it, kept with it, and the way back as long as nothing has become of them since.

Called by the desk and the command line; `acts.py` keeps what is read here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from livetweet.clock import Clock, from_stamp, to_stamp
from livetweet.errors import NotAllowedError
from livetweet.model.errand import Deed
from livetweet.model.part import Part, State
from livetweet.model.post import Post
from livetweet.store import acts, answered, errands, posts
from livetweet.store.acts import Done
from livetweet.store.connect import Store


def before(changed: Sequence[Part], gone: int | None = None) -> list[dict[str, object]]:
    """What undoes a change of the parts CHANGED, as they were; GONE is the draft in their post's place that went with it."""
    return [{"id": part.id, "state": part.state.value, "reason": part.reason, **({"draft": gone} if gone else {})} for part in changed]


def moved(db: sqlite3.Connection, post: Post, parts: Sequence[Part]) -> dict[str, Any]:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What was taken back: VERB on POST of ours, or (None) on an incoming one."""

    verb: str
    post: int | None


OF_POSTS = ("hold", "release", "cancel", "move", "delete")
PASSED_ON = (Deed.BOOST, Deed.FAVOURITE)


def undo(
    store: Store,
    operator: str,
    clock: Clock,
    *,
    verbs: Sequence[str] = (*OF_POSTS, *PASSED_ON),
    post: int | None = None,
    until: int | None = None,
) -> Undone:
    """Take back OPERATOR's last hold, release, cancel, move, delete, boost or favourite that has not left: of these VERBS, on POST, or the last UNTIL an act's id, where
    that is said. NotAllowedError where there is none, and once where the last one cannot be undone any more.
    """
    with store.writing() as db:
        act = acts.last(db, operator, verbs, post=post, until=until)
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
        if "draft" in one:
            posts.restore(db, one["draft"])
    wait_for_names(db, act.post, now)
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


def _stamp(instant: datetime | None) -> str | None:
    return to_stamp(instant) if instant else None


def wait_for_names(db: sqlite3.Connection, post: int, now: datetime) -> None:
    """What is to answer a part of POST that nobody knows how to name is held until somebody does."""
    for before, part in pairwise(posts.parts_of(db, post)):
        if before.account == part.account and part.state is State.SCHEDULED and before.state is State.POSTED and before.remote_id is None:
            answered.hold_behind(db, before.id, now)
