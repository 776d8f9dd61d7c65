"""What an operator missed while they were away, or nothing could leave: the catch-up review, and letting go what is left of it.

Called by the desk. It decides nothing by itself: each post waits for a person, leaves when they say so, or was skipped by its own rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from livetweet.clock import Clock
from livetweet.model.account import Account
from livetweet.model.part import State
from livetweet.outbox import acts
from livetweet.outbox.news import looked_at
from livetweet.outbox.outcome import Outcome
from livetweet.outbox.queue import Entry, entries
from livetweet.store import accounts, gates, operators, posts
from livetweet.store import acts as journal
from livetweet.store.connect import Store
from livetweet.store.gates import Gate
from livetweet.store.parts import DAILY_CAP, PROGRAMME_CHANGED
from livetweet.writing.compose import Context


class Section(StrEnum):
    DECIDE = "Your decision"
    WAITS = "Leaves when you say so"
    SKIPPED = "Skipped by their own rule"
    POSTED = "Already posted before the cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A post of the review, and why it stands there, in a few words. `hold` is the account that keeps it back."""

    entry: Entry
    section: Section
    why: str
    hold: str | None = None

    @property
    def key(self) -> str:
        return self.entry.key

    @property
    def heading(self) -> bool:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """As it stood `at`. `cause` says since when and why things stand still; `missed` is by section, then by time. `paused`: `let_go` ends a pause too."""

    at: datetime
    cause: str
    missed: tuple[Missed, ...]
    paused: bool

    def of(self, section: Section) -> list[Missed]:
        return [one for one in self.missed if one.section is section]


def review(store: Store, operator: str, context: Context, clock: Clock) -> Review:
    """What there is for OPERATOR to catch up with."""
    with store.reading() as db:
        now = clock.now()
        since = looked_at(db, operator, now)
        gate, holds = gates.read(db), [one for one in accounts.every(db) if one.hold]
        cut = gate.paused_at or min((part.due for part in posts.scheduled_until(db, now)), default=now)
        candidates = posts.in_states(db, {State.FAILED, State.UNKNOWN, State.HELD}) | posts.kept_back(db, now) | posts.put_aside_since(db, since, "")
        found = posts.doubted_and_posted_since(db, since)
        last = posts.last_posted(db, cut)
        candidates |= found | ({last} if last is not None and (candidates or found) else set())
        there = entries(db, candidates, context)
    missed = [one for entry in there if (one := _place(entry, gate, holds, found, context, now)) is not None]
    missed.sort(key=lambda one: (list(Section).index(one.section), one.entry.at or now, one.entry.post))
    return Review(at=now, cause=_cause(gate, holds, since, context, now), missed=tuple(missed), paused=gate.paused_at is not None)


def let_go(store: Store, ids: Sequence[int], operator: str, clock: Clock) -> Outcome:
    """Posts IDS that somebody held are scheduled again, and a pause ends: what is too late meanwhile will be held as too late."""
    with store.writing() as db:
        now = clock.now()
        outcome = acts.release_in(db, ids, operator, now)
        if gates.read(db).paused_at is not None:
            gates.resume(db)
            journal.add(db, operator, "resume", now)
    return outcome


def looked(store: Store, operator: str, at: datetime) -> None:
    """OPERATOR has seen what was skipped and held until AT."""
    with store.writing() as db:
        operators.looked(db, operator, at)


def _place(entry: Entry, gate: Gate, holds: Sequence[Account], found: set[int], context: Context, now: datetime) -> Missed | None:
    """Where ENTRY stands in the review, if it does."""
    if entry.decide:
        return Missed(entry=entry, section=Section.DECIDE, why=_what_is_wrong(entry, context, now))
    if entry.state is State.HELD:
        return Missed(entry=entry, section=Section.WAITS, why=f"held {entry.note}" if (entry.note or "").startswith("by ") else entry.note or "held")
    if entry.state is State.SCHEDULED:
        waiting = {on.account for on in entry.on if on.state is State.SCHEDULED}
        hold = next((one.name for one in holds if one.name in waiting), None) if gate.paused_at is None else None
        return Missed(entry=entry, section=Section.WAITS, why=f"{hold} on hold" if hold else _how_long_it_may_wait(entry, now), hold=hold)
    if entry.state is State.SKIPPED:
        return Missed(entry=entry, section=Section.SKIPPED, why=_why_skipped(entry, context, now))
    if entry.state is State.POSTED:
        where = next((one.account for one in entry.on), "")
        why = (
            f"found on {where}: no double"
            if entry.post in found and len(entry.on) == 1
            else "found there: no double"
            if entry.post in found
            else "left"
        )
        return Missed(entry=entry, section=Section.POSTED, why=why)
    return None


def _what_is_wrong(entry: Entry, context: Context, now: datetime) -> str:
    if entry.state is State.UNKNOWN:
        return "nobody knows whether it left"
    if entry.state is State.FAILED or entry.note in {"interrupted", DAILY_CAP, PROGRAMME_CHANGED}:
        return entry.note or "failed"
    session = context.agenda.sessions.get(entry.session or "")
    if session and session.end and context.agenda.instant(session.end) <= now:
        return "session is over"
    return f"{_minutes(now - entry.at)} min late" if entry.at and entry.at < now else entry.note or "held"


def _how_long_it_may_wait(entry: Entry, now: datetime) -> str:
    return f"may wait {_minutes(entry.latest - now)} min more" if entry.latest else "paused"


def _why_skipped(entry: Entry, context: Context, now: datetime) -> str:
    if entry.kind == "up next":
        return "sessions have begun"
    return f"too late since {_clock(entry.latest, context, now)}" if entry.latest else "too late"


def _cause(gate: Gate, holds: Sequence[Account], since: datetime, context: Context, now: datetime) -> str:
    if gate.paused_at is not None:
        why = f" ({gate.paused_why})" if gate.paused_why else ""
        return f"paused by {gate.paused_by} at {_clock(gate.paused_at, context, now)}{why}, nothing has left since"
    if holds:
        return " · ".join(f"{one.name} on hold: {one.hold}" for one in holds)
    return f"since {_clock(since, context, now)}"


def _clock(at: datetime, context: Context, now: datetime) -> str:
    """A time of today; of another day with its date."""
    local = at.astimezone(context.hashtags.zone)
    return f"{local:%H:%M}" if local.date() == now.astimezone(context.hashtags.zone).date() else f"{local:%d/%m %H:%M}"


def _minutes(length: timedelta) -> int:
    return max(int(length.total_seconds() // 60), 0)
