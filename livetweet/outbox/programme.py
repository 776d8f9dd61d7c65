"""What an import, and a change made by hand, do to the programme in force and to the posts made from it: all of it or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from livetweet.clock import Clock
from livetweet.errors import NotAllowedError
from livetweet.model.programme import Programme
from livetweet.outbox.approve import approve
from livetweet.outbox.outcome import Outcome
from livetweet.outbox.plan import Followed, Was, follow
from livetweet.programme import change, people
from livetweet.programme.change import Change, Field
from livetweet.programme.diff import Difference, compare, is_another, renumbered
from livetweet.programme.fetch import Fetched
from livetweet.programme.now import current, slots
from livetweet.programme.tag import Tag
from livetweet.store import programmes, sources
from livetweet.store.connect import Store
from livetweet.store.renumbering import rename_sessions
from livetweet.store.sources import Found, Standing
from livetweet.writing.compose import Context
from livetweet.writing.plan import plan

ANOTHER = "Most sessions of the programme in force are not in it: it may be another event’s."
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
    keep: Sequence[Change] = (),
    only_look: bool = False,
) -> Imported:
    """PROGRAMME becomes the one in force, under the changes made by hand that it does not say itself; the posts follow.

    FETCHED: where it came from and its tag, so that the same is not fetched again. KEEP: changes made by hand from now on, where somebody does not want what it says.
    ONLY_LOOK: what would follow, and nothing is changed.
    """
    now = clock.now()
    programme = people.unite(programme)
    with store.trying() if only_look else store.writing() as db:
        before = programmes.in_force(db)
        in_force, settled, ids = _under_changes(db, programme, keep)
        context = context_of(in_force)
        programmes.save_version(db, programme, source=source, at=now)
        sources.put_all_aside(db)
        rename_sessions(db, ids)
        programmes.drop_changes(db, settled)
        programmes.save_changes(db, keep, at=now, by=operator)
        if fetched is not None:
            sources.save(db, Found(address=fetched.address, source=source, tag=fetched.tag, standing=Standing.IMPORTED, document=None, at=now))
        followed = _follow(db, _renamed(before, ids), context, context_of, operator, now) if before else Followed()
    return Imported(differences=compare(before, in_force) if before else [], settled=settled, followed=followed)


def known_tags(store: Store, source: str) -> Mapping[str, Tag]:
    """Address to the tag of the version in force, where that came from SOURCE: the same need not be imported again."""
    with store.reading() as db:
        return sources.imported_tags(db, source)


def would_be(store: Store, programme: Programme) -> Programme:
    """What would be in force if PROGRAMME were imported: under the changes made by hand that it does not say itself."""
    with store.reading() as db:
        return _under_changes(db, people.unite(programme))[0]


def doubt_of(store: Store, programme: Programme, source: str, context_of: Callable[[Programme], Context], operator: str, clock: Clock) -> str | None:
    """Why somebody is to be asked before PROGRAMME is imported: it has few of the sessions in force, and posts hang on the others. None: nobody need be."""
    with store.reading() as db:
        before = programmes.in_force(db)
        after = _under_changes(db, people.unite(programme))[0]
    if before is None or not is_another(before, compare(before, after)):
        return None
    would = import_programme(store, programme, source, context_of, operator, clock, only_look=True)
    if not (would.followed.dropped or would.followed.held):
        return None
    return f"{ANOTHER} This would follow: {'; '.join(what_follows(would))}."


def _under_changes(db: sqlite3.Connection, programme: Programme, keep: Sequence[Change] = ()) -> tuple[Programme, list[Change], dict[str, str]]:
    """PROGRAMME under the changes made by hand and those to KEEP, those that it says itself, and the ids of sessions that have another one in it."""
    version = programmes.current_version(db)
    before = programmes.read(version) if version else None
    ids = renumbered(before, programme) if before else {}
    by_hand = [replace(one, session=ids.get(one.session, one.session)) for one in programmes.list_changes(db)]
    settled = change.settled(_renamed(before, ids) if before else None, programme, by_hand)
    return change.apply(programme, [*(one for one in by_hand if one not in settled), *keep]), settled, ids


def _renamed(programme: Programme, ids: Mapping[str, str]) -> Programme:
    """PROGRAMME with the ids that its sessions have in the next version."""
    return replace(programme, sessions=tuple([replace(one, id=ids.get(one.id, one.id)) for one in programme.sessions])) if ids else programme


def _follow(
    db: sqlite3.Connection,
    before: Programme,
    context: Context,
    context_of: Callable[[Programme], Context],
    operator: str,
    now: datetime,
    *,
    correct: bool = True,
) -> Followed:
    """The posts follow from what was in force BEFORE to what CONTEXT is made of."""
    was = context_of(before)
    old = Was(plan=plan(before, was.hashtags, was.speakers, EVER), context=was)
    return follow(db, plan(context.programme, context.hashtags, context.speakers, EVER), context, operator, now, add=False, was=old, correct=correct)


def change_programme(
    store: Store, changes: Sequence[Change], context_of: Callable[[Programme], Context], operator: str, clock: Clock, *, only_look: bool = False
) -> Imported:
    """CHANGES made by hand hold from now on; the posts follow. ONLY_LOOK: what would follow, and nothing is changed."""
    with store.trying() if only_look else store.writing() as db:
        return _change(db, changes, context_of, operator, clock.now())


def room_late(
    store: Store, room: str, minutes: int, context_of: Callable[[Programme], Context], operator: str, clock: Clock, *, only_look: bool = False
) -> Imported:
    """Every session still to begin in ROOM today is MINUTES later than its programme has it (0: on time again), and the one that is on there ends so much later;
    the posts follow. ONLY_LOOK as above.

    NotAllowedError where nothing is on there any more, nor to begin today.
    """
    with store.trying() if only_look else store.writing() as db:
        now = clock.now()
        programme = programmes.in_force(db)
        coming = _still_to_begin(programme, room, now, context_of(programme).hashtags.zone) if programme else []
        changes = [one for session in coming for one in change.make(programme, session, late=minutes)] if programme else []
        changes += _overrun(programme, programmes.list_changes(db), room, minutes, now) if programme else []
        if not changes:
            raise NotAllowedError(f"Nothing is on in {room} any more, nor begins there today: there is nothing that could be late.")
        return _change(db, changes, context_of, operator, now)


def approve_in_place(store: Store, done: Imported, context_of: Callable[[Programme], Context], media: Path, operator: str, clock: Clock) -> Outcome:
    """The drafts that came into the place of approved posts with DONE are approved as well; what stands in the way of one is told."""
    with store.reading() as db:
        programme = programmes.in_force(db)
    return approve(store, done.followed.in_place, context_of(programme), media, operator, clock) if programme else Outcome()


def what_follows(done: Imported) -> list[str]:
    """What became of the posts, or would, as sentences; at least one."""
    followed = done.followed
    told = [
        f"{len(ids)} {noun}{'s' if len(ids) != 1 else ''} {words}"
        for ids, noun, words in (
            (followed.moved, "approved post", "moved with the session, still approved"),
            (followed.held, "approved post", "held, whose text no longer holds: programme changed"),
            (followed.changed, "draft", "changed"),
            (followed.dropped, "draft", "dropped"),
            (followed.added, "new draft", "beside those held, in place of others or of what is new"),
            (followed.corrected, "correction", "drafted as a reply to what has left"),
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


def _overrun(programme: Programme, by_hand: Sequence[Change], room: str, minutes: int, now: datetime) -> list[Change]:
    """What makes the session that is on in ROOM, or would be with the delay, end MINUTES later than PROGRAMME had it before it was changed BY_HAND."""
    slot = current(slots(programme.sessions), room, now)
    if slot is None or slot.session.end is None:
        return []
    said = {one.field: int(one.value) for one in by_hand if one.session == slot.session.id and one.field in {Field.LATE, Field.OVERRUN}}
    end = slot.end - timedelta(minutes=sum(said.values())) + timedelta(minutes=minutes)
    if end <= max(now, slot.start) and Field.OVERRUN not in said:
        return []
    return [Change(session=slot.session.id, field=Field.OVERRUN, value=str(minutes - said.get(Field.LATE, 0)))]


def _change(db: sqlite3.Connection, changes: Sequence[Change], context_of: Callable[[Programme], Context], operator: str, now: datetime) -> Imported:
    before = programmes.in_force(db)
    programmes.save_changes(db, changes, at=now, by=operator)
    after = programmes.in_force(db)
    if before is None or after is None:
        return Imported(differences=[], settled=[], followed=Followed())
    late_only = all(one.field in {Field.LATE, Field.OVERRUN} for one in changes)  # minutes are told in the hall; nobody is sent elsewhere
    followed = _follow(db, before, context_of(after), context_of, operator, now, correct=not late_only)
    return Imported(differences=compare(before, after), settled=[], followed=followed)
