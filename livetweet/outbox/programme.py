"""What an import, and a change made by hand, do to the programme in force and to the posts made from it: all of it or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from livetweet.clock import Clock
from livetweet.errors import NotAllowedError
from livetweet.model.programme import Programme
from livetweet.outbox.plan import Followed, follow
from livetweet.programme import change, people
from livetweet.programme.change import Change
from livetweet.programme.diff import Difference, compare
from livetweet.programme.fetch import Fetched, Tag
from livetweet.programme.now import slots
from livetweet.store import programmes, sources
from livetweet.store.connect import Store
from livetweet.store.sources import Found, Standing
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
    store: Store,
    programme: Programme,
    source: str,
    context_of: Callable[[Programme], Context],
    operator: str,
    clock: Clock,
    *,
    fetched: Fetched | None = None,
) -> Imported:
    """PROGRAMME becomes the one in force, under the changes made by hand that it does not say itself; the posts follow.

    FETCHED: where it came from and its tag, so that the same is not fetched again.
    """
    now = clock.now()
    programme = people.unite(programme)
    with store.writing() as db:
        before = programmes.in_force(db)
        in_force, settled = _under_changes(db, programme)
        context = context_of(in_force)
        programmes.save_version(db, programme, source=source, at=now)
        programmes.drop_changes(db, settled)
        if fetched is not None:
            sources.save(db, Found(address=fetched.address, source=source, tag=fetched.tag, standing=Standing.IMPORTED, document=None, at=now))
        followed = follow(db, plan(in_force, context.hashtags, context.speakers, EVER), context, operator, now, add=False) if before else Followed()
    return Imported(differences=compare(before, in_force) if before else [], settled=settled, followed=followed)


def known_tags(store: Store, source: str) -> Mapping[str, Tag]:
    """Address to the tag of the version in force, where that came from SOURCE: the same need not be imported again."""
    with store.reading() as db:
        return sources.imported_tags(db, source)


def would_be(store: Store, programme: Programme) -> Programme:
    """What would be in force if PROGRAMME were imported: under the changes made by hand that it does not say itself."""
    with store.reading() as db:
        return _under_changes(db, people.unite(programme))[0]


def _under_changes(db: sqlite3.Connection, programme: Programme) -> tuple[Programme, list[Change]]:
    """PROGRAMME under the changes made by hand, and those of them that it says itself."""
    version = programmes.current_version(db)
    by_hand = programmes.list_changes(db)
    settled = change.settled(programmes.read(version) if version else None, programme, by_hand)
    return change.apply(programme, [one for one in by_hand if one not in settled]), settled


def change_programme(
    store: Store, changes: Sequence[Change], context_of: Callable[[Programme], Context], operator: str, clock: Clock, *, only_look: bool = False
) -> Imported:
    """CHANGES made by hand hold from now on; the posts follow. ONLY_LOOK: what would follow, and nothing is changed."""
    with store.trying() if only_look else store.writing() as db:
        return _change(db, changes, context_of, operator, clock.now())


def room_late(
    store: Store, room: str, minutes: int, context_of: Callable[[Programme], Context], operator: str, clock: Clock, *, only_look: bool = False
) -> Imported:
    """Every session still to begin in ROOM today is MINUTES later than its programme has it (0: on time again); the posts follow. ONLY_LOOK as above.

    NotAllowedError where nothing more is to begin there today.
    """
    with store.trying() if only_look else store.writing() as db:
        now = clock.now()
        programme = programmes.in_force(db)
        coming = _still_to_begin(programme, room, now, context_of(programme).hashtags.zone) if programme else []
        if programme is None or not coming:
            raise NotAllowedError(f"Nothing more begins in {room} today: there is nothing that could be late.")
        changes = [one for session in coming for one in change.make(programme, session, late=minutes)]
        return _change(db, changes, context_of, operator, now)


def what_follows(done: Imported) -> list[str]:
    """What became of the posts, or would, as sentences; at least one."""
    followed = done.followed
    told = [
        f"{len(ids)} {noun}{'s' if len(ids) != 1 else ''} {words}"
        for ids, noun, words in (
            (followed.moved, "approved post", "moved with the session, still approved"),
            (followed.held, "approved post", "held, for its text no longer holds: programme changed"),
            (followed.changed, "draft", "changed"),
            (followed.dropped, "draft", "dropped"),
            (followed.added, "new draft", "beside those held or in place of others"),
        )
        if ids
    ]
    return told or ["No post changes."]


def _still_to_begin(programme: Programme, room: str, now: datetime, zone: ZoneInfo) -> list[str]:
    return [
        slot.session.id
        for slot in slots(programme.sessions)
        if slot.session.room == room
        and not slot.session.cancelled
        and slot.start > now
        and slot.start.astimezone(zone).date() == now.astimezone(zone).date()
    ]


def _change(db: sqlite3.Connection, changes: Sequence[Change], context_of: Callable[[Programme], Context], operator: str, now: datetime) -> Imported:
    before = programmes.in_force(db)
    programmes.save_changes(db, changes, at=now, by=operator)
    after = programmes.in_force(db)
    if before is None or after is None:
        return Imported(differences=[], settled=[], followed=Followed())
    context = context_of(after)
    followed = follow(db, plan(after, context.hashtags, context.speakers, EVER), context, operator, now, add=False)
    return Imported(differences=compare(before, after), settled=[], followed=followed)
