"""A live network that is not one: a real HTTP server on loopback with an adapter of its own, registered by an entry point like any other.

`FakeNetwork` is the server, in the test's process; `open_adapter` is what the worker's process finds. It knows no idempotency key, so that
every repeated call is a double. Its address stands in hashtags.toml, as that of a Mastodon server would.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from livetweet.clock import Clock, from_stamp, to_stamp
from livetweet.errors import NotSentError, OutcomeUnknownError, RejectedError
from livetweet.model.account import Account
from livetweet.model.ref import Ref
from livetweet.networks.port import Capabilities, Identity, Limits, Outgoing, Page, Receipt, Request, Seen

CONFUSED = "confused"
TIMEOUT = 1.0  # seconds, where hashtags.toml says nothing else


class FakeNetwork:
    """`posts` in the order they were made. `ahead` is what its clock shows beyond this machine's; `on_post` is called when a post is made, before it is
    answered: what it returns says whether the answer arrives.
    """

    def __init__(self) -> None:
        self.posts: list[dict[str, str | None]] = []
        self.ahead = timedelta(0)
        self.on_post: Callable[[], bool] = lambda: True
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"network": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def texts(self) -> list[str | None]:
        return [post["text"] for post in self.posts]

    @property
    def account(self) -> str:
        """What hashtags.toml says of the one account there."""
        host, port = self._server.server_address[:2]
        return f'[accounts.fair]\nnetwork = "mastodon"\nhandle = "@fair@example.social"\nserver = "http://{host!s}:{port}"\n'

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    network: ClassVar[FakeNetwork]

    def do_HEAD(self) -> None:
        self._answer(204, None)

    def do_GET(self) -> None:
        self._answer(200, self.network.posts)

    def do_POST(self) -> None:
        wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        post = {**wanted, "id": str(len(self.network.posts) + 1), "at": to_stamp(self._now())}
        self.network.posts.append(post)
        if self.network.on_post():
            self._answer(201, post)

    def _now(self) -> datetime:
        return datetime.now(UTC) + self.network.ahead

    def _answer(self, code: int, body: object) -> None:
        self.send_response_only(code)
        self.send_header("Date", format_datetime(self._now(), usegmt=True))
        self.end_headers()
        if body is not None:
            self.wfile.write(json.dumps(body).encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server names it
        """Tests want no lines on stderr."""


class FakeAdapter:
    """One account there. It meets a defect of its own in each method that the file CONFUSED in FOLDER names, and keeps hashtags.toml open until it is closed."""

    rehearsal = False

    def __init__(self, account: Account, folder: Path) -> None:
        self._confused = folder / CONFUSED
        self._held = (folder / "hashtags.toml").open("rb")
        self.network = account.network
        self.capabilities = Capabilities(timeout=account.timeout or TIMEOUT, replay=None, pause=0.1)
        self._address = urlsplit(account.server or "").netloc

    def close(self) -> None:
        self._held.close()  # every call has its own connection

    def server_time(self) -> datetime:
        return parsedate_to_datetime(self._ask("HEAD")[0].headers["Date"])

    def prepare(self, outgoing: Outgoing) -> None:
        return None

    def build(self, outgoing: Outgoing, prepared: object, parent: Ref | None, at: datetime) -> Request:
        return Request(part=outgoing.part, key=outgoing.key, body=json.dumps({"text": outgoing.text, "parent": parent and parent.id}))

    def create(self, request: Request) -> Receipt:
        return _receipt(self._ask("POST", request.body)[1])

    def find(self, request: Request, since: datetime, others: Collection[str] = ()) -> Receipt | None:
        self._stumble("find")
        wanted = json.loads(request.body)
        for post in self._ask("GET")[1]:
            if post["text"] == wanted["text"] and post["parent"] == wanted["parent"] and post["id"] not in others and from_stamp(post["at"]) >= since:
                return _receipt(post)
        return None

    def check(self) -> Identity:
        return Identity(handle="fair@example.social", name="Fair", url=None, server="a fake network", server_time=self.server_time())

    def limits(self) -> Limits | None:
        self._stumble("limits")
        return None

    def boost(self, ref: Ref) -> None:
        raise RejectedError("403: nobody can be boosted here.")

    def favourite(self, ref: Ref) -> None:
        raise RejectedError("403: nobody can be liked here.")

    def delete(self, ref: Ref) -> None:
        raise RejectedError("403: nothing can be deleted here.")

    def resolve(self, url: str) -> Ref | None:
        return next((Ref(id=post["id"]) for post in self._ask("GET")[1] if url.endswith(f"/{post['id']}")), None)

    def streams(self) -> Sequence[str]:
        self._stumble("streams")
        return ("mentions",)

    def read(self, stream: str, cursor: str | None) -> Page:
        self._stumble("read")
        return Page(posts=(), cursor=cursor)

    def reread(self, remote_ids: Sequence[str]) -> Sequence[Seen]:
        return ()

    def _stumble(self, method: str) -> None:
        if self._confused.exists() and method in self._confused.read_text().split():
            raise KeyError(method)

    def _ask(self, verb: str, body: str | None = None) -> tuple[HTTPResponse, Any]:
        connection = HTTPConnection(self._address, timeout=self.capabilities.timeout)
        try:
            try:
                connection.connect()
            except OSError as error:
                raise NotSentError(f"Connection refused: {error}.") from error
            try:
                connection.request(verb, "/posts", body)
                answer = connection.getresponse()
                said = answer.read()
            except (OSError, HTTPException) as error:
                raise OutcomeUnknownError(f"No answer: {type(error).__name__}.") from error
            return answer, json.loads(said) if said else None
        finally:
            connection.close()


def _receipt(post: dict[str, str]) -> Receipt:
    return Receipt(ref=Ref(id=post["id"]), url=f"https://example.social/@fair/{post['id']}", at=from_stamp(post["at"]))


def open_adapter(account: Account, *, folder: str, clock: Clock, tags: Sequence[str]) -> FakeAdapter:
    return FakeAdapter(account, Path(folder))


def install(folder: Path, *, name: str = "mastodon", opener: str = "tests.e2e.fake_network:open_adapter") -> Path:
    """A distribution in FOLDER that registers OPENER as the network NAME; FOLDER, for the path of whoever is to find it."""
    about = folder / "livetweet_fake_network-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: livetweet-fake-network\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[livetweet.networks]\n{name} = {opener}\n")
    return folder
