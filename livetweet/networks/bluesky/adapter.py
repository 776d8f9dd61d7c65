"""One account on Bluesky behind the port.

A post is a record that we name ourselves and put there (`putRecord`): the same bytes under the same name again change nothing, and `getRecord` by that name
decides every doubt. Posting needs the account's own server (PDS) alone; reading needs the AppView behind it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from threading import Thread
from typing import Any

from livetweet.clock import Clock
from livetweet.errors import NetworkError, NotFoundError, NotSentError, OutcomeUnknownError, RejectedError
from livetweet.model.account import Account
from livetweet.model.ref import Ref
from livetweet.networks.backlog import Backlog, Told
from livetweet.networks.bluesky import reading
from livetweet.networks.bluesky.answers import NothingThereError, posts_left
from livetweet.networks.bluesky.record import LIKE, POST, REPOST, Prepared, mentioned, record_key, ref_of, to_json, write_deed, write_post
from livetweet.networks.bluesky.server import Answer, Server
from livetweet.networks.bluesky.session import Session
from livetweet.networks.headers import read_date
from livetweet.networks.port import Capabilities, Identity, Limits, Outgoing, Page, Picture, Receipt, Request, Seen
from livetweet.writing.rules import link

MENTIONS, TAG = "mentions", "tag:"
FOR_EVER = timedelta(days=36_500)  # the same record under the same key is the same record
_AT_A_TIME = 25  # of app.bsky.feed.getPosts (lexicons/app/bsky/feed/getPosts.json, 2026-08)
_PAGE = 100  # the most that listNotifications and searchPosts tell at once
_HOSTS = ("bsky.app", "staging.bsky.app", "main.bsky.dev")
_GLANCE = 3.0  # seconds, names and connecting included, for whether what is answered is still there; a post does not wait longer for that
_STILL_NOW = timedelta(seconds=5)  # what the worker has judged before the call (late, paused) holds no longer


class BlueskyAdapter:
    """`timeout` is in seconds, for each step of a call."""

    network = "bluesky"
    rehearsal = False

    def __init__(self, *, account: Account, clock: Clock, tags: Sequence[str], timeout: float) -> None:
        self.capabilities = Capabilities(timeout=timeout, replay=FOR_EVER)
        self._handle = account.handle.removeprefix("@")
        self._clock = clock
        self._server = Server(account.server, timeout)
        self._session = Session(account, self._server, clock)
        self._limits: Limits | None = None
        self._dids: dict[str, str] = {}
        self._backlogs = {MENTIONS: Backlog(self._tell_mentions)} | {TAG + tag: Backlog(partial(self._tell_tag, tag)) for tag in tags}

    def close(self) -> None:
        self._server.close()

    def check(self) -> Identity:
        answer = self._session.ask("com.atproto.server.getSession")
        known = answer.body
        handle = str(known["handle"])
        return Identity(
            handle=handle,
            name=self._name(handle),
            url=f"https://bsky.app/profile/{handle}",
            server=self._software(),
            server_time=_time_of(answer),
            problem=None
            if known.get("active", True)
            else f"Bluesky says that @{handle} is {known.get('status') or 'not active'}: sign in at bsky.app and see why.",
        )

    def server_time(self) -> datetime:
        return _time_of(self._server.ask("com.atproto.server.describeServer"))

    def limits(self) -> Limits | None:
        return self._limits

    # ---- out

    def prepare(self, outgoing: Outgoing) -> Prepared:
        if not outgoing.text.strip() and not outgoing.media:
            raise RejectedError("a post on Bluesky needs a text or a picture")
        self._session.refresh_soon()
        dids = {handle: did for handle in mentioned(outgoing.text) if (did := self._did_of(handle))}
        return Prepared(dids=dids, blobs=tuple(self._upload(picture) for picture in outgoing.media))

    def build(self, outgoing: Outgoing, prepared: object, parent: Ref | None, at: datetime) -> Request:
        ready = prepared if isinstance(prepared, Prepared) else Prepared(dids={})
        return Request(part=outgoing.part, key=outgoing.key, body=write_post(outgoing, ready, parent, at), record_key=record_key(outgoing.key))

    def create(self, request: Request) -> Receipt:
        begun = self._clock.now()
        record = json.loads(request.body)
        key = _key_of(request)
        content = self._put(POST, key, request.body)
        self._refuse_orphan(record)
        if not begun <= self._clock.now() <= begun + _STILL_NOW:  # this machine slept
            raise NotSentError("looking whether what it answers is still there took too long")
        answer = self._session.tell_once("com.atproto.repo.putRecord", content)
        self._limits = posts_left(answer.headers, self._clock.now()) or self._limits
        if answer.body.get("uri") != self._uri(POST, key):
            raise OutcomeUnknownError("The server took it without naming what it made.")
        return self._receipt(answer.body, record)

    def find(self, request: Request, since: datetime, others: Collection[str] = ()) -> Receipt | None:
        found = self._record(self._uri(POST, _key_of(request)))
        return self._receipt(found, found["value"]) if found else None

    def boost(self, ref: Ref) -> None:
        self._do(REPOST, ref)

    def favourite(self, ref: Ref) -> None:
        self._do(LIKE, ref)

    def delete(self, ref: Ref) -> None:
        owner, kind, key = _split(ref.id)
        if owner != self._session.did:
            raise RejectedError("only its author can delete a post")
        self._session.tell("com.atproto.repo.deleteRecord", to_json({"repo": owner, "collection": kind, "rkey": key}).encode())

    def resolve(self, url: str) -> Ref | None:
        place = _place(url)
        if place is None:
            return None
        owner, key = place
        did = owner if owner.startswith("did:") else self._did_of(owner)
        found = self._record(f"at://{did}/{POST}/{key}") if did else None
        return ref_of(found["uri"], found["cid"], found["value"]) if found else None

    # ---- in

    def streams(self) -> Sequence[str]:
        return tuple(self._backlogs)

    def read(self, stream: str, cursor: str | None) -> Page:
        backlog = self._backlogs.get(stream)
        if backlog is None:
            raise NotFoundError(f"There is no stream {stream!r}: ask for one of {', '.join(self._backlogs)}.")
        return backlog.read(cursor, self._clock.now())

    def reread(self, remote_ids: Sequence[str]) -> Sequence[Seen]:
        there: dict[str, Seen] = {}
        for first in range(0, len(remote_ids), _AT_A_TIME):
            answer = self._session.ask("app.bsky.feed.getPosts", {"uris": remote_ids[first : first + _AT_A_TIME]})
            with reading.understood():
                there |= {one["uri"]: reading.seen(one) for one in answer.body["posts"]}
        return [there.get(one) or Seen(remote_id=one, text=None) for one in remote_ids]

    def _tell_mentions(self, page: str | None, _until: datetime) -> Told:
        answer = self._session.ask("app.bsky.notification.listNotifications", {"reasons": reading.REASONS, **_page(page)})
        with reading.understood():
            return reading.notified(answer.body, self._session.did)

    def _tell_tag(self, tag: str, page: str | None, _until: datetime) -> Told:
        answer = self._session.ask("app.bsky.feed.searchPosts", {"q": f"#{tag}", "sort": "latest", **_page(page)})
        with reading.understood():
            return reading.tagged(answer.body, self._session.did, tag)

    # ---- pieces

    def _did_of(self, handle: str) -> str | None:
        """Who HANDLE is, asked once; None: nobody."""
        if handle not in self._dids:
            try:
                answer = self._session.ask("com.atproto.identity.resolveHandle", {"handle": handle})
            except RejectedError:
                return None
            self._dids[handle] = str(answer.body["did"])
        return self._dids[handle]

    def _upload(self, picture: Picture) -> dict[str, Any]:
        answer = self._session.tell("com.atproto.repo.uploadBlob", picture.path.read_bytes(), picture.type)
        with reading.understood():
            return dict(answer.body["blob"])

    def _record(self, uri: str) -> dict[str, Any] | None:
        """The record at URI with its `uri`, `cid` and `value`; None where there is none."""
        owner, kind, key = _split(uri)
        try:
            answer = self._session.ask("com.atproto.repo.getRecord", {"repo": owner, "collection": kind, "rkey": key})
        except NothingThereError:
            return None
        with reading.understood():
            return {"uri": uri, "cid": str(answer.body["cid"]), "value": dict(answer.body["value"])}

    def _refuse_orphan(self, record: dict[str, Any]) -> None:
        """The server takes an answer to what is gone, ours or not: we do not. Where nobody can tell at once, it is posted."""
        parent = record.get("reply", {}).get("parent", {}).get("uri")
        if parent is None:
            return
        error = _raised(partial(_glance_at, self._server.address, *_split(parent)), within=_GLANCE)
        if isinstance(error, NothingThereError):
            raise RejectedError("the post it answers is no longer there") from error

    def _do(self, kind: str, ref: Ref) -> None:
        """Put the record of KIND about REF under a key that is always the same for it."""
        subject = self._record(ref.id)
        if subject is None:
            raise RejectedError("the post is no longer there")
        key = record_key(f"{kind} {ref.id}")
        if self._record(self._uri(kind, key)) is None:
            body = write_deed(kind, Ref(id=ref.id, cid=subject["cid"]), self._clock.now())
            self._session.tell("com.atproto.repo.putRecord", self._put(kind, key, body))

    def _put(self, kind: str, key: str, record: str) -> bytes:
        """What putRecord is told: plain, without `swapRecord`, which would refuse the same bytes again."""
        about = to_json({"repo": self._session.did, "collection": kind, "rkey": key})
        return f'{about[:-1]},"record":{record}}}'.encode()

    def _uri(self, kind: str, key: str) -> str:
        return f"at://{self._session.did}/{kind}/{key}"

    def _receipt(self, made: Any, record: dict[str, Any]) -> Receipt:
        with reading.understood():
            uri = str(made["uri"])
            return Receipt(
                ref=ref_of(uri, str(made["cid"]), record),
                url=reading.address_of(uri, self._handle),
                at=reading.instant(record["createdAt"]),
            )

    def _name(self, handle: str) -> str:
        """The name people read, where the AppView tells it."""
        try:
            return self._session.ask("app.bsky.actor.getProfile", {"actor": handle}).body.get("displayName") or handle
        except NetworkError:
            return handle

    def _software(self) -> str:
        host = self._server.address.partition("://")[2]
        try:
            return f"Bluesky PDS {self._server.ask('_health').body['version']} ({host})"
        except (NetworkError, KeyError):
            return f"Bluesky PDS ({host})"


def _glance_at(address: str, owner: str, kind: str, key: str) -> None:
    """Ask the server at ADDRESS for a record, over a connection of its own: cut off, it must not take along the one over which a post is leaving by then."""
    with closing(Server(address, _GLANCE)) as server:
        server.ask("com.atproto.repo.getRecord", {"repo": owner, "collection": kind, "rkey": key})


def _raised(ask: Callable[[], object], within: float) -> Exception | None:
    """What ASK has raised WITHIN so many seconds, whatever it waits for meanwhile; None: nothing yet, or an answer."""
    raised: list[Exception] = []

    def run() -> None:
        try:
            ask()
        except Exception as error:  # noqa: BLE001 - whoever waited decides
            raised.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(within)
    return raised[0] if raised else None


def _time_of(answer: Answer) -> datetime:
    said = read_date(answer.headers)
    if said is None:
        raise OutcomeUnknownError("The server does not say what time it is.")
    return said


def _key_of(request: Request) -> str:
    return request.record_key or record_key(request.key)


def _page(page: str | None) -> dict[str, object]:
    return {"limit": _PAGE, **({"cursor": page} if page else {})}


def _split(uri: str) -> tuple[str, str, str]:
    """Owner, collection and key of `at://OWNER/COLLECTION/KEY`; RejectedError for anything else."""
    scheme, _, rest = uri.partition("://")
    steps = rest.split("/")
    if scheme != "at" or len(steps) != 3 or not all(steps):
        raise RejectedError(f"{uri!r} is no post on Bluesky")
    return steps[0], steps[1], steps[2]


def _place(url: str) -> tuple[str, str] | None:
    """Owner (a handle or a DID) and record key of the post at URL, an at:// one or its page in the app."""
    if url.startswith("at://"):
        steps = tuple(url.removeprefix("at://").split("/"))
        return (steps[0], steps[2]) if len(steps) == 3 and steps[1] == POST and all(steps) else None
    found = link.read(url)
    match found.steps if found and found.host in _HOSTS else ():
        case ("profile", owner, "post", key):
            return owner, key
        case _:
            return None
