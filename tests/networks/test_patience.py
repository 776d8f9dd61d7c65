"""A server that drips: each byte is in time, and together they never end."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic

import pytest
import requests

from livetweet import secrets
from livetweet.clock import RealClock
from livetweet.errors import NetworkError, OutcomeUnknownError
from livetweet.model.account import Account
from livetweet.model.ref import Ref
from livetweet.networks.bluesky import adapter
from livetweet.networks.bluesky.adapter import BlueskyAdapter
from livetweet.networks.bluesky.server import Server
from livetweet.networks.bluesky.session import TOKENS
from livetweet.networks.mastodon.wire import Wire
from livetweet.networks.patience import SLOWEST, Patience
from livetweet.networks.port import Outgoing
from livetweet.networks.x.answers import explain
from livetweet.networks.x.wire import SECRETS, open_client

TIMEOUT = 0.3  # seconds
HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"
LINES = b"HTTP/1.1 200 OK\r\nX-Drip: "


@pytest.fixture(params=[HEADERS, LINES], ids=["its body", "its headers"])
def dripping(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a server that takes every request, and answers a byte each twentieth of a second."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(request.param)
            while not over.wait(0.05):
                try:
                    connection.sendall(b" ")
                except OSError:
                    return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    over.set()
    thread.join(5)
    listening.close()


def mastodon(server: str) -> None:
    Wire(server, "token", timeout=TIMEOUT).ask(lambda client: client.status_post("Hello"))


def bluesky(server: str) -> None:
    Server(server, TIMEOUT).tell("com.atproto.repo.putRecord", b"{}")


def x(server: str) -> None:
    try:
        open_client(dict.fromkeys(SECRETS, "secret"), server, TIMEOUT).create_tweet(text="Hello")
    except requests.RequestException as error:
        raise explain(error) from error


@pytest.mark.parametrize("call", [mastodon, bluesky, x], ids=lambda call: call.__name__)
def test_a_call_that_drips_is_cut_off_and_its_outcome_unknown(dripping: str, call: Callable[[str], None]) -> None:
    began = monotonic()
    with pytest.raises(NetworkError) as told:
        call(dripping)
    assert isinstance(told.value, OutcomeUnknownError)
    assert 2 * TIMEOUT <= monotonic() - began < 10  # it would be fourteen hours


class Hesitant(BaseHTTPRequestHandler):
    """Drips whether a record is there until whoever asked has gone, and only then has taken the post."""

    gone: threading.Event

    def do_GET(self) -> None:
        self.wfile.write(LINES)
        while not self.gone.wait(0.05):
            try:
                self.wfile.write(b" ")
            except OSError:
                self.gone.set()

    def do_POST(self) -> None:
        about = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps({"uri": f"at://{about['repo']}/{about['collection']}/{about['rkey']}", "cid": "bafyrei"}).encode()
        self.wfile.write(LINES)
        while not self.gone.wait(0.05):
            self.wfile.write(b" ")
        self.wfile.write(b"\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server names it
        """Tests want no lines on stderr."""


def test_a_glance_that_is_cut_off_leaves_the_post_beside_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "_GLANCE", TIMEOUT)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Hesitant,), {"gone": threading.Event()}))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    account = Account(name="sky", network="bluesky", handle="fair.example", server=f"http://127.0.0.1:{server.server_address[1]}")
    secrets.keep(account, dict(zip(TOKENS, ("did:plc:us", "access", "refresh"), strict=True)))
    sky = BlueskyAdapter(account=account, clock=RealClock(), tags=(), timeout=5 * TIMEOUT)
    outgoing = Outgoing(part=1, key="k", text="Moss")
    try:
        receipt = sky.create(sky.build(outgoing, None, Ref(id="at://did:plc:somebody/app.bsky.feed.post/3k", cid="bafyrei"), datetime.now(UTC)))
        assert receipt.ref.id.startswith("at://did:plc:us/")
    finally:
        sky.close()
        server.shutdown()
        server.server_close()


def test_what_is_large_has_its_time() -> None:
    ours, theirs = socket.socketpair()
    patience = Patience(0.01)
    patience.over(ours)
    with ours, theirs:
        ours.settimeout(5)
        with patience.within(SLOWEST):  # a second
            threading.Timer(0.3, theirs.sendall, [b"done"]).start()
            assert ours.recv(4) == b"done"
        with pytest.raises(OutcomeUnknownError), patience.within():
            ours.recv(4)
