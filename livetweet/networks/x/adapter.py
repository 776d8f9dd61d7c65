"""One account on X behind the port. Every call is one request that nothing repeats, signed with the account's own keys; only what is read goes on over pages."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import requests
import tweepy

from livetweet.clock import Clock
from livetweet.errors import NotFoundError, OutcomeUnknownError, RejectedError
from livetweet.model.account import Account
from livetweet.model.ref import Ref
from livetweet.networks.backlog import Backlog, Told
from livetweet.networks.headers import read_date
from livetweet.networks.port import Capabilities, Identity, Limits, Outgoing, Page, Receipt, Request, Seen
from livetweet.networks.x import answers, snowflake
from livetweet.networks.x.posts import FIELDS, Post, address, is_ours, last_id, read_incoming, read_seen
from livetweet.networks.x.purse import MENTION, OTHER, Purse
from livetweet.networks.x.wire import HOST, TIMEOUT
from livetweet.writing.rules import x as rules

MENTIONS = "mentions"
TAG = "tag:"
MOST = 100  # posts of one answer
SHOWN_WITHIN = 60.0  # seconds until a timeline, or a search, surely has a post that was made
READS_BACK = timedelta(days=1)  # when a stream is read for the first time
SEARCH_REACHES = timedelta(days=6, hours=23)  # search/recent knows seven days and refuses an older since_id (docs.x.com, 2026-08)


class XAdapter:
    network = "x"
    rehearsal = False

    def __init__(self, *, account: Account, client: tweepy.Client, clock: Clock, tags: Sequence[str], timeout: float = TIMEOUT) -> None:
        self.capabilities = Capabilities(timeout=timeout, replay=None, pause=2.0, shown_within=SHOWN_WITHIN, applause=False)
        self._handle = account.handle.lstrip("@")
        self._client = client
        self._clock = clock
        self._us = str(client.access_token).partition("-")[0]  # an access token begins with the id of its user
        self._purse = Purse(clock)
        self._limits: Limits | None = None
        self._backlogs = {
            stream: Backlog(partial(self._tell, stream), late=timedelta(seconds=SHOWN_WITHIN), first=READS_BACK, dated=_dated)
            for stream in (MENTIONS, *(TAG + tag for tag in tags))
        }
        self._users: dict[str, Mapping[str, Any]] = {}

    def close(self) -> None:
        self._client.session.close()

    # ---- who and when

    def check(self) -> Identity:
        with _explained():
            answer = self._client.get_me(user_fields="name,username")
            me = answer.json()["data"]
            handle, name = str(me["username"]), str(me["name"])
        problem = None
        if answer.headers.get("x-access-level") == "read":
            problem = (
                "These keys may read but not post: set the app to “Read and write” in X's developer console, make a new access token there, "
                "and run `livetweet account add x` again."
            )
        elif handle.casefold() != self._handle.casefold():
            problem = f"These keys belong to @{handle}, not to @{self._handle}: correct the handle in hashtags.toml, or log in with the other keys."
        server_time = read_date(answer.headers) or self._clock.now()
        return Identity(handle=handle, name=name, url=f"https://x.com/{handle}", server="X API v2", server_time=server_time, problem=problem)

    def server_time(self) -> datetime:
        """Any answer tells the time; this one costs nothing."""
        with _explained():
            date = read_date(self._client.session.head(f"{HOST}/2/openapi.json").headers)
        if date is None:
            raise OutcomeUnknownError("X did not say what time it is.")
        return date

    def limits(self) -> Limits | None:
        return self._limits

    # ---- out

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """The ids of the uploaded pictures, in order."""
        ids = []
        for picture in outgoing.media:
            content = base64.b64encode(picture.path.read_bytes()).decode()
            with _explained():
                answer = self._send("/2/media/upload", {"media": content, "media_category": "tweet_image", "media_type": picture.type})
                number = str(answer.json()["data"]["id"])
                if picture.alt:
                    self._send("/2/media/metadata", {"id": number, "metadata": {"alt_text": {"text": picture.alt}}})
            ids.append(number)
        return tuple(ids)

    def build(self, outgoing: Outgoing, prepared: object, parent: Ref | None, at: datetime) -> Request:
        """Without the uploads of `prepare` it is good for looking only: as many pictures, under no name."""
        body: dict[str, Any] = {"text": outgoing.text}
        if parent:
            body["reply"] = {"in_reply_to_tweet_id": parent.id}
        if outgoing.media:
            body["media"] = {"media_ids": list(prepared) if isinstance(prepared, tuple) else ["0"] * len(outgoing.media)}
        return Request(part=outgoing.part, key=outgoing.key, body=json.dumps(body))

    def create(self, request: Request) -> Receipt:
        body = json.loads(request.body)
        with _explained(body):
            answer = self._send("/2/tweets", body)  # requests writes the same bytes as `build`
            self._limits = answers.read_limits(answer, self._clock.now()) or self._limits
            number = answer.json()["data"]["id"]
            at = snowflake.given_at(number)
        return self._receipt(number, at)

    def find(self, request: Request, since: datetime, others: Collection[str] = ()) -> Receipt | None:
        body = json.loads(request.body)
        parent = body.get("reply", {}).get("in_reply_to_tweet_id")
        media = len(body.get("media", {}).get("media_ids", ()))
        with _explained():
            own = self._collect(f"/2/users/{self._us}/tweets", MENTION, start_time=f"{since:%Y-%m-%dT%H:%M:%SZ}")
            for post in own:
                if post["id"] not in others and is_ours(post, text=body["text"], parent=parent, media=media):
                    return self._receipt(post["id"], datetime.fromisoformat(post["created_at"]))
        return None

    def boost(self, ref: Ref) -> None:
        raise RejectedError(f"X does not let apps like this one repost: do it by hand at https://x.com/intent/retweet?tweet_id={ref.id}.")

    def favourite(self, ref: Ref) -> None:
        raise RejectedError(f"X does not let apps like this one like posts: do it by hand at https://x.com/intent/like?tweet_id={ref.id}.")

    def delete(self, ref: Ref) -> None:
        with _explained():
            try:
                self._client.delete_tweet(ref.id)
            except tweepy.NotFound as error:
                if not answers.read_problem(error.response):
                    raise

    def resolve(self, url: str) -> Ref | None:
        number = rules.post_id(url)
        return Ref(id=number) if number and self._look_up([number]) else None

    # ---- in

    def streams(self) -> Sequence[str]:
        return tuple(self._backlogs)

    def read(self, stream: str, cursor: str | None) -> Page:
        backlog = self._backlogs.get(stream)
        if backlog is None:
            raise NotFoundError(f"There is no stream {stream!r}: ask for `{MENTIONS}` or `{TAG}NAME`.")
        return backlog.read(cursor, self._clock.now())

    def reread(self, remote_ids: Sequence[str]) -> Sequence[Seen]:
        """An edited post has another id, which the old one still leads to."""
        found = self._look_up(remote_ids)
        newest = {number: last_id(post) for number, post in found.items()}
        edited = self._look_up([last for number, last in newest.items() if last != number])
        now = {number: edited.get(newest[number], post) for number, post in found.items()}
        return [read_seen(now[number], number) if number in now else Seen(remote_id=number, text=None) for number in remote_ids]

    def _tell(self, stream: str, _page: str | None, until: datetime) -> Told:
        """All posts of STREAM by others since UNTIL, at once."""
        since = snowflake.first_at(until)
        with _explained():
            if stream == MENTIONS:
                found = self._collect(f"/2/users/{self._us}/mentions", MENTION, since_id=str(since))
            else:
                self._purse.ask()
                since = max(since, snowflake.first_at(self._clock.now() - SEARCH_REACHES))
                query = f"#{stream.removeprefix(TAG)} -is:retweet -from:{self._handle}"
                found = self._collect("/2/tweets/search/recent", OTHER, since_id=str(since), query=query)
        others = [post for post in found if post.get("author_id") != self._us]
        now = self._clock.now()
        posts = [read_incoming(post, self._users, us=self._us, handle=self._handle, tag=stream != MENTIONS, now=now) for post in others]
        return Told(posts=posts, oldest=None, next=None)

    def _look_up(self, numbers: Sequence[str]) -> dict[str, Post]:
        """The posts of NUMBERS that are there, by id."""
        found: dict[str, Post] = {}
        with _explained():
            for start in range(0, len(numbers), MOST):
                answer = self._get("/2/tweets", ids=",".join(numbers[start : start + MOST]), **{"tweet.fields": FIELDS})
                found |= {post["id"]: post for post in answer.get("data", ())}
        self._purse.spend(found, OTHER)
        return found

    def _collect(self, route: str, price: float, **wanted: str) -> list[Post]:
        """All pages of ROUTE, oldest first; each post costs PRICE."""
        found: list[Post] = []
        token: str | None = None
        while True:
            more = {"pagination_token": token} if token else {}
            answer = self._get(route, max_results=str(MOST), expansions="author_id", **{"tweet.fields": FIELDS, **wanted, **more})
            page = answer.get("data", [])
            self._purse.spend([post["id"] for post in page], price)
            found += page
            self._users |= {user["id"]: user for user in answer.get("includes", {}).get("users", ())}
            token = answer.get("meta", {}).get("next_token")
            if token is None:
                return sorted(found, key=lambda post: int(post["id"]))

    # ---- the wire

    def _send(self, route: str, body: Mapping[str, Any]) -> requests.Response:
        answer: requests.Response = self._client.request("POST", route, json=body, user_auth=True)
        return answer

    def _get(self, route: str, **wanted: str) -> dict[str, Any]:
        answer: dict[str, Any] = self._client.request("GET", route, params=wanted, user_auth=True).json()
        return answer

    def _receipt(self, number: str, at: datetime) -> Receipt:
        return Receipt(ref=Ref(id=number), url=address(self._handle, number), at=at)


def _dated(cursor: str) -> datetime | None:
    """The instant of a CURSOR as earlier versions left it: the id of the last post handed over."""
    return snowflake.given_at(cursor) if snowflake.is_id(cursor) else None


@contextmanager
def _explained(post: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Whatever tweepy, requests or an answer of another shape raises is one of our errors. POST: see `answers.explain`."""
    try:
        yield
    except Exception as error:
        raise answers.explain(error, post) from error
