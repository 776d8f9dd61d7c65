"""What others have made of a post between the key and the deed, and the sentence that says so. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from livetweet.inbox.literal import literal
from livetweet.model.part import State
from livetweet.model.post import Post
from livetweet.outbox.outcome import Outcome, Refusal
from livetweet.outbox.queue import Entry
from livetweet.store.parts import BY_HAND


def holds(entry: Entry) -> set[tuple[str, str | None]]:
    """The accounts on which ENTRY is held, each with the reason."""
    return {(one.account, one.reason) for one in entry.on if one.state is State.HELD}


def who_held(outcome: Outcome, now: Iterable[Entry]) -> Outcome:
    """OUTCOME, where posts are left as they are because they are held NOW, with who did that, or why."""
    held = {one.post: Refusal(post=one.post, account=None, why=_who(one)) for one in now if one.state is State.HELD}
    return outcome._replace(refused=(*held.values(), *(one for one in outcome.refused if one.post not in held)))


def _who(entry: Entry) -> str:
    name = f"“{entry.name} · {literal(entry.about)}”"
    reason = next((one.reason for one in entry.on if one.state is State.HELD), None) or ""
    if reason.startswith("by ") and reason != BY_HAND:
        return f"{reason.removeprefix('by ')} has just held {name}: h again releases it."
    return f"{name} is held since just now{f', {reason}' if reason else ''}: h again releases it."


def who_changed(name: str, post: Post) -> str:
    """Why POST, called NAME, is not approved: it is no longer what was looked at."""
    if post.approved_by:
        return f"{post.approved_by} has just approved {name}: h holds it."
    return f"{name} was changed just now: look at it again, then a approves it."
