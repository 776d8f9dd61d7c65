"""Commands on the posts marked, or the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from sqlite3 import Connection
from typing import TYPE_CHECKING

from livetweet.desk.commands import CONVERSATION, INBOX
from livetweet.desk.deeds.incoming import drop_items
from livetweet.desk.dialogs import Choose, Look
from livetweet.desk.meanwhile import holds, who_changed, who_held
from livetweet.model.part import State
from livetweet.outbox import acts, show
from livetweet.outbox.approve import approve as approve_posts
from livetweet.outbox.compose import preview
from livetweet.outbox.outcome import Outcome, Refusal
from livetweet.outbox.queue import entries
from livetweet.outbox.show import Listed
from livetweet.store import changes, posts
from livetweet.store.connect import Store
from livetweet.writing.compose import Context

if TYPE_CHECKING:
    from livetweet.desk.reader import Snapshot
    from livetweet.desk.screen import DeskScreen


APPROVED = "What is approved stays approved: h holds it, x cancels it."


def approve(desk: DeskScreen) -> None:
    shown, snapshot = desk.chosen.shown, desk.snapshot
    if shown is None or snapshot is None or not (ids := desk.chosen.posts()):
        return
    if shown.context is not snapshot.context:
        desk.complain("The programme has changed just now, and the texts with it: look again, then a approves.")
        return

    approve_seen(desk, ids, shown)


def approve_seen(desk: DeskScreen, ids: Sequence[int], shown: Snapshot) -> None:
    """Approve the posts IDS but those that have changed since they were SHOWN."""

    def changed(db: Connection) -> Collection[int]:
        since = changes.since(db, shown.seq)
        return ids if since.all else since.posts

    approve_unless(desk, ids, shown.context, changed)


def approve_unless(desk: DeskScreen, ids: Sequence[int], context: Context, changed: Callable[[Connection], Collection[int]]) -> None:
    """Approve the posts IDS but those that have CHANGED since somebody looked at them."""

    def deed(store: Store) -> Outcome:
        with store.reading() as db:
            gone = changed(db)
            others = {one: found for one in ids if one in gone and (found := posts.get(db, one)) is not None}
        outcome = approve_posts(store, [one for one in ids if one not in others], context, desk.workspace.media, desk.operator, desk.clock)
        refused = [
            Refusal(post=one, account=None, why=who_changed(desk.snapshot.name_of(one) if desk.snapshot else f"Post {one}", post))
            for one, post in others.items()
        ]
        return outcome._replace(refused=(*refused, *outcome.refused))

    desk.ask(deed, stays(desk, APPROVED))


def stays(desk: DeskScreen, why: str) -> Callable[[Outcome], None]:
    """What follows what `u` does not take back: WHY, and what to do instead."""

    def told(outcome: Outcome) -> None:
        desk.show_outcome(outcome)
        if outcome.done:
            desk.history.final(why)

    return told


def hold(desk: DeskScreen) -> None:
    """What was shown as not held is held; where all of it was, it goes, unless somebody has held it for another reason meanwhile."""
    snapshot, ids = desk.snapshot, desk.chosen.posts()
    shown = {one: entry for one in ids if (entry := desk.chosen.entry_of(one)) is not None}
    others = [one for one in ids if one not in shown or shown[one].state is not State.HELD]
    if snapshot is None or not ids:
        return

    def keep(store: Store) -> Outcome:
        outcome = acts.hold(store, others, desk.operator, desk.clock)
        with store.reading() as db:
            return who_held(outcome, entries(db, {one.post for one in outcome.refused} - {*outcome.done}, snapshot.context))

    def let_go(store: Store) -> Outcome:
        with store.writing() as db:
            others = [one for one in entries(db, ids, snapshot.context) if holds(one) - holds(shown[one.post])]
            outcome = acts.release_in(db, [one for one in ids if one not in {other.post for other in others}], desk.operator, desk.clock.now())
        return who_held(outcome, others)

    desk.ask(keep if others else let_go, acted(desk))


def acted(desk: DeskScreen) -> Callable[[Outcome], None]:
    """What follows an act on posts that the store knows how to take back."""

    def told(outcome: Outcome) -> None:
        desk.show_outcome(outcome)
        desk.history.acts(outcome.done)

    return told


def move(minutes: int) -> Callable[[DeskScreen], None]:
    def by(desk: DeskScreen) -> None:
        if ids := desk.chosen.posts():
            desk.ask(lambda store: acts.move(store, ids, desk.operator, desk.clock, by=timedelta(minutes=minutes)), moved(desk))

    return by


def moved(desk: DeskScreen) -> Callable[[Outcome], None]:
    """The same, and they stay marked: the key may be pressed again."""

    def told(outcome: Outcome) -> None:
        desk.show_refused(outcome)
        desk.history.acts(outcome.done)

    return told


def drop(desk: DeskScreen) -> None:
    """A draft is deleted, a post cancelled, a reply dismissed, a question dropped; what has left is deleted where it stands, once that is confirmed."""
    if desk.pane in {INBOX, CONVERSATION}:
        drop_items(desk)
        return
    chosen = desk.chosen.posts()
    drafts = [one for one in chosen if desk.chosen.state_of(one) is State.DRAFT]
    posted = [one for one in chosen if desk.chosen.state_of(one) is State.POSTED]
    if drafts:
        desk.ask(lambda store: acts.delete(store, drafts, desk.operator, desk.clock), gone(desk, drafts, "deleted"))
    if others := [one for one in chosen if one not in drafts + posted]:
        desk.ask(lambda store: acts.cancel(store, others, desk.operator, desk.clock), gone(desk, others, "cancelled"))
    if posted:
        _ask_to_delete(desk, posted)


def gone(desk: DeskScreen, ids: Sequence[int], how: str) -> Callable[[Outcome], None]:
    """The same for posts IDS, which a stray key may have met: that is told."""
    names = {one: desk.snapshot.name_of(one) if desk.snapshot else f"Post {one}" for one in ids}

    def told(outcome: Outcome) -> None:
        acted(desk)(outcome)
        if outcome.done:
            many = len(outcome.done) > 1
            desk.say(
                f"{len(outcome.done)} posts are {how}: u takes back one after the other."
                if many
                else f"{names[outcome.done[0]]} is {how}: u takes that back."
            )

    return told


def _ask_to_delete(desk: DeskScreen, posted: Sequence[int]) -> None:
    """Whether what everybody can read shall be gone."""
    many = len(posted) > 1

    def answered(answer: str | None) -> None:
        if answer == "delete":
            desk.ask(lambda store: acts.delete(store, posted, desk.operator, desk.clock), told)

    def told(outcome: Outcome) -> None:
        acted(desk)(outcome)
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
    """What each account posts of the row under the cursor, whole, with states and addresses; of a draft, what it would post."""
    if (entry := desk.chosen.entry()) is not None:
        desk.ask(lambda store: show.one(store, entry.post), desk.if_here(lambda listed: _look(desk, listed), "v"))


def _look(desk: DeskScreen, listed: Listed | None) -> None:
    snapshot = desk.snapshot
    if listed is not None and snapshot is not None:
        would = preview(listed.post.draft, snapshot.status.accounts, snapshot.context) if listed.state is State.DRAFT else {}
        desk.app.push_screen(Look(listed, would))


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {
    "approve": approve, "hold": hold, "drop": drop, "view": view,
    "earlier": move(-1), "later_by_one": move(1), "earlier_by_five": move(-5), "later_by_five": move(5),
}  # fmt: skip
