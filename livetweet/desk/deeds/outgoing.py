"""Commands on the posts marked, or the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from livetweet.desk.commands import CONVERSATION, INBOX
from livetweet.desk.dialogs import Choose, Look
from livetweet.inbox import triage
from livetweet.model.incoming import IncomingState
from livetweet.model.part import State
from livetweet.outbox import acts, show
from livetweet.outbox.approve import approve as approve_posts
from livetweet.outbox.outcome import Outcome
from livetweet.outbox.show import Listed

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
    """A draft is deleted, a post cancelled, a reply dismissed; what has left is deleted where it stands, once that is confirmed."""
    if desk.pane in {INBOX, CONVERSATION}:
        ids = [item.id for item in desk.chosen_items()]
        desk.ask(lambda store: triage.mark(store, ids, IncomingState.DISMISSED, operator=desk.operator, now=desk.clock.now()))
        return
    desk.remember()
    chosen = desk.chosen_posts()
    drafts = [one for one in chosen if desk.state_of(one) is State.DRAFT]
    posted = [one for one in chosen if desk.state_of(one) is State.POSTED]
    if drafts:
        desk.ask(lambda store: acts.delete(store, drafts, desk.operator, desk.clock))
    if others := [one for one in chosen if one not in drafts + posted]:
        desk.ask(lambda store: acts.cancel(store, others, desk.operator, desk.clock))
    if posted:
        _ask_to_delete(desk, posted)


def _ask_to_delete(desk: DeskScreen, posted: Sequence[int]) -> None:
    """Whether what everybody can read shall be gone."""
    many = len(posted) > 1

    def answered(answer: str | None) -> None:
        if answer == "delete":
            desk.remember()
            desk.ask(lambda store: acts.delete(store, posted, desk.operator, desk.clock), told)

    def told(outcome: Outcome) -> None:
        desk.show_outcome(outcome)
        if outcome.done:
            desk.say(
                "It is deleted in 10 s: u takes that back." if not many else f"{len(outcome.done)} posts are deleted in 10 s: u takes the last back."
            )

    what = f"{len(posted)} posts have" if many else "This post has"
    question = (
        f"{what} left. Answers to {'them' if many else 'it'} stay; who has read {'them' if many else 'it'} has read {'them' if many else 'it'}."
    )
    desk.app.push_screen(Choose("Delete where it stands", [question], [("y", "delete", "delete on every network")]), answered)


def view(desk: DeskScreen) -> None:
    """What each account posts, whole, with states and addresses."""
    ids = desk.chosen_posts()
    if ids:
        desk.ask(lambda store: show.one(store, ids[0]), lambda listed: _look(desk, listed))


def _look(desk: DeskScreen, listed: Listed | None) -> None:
    """What each account posts; of a draft, its text."""
    if listed and listed.deliveries:
        desk.app.push_screen(Look(listed))
    else:
        entry = desk.entry_under_cursor()
        desk.say(entry.text if entry else "")


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {
    "approve": approve, "hold": hold, "drop": drop, "view": view,
    "earlier": move(-1), "later_by_one": move(1), "earlier_by_five": move(-5), "later_by_five": move(5),
}  # fmt: skip
