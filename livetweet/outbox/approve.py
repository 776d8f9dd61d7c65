"""Approval: freezes each text for each account, cuts it into parts, gives each part its key, and puts it into the queue."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from livetweet.clock import Clock, to_stamp
from livetweet.errors import LivetweetError
from livetweet.model.account import Account, Links
from livetweet.model.part import Part, State
from livetweet.model.post import THREADED, Draft, Kind, Media, Post, lateness
from livetweet.outbox import replacing
from livetweet.outbox.outcome import Outcome, Refusal
from livetweet.outbox.pictures import freeze
from livetweet.store import accounts, gates, incoming, posts
from livetweet.store.connect import Store
from livetweet.store.dollars import to_mills
from livetweet.store.incoming import Received
from livetweet.store.parts import BY_HAND
from livetweet.writing import rules
from livetweet.writing.compose import Context, choose_language, compose
from livetweet.writing.pace import check_pace
from livetweet.writing.rules.rule import Rules
from livetweet.writing.split import split_rest

LIVE_BEFORE = timedelta(hours=1)  # a session begins: earlier, what has no time of its own is hardly meant to leave now


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frozen:
    post: Post
    due: datetime
    latest: datetime
    language: str
    media: Mapping[str, tuple[Media, ...]]  # account to the pictures of its first part
    texts: Mapping[str, tuple[str, ...]]  # account to one text a part
    wholes: Mapping[str, tuple[str | None, Rules]]  # account to the text they are cut from, if a person wrote it, and the rules by which
    prices: Mapping[str, Callable[[str], Decimal] | None]  # account to what a text costs there
    by_hand: frozenset[str]  # the accounts that a person posts to


def approve(
    store: Store,
    ids: Sequence[int],
    context: Context,
    media_folder: Path,
    operator: str,
    clock: Clock,
    *,
    new_key: Callable[[], uuid.UUID] = uuid.uuid4,
) -> Outcome:
    """Approve the drafts IDS: all deliveries of a post or none. A post that cannot be approved is named with the reason and stays a draft."""
    now = clock.now()
    with store.reading() as db:
        all_accounts = accounts.every(db)
        found = {post.id: post for post in posts.drafts(db)}
        answered = incoming.get(db, {post.draft.reply_to for post in found.values() if post.id in set(ids) and post.draft.reply_to})
        known = {post.id for post in posts.every(db)}
        at_once = now + gates.grace(db)
    frozen: list[_Frozen] = []
    refused: list[Refusal] = []
    warnings: list[str] = []
    for wanted in dict.fromkeys(ids):
        if wanted not in found:
            why = "is approved already" if wanted in known else "is not there: `livetweet post list` shows those there are"
            refused.append(Refusal(post=wanted, account=None, why=f"Post {wanted} {why}."))
            continue
        try:
            frozen.append(_freeze(found[wanted], all_accounts, answered.get(found[wanted].draft.reply_to or 0), context, media_folder, now, at_once))
        except LivetweetError as error:
            refused.append(Refusal(post=wanted, account=None, why=f"Post {wanted}: {error}"))
    done: list[int] = []
    with store.writing() as db:
        for one in frozen:
            current = posts.get(db, one.post.id)
            if current is None or current.revision != one.post.revision or current.approved_at:
                refused.append(
                    Refusal(post=one.post.id, account=None, why=f"Post {one.post.id} was changed by someone else meanwhile: look at it again.")
                )
                continue
            if against := replacing.why_not(db, current, one.texts):
                refused.append(Refusal(post=one.post.id, account=None, why=f"Post {one.post.id}: {against}: cancel one of the two."))
                continue
            replacing.settle(db, current, one.texts, now)
            posts.approve(db, one.post.id, operator, now, one.due, one.latest)
            left = posts.parts_of(db, one.post.id)
            begun, said = _go_on(one, left)
            warnings += [*said, *_links_all_the_same(begun)]
            posts.add_parts(db, _rows(begun, left, now, new_key))
            for_a_person = [part.id for part in posts.parts_of(db, one.post.id) if part.account in one.by_hand and part.state is State.SCHEDULED]
            posts.set_states(db, for_a_person, State.HELD, BY_HAND, now)
            done.append(one.post.id)
        warnings += check_pace(posts.instants_scheduled(db), zone=context.hashtags.zone, most=context.hashtags.pace)
    return Outcome(done=tuple(done), refused=tuple(refused), warnings=tuple(warnings))


def _freeze(
    post: Post, every: Sequence[Account], answered: Received | None, context: Context, media_folder: Path, now: datetime, at_once: datetime
) -> _Frozen:
    draft = post.draft
    accounts_of = _accounts_of(draft, every, answered.account if answered else None)
    due, latest = times(draft, context, now, at_once)
    if latest < now:
        raise LivetweetError(
            f"it was due {_local(due, context)} and may not leave after {_local(latest, context)}: move it, or give it another --latest"
        )
    session = context.agenda.sessions.get(draft.session or "")
    is_change = draft.kind is Kind.CHANGE  # whoever read what was wrong is to know
    if draft.due is None and not is_change and session and session.start and (starts := context.agenda.instant(session.start)) > now + LIVE_BEFORE:
        raise LivetweetError(f"its session begins at {_local(starts, context)}, and it has no time of its own: give it one with --at")
    if not accounts_of:
        raise LivetweetError("there is no account for it: `livetweet account add mastodon` (or bluesky, x) adds one")
    of = {account.name: rules.of(account) for account in accounts_of}
    composed = {}
    for by in sorted(dict.fromkeys(of.values()), key=lambda one: one.network):
        one = compose(draft, by, context)
        if one.missing:
            raise LivetweetError(f"{', '.join(one.missing)} must be written first (`livetweet post edit {post.id} --field {one.missing[0]}=…`)")
        if one.problem:
            raise LivetweetError(one.problem)
        _check_offered(draft, by, one.texts, answered)
        composed[by] = one
    pictures = {by: freeze(draft.media, media_folder, by) for by in composed} if draft.media else {}
    return _Frozen(
        post=post,
        due=due,
        latest=latest,
        language=choose_language(draft, context.agenda.sessions.get(draft.session or ""), context),
        media={name: pictures.get(by, ()) for name, by in of.items()},
        by_hand=frozenset(name for name, by in of.items() if by.by_hand),
        prices={name: by.price for name, by in of.items()},
        texts={name: composed[by].texts for name, by in of.items()},
        wholes={name: (composed[by].whole, by) for name, by in of.items()},
    )


def times(draft: Draft, context: Context, now: datetime, at_once: datetime) -> tuple[datetime, datetime]:
    """When DRAFT is due if it is approved NOW, and until when it may leave. AT_ONCE is when it leaves without a time of its own."""
    due = draft.due if draft.due and draft.due > now else at_once
    if draft.due and draft.latest and draft.latest < now:
        due = draft.due  # it is too late already, and says since when
    session = context.agenda.sessions.get(draft.slot[0]) if draft.kind is Kind.UP_NEXT and draft.slot else None
    return due, draft.latest or lateness(draft.kind, due, context.agenda.instant(session.start) if session and session.start else None)[0]


def _accounts_of(draft: Draft, every: Iterable[Account], reached: str | None) -> list[Account]:
    if reached is not None:  # an answer leaves from the account that was addressed
        return [account for account in every if account.name == reached]
    return [account for account in every if not draft.accounts or account.name in draft.accounts]


def _rows(one: _Frozen, left: Sequence[Part], now: datetime, new_key: Callable[[], uuid.UUID]) -> Iterable[dict[str, object]]:
    draft = one.post.draft
    thread = draft.session if draft.kind in THREADED and draft.reply_to is None and draft.answers is None else None
    for account, texts in one.texts.items():
        media = json.dumps([asdict(picture) for picture in one.media[account]], ensure_ascii=False)
        price = one.prices[account]
        gone = max((part.number for part in left if part.account == account and part.state is State.POSTED), default=0)
        for number, text in enumerate(texts, 1):
            if number > gone:
                yield {
                    "post": one.post.id,
                    "account": account,
                    "number": number,
                    "revision": one.post.revision,
                    "key": str(new_key()),
                    "text": text,
                    "media": media if number == 1 else "[]",
                    "warning": draft.warning,
                    "language": one.language,
                    "visibility": draft.visibility,
                    "price": to_mills(price(text)) if price else 0,
                    "thread": thread,
                    "reply_to": draft.reply_to,
                    "answers": draft.answers,
                    "due": to_stamp(one.due),
                    "latest": to_stamp(one.latest) if number == gone + 1 else None,
                    "if_late": draft.if_late.value,
                    "changed_at": to_stamp(now),
                }


def _go_on(one: _Frozen, left: Sequence[Part]) -> tuple[_Frozen, list[str]]:
    """ONE where some parts have LEFT: those stay, and only what follows their words is cut anew. A sentence for each account where the text no longer begins with them."""
    texts, said = dict(one.texts), []
    for account in texts:
        gone = [part for part in left if part.account == account and part.state is State.POSTED]
        if not gone or texts[account][: len(gone)] == tuple(part.text for part in gone):
            continue
        whole, of = one.wholes[account]
        rest = split_rest(whole, [part.text for part in gone], of) if whole is not None else None
        if rest is not None:
            texts[account] = rest
        else:
            said.append(
                f"Post {one.post.id} on {account}: what has left of it stays as it was, and the text no longer begins so: "
                f"see with `livetweet post show {one.post.id}` whether what follows still reads well."
            )
    return replace(one, texts=texts), said


def _links_all_the_same(one: _Frozen) -> Iterable[str]:
    """A sentence for each account without links on which a text is charged as if it had one."""
    for account, texts in one.texts.items():
        _, by = one.wholes[account]
        if by.links is Links.WITHOUT and by.price and (cost := max(map(by.price, texts), default=by.price(""))) > by.price(""):
            yield f"Post {one.post.id} on {account} costs ${cost:.2f}: a name in it that reads like an address counts as a link on {by.name}."


def _check_offered(draft: Draft, of: Rules, texts: Sequence[str], answered: Received | None) -> None:
    """LivetweetError in a clause where the network of OF has not what DRAFT asks for."""
    if answered and answered.how not in of.answers:
        page = of.intent(texts[0], answered.remote_id, None) or answered.url
        raise LivetweetError(f"{of.name} takes answers only to who mentioned or quoted us, and @{answered.author} did not: answer by hand at {page}")
    if draft.visibility not in of.visibilities:
        raise LivetweetError(f"{of.name} has no “{draft.visibility}” posts: leave it out with --account, or let the post be public")
    if draft.warning and not of.warnings:
        raise LivetweetError(f"{of.name} knows no content warning: leave it out with --account, or write the warning into the text")
    if draft.warning and not all(of.fits(f"{draft.warning}{text}") for text in texts):
        raise LivetweetError(f"with its content warning it is too long for {of.name}: shorten one of them")


def _local(instant: datetime, context: Context) -> str:
    return f"{instant.astimezone(context.hashtags.zone):%Y-%m-%d %H:%M}"
