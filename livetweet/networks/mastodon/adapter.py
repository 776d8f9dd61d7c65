"""One account on a server that speaks Mastodon's API, behind the port that the worker knows."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlsplit

from mastodon import Mastodon

from livetweet.clock import Clock
from livetweet.errors import NotFoundError, OutcomeUnknownError, RejectedError
from livetweet.model.incoming import How
from livetweet.model.ref import Ref
from livetweet.networks import headers, oddity
from livetweet.networks.backlog import Backlog, Told
from livetweet.networks.mastodon import pages, server, statuses
from livetweet.networks.mastodon.answers import LEFT, RESET, Answer, classify
from livetweet.networks.mastodon.server import Server
from livetweet.networks.mastodon.statuses import NETWORK, Myself
from livetweet.networks.mastodon.wire import Wire
from livetweet.networks.port import Capabilities, Identity, Limits, Outgoing, Page, Picture, Receipt, Request, Seen
from livetweet.writing.rules import mastodon as rules

MENTIONS = "mentions"
TAG = "tag:"
PICTURE_TAKES = (1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0)  # seconds between two looks at an upload that the server still works on
REREAD_AT_ONCE = 20  # the most that GET /api/v1/statuses takes (app/controllers/api/v1/statuses_controller.rb, 4.3)
GONE = frozenset({404, 410})
Given = ParamSpec("Given")
Found = TypeVar("Found")


def understood(method: Callable[Concatenate[MastodonAdapter, Given], Found]) -> Callable[Concatenate[MastodonAdapter, Given], Found]:
    """METHOD, for which an answer of another shape than Mastodon's is a failed call: somebody in between may have written it."""

    @wraps(method)
    def asked(self: MastodonAdapter, /, *given: Given.args, **named: Given.kwargs) -> Found:
        try:
            return method(self, *given, **named)
        except oddity.NONSENSE as error:
            raise OutcomeUnknownError(f"{self.host} answered with something that is no answer of a Mastodon server.") from error

    return asked


class MastodonAdapter:
    """What server it is, and who we are there, is asked once, before the first thing that depends on it; until then nothing may be repeated."""

    network = NETWORK
    rehearsal = False

    def __init__(self, *, wire: Wire, clock: Clock, tags: Sequence[str]) -> None:
        self.capabilities = Capabilities(timeout=wire.timeout, replay=None, pause=server.PAUSE)
        self.host = wire.host
        self._wire = wire
        self._clock = clock
        self._tagged = {TAG + tag: Backlog(partial(self._tell_tag, tag), dated=pages.last_written) for tag in tags}
        self._limits: Limits | None = None
        self._known: tuple[Server, Myself] | None = None

    def close(self) -> None:
        self._wire.close()

    # ---- who and where

    @understood
    def check(self) -> Identity:
        self._known = None  # the server may have been upgraded, the account moved
        here, me = self._learn()
        answer = self._ask(lambda api: api.account_verify_credentials())
        account: Mapping[str, Any] = answer.said
        return Identity(
            handle=me.acct,
            name=str(account.get("display_name") or account.get("username") or me.acct),
            url=account.get("url"),
            server=here.name,
            server_time=answer.at or self._clock.now(),
            problem=self._problem_of(account),
        )

    @understood
    def server_time(self) -> datetime:
        """By the account's own page, which no cache keeps; where we are not let in it says so before anything leaves."""
        self._learn()
        answer = self._ask(lambda api: api.account_verify_credentials())
        if answer.at is None:
            raise OutcomeUnknownError(f"{self._wire.host} does not say what time it is.")
        return answer.at

    def limits(self) -> Limits | None:
        return self._limits

    # ---- out

    @understood
    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """The ids of the uploads, in order. RejectedError where this server takes less than others do."""
        here, _ = self._learn()
        problem = here.problem_of(outgoing.text, outgoing.warning)
        if problem:
            raise RejectedError(problem)
        return tuple(self._upload(picture) for picture in outgoing.media)

    def build(self, outgoing: Outgoing, prepared: object, parent: Ref | None, at: datetime) -> Request:
        """Without the uploads of `prepare` it is good for looking only: as many pictures, under no name."""
        uploads = prepared if isinstance(prepared, tuple) else ("",) * len(outgoing.media)
        return Request(part=outgoing.part, key=outgoing.key, body=statuses.write_body(outgoing, uploads, parent))

    def create(self, request: Request) -> Receipt:
        body = json.loads(request.body)
        answer = self._wire.ask(lambda api: api.status_post(**body, idempotency_key=request.key))
        self._note_limits(answer)
        if answer.fine:
            return statuses.read_receipt(answer.said)
        raise classify(answer, self._wire.host, self._clock.now(), media="media_ids" in body)

    @understood
    def find(self, request: Request, since: datetime, others: Collection[str] = ()) -> Receipt | None:
        """The oldest post of ours since SINCE that agrees with REQUEST in every word, parent and picture."""
        _, me = self._learn()
        body = json.loads(request.body)
        found: Any = None
        last: str | None = None
        while True:
            page = _listed(self._ask(partial(_list_own, me=me.id, before=last)).said)
            young = [one for one in page if statuses.read_instant(one["created_at"]) >= since]
            for one in young:
                if str(one["id"]) not in others and statuses.could_be(one, body) and statuses.says(one, self._source(str(one["id"])), body):
                    found = one
            if len(young) < len(page) or not page:
                return statuses.read_receipt(found) if found else None
            last = str(young[-1]["id"])

    def boost(self, ref: Ref) -> None:
        self._ask(lambda api: api.status_reblog(ref.id))

    def favourite(self, ref: Ref) -> None:
        self._ask(lambda api: api.status_favourite(ref.id))

    def delete(self, ref: Ref) -> None:
        answer = self._wire.ask(lambda api: api.status_delete(ref.id))
        if not answer.fine and not (answer.status in GONE and answer.words):
            raise classify(answer, self._wire.host, self._clock.now())

    @understood
    def resolve(self, url: str) -> Ref | None:
        """By its id where the address is this server's own and tells it, else the server looks for it."""
        try:
            parts = urlsplit(url.strip())
        except ValueError:
            return None
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            return None
        here, _ = self._learn()
        if id_ := rules.post_on(url.strip(), {self._wire.host, here.domain}):
            return Ref(id=id_) if any(map(statuses.has_id, self._status(id_))) else None
        found = self._ask(lambda api: api.search_v2(url.strip(), resolve=True, result_type="statuses")).said
        for one in _listed(found.get("statuses") if isinstance(found, dict) else None):
            if url.strip() in {one.get("url"), one.get("uri")}:
                return Ref(id=str(one["id"]))
        return None

    # ---- in

    def streams(self) -> Sequence[str]:
        return (MENTIONS, *self._tagged)

    @understood
    def read(self, stream: str, cursor: str | None) -> Page:
        """A notification gets its id when the server has it; a post with a tag, when it was written elsewhere: such pages are looked at again for some minutes."""
        if stream in self._tagged:
            return self._tagged[stream].read(cursor, self._clock.now())
        if stream != MENTIONS:
            raise NotFoundError(f"There is no stream {stream!r} on Mastodon, only {', '.join(self.streams())}.")
        here, me = self._learn()
        now = self._clock.now()
        batch = pages.next_batch(self._notified(here), cursor, partial(_written_at, otherwise=now), now)
        found = [statuses.read_notified(one, here.domain, me, now) for one in reversed(batch.entries)]
        posts = {one.remote_id: one for one in found if one}  # a quote that mentions us comes twice
        return Page(posts=list(posts.values())[::-1], cursor=batch.cursor, more=batch.more)

    @understood
    def reread(self, remote_ids: Sequence[str]) -> Sequence[Seen]:
        """One by one where the server cannot give several at once. Of what comes in another shape than a post's nobody knows whether it is there: it is left out."""
        here, me = self._learn()
        at_once = REREAD_AT_ONCE if here.speaks_mastodon >= (4, 3) else 1
        seen: list[Seen] = []
        for start in range(0, len(remote_ids), at_once):
            asked = remote_ids[start : start + at_once]
            told = _listed(self._ask(partial(_list_some, ids=list(asked))).said) if at_once > 1 else self._status(asked[0])
            found = {str(one["id"]): statuses.read_seen(one, me) for one in told if statuses.has_id(one)}
            seen += [found.get(id_) or Seen(remote_id=id_, text=None) for id_ in asked if id_ in found or len(found) == len(told)]
        if remote_ids and not seen:
            raise ValueError(told)
        return seen

    # ---- requests

    def _ask(self, call: Callable[[Mastodon], object]) -> Answer:
        """A request that may be repeated; its answer, if it is one to go on with."""
        answer = self._wire.ask(call)
        if not answer.fine:
            raise classify(answer, self._wire.host, self._clock.now())
        return answer

    def _ask_if_there(self, call: Callable[[Mastodon], object]) -> Answer | None:
        """The same; None where there is no such thing."""
        answer = self._wire.ask(call)
        if answer.status in GONE and answer.said is not None:
            return None
        if not answer.fine:
            raise classify(answer, self._wire.host, self._clock.now())
        return answer

    def _learn(self) -> tuple[Server, Myself]:
        """What is there and who we are, asked once."""
        if self._known is None:
            instance = self._document(lambda api: api.instance_v2()) or self._document(lambda api: api.instance_v1())
            nodeinfo = self._document(lambda api: api.instance_nodeinfo(), stranger=True)
            here = server.read_server(instance, nodeinfo, self._wire.host)
            account = self._ask(lambda api: api.account_verify_credentials()).said
            me = Myself(id=str(account["id"]), acct=statuses.with_host(str(account["acct"]), here.domain))
            self._known = here, me
            self.capabilities = here.capabilities(self._wire.timeout)
        return self._known

    def _document(self, call: Callable[[Mastodon], object], *, stranger: bool = False) -> Any:
        """What the server says of itself there; None where it says nothing: not every one has every document."""
        answer = self._wire.ask_as_stranger(call) if stranger else self._wire.ask(call)
        if answer.fine:
            return answer.said
        if 400 <= answer.status < 500 and answer.status not in {408, 429}:
            return None
        raise classify(answer, self._wire.host, self._clock.now())

    def _status(self, id_: str) -> list[Any]:
        """The post ID_; none where there is no such post."""
        answer = self._ask_if_there(lambda api: api.status(id_))
        return [answer.said] if answer else []

    def _source(self, id_: str) -> Any:
        answer = self._ask_if_there(lambda api: api.status_source(id_))
        return answer.said if answer else None

    def _upload(self, picture: Picture) -> str:
        """The id of PICTURE on the server, once it is done with it."""
        data = picture.path.read_bytes()
        answer = self._ask(lambda api: api.media_post(data, mime_type=picture.type, description=picture.alt or None, file_name=picture.path.name))
        id_ = str(answer.said["id"])
        for wait in PICTURE_TAKES:
            if answer.status not in {202, 206}:
                return id_
            self._clock.sleep(wait)
            answer = self._ask(lambda api: api.media(id_))
        raise OutcomeUnknownError(f"{self._wire.host} is not done with the picture {picture.path.name} after a minute.")

    def _tell_tag(self, tag: str, before: str | None, _until: datetime) -> Told:
        here, me = self._learn()
        page = _entries(self._ask(lambda api: api.timeline_hashtag(tag, max_id=before, limit=pages.LIMIT)).said)
        written = [_written_at(one, pages.last_written(str(one["id"])) or self._clock.now()) for one in page]
        posts = [
            statuses.read_incoming(one, How.TAG, here.domain, me, at)
            for one, at in zip(page, written, strict=True)
            if str(statuses.author_of(one).get("id")) != me.id
        ]
        return Told(posts=posts, oldest=written[-1] if page else None, next=str(page[-1]["id"]) if page else None)

    def _notified(self, here: Server) -> pages.Fetch:
        types = ["mention", "quote"] if here.speaks_mastodon >= (4, 5) else ["mention"]

        def fetch(after: str | None, before: str | None) -> Sequence[Any]:
            return _entries(self._ask(lambda api: api.notifications(types=types, min_id=after, max_id=before, limit=pages.LIMIT)).said)

        return fetch

    def _note_limits(self, answer: Answer) -> None:
        """Answers to a post count posts, not requests (app/controllers/api/v1/statuses_controller.rb, 4.5)."""
        self._limits = headers.read_limits(answer.headers, LEFT, RESET, self._clock.now()) or self._limits

    def _problem_of(self, account: Mapping[str, Any]) -> str | None:
        """Why ACCOUNT may not post, as far as the server tells."""
        moved = account.get("moved")
        if moved:
            return f"This account has moved to {moved.get('acct')}: add that one, and remove this."
        answer = self._wire.ask(lambda api: api.app_verify_credentials())  # GoToSocial has no such thing
        scopes = answer.said.get("scopes") if answer.fine and isinstance(answer.said, dict) else None
        if isinstance(scopes, list) and scopes and not {"write", "write:statuses"} & set(scopes):
            return "The token may read but not post: run `livetweet account add mastodon` again, and allow it to post."
        return None


def _list_own(api: Mastodon, *, me: str, before: str | None) -> object:
    return api.account_statuses(me, max_id=before, exclude_reblogs=True, limit=pages.LIMIT)


def _list_some(api: Mastodon, *, ids: list[str]) -> object:
    return api.statuses(ids)


def _listed(said: Any) -> list[Any]:
    """SAID if it is the list it must be."""
    if not isinstance(said, list):
        raise OutcomeUnknownError("The server answered with something that is no list of posts.")
    return said


def _entries(said: Any) -> list[Any]:
    """Those of the list SAID that can be told from others; the rest is passed over."""
    listed = _listed(said)
    found = [one for one in listed if statuses.has_id(one)]
    if listed and not found:
        raise ValueError(said)
    return found


def _written_at(entry: Mapping[str, Any], otherwise: datetime) -> datetime:
    return oddity.instant(entry.get("created_at"), otherwise)
