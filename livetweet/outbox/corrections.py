"""What has left and is no longer so: a correction is drafted as a reply to it, for a person to approve. Called when the programme has changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from livetweet.model.part import Part, State
from livetweet.model.post import Draft, Kind, Post
from livetweet.model.session import Session
from livetweet.outbox import says
from livetweet.store import posts
from livetweet.writing import compose as writing
from livetweet.writing.compose import Context, compose
from livetweet.writing.rules.rule import Rules

# What tells people where to be; thanks, digests and quotes look back.
_TELLING = {Kind.SPOTLIGHT, Kind.UP_NEXT, Kind.START, Kind.LIVE, Kind.CHANGE}


def draft(
    db: sqlite3.Connection, before: Context, context: Context, of: Mapping[str, Rules], operator: str, now: datetime
) -> tuple[list[int], list[int]]:
    """The drafts made, one for each post that left and each session of it that is no longer as it says and not over; and those dropped, since it is so again."""
    changed = {one: pair for one, pair in _changed(before, context) if _is_ahead(pair, context, now)}
    if not changed:
        return [], []
    made, dropped, there, parts = [], [], posts.by_key(db), posts.all_parts(db)
    for post in posts.every(db):
        left = [part for part in parts.get(post.id, ()) if part.state is State.POSTED]
        if not left or post.draft.kind not in _TELLING:
            continue
        for session in post.draft.slot or (post.draft.session,):
            if session not in changed:
                continue
            old, new = changed[session]
            wrong = [part.account for part in left if _is_wrong(post, part, old, new, of, context)]
            key = f"change:{post.id}:{session}"
            standing = there.get(key)
            if standing is not None and not (standing.approved_at or standing.touched or standing.deleted):
                posts.delete(db, standing.id, now)
                posts.forget_key(db, standing.id)
                if not wrong:
                    dropped.append(standing.id)
            elif standing is not None:
                continue  # somebody has dealt with it: approved, it follows by itself; thrown away, it stays so
            if wrong:
                made.append(posts.add(db, _correction(key, post, session, wrong, of, before, context), operator, now, touched=False))
    return made, dropped


def _changed(before: Context, context: Context) -> Iterator[tuple[str, tuple[Session, Session | None]]]:
    for one, old in before.agenda.sessions.items():
        new = context.agenda.sessions.get(one)
        if new is None or _facts(old) != _facts(new):
            yield one, (old, new)


def _facts(session: Session) -> tuple[object, ...]:
    return session.start, session.room, session.title, session.cancelled, frozenset(person.name for person in session.speakers)


def _is_ahead(pair: tuple[Session, Session | None], context: Context, now: datetime) -> bool:
    return any(one is not None and one.start is not None and context.agenda.instant(one.start) > now for one in pair)


def _is_wrong(post: Post, part: Part, old: Session, new: Session | None, of: Mapping[str, Rules], context: Context) -> bool:
    if new is None or (new.cancelled and not old.cancelled and post.draft.kind is not Kind.CHANGE):
        return True
    if post.touched:
        return says.old_facts(part.text, old, new, context.agenda)
    by = of.get(part.account)
    texts = compose(post.draft, by, context).texts if by else ()
    return len(texts) < part.number or not says.reads_the_same(texts[part.number - 1], part.text)


def _correction(key: str, post: Post, session: str, accounts: list[str], of: Mapping[str, Rules], before: Context, context: Context) -> Draft:
    made = Draft(key=key, kind=Kind.CHANGE, language=post.draft.language, session=session, answers=post.id, accounts=tuple(dict.fromkeys(accounts)))
    old = before.agenda.sessions[session]
    if session in context.agenda.sessions:
        return made
    gone = replace(before.programme, sessions=tuple([replace(one, cancelled=True) if one is old else one for one in before.programme.sessions]))
    was = writing.prepare(gone, before.hashtags, before.speakers, before.templates)
    texts = {by.network: "\n\n".join(compose(made, by, was).texts) for by in {of[one] for one in accounts if one in of}}
    return replace(made, session=None, texts=texts)  # no text can be made any more of what is not there
