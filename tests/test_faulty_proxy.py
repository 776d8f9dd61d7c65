from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import requests

from tests.faulty_proxy import (
    AFTER,
    BEFORE,
    CUT,
    EMPTY,
    HUNG_AFTER,
    HUNG_BEFORE,
    LOST,
    PORTAL_PAGE,
    RESET_AFTER,
    RESET_BEFORE,
    TRUNCATED,
    Asked,
    Chance,
    Fault,
    answered,
    limited,
    stand_before,
)

MADE = b'{"id": "1", "text": "made"}'


class Maker(BaseHTTPRequestHandler):
    made = 0

    def do_POST(self) -> None:
        Maker.made += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(MADE)))
        self.end_headers()
        self.wfile.write(MADE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's own name
        pass


@pytest.fixture
def upstream() -> Iterator[str]:
    Maker.made = 0
    server = HTTPServer(("127.0.0.1", 0), Maker)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def ask(upstream: str, fault: Fault | None) -> requests.Response:
    with stand_before(upstream, lambda _: fault) as proxy, requests.Session() as session:
        answer = session.post(f"{proxy.url}/posts?x=1", json={"text": "made"}, timeout=0.5)
        assert [(asked.method, asked.path, asked.query, asked.body, befell) for asked, befell in proxy.befell] == [
            ("POST", "/posts", "x=1", b'{"text": "made"}', fault)
        ]
        return answer


def test_without_a_fault_the_answer_is_the_servers_own(upstream: str) -> None:
    answer = ask(upstream, None)
    assert (answer.status_code, answer.content, answer.headers["Content-Type"], Maker.made) == (201, MADE, "application/json", 1)


@pytest.mark.parametrize("fault", [*BEFORE, *AFTER], ids=lambda fault: fault.name)
def test_a_fault_keeps_from_the_client_what_the_server_did(upstream: str, fault: Fault) -> None:
    try:
        answer: object = ask(upstream, fault).json()
    except requests.RequestException as error:
        answer = error
    assert answer != {"id": "1", "text": "made"}
    assert Maker.made == fault.passed_on


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (LOST, requests.exceptions.ConnectionError),
        (RESET_BEFORE, requests.exceptions.ConnectionError),
        (RESET_AFTER, requests.exceptions.ConnectionError),
        (HUNG_BEFORE, requests.exceptions.ReadTimeout),
        (HUNG_AFTER, requests.exceptions.ReadTimeout),
        (CUT, requests.exceptions.ChunkedEncodingError),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_each_way_to_lose_an_answer_looks_as_it_does_in_life(upstream: str, fault: Fault, error: type[Exception]) -> None:
    with pytest.raises(error):
        ask(upstream, fault)


def test_a_truncated_answer_looks_whole_but_for_its_body(upstream: str) -> None:
    answer = ask(upstream, TRUNCATED)
    assert (answer.status_code, answer.content) == (201, MADE[: len(MADE) // 2])
    assert ask(upstream, EMPTY).content == b""


def test_statuses_and_pages_of_others_come_as_they_were_given(upstream: str) -> None:
    late = limited("late", {"X-RateLimit-Reset": "nonsense"})
    answers = [ask(upstream, late), ask(upstream, answered(503, passed_on=True)), ask(upstream, PORTAL_PAGE)]
    assert [(one.status_code, one.headers.get("X-RateLimit-Reset")) for one in answers] == [(429, "nonsense"), (503, None), (200, None)]
    assert Maker.made == 1


def test_chance_is_the_same_for_the_same_seed_and_spares_what_is_not_meant() -> None:
    def draw(seed: int) -> list[str | None]:
        chance = Chance(seed, 0.5, [*BEFORE, *AFTER], lambda asked: asked.method == "POST")
        met = [chance(Asked(number=one, method="POST" if one % 3 else "GET", path="/", query="", headers={}, body=b"")) for one in range(300)]
        return [fault.name if fault else None for fault in met]

    assert draw(1) == draw(1)
    assert draw(1) != draw(2)
    assert all(fault is None for fault in draw(1)[::3])
    assert 60 < sum(fault is not None for fault in draw(1)) < 140


def test_what_reached_the_server_can_be_counted(upstream: str) -> None:
    faults = iter([LOST, RESET_BEFORE, None])
    with stand_before(upstream, lambda _: next(faults)) as proxy:
        for _ in range(3):
            try:
                requests.post(f"{proxy.url}/posts", json={}, timeout=5)
            except requests.ConnectionError:
                continue
        assert (proxy.faults(), proxy.faults("lost"), proxy.passed_on(lambda asked: asked.path == "/posts"), Maker.made) == (2, 1, 2, 2)
