"""A new version of the programme that waits for a person: found by the worker or brought by somebody, looked at item by item, imported or put aside.

Nothing of it holds before somebody says so. What they do not want becomes a change made by hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from livetweet.clock import Clock
from livetweet.errors import NotAllowedError
from livetweet.model.programme import Programme
from livetweet.outbox.programme import Imported, import_programme, would_be
from livetweet.programme import change, document, people
from livetweet.programme.change import Change, Field
from livetweet.programme.diff import Difference, What, compare, is_another
from livetweet.programme.fetch import Fetched
from livetweet.programme.tag import Tag
from livetweet.programme.times import find_zone
from livetweet.store import programmes, sources
from livetweet.store.connect import Store
from livetweet.store.sources import Found, Standing
from livetweet.writing.compose import Context

_FIELDS = {
    What.MOVED: {Field.START, Field.END, Field.ROOM},
    What.RENAMED: {Field.TITLE},
    What.SPEAKERS: {Field.SPEAKERS},
    What.CANCELLED: {Field.CANCELLED},
    What.RESTORED: {Field.CANCELLED},
}
_WORDS = {
    What.ADDED: "new",
    What.RESTORED: "taking place after all",
    What.SPEAKERS: "with other speakers",
    What.LINK: "with another link",
    What.TRACK: "in another track",
    What.LANGUAGE: "in another language",
    What.KIND: "of another kind",
    What.HANDLES: "with other handles",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A version that nobody has decided on, found at an instant, and what it would change."""

    source: str
    at: datetime
    differences: tuple[Difference, ...]
    another: bool = False  # most sessions in force are not in it

    def summary(self) -> str:
        """`3 moved, 1 cancelled`."""
        counted = Counter(one.what for one in self.differences)
        return ", ".join(f"{counted[what]} {_WORDS.get(what, what.value)}" for what in What if counted[what])


def keeps(difference: Difference) -> bool:
    """Whether what it says of the session can stay as it was, as a change made by hand; the rest is the source's."""
    return difference.what in _FIELDS


def found(store: Store, source: str, fetched: Fetched, programme: Programme, clock: Clock) -> bool:
    """Whether PROGRAMME, which stands at SOURCE now, differs from what is in force, and hence waits for a person."""
    programme = people.unite(programme)
    with store.reading() as db:
        before = programmes.in_force(db)
    differs = before is None or bool(compare(before, would_be(store, programme)))
    with store.writing() as db:
        standing = Standing.WAITING if differs else Standing.ASIDE
        text = document.to_text(programme) if differs else None
        sources.save(db, Found(address=fetched.address, source=source, tag=fetched.tag, standing=standing, document=text, at=clock.now()))
    return differs


def waiting(store: Store) -> Waiting | None:
    """What waits for a person; None where nothing does, or it says by now what is in force."""
    with store.reading() as db:
        there = sources.waiting(db)
        if there is None or there.document is None:
            return None
        before = programmes.in_force(db)
        after = would_be(store, document.from_text(there.document))
    differences = compare(before, after) if before else [Difference(what=What.ADDED, before=None, after=one) for one in after.sessions]
    return (
        Waiting(source=there.source, at=there.at, differences=tuple(differences), another=before is not None and is_another(before, differences))
        if differences
        else None
    )


def import_waiting(
    store: Store,
    version: Waiting,
    context_of: Callable[[Programme], Context],
    operator: str,
    clock: Clock,
    *,
    kept: Collection[Difference] = (),
    only_look: bool = False,
) -> Imported:
    """VERSION becomes the one in force, but for what is to be KEPT as it was. NotAllowedError where another one waits by now."""
    there = _still(store, version)
    with store.reading() as db:
        by_hand = programmes.list_changes(db)
    programme = document.from_text(there.document or "")
    return import_programme(
        store,
        programme,
        there.source,
        context_of,
        operator,
        clock,
        fetched=Fetched(address=there.address, data=None, tag=there.tag),
        keep=[*rezoned(store, programme), *(made for one in kept for made in _keep(one, by_hand))],
        only_look=only_look,
    )


def put_aside(store: Store, version: Waiting) -> None:
    """VERSION is not wanted; the next one is told again."""
    there = _still(store, version)
    with store.writing() as db:
        sources.put_aside(db, there)


def bring(store: Store, source: str, programme: Programme, clock: Clock) -> bool:
    """PROGRAMME, of the file SOURCE, waits for a person as if it had been found; whether it differs from what is in force."""
    return found(store, source, Fetched(address=source, data=b"", tag=Tag()), programme, clock)


def rezoned(store: Store, programme: Programme) -> list[Change]:
    """What to keep by hand beside PROGRAMME where it was read in another zone than the one in force, neither naming one: the times that were said in the old zone,
    at the same time of day.
    """
    with store.reading() as db:
        before, changes = programmes.in_force(db), programmes.list_changes(db)
    old, new = (find_zone(one.assumed_zone) if one and one.assumed_zone else None for one in (before, programme))
    known = {one.id for one in programme.sessions}
    return [one for one in change.rezone(changes, old, new) if one.session in known] if old and new and old != new else []


def _still(store: Store, version: Waiting) -> Found:
    with store.reading() as db:
        there = sources.waiting(db)
    if there is None or there.document is None or there.at != version.at:
        raise NotAllowedError("Another version of the programme has come meanwhile, or somebody has decided on this one: look again.")
    return there


def _keep(difference: Difference, by_hand: Sequence[Change]) -> Sequence[Change]:
    """DIFFERENCE undone by hand. What runs late, or over, does so on top of the time kept."""
    before, after = difference.before, difference.after
    if before is None or after is None:
        return []
    minutes = {one.field: int(one.value) for one in by_hand if one.session == difference.session.id and one.field in {Field.LATE, Field.OVERRUN}}
    late = timedelta(minutes=minutes.get(Field.LATE, 0))
    shift = {Field.START: late, Field.END: late + timedelta(minutes=minutes.get(Field.OVERRUN, 0))}
    return [
        one if one.field not in shift else replace(one, value=(datetime.fromisoformat(one.value) - shift[one.field]).isoformat())
        for one in change.keep(before, after)
        if one.field in _FIELDS[difference.what]
    ]
