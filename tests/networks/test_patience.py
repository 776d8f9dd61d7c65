"""A server that drips: each byte is in time, and together they never end."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from time import monotonic

import pytest
import requests

from livetweet.errors import NetworkError, OutcomeUnknownError
from livetweet.networks.bluesky.server import Server
from livetweet.networks.mastodon.wire import Wire
from livetweet.networks.patience import SLOWEST, Patience
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
