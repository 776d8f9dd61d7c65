"""Approving many at once, and giving posts another hour: each says first what will be so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from sqlite3 import Connection
from typing import TYPE_CHECKING

from livetweet.desk.deeds.outgoing import approve_unless, moved
from livetweet.desk.dialogs import Ask, Choose, letters
from livetweet.inbox.literal import literal
from livetweet.outbox import acts
from livetweet.outbox.batches import Batch, batches
from livetweet.outbox.outcome import Outcome
from livetweet.outbox.queue import about
from livetweet.programme.times import read_wanted
from livetweet.store import posts

if TYPE_CHECKING:
    from datetime import datetime

    from livetweet.desk.screen import DeskScreen

LISTED = 8  # posts told one by one


def approve_many(desk: DeskScreen) -> None:
    """A whole day, or all of a kind."""
    snapshot = desk.snapshot
    if snapshot is not None:
        desk.ask(lambda store: batches(store, snapshot.context, desk.clock.now()), desk.if_here(lambda found: _choose(desk, found), "."))


def _choose(desk: DeskScreen, found: Sequence[Batch]) -> None:
    if not found:
        desk.say("No draft with a time can be approved: what is still to be written stands in the outbox and with its session.")
        return
    counted = enumerate(f"{_name(one)}: {_count(len(one.ready))}" for one in found)
    choices = [(letter, str(number), told) for letter, (number, told) in zip(letters(), counted, strict=False)]
    desk.app.push_screen(
        Choose(
            "Approve several", ["Of which day, or of which kind? You see them first, and a approves them. Nothing leaves before its time."], choices
        ),
        lambda number: _confirm(desk, found[int(number)]) if number else None,
    )


def _confirm(desk: DeskScreen, batch: Batch) -> None:
    """Which they are; then they are approved."""
    snapshot = desk.snapshot
    if snapshot is None:
        return
    shown = {post.id: post.revision for post in batch.ready}
    ids = list(shown)

    def changed(db: Connection) -> list[int]:
        return [
            id_ for id_, revision in shown.items() if (post := posts.get(db, id_)) is not None and (post.revision != revision or post.approved_by)
        ]

    told = []
    for post in batch.ready[:LISTED]:
        at = f"{post.draft.due.astimezone(desk.view.zone):%d/%m %H:%M}" if post.draft.due else ""
        told.append(" · ".join(filter(None, [at, post.draft.kind, literal(about(post.draft, snapshot.context)[:200])])))
    if len(ids) > LISTED:
        told.append(f"and {len(ids) - LISTED} more")
    if batch.unwritten:
        told.append(f"{_count(batch.unwritten)} more still want{'s' if batch.unwritten == 1 else ''} words of a person: not approved now")
    desk.app.push_screen(
        Choose(f"{_name(batch)}: {_count(len(ids))}", told, [("a", "approve", "approve: each leaves at its time")]),
        lambda answer: approve_unless(desk, ids, snapshot.context, changed) if answer == "approve" else None,
    )


def _name(batch: Batch) -> str:
    return f"{batch.day:%a %d %B}".replace(" 0", " ") if batch.day else f"all {batch.kind}"


def _count(number: int) -> str:
    return f"{number} post{'s' if number != 1 else ''}"


def another_time(desk: DeskScreen) -> None:
    """The posts marked, or the one under the cursor, at an instant; approval stays."""
    ids = desk.chosen.posts()
    if not ids:
        return

    def given(text: str | None) -> None:
        if text and (at := time_of(desk, text)) is not None:
            there = moved(desk)

            def told(outcome: Outcome) -> None:
                there(outcome)
                if outcome.done:
                    desk.say(f"{'It leaves' if len(outcome.done) == 1 else 'They leave'} at {desk.view.clock(at)}.")

            desk.ask(lambda store: acts.move(store, ids, desk.operator, desk.clock, to=at), told)

    what = f"{len(ids)} posts leave" if len(ids) > 1 else "it leaves"
    desk.app.push_screen(Ask("Another time", f"14:30, or +20: {what} in twenty minutes"), given)


def time_of(desk: DeskScreen, text: str) -> datetime | None:
    """TEXT as an instant still to come; None, with the reason told, where it is none."""
    now = desk.clock.now()
    at = read_wanted(text, now, desk.view.zone)
    if at is None:
        desk.complain(f"“{text}” is no time: write 14:30, or +20 for in twenty minutes.")
    elif at <= now:
        desk.complain(f"{desk.view.clock(at)} has passed: write a time that is still to come.")
        return None
    return at


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {"approve_many": approve_many, "at": another_time}
