"""A workspace with two accounts on a real PDS, behind a proxy with faults, and a worker in a hurry that is killed again and again.

Started as `python -m tests.networks.bluesky.storm FOLDER` it is the warm process that forks those workers: one line in is one life (seconds, or `inf`), one line
out how it ended. Delays are settings here: what takes minutes at an event takes tenths of a second.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from livetweet import secrets
from livetweet.clock import RealClock
from livetweet.model.part import State
from livetweet.networks import bluesky
from livetweet.outbox import gates as outbox_gates
from livetweet.secrets import state_folder
from livetweet.store import accounts, gates, leaving
from livetweet.worker import drive, lane, process
from tests.building import OPERATOR
from tests.e2e.place import REPOSITORY, Place, wait_for
from tests.faulty_proxy import AFTER, BEFORE, Asked, Fault, Proxy, answered, limited
from tests.servers.bluesky_user import POST, User

CALMS_WITHIN = 3600.0  # seconds; only a test that fails waits that long
XRPC = "/xrpc/com.atproto."
PUT, LOOK, LOG_IN = f"{XRPC}repo.putRecord", f"{XRPC}repo.getRecord", f"{XRPC}server.createSession"
EXPIRED = answered(400, "expired", headers={"Content-Type": "application/json"}, body=b'{"error":"ExpiredToken","message":"Token has expired"}')
FAULTS: Sequence[Fault] = (
    *BEFORE,
    *AFTER,
    limited("limited"),
    limited("limited, with a second", {"Retry-After": "1"}),
    limited("limited, with nonsense", {"RateLimit-Reset": "tomorrow", "Retry-After": "-3"}),
    EXPIRED,
)


def hurry() -> None:
    """Settings of this process: it waits for nothing longer than it must."""
    process.TICK = drive.LOOK_EVERY = 0.05
    bluesky.TIMEOUT = 1.5
    leaving.MARK_HOLDS_FOR = timedelta(seconds=1)
    accounts.BACKOFF_FIRST, accounts.BACKOFF_MOST = 0.05, 0.5
    lane.LOOK_AGAIN_AFTER = lane.FAILED_LOOK_FIRST = timedelta(seconds=0.2)
    lane.FAILED_LOOK_MOST = timedelta(seconds=1)


def main(folder: Path) -> None:
    hurry()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(process.main(folder, once=False))
        ends = time.monotonic() + float(line)
        while not (ended := os.waitpid(child, os.WNOHANG))[0]:
            if time.monotonic() > ends:
                os.kill(child, signal.SIGKILL)
                ended = os.waitpid(child, 0)
                break
            time.sleep(0.02)
        print(os.waitstatus_to_exitcode(ended[1]), flush=True)


@dataclass(slots=True, kw_only=True)
class Weather:
    """What befalls a request: the first try of every post meets a fault, later tries and looks often, all else now and then."""

    seed: int
    tried: Counter[str] = field(default_factory=Counter)  # by record key
    struck: Counter[str] = field(default_factory=Counter)  # the same, of tries that met a fault
    faults: Counter[str] = field(default_factory=Counter)
    log_ins: int = 0
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def __call__(self, asked: Asked) -> Fault | None:
        key = str(json.loads(asked.body)["rkey"]) if asked.path == PUT else None
        share = (0.3 if self.tried[key] else 1.0) if key else 0.2 if asked.path == LOOK else 0.05
        if asked.path == LOG_IN:
            self.log_ins += 1
            share = 0.0
        if key:
            self.tried[key] += 1
        if self._random.random() >= share:
            return None
        fault = self._random.choice(FAULTS)
        if key:
            self.struck[key] += 1
            self.faults[fault.name] += 1
        return fault


class Storm:
    """POSTS posts on each of two accounts, a tenth of them threads of three parts."""

    def __init__(self, folder: Path, pds: str, proxy: Proxy, posts: int) -> None:
        self.users = {name: User.create(pds) for name in ("sky", "cloud")}
        settings = "".join(
            f'[accounts.{name}]\nnetwork = "bluesky"\nhandle = "{user.handle}"\nserver = "{proxy.url}"\n' for name, user in self.users.items()
        )
        clock = RealClock()
        self.place = Place.make(folder, "live", settings, clock)
        with self.place.opened() as store:
            with store.reading() as db:
                known = accounts.every(db)
            outbox_gates.go_live(store, state_folder(), OPERATOR, clock)
        for account in known:
            secrets.keep(account, {"app_password": self.users[account.name].password})
        later = clock.now() + timedelta(days=1)
        for number in range(posts):
            text = f"Kite {number} is up, « {number:04} » #Fair27 https://example.org/{number}"
            if number % 10 == 0:
                text = "\n\n".join(f"{text}: {line}, {'wind over the dunes and tea behind the lighthouse, ' * 4}" for line in "abc")
            self.place.schedule(text, clock, latest=later)

    def settle(self, kills: int, seed: int) -> int:
        """KILLS workers of random lives, then one that lives until nothing is left to do; how many died."""
        chance = random.Random(seed)
        killed = 0
        with _nursery(self.place.folder) as nursery:
            while killed < kills and not self.is_over():
                killed += _live(nursery, chance.uniform(0.3, 4.0)) == -signal.SIGKILL
            assert nursery.stdin
            nursery.stdin.write("inf\n")
            nursery.stdin.flush()
            wait_for(self.is_over, "everything to be posted", CALMS_WITHIN)
            with self.place.opened() as store, store.writing() as db:
                gates.ask_to_stop(db, RealClock().now())
            assert nursery.stdout
            assert nursery.stdout.readline() == "0\n"
        return killed

    def is_over(self) -> bool:
        """Everything is posted. Asked no more than twice a second: the workers need the machine."""
        time.sleep(0.5)
        return self.place.count(State.POSTED) == len(self.place.parts())

    def written(self) -> dict[str, Counter[str]]:
        """What each account should have posted, by text."""
        return {name: Counter(part.text for part in self.place.parts() if part.account == name) for name in self.users}

    def posted(self) -> dict[str, Counter[str]]:
        """What the server has of each account, by text."""
        return {name: Counter(record["text"] for record in user.records(POST).values()) for name, user in self.users.items()}

    def astray(self) -> list[str]:
        """Texts of parts beyond the first that do not answer the part before, as the server has them."""
        every = {(part.post, part.account, part.number): part for part in self.place.parts()}
        records = {uri: record for user in self.users.values() for uri, record in user.records(POST).items()}
        return [
            part.text
            for (post, account, number), part in every.items()
            if number > 1 and records[part.remote_id or ""]["reply"]["parent"]["uri"] != every[post, account, number - 1].remote_id
        ]


@contextmanager
def _nursery(folder: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.networks.bluesky.storm", str(folder)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.communicate()


def _live(nursery: subprocess.Popen[str], life: float) -> int:
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(f"{life}\n")
    nursery.stdin.flush()
    return int(nursery.stdout.readline())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
