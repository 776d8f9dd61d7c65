"""Commands on the posts marked, or the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from livetweet.desk.commands import CONVERSATION, INBOX
from livetweet.inbox import triage
from livetweet.model.incoming import IncomingState
from livetweet.model.part import State
from livetweet.outbox import acts, show
from livetweet.outbox.approve import approve as approve_posts

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def approve(desk: DeskScreen) -> None:
    snapshot = desk.snapshot
    if snapshot is not None and (ids := desk.chosen_posts()):
        desk.ask(lambda store: approve_posts(store, ids, snapshot.context, desk.workspace.media, desk.operator, desk.clock))


def hold(desk: DeskScreen) -> None:
    """Held ones go, others are held."""
    desk.remember()
    ids = desk.chosen_posts()
    held = [one for one in ids if desk.state_of(one) is State.HELD]
    others = [one for one in ids if one not in held]
    if others:
        desk.ask(lambda store: acts.hold(store, others, desk.operator, desk.clock))
    elif held:
        desk.ask(lambda store: acts.release(store, held, desk.operator, desk.clock))


def move(minutes: int) -> Callable[[DeskScreen], None]:
    def by(desk: DeskScreen) -> None:
        if ids := desk.chosen_posts():
            desk.ask(lambda store: acts.move(store, ids, desk.operator, desk.clock, by=timedelta(minutes=minutes)))

    return by


def drop(desk: DeskScreen) -> None:
    """A draft is deleted, a post cancelled, a reply dismissed."""
    if desk.pane in {INBOX, CONVERSATION}:
        ids = [item.id for item in desk.chosen_items()]
        desk.ask(lambda store: triage.mark(store, ids, IncomingState.DISMISSED, operator=desk.operator, now=desk.clock.now()))
        return
    desk.remember()
    chosen = desk.chosen_posts()
    drafts = [one for one in chosen if desk.state_of(one) is State.DRAFT]
    if drafts:
        desk.ask(lambda store: acts.delete(store, drafts, desk.operator, desk.clock))
    if others := [one for one in chosen if one not in drafts]:
        desk.ask(lambda store: acts.cancel(store, others, desk.operator, desk.clock))


def view(desk: DeskScreen) -> None:
    """What each account posts, whole, with states and addresses."""
    ids = desk.chosen_posts()
    if ids:
        desk.ask(lambda store: show.one(store, ids[0]), desk.look_at)


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {
    "approve": approve, "hold": hold, "drop": drop, "view": view,
    "earlier": move(-1), "later_by_one": move(1), "earlier_by_five": move(-5), "later_by_five": move(5),
}  # fmt: skip
