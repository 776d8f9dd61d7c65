"""What an import, and a change made by hand, do to the programme in force and to the posts made from it: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from livetweet.clock import Clock
from livetweet.model.programme import Programme
from livetweet.outbox.plan import Followed, follow
from livetweet.programme import change
from livetweet.programme.change import Change
from livetweet.programme.diff import Difference, compare
from livetweet.store import programmes
from livetweet.store.connect import Store
from livetweet.writing.compose import Context
from livetweet.writing.plan import plan

EVER = datetime(1970, 1, 1, tzinfo=UTC)  # what was planned follows wherever its session goes, into the past too: there it is too late, and says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """`settled` are changes made by hand that the source now says itself; `followed` is what became of the posts."""

    differences: Sequence[Difference]
    settled: Sequence[Change]
    followed: Followed


def import_programme(
    store: Store, programme: Programme, source: str, context_of: Callable[[Programme], Context], operator: str, clock: Clock
) -> Imported:
    """PROGRAMME becomes the one in force, under the changes made by hand that it does not say itself; the posts follow."""
    now = clock.now()
    with store.writing() as db:
        version = programmes.current_version(db)
        before = programmes.in_force(db)
        by_hand = programmes.list_changes(db)
        settled = change.settled(programmes.read(version) if version else None, programme, by_hand)
        in_force = change.apply(programme, [one for one in by_hand if one not in settled])
        context = context_of(in_force)
        programmes.save_version(db, programme, source=source, at=now)
        programmes.drop_changes(db, settled)
        followed = follow(db, plan(in_force, context.hashtags, context.speakers, EVER), context, operator, now, add=False) if before else Followed()
    return Imported(differences=compare(before, in_force) if before else [], settled=settled, followed=followed)


def change_programme(store: Store, changes: Sequence[Change], context_of: Callable[[Programme], Context], operator: str, clock: Clock) -> Imported:
    """CHANGES made by hand hold from now on; the posts follow."""
    now = clock.now()
    with store.writing() as db:
        before = programmes.in_force(db)
        programmes.save_changes(db, changes, at=now, by=operator)
        after = programmes.in_force(db)
        if before is None or after is None:
            return Imported(differences=[], settled=[], followed=Followed())
        context = context_of(after)
        followed = follow(db, plan(after, context.hashtags, context.speakers, EVER), context, operator, now, add=False)
    return Imported(differences=compare(before, after), settled=[], followed=followed)
