"""The one port: what the worker asks of a network, and what it may count on.

Every adapter (rehearsal, Mastodon, Bluesky, X) has this shape. A call blocks until it is answered and raises one of the
`NetworkError`s of `errors.py`; nothing behind `create` ever repeats a request. What a network takes and offers, as far as it is known without asking
(length, pictures, visibility, boosts, price), is said by its module in `writing.rules`, for posts are made long before they leave.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from livetweet.clock import Clock
from livetweet.model.account import Account
from livetweet.model.incoming import Incoming
from livetweet.model.measures import Measures
from livetweet.model.ref import Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """`timeout`: seconds the client waits for each step of a call; all of it takes twice that, and the time its bytes need. `replay`: how long after its
    first try the same key may be sent again without a double: with the same bytes, or others where those were refused; None: never. `pause`: seconds to leave between two parts of one delivery.
    `shown_within`: seconds after which what was made is to be found by looking, however soon the client gives up.
    `applause`: whether likes and boosts of our own posts may be asked for again and again; False where each answer is paid.
    `measures`: what this server takes with a post, once it has been asked anything; None: what the network's rules say.
    """

    timeout: float = 30.0
    replay: timedelta | None = None
    pause: float = 1.0
    shown_within: float = 0.0
    applause: bool = True
    measures: Measures | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many posts the server takes until `reset`, aware, as it said last. `left` 0: none before then."""

    left: int
    reset: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who the server takes us for. `handle` is in the network's own form without @; `server` what answers there, with its version where it tells (`Mastodon 4.5.1`).
    `problem` is why this account may not post, in a sentence with its cure; None: it may.
    """

    handle: str
    name: str
    url: str | None
    server: str
    server_time: datetime
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The bytes at `path` are sent as they are: at approval they were turned upright, stripped of EXIF and made to fit the network. `type` is `image/jpeg`, `image/png`, …;
    `width` and `height` are in pixels; `alt` is empty where a person said on purpose that there is none.
    """

    path: Path
    type: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A part as it was frozen at approval. `part` is only for the rehearsal network's log; no real server sees it. `visibility` is one of those that the network's
    rules offer; `warning` stands before the text where the network knows such a thing.
    """

    part: int
    key: str
    text: str
    media: tuple[Picture, ...] = ()
    warning: str | None = None
    language: str | None = None
    visibility: str = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The one create call, ready: `body` the exact bytes as text, the same at every try of a revision; `record_key` where the network lets us choose it."""

    part: int
    key: str
    body: str
    record_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a network has made of a request."""

    ref: Ref
    url: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Incoming posts, oldest first, and where the next page begins. `more`: ask again at once."""

    posts: Sequence[Incoming]
    cursor: str | None
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a re-read found of one post: its text as it is now, None when its author deleted it; how often it was liked and passed on."""

    remote_id: str
    text: str | None
    likes: int = 0
    boosts: int = 0


class Adapter(Protocol):
    """One account on one network."""

    network: str
    rehearsal: bool
    capabilities: Capabilities

    def check(self) -> Identity:
        """Who we are there, and whether we may post; AccountError where the server does not let us in at all."""

    def server_time(self) -> datetime:
        """What the server's `Date` says, aware."""

    def limits(self) -> Limits | None:
        """What the last answer to this adapter said of how many more posts may leave, without asking; None: it has not said."""

    def prepare(self, outgoing: Outgoing) -> object:
        """Whatever must be done before the create call and may be repeated or thrown away: token, upload, mention to DID."""

    def build(self, outgoing: Outgoing, prepared: object, parent: Ref | None, at: datetime) -> Request:
        """The create call for OUTGOING as an answer to PARENT, made at AT. Touches nothing."""

    def create(self, request: Request) -> Receipt:
        """One call that nothing repeats."""

    def find(self, request: Request, since: datetime, others: Collection[str] = ()) -> Receipt | None:
        """The post that REQUEST made if the account has it, looking from SINCE (the server's time) on.

        OTHERS are remote ids that other parts are known to have made: never the one looked for, though it may read the same.
        """

    def boost(self, ref: Ref) -> None:
        """The account passes the post at REF on. Again: nothing more happens, and that is no error. RejectedError where the network does not let us."""

    def favourite(self, ref: Ref) -> None:
        """The account likes the post at REF. As `boost`."""

    def delete(self, ref: Ref) -> None:
        """The account's own post at REF is gone, which is no error either where it was already."""

    def resolve(self, url: str) -> Ref | None:
        """What an answer to the post at the address URL must name; None where there is no such post on this network."""

    def streams(self) -> Sequence[str]:
        """The names of what can be read: `mentions`, and `tag:NAME` for each hashtag watched."""

    def read(self, stream: str, cursor: str | None) -> Page:
        """The posts of STREAM from CURSOR on, overlapping the page before by one."""

    def reread(self, remote_ids: Sequence[str]) -> Sequence[Seen]:
        """What became of posts, read before or our own, one entry each, in order."""

    def close(self) -> None:
        """Let go of files and connections; nothing is asked of the adapter afterwards."""


class OpenAdapter(Protocol):
    """What an entry point in the group `livetweet.networks` must name: opens the adapter of ACCOUNT.

    `folder` is the workspace; `tags` the hashtags to watch, without #.
    """

    def __call__(self, account: Account, *, folder: str, clock: Clock, tags: Sequence[str]) -> Adapter: ...
