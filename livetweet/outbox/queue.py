"""The outgoing queue as a desk shows it: an entry a post, grouped by how soon it matters, kept up to date by the journal of changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from livetweet.model.account import Account
from livetweet.model.part import Part, State, derive
from livetweet.model.post import THREADED, Draft, Kind, Post
from livetweet.store import accounts, applause, attempts, posts
from livetweet.store.connect import Store
from livetweet.store.errands import NOT_DELETED
from livetweet.store.parts import DAILY_CAP, PROGRAMME_CHANGED
from livetweet.writing import rules
from livetweet.writing.compose import Context, compose

DRAFTS_WITHIN = timedelta(hours=1)
SOON = timedelta(minutes=15)
_DECIDE = {"too late", "interrupted", DAILY_CAP, PROGRAMME_CHANGED}  # reasons of a hold that nobody made on purpose
_OVER = {State.POSTED, State.SKIPPED, State.CANCELLED}
_NAMES = {Kind.UP_NEXT: "up next", Kind.QUESTIONS: "questions", Kind.DIGEST: "day digest"}


_THREADED = {_NAMES.get(kind, kind.value) for kind in THREADED}


class Group(StrEnum):
    NEEDS = "Needs you"
    SOON = "Next 15 minutes"
    TODAY = "Today"
    LATER = "Later"
    POSTED = "Posted"


class OnAccount(NamedTuple):
    """A delivery, or what a draft would be on an account: `over` is by how much its text does not fit. Of an unknown one, `again` is when `network` (its name) is asked
    once more; None: a person must look.
    """

    account: str
    sign: str
    state: State
    reason: str | None = None
    over: int = 0
    network: str = ""
    again: datetime | None = None


class Entry(NamedTuple):
    """One post in the queue. `at` is when it leaves or left, aware; `about` the session's title or what stands in its place; `text` the first part's on the
    first account, or what is still to be written. `replaced`: the programme has changed, and a new draft stands in its place. `turn` counts the quotes of one session, from 1, by when they leave; `likes` and `boosts` those of all parts.
    """

    post: int
    state: State
    kind: str
    about: str
    at: datetime | None
    latest: datetime | None
    text: str
    note: str | None
    parts: int
    session: str | None
    on: tuple[OnAccount, ...]
    decide: bool
    replaced: bool = False
    turn: int | None = None
    likes: int = 0
    boosts: int = 0

    @property
    def key(self) -> str:
        return f"post:{self.post}"

    @property
    def name(self) -> str:
        """What it is, in a word: `start`, `quote 4`."""
        return f"{self.kind} {self.turn}" if self.turn else self.kind

    @property
    def heading(self) -> bool:
        return False


@dataclass(slots=True, kw_only=True)
class Queue:
    """All entries of a store. `refresh` reads what has changed, `groups` orders them for a moment."""

    _entries: dict[int, Entry] = field(default_factory=dict)
    _drafts: dict[int, Post] = field(default_factory=dict)  # with a time, or without a session; their texts are made when they come near
    _known: dict[str, Account] = field(default_factory=dict)
    _context: Context | None = None
    _looks: dict[int, datetime] = field(default_factory=dict)  # of unknown parts

    def refresh(self, db: sqlite3.Connection, changed: Collection[int] | None, context: Context) -> None:
        """Read the posts CHANGED (None: all), with CONTEXT for the texts of drafts; inside the caller's transaction."""
        self._known = {account.name: account for account in accounts.every(db, removed_too=True)}
        before, self._looks = self._looks, attempts.next_looks(db)
        if changed is not None and self._looks != before:  # no journal tells of it
            changed = {*changed, *(entry.post for entry in self._entries.values() if entry.state is State.UNKNOWN)}
        if changed is None or context is not self._context:
            self._context = context
            self._entries, self._drafts = {}, {}
            of_post, praise = posts.all_parts(db), applause.totals(db)
            for post in posts.every(db):
                self._put(post, of_post.get(post.id, []), praise)
            return
        praise = applause.totals(db, changed) if changed else {}
        for one in changed:
            self._entries.pop(one, None)
            self._drafts.pop(one, None)
            if (found := posts.get(db, one)) is not None:
                self._put(found, posts.parts_of(db, one), praise)

    def counts(self) -> dict[str, tuple[int, int]]:
        """Session to how many of its posts have left, and how many have or are still to: drafts with a time too, nothing that was cancelled, skipped or replaced."""
        found: dict[str, tuple[int, int]] = {}
        for post in self._drafts.values():
            if post.draft.session and post.id not in self._entries:
                left, of = found.get(post.draft.session, (0, 0))
                found[post.draft.session] = (left, of + 1)
        for entry in self._entries.values():
            states = {one.state for one in entry.on} or {entry.state}
            waits = not entry.replaced and not states <= _OVER
            if entry.session and (waits or State.POSTED in states):
                left, of = found.get(entry.session, (0, 0))
                found[entry.session] = (left + (not waits), of + 1)
        return found

    def threads(self) -> dict[str, int]:
        """Session to how many posts of its thread have left or are about to."""
        found: dict[str, int] = {}
        for entry in self._entries.values():
            if entry.session and entry.kind in _THREADED and (entry.state in {State.POSTED, State.SENDING, State.UNKNOWN}):
                found[entry.session] = found.get(entry.session, 0) + 1
        return found

    def groups(self, now: datetime, zone: ZoneInfo) -> list[tuple[Group, list[Entry]]]:
        """Groups in their order, none empty: what needs a person first, then by time; what has left, newest first."""
        found: dict[Group, list[Entry]] = {group: [] for group in Group}
        for post in self._drafts.values():
            near = post.draft.due is None or abs(post.draft.due - now) <= DRAFTS_WITHIN
            if near and post.id not in self._entries and self._context:
                self._entries[post.id] = _entry(post, [], self._known, self._context, self._looks, {})
        self._count_quotes()
        for entry in self._entries.values():
            if (group := _group(entry, now, zone)) is not None:
                found[group].append(entry)
        for group, entries in found.items():
            entries.sort(key=lambda one: (one.at or now, one.post), reverse=group is Group.POSTED)
        return [(group, entries) for group, entries in found.items() if entries]

    def _put(self, post: Post, parts: list[Part], praise: Mapping[int, tuple[int, int]]) -> None:
        if post.approved_at and self._context:
            self._entries[post.id] = _entry(post, parts, self._known, self._context, self._looks, praise)
        elif post.draft.due or not post.draft.session:
            self._drafts[post.id] = post

    def _count_quotes(self) -> None:
        """Every quote that left, or is to leave, has its turn among those of its session."""
        turns: dict[str, int] = {}
        for entry in sorted((one for one in self._entries.values() if _has_turn(one)), key=lambda one: (one.at, one.post)):
            turn = turns[entry.session or ""] = turns.get(entry.session or "", 0) + 1
            if entry.turn != turn:
                self._entries[entry.post] = entry._replace(turn=turn)


def _has_turn(entry: Entry) -> bool:
    return (
        entry.kind == Kind.QUOTE
        and entry.session is not None
        and entry.at is not None
        and entry.state not in {State.DRAFT, State.SKIPPED, State.CANCELLED}
    )


def entries(db: sqlite3.Connection, ids: Collection[int], context: Context) -> list[Entry]:
    """The entries of posts IDS that are there, in their order; inside the caller's transaction."""
    known = {account.name: account for account in accounts.every(db, removed_too=True)}
    found = (posts.get(db, one) for one in ids)
    looks = attempts.next_looks(db)
    praise = applause.totals(db, ids)
    return [_entry(post, posts.parts_of(db, post.id), known, context, looks, praise) for post in found if post is not None]


def of_session(store: Store, session: str, context: Context) -> list[Entry]:
    """The posts about SESSION, drafts too, by due time: its script."""
    with store.reading() as db:
        return entries(db, posts.of_session(db, session), context)


def _group(entry: Entry, now: datetime, zone: ZoneInfo) -> Group | None:
    """Where ENTRY stands at NOW; None: with its session only."""
    if entry.decide:
        return Group.NEEDS
    if entry.state in _OVER:
        return Group.POSTED
    if entry.at is None:  # of no session either: nowhere else would it be seen
        return None if entry.session else Group.LATER
    if entry.state is State.DRAFT and not now - DRAFTS_WITHIN <= entry.at <= now + DRAFTS_WITHIN:
        return None
    if entry.at <= now + SOON:
        return Group.SOON
    return Group.TODAY if entry.at.astimezone(zone).date() == now.astimezone(zone).date() else Group.LATER


def _entry(
    post: Post,
    parts: list[Part],
    known: Mapping[str, Account],
    context: Context,
    looks: Mapping[int, datetime],
    praise: Mapping[int, tuple[int, int]],
) -> Entry:
    """PRAISE: post to its likes and boosts."""
    draft = post.draft
    state = derive(part.state for part in parts) if post.approved_at else State.DRAFT
    on = _deliveries(parts, known, looks) if post.approved_at else _would_be(draft, known, context)
    first = next((part for part in parts if part.state is state), parts[0] if parts else None)
    posted = [part.posted_at for part in parts if part.posted_at]
    likes, boosts = praise.get(post.id, (0, 0))
    return Entry(
        post=post.id,
        state=state,
        kind=_NAMES.get(draft.kind, draft.kind.value),
        about=about(draft, context, len({part.number for part in parts})),
        at=min(posted) if state is State.POSTED and posted else draft.due,
        latest=draft.latest,
        text=first.text if first and post.approved_at else _text(draft, known, context),
        note=first.reason if first and post.approved_at else None,
        parts=max((part.number for part in parts), default=1),
        session=draft.session,
        on=on,
        likes=likes,
        boosts=boosts,
        replaced=draft.key is None and any(part.state is State.HELD and part.reason == PROGRAMME_CHANGED for part in parts),
        decide=state in {State.FAILED, State.UNKNOWN}
        or any((part.state is State.HELD and part.reason in _DECIDE) or (part.reason or "").startswith(NOT_DELETED) for part in parts),
    )


def _deliveries(parts: list[Part], known: Mapping[str, Account], looks: Mapping[int, datetime]) -> tuple[OnAccount, ...]:
    found = []
    for name, of_account in groupby(parts, key=lambda part: part.account):
        cut = list(of_account)
        state = derive(part.state for part in cut)
        reason = next((part.reason for part in cut if part.state is state), None)
        network = rules.get(known[name].network).name
        again = min((looks[part.id] for part in cut if part.id in looks), default=None)
        found.append(
            OnAccount(account=name, sign=rules.short_name(known[name], known.values()), state=state, reason=reason, network=network, again=again)
        )
    return tuple(sorted(found, key=lambda one: rules.rank(known[one.account].network)))


def _would_be(draft: Draft, known: Mapping[str, Account], context: Context) -> tuple[OnAccount, ...]:
    found = []
    for account in known.values():
        if not draft.accounts or account.name in draft.accounts:
            over = 0 if compose(draft, rules.of(account), context).problem is None else 1
            found.append(OnAccount(account=account.name, sign=rules.short_name(account, known.values()), state=State.DRAFT, over=over))
    return tuple(sorted(found, key=lambda one: rules.rank(known[one.account].network)))


def _text(draft: Draft, known: Mapping[str, Account], context: Context) -> str:
    composed = compose(draft, next((rules.of(account) for account in known.values()), rules.every()[0]), context)
    if composed.missing:
        return "to be written: " + ", ".join(composed.missing)
    return composed.problem or composed.texts[0]


def about(draft: Draft, context: Context, parts: int = 1) -> str:
    """What DRAFT is about, in a line: its session's title, else when an "up next" is and of what, else how many PARTS it has, else how it begins."""
    session = context.agenda.sessions.get(draft.session or "")
    if session:
        return session.title
    if draft.slot:
        first = context.agenda.sessions.get(draft.slot[0])
        when = f"{context.agenda.instant(first.start).astimezone(context.hashtags.zone):%H:%M}" if first and first.start else ""
        return f"{when} in {len(draft.slot)} rooms" if len(draft.slot) > 1 else f"{when} {first.title if first else ''}"
    return f"{parts} parts" if parts > 1 else (draft.texts.get("*") or next(iter(draft.texts.values()), "")).split("\n")[0]
