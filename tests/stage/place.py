"""A workspace of an invented evening in two rooms, with what its audience wrote, and the real stage serving it in a process of its own.

The clock stands still at 10:20 at the venue, in the middle of the first talks.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from livetweet.clock import DiscreteClock, SimulatedClock
from livetweet.inbox import questions
from livetweet.inbox.take import take_in
from livetweet.model.incoming import How, Incoming
from livetweet.store import gates, programmes
from livetweet.store.connect import Store
from tests.building import HASHTAGS, OPERATOR, PROGRAMME, TEN, Event

NOW = TEN + timedelta(minutes=20)
ROOMS = {"kites": "Ada", "moss": "Curie", "tides": "Ada"}
PATIENCE = 30.0  # seconds until a test gives up waiting; only a failing one waits that long


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    """What CONDITION returns once that is true; AssertionError naming WHAT where it never is."""
    ends = time.monotonic() + PATIENCE
    while not (found := condition()):
        if time.monotonic() > ends:
            raise AssertionError(f"waited {PATIENCE:.0f} s in vain for {what}")
        time.sleep(0.01)
    return found


def wrote(remote_id: str, text: str, **values: Any) -> Incoming:
    """A public mention by Ana on Mastodon, five minutes ago, unless VALUES say otherwise."""
    usual: dict[str, Any] = {
        "network": "mastodon",
        "how": How.MENTION,
        "author": "ana@example.net",
        "name": "Ana Lima",
        "at": NOW - timedelta(minutes=5),
    }
    return Incoming(remote_id=remote_id, text=text, **(usual | values))


def furnish(folder: Path, settings: str = "") -> None:
    """Fill FOLDER with the workspace; SETTINGS are added to its hashtags.toml."""
    (folder / "hashtags.toml").write_text(HASHTAGS.replace("[tags]", f"{settings}\n[tags]"), "utf-8")
    event = Event(folder=folder, clock=DiscreteClock(NOW))
    with event.store.writing() as db:
        programmes.save_version(db, PROGRAMME, source="test", at=NOW)
        gates.set_simulated_time(db, SimulatedClock(anchor=NOW, anchor_monotonic=0.0, speed=0.0))
    event.close()


@dataclass(slots=True, kw_only=True)
class Fair:
    """The workspace in `folder` with its `store`."""

    folder: Path
    store: Store

    def take(self, *posts: Incoming, account: str = "masto") -> tuple[int, ...]:
        return take_in(self.store, account, posts, ("mentions", posts[-1].remote_id), NOW).new

    def ask(self, text: str, **values: Any) -> int:
        """A question of the kites talk, made of a post that came in; its id."""
        remote_id = str(self.store.connection.execute("SELECT count(*) FROM incoming").fetchone()[0])
        (incoming,) = self.take(wrote(remote_id, text, **values))
        asked = questions.ask(self.store, [incoming], operator=OPERATOR, now=NOW, room=ROOMS.get, about=lambda *_: "kites")
        assert not asked.refused
        return asked.questions[incoming]

    def stage(self, *ids: int) -> None:
        assert not questions.stage(self.store, ids, operator=OPERATOR, now=NOW, room=ROOMS.get).refused

    def states(self) -> dict[int, str]:
        return {one.id: one.state.value for one in sorted(questions.waiting(self.store), key=lambda one: one.id)}

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.store.connection.execute(sql)]


@contextmanager
def fair(folder: Path, settings: str = "") -> Iterator[Fair]:
    furnish(folder, settings)
    store = Store(folder / "livetweet.db", synced=False)
    try:
        yield Fair(folder=folder, store=store)
    finally:
        store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """The stage's process, and requests to it as a browser's page of ours would make them."""

    process: subprocess.Popen[str]
    port: int
    moderator: str
    follow: str

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(self, method: str, path: str, wish: Any = None, headers: Mapping[str, str | None] | None = None) -> Answer:
        """HEADERS instead of the usual ones; None takes one away."""
        usual: dict[str, str | None] = {"Host": f"127.0.0.1:{self.port}"}
        if method == "POST":
            usual |= {"Origin": self.origin, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            body = wish if isinstance(wish, bytes) else b"" if wish is None else json.dumps(wish).encode()
            for name, value in (usual | dict(headers or {})).items():
                if value is not None:
                    connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return Answer(status=answer.status, headers={name.lower(): value for name, value in answer.getheaders()}, body=answer.read())
        finally:
            connection.close()

    def cookie(self, role: str = "moderator") -> str:
        answer = self.request("POST", "/session", {"role": role, "token": getattr(self, role)})
        assert answer.status == 200, answer
        return answer.headers["set-cookie"].partition(";")[0]

    def act(self, cookie: str, verb: str, id_: int, **more: Any) -> Answer:
        return self.request("POST", "/act", {"verb": verb, "id": id_, **more}, {"Cookie": cookie})

    @contextmanager
    def watching(self, view: str, room: str | None = None, cookie: str | None = None) -> Iterator[Watching]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", f"/events/{view}{f'?room={room}' if room else ''}", headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            yield Watching(answer)
        finally:
            connection.close()


class Watching:
    """One stream of events, as it comes in; `bytes` is all that was received."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer
        self.bytes = b""

    def event(self) -> tuple[str, Any]:
        """The next event: its name and what it holds."""
        name = ""
        while True:
            line = self._answer.readline()
            assert line, "the stream has ended"
            self.bytes += line
            if line.startswith(b"event: "):
                name = line[7:].strip().decode()
            elif line.startswith(b"data: "):
                return name, json.loads(line[6:])

    def until(self, condition: Callable[[Any], object]) -> Any:
        """The first document shown for which CONDITION holds."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            name, told = self.event()
            if name == "show" and condition(told):
                return told
        raise AssertionError("the view never showed it")


@contextmanager
def serving(folder: Path, host: str = "127.0.0.1") -> Iterator[Serving]:
    """The stage of FOLDER on a free port, until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "livetweet.stage", str(folder), OPERATOR, host, "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(4)]
        assert all(lines), process.stderr and process.stderr.read()
        links = [line.split()[-1] for line in lines]
        port = int(links[0].split(":")[2].partition("/")[0])
        stage = Serving(process=process, port=port, moderator=links[2].partition("#")[2], follow=links[3].partition("#")[2])
        wait_for(
            lambda: stage.request("GET", "/events/hall", headers={"Host": "nobody.example"}).status == 421 and _opened(stage), "the stage to open"
        )
        yield stage
    finally:
        process.terminate()
        assert process.wait(PATIENCE) is not None
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def _opened(stage: Serving) -> bool:
    connection = HTTPConnection("127.0.0.1", stage.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/events/hall")
        return connection.getresponse().status == 200
    finally:
        connection.close()
