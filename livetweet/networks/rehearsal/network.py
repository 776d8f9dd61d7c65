"""The server's side: what a network does with a request, and what it lets an account read. No wire, no faults, no waiting.

One `Server` answers for one account. Everything it knows stands in the log; the adapter calls it, and the audience
through `deliver`.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from livetweet.clock import from_stamp, to_stamp
from livetweet.errors import MediaRefusedError, NetworkError, OutcomeUnknownError, RateLimitedError, RejectedError
from livetweet.model.account import Account
from livetweet.model.errand import Deed
from livetweet.model.incoming import How, Incoming
from livetweet.model.ref import Ref
from livetweet.networks.port import Identity, Limits, Page, Picture, Receipt, Request, Seen
from livetweet.networks.rehearsal.log import Entry, Log
from livetweet.networks.rehearsal.manners import Manners, name_content, name_post, name_profile
from livetweet.networks.rehearsal.reactions import applause
from livetweet.networks.rehearsal.wire import Wanted, read_body
from livetweet.writing.rules.rule import Rules

PAGE = 40
_TAG = re.compile(r"(?<![\w/])#(\w+)")
TWIN_AGE = timedelta(days=90)  # nobody outside knows how long X remembers: the harder case is rehearsed, a whole campaign


class Server:
    """What one network is to one account. `take` belongs into one `Log.writing`."""

    def __init__(self, log: Log, account: Account, manners: Manners, rules: Rules) -> None:
        self._log = log
        self._account = account
        self._manners = manners
        self._rules = rules

    def take(self, request: Request, wanted: Wanted, *, made: datetime, shown: datetime, notices_twin: bool) -> Entry | NetworkError:
        """The post that REQUEST (WANTED is its body) makes at MADE or has made before, or what the server says against it.

        Its author's timeline shows it from SHOWN on. NOTICES_TWIN: whether this time the server sees that it has the same text already.
        """
        log, manners = self._log, self._manners
        if manners.key_life and (replayed := log.entry_by_key(self._account.name, request.key, made - manners.key_life)):
            return replayed
        parent = log.entry(manners.network, wanted.parent) if wanted.parent else None
        likeness = _likeness(wanted) if manners.refuses_twins else None
        if refusal := self._refusal(wanted, parent, made) or self._rate(made):
            return refusal
        if likeness and notices_twin and log.entry_alike(self._account.name, likeness, made - TWIN_AGE):
            return OutcomeUnknownError("403: you are not allowed to create a post with duplicate content.")
        cid = name_content(request.body) if manners.record_keys else None
        number = log.next_id()
        remote_id, url = name_post(manners.network, self._account.handle, made, number, request.record_key)
        if manners.record_keys and (old := log.entry(manners.network, remote_id)):
            return self._replace(old, wanted, cid, made)
        entry = Entry(
            id=number,
            network=manners.network,
            remote_id=remote_id,
            url=url,
            account=self._account.name,
            author=self._account.handle,
            name=self._account.name,
            part=request.part,
            key=request.key if manners.key_life else None,
            text=wanted.text,
            likeness=likeness,
            created=to_stamp(made),
            visible_from=to_stamp(shown),
            in_reply_to=wanted.parent,
            visibility=wanted.visibility,
            language=wanted.language,
            cid=cid,
            root_id=_root(parent)[0] if cid else None,
            root_cid=_root(parent)[1] if cid else None,
            pictures=json.dumps(wanted.alts or [log.alt_of(name) for name in wanted.uploads], ensure_ascii=False),
            warning=wanted.warning,
        )
        log.add_entry(entry)
        return entry

    def check(self, now: datetime) -> Identity:
        """It lets everybody in."""
        network, handle = self._manners.network, self._account.handle
        server = f"rehearsal of {self._rules.name}"
        return Identity(handle=handle, name=self._account.name, url=name_profile(network, handle), server=server, server_time=now)

    def upload(self, name: str, picture: Picture) -> None:
        """Take PICTURE in under NAME, or raise what the server says against it. Belongs into one `Log.writing`."""
        size, limits = picture.path.stat().st_size, self._rules.pictures
        if size > limits.most_bytes:
            raise RejectedError(f"422: the picture has {size} bytes, {limits.most_bytes} are allowed.")
        if len(picture.alt) > limits.most_alt:
            raise RejectedError(f"422: the picture's description has {len(picture.alt)} characters, {limits.most_alt} are allowed.")
        self._log.add_upload(name, picture.alt)

    def do(self, deed: Deed, remote_id: str, now: datetime) -> NetworkError | None:
        """Carry DEED out on the post REMOTE_ID, or say what is against it; what is done already is done. Belongs into one `Log.writing`."""
        if deed not in self._rules.deeds:
            return RejectedError(f"403: this account may not {deed} anything.")
        entry = self._log.entry(self._manners.network, remote_id)
        if entry is None or entry.deleted:
            return None if deed is Deed.DELETE else RejectedError("404: the post does not exist, or no longer does.")
        if deed is Deed.DELETE:
            if entry.account != self._account.name:
                return RejectedError("403: only its author can delete a post.")
            self._log.change_entry(entry.id, deleted=to_stamp(now))
        elif self._log.add_deed(self._account.name, deed, entry.id) and deed is Deed.FAVOURITE:
            self._log.add_likes(entry.id, 1)
        return None

    def resolve(self, url: str) -> Ref | None:
        entry = self._log.entry_at(self._manners.network, url)
        return to_receipt(entry).ref if entry and entry.deleted is None else None

    def limits(self, now: datetime) -> Limits:
        """How many more posts it takes, and when the first of those it counts is forgotten."""
        most, window = self._rules.pace
        posts, first = self._log.count_posts(self._account.name, now - window)
        return Limits(left=max(most - posts, 0), reset=(from_stamp(first) if first else now) + window)

    def find(self, request: Request, since: datetime, now: datetime, others: Collection[str] = ()) -> Entry | None:
        """The post REQUEST made, as far as a look at NOW can tell: by its name where the client chose it, else by text and parent."""
        manners = self._manners
        if request.record_key and manners.record_keys:
            remote_id, _ = name_post(manners.network, self._account.handle, now, 0, request.record_key)
            entry = self._log.entry(manners.network, remote_id)
            return entry if entry and entry.deleted is None and entry.visible_from <= to_stamp(now) else None
        wanted = read_body(manners.network, request.body)
        text = unicodedata.normalize("NFC", wanted.text)
        return next(
            (
                entry
                for entry in self._log.timeline(self._account.name, since, now)
                if entry.in_reply_to == wanted.parent and entry.remote_id not in others and unicodedata.normalize("NFC", entry.text) == text
            ),
            None,
        )

    def read_mentions(self, cursor: str | None) -> Page:
        first = int(cursor or 0)
        return self._page(self._log.spoken_to(self._account.name, first, PAGE + 1), cursor)

    def read_tag(self, tag: str, cursor: str | None) -> Page:
        first = int(cursor or 0)
        return self._page(self._log.tagged(self._manners.network, fold_tag(tag), first, PAGE + 1), cursor)

    def reread(self, remote_ids: Sequence[str], now: datetime) -> list[Seen]:
        entries = self._log.entries_of(self._manners.network, remote_ids)
        boosted = self._log.deeds_of(Deed.BOOST.value, [entry.id for entry in entries.values()])
        return [self._see(remote_id, entries.get(remote_id), boosted, now) for remote_id in remote_ids]

    def _see(self, remote_id: str, entry: Entry | None, boosted: Mapping[int, int], now: datetime) -> Seen:
        if entry is None or entry.deleted is not None:
            return Seen(remote_id=remote_id, text=None)
        likes, boosts = (0, 0) if entry.account is None else applause(entry, now)  # the audience's; ours
        return Seen(remote_id=remote_id, text=entry.text, likes=likes + entry.likes, boosts=boosts + boosted.get(entry.id, 0))

    def _refusal(self, wanted: Wanted, parent: Entry | None, made: datetime) -> NetworkError | None:
        if not wanted.text.strip() and not wanted.uploads:
            return RejectedError("422: a post needs a text.")
        if len(wanted.uploads) > self._rules.pictures.most:
            return RejectedError(f"422: {len(wanted.uploads)} pictures, {self._rules.pictures.most} are allowed.")
        if any(self._log.alt_of(name) is None for name in wanted.uploads):
            return MediaRefusedError("422: a picture was not uploaded, or is no longer there.")
        if wanted.visibility not in self._rules.visibilities:
            return RejectedError(f"422: there is no visibility {wanted.visibility!r}.")
        if not self._rules.fits(wanted.text):
            return RejectedError(f"422: the text has {self._rules.length(wanted.text)} characters, {self._rules.limit} are allowed.")
        if wanted.parent is None:
            return None
        if parent is None or parent.deleted:
            return RejectedError("404: the post to be answered does not exist, or no longer does.")
        stranger = self._account.name not in (parent.account, parent.target)
        if stranger and not self._manners.answers_strangers and not self._log.has_spoken_to(self._account.name, parent.author):
            return RejectedError("403: you can only answer posts whose author has mentioned or quoted you.")
        return None

    def _rate(self, made: datetime) -> RateLimitedError | None:
        most, window = self._rules.pace
        posts, first = self._log.count_posts(self._account.name, made - window)
        if first is None or posts < most:
            return None
        wait = (from_stamp(first) + window - made).total_seconds()
        return RateLimitedError(f"429: no more than {most} posts in {window}.", wait)

    def _replace(self, old: Entry, wanted: Wanted, cid: str | None, made: datetime) -> Entry:
        """The same record key again: the same bytes change nothing, others take the place of the old."""
        if old.cid != cid:
            self._log.change_entry(old.id, text=wanted.text, language=wanted.language, cid=cid, edited=to_stamp(made), deleted=None)
        return self._log.entry(old.network, old.remote_id) or old

    def _page(self, entries: Sequence[Entry], cursor: str | None) -> Page:
        posts = entries[:PAGE]
        return Page(
            posts=[_to_incoming(entry, self._account.name) for entry in posts],
            cursor=str(posts[-1].id) if posts else cursor,
            more=len(entries) > PAGE,
        )


def deliver(
    log: Log,
    manners: Manners,
    *,
    author: str,
    name: str,
    text: str,
    at: datetime,
    parent: Entry | None = None,
    target: str | None = None,
    how: How | None = None,
    language: str | None = None,
    visibility: str = "public",
) -> Entry:
    """The post that somebody else wrote at AT as an answer to PARENT, arriving now: TARGET is the account of ours it speaks to, HOW says in what way.

    Belongs into one `Log.writing`, which makes the order of ids the order of arrival.
    """
    number = log.next_id()
    remote_id, url = name_post(manners.network, author, at, number)
    cid = name_content(f"{author} {to_stamp(at)} {text}") if manners.record_keys else None
    entry = Entry(
        id=number,
        network=manners.network,
        remote_id=remote_id,
        url=url,
        author=author,
        name=name,
        text=text,
        created=to_stamp(at),
        visible_from=to_stamp(at),
        in_reply_to=parent.remote_id if parent else None,
        target=target,
        how=how,
        visibility=visibility,
        language=language,
        cid=cid,
        root_id=_root(parent)[0] if cid else None,
        root_cid=_root(parent)[1] if cid else None,
    )
    # Hashtag timelines show public posts only, not unlisted ones (docs.joinmastodon.org, 2026-07).
    log.add_entry(entry, map(fold_tag, _TAG.findall(text)) if visibility == "public" else ())
    return entry


def to_receipt(entry: Entry) -> Receipt:
    ref = Ref(id=entry.remote_id, cid=entry.cid, root_id=entry.root_id, root_cid=entry.root_cid)
    return Receipt(ref=ref, url=entry.url, at=from_stamp(entry.created))


def fold_tag(tag: str) -> str:
    """TAG as servers compare it: without #, whatever its case."""
    return unicodedata.normalize("NFKC", tag.removeprefix("#")).casefold()


def _to_incoming(entry: Entry, account: str) -> Incoming:
    how = How(entry.how) if entry.how and entry.target == account else How.TAG
    return Incoming(
        network=entry.network,
        remote_id=entry.remote_id,
        how=how,
        author=entry.author,
        name=entry.name,
        text=entry.text,
        at=from_stamp(entry.created),
        url=entry.url,
        language=entry.language,
        visibility=entry.visibility,
        in_reply_to=entry.in_reply_to,
        likes=entry.likes,
        cid=entry.cid,
        root_id=entry.root_id,
        root_cid=entry.root_cid,
    )


def _root(parent: Entry | None) -> tuple[str | None, str | None]:
    """Id and content of the post that began the thread of an answer to PARENT."""
    if parent is None:
        return None, None
    return parent.root_id or parent.remote_id, parent.root_cid or parent.cid


def _likeness(wanted: Wanted) -> str:
    """What two texts must share to be taken for the same: X compares loosely and does not say how."""
    words = unicodedata.normalize("NFKC", wanted.text).casefold().split()
    return hashlib.sha256(" ".join([wanted.parent or "", *words]).encode()).hexdigest()
