"""What the contract suite needs around an adapter: the other people of a network, and its accidents.

A new network adds its harness to `HARNESSES`, one line, and passes `test_adapter.py` as it stands.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Protocol

from livetweet.clock import DiscreteClock
from livetweet.errors import OutcomeUnknownError
from livetweet.model.account import Account
from livetweet.model.incoming import How
from livetweet.model.ref import Ref
from livetweet.networks.port import Adapter, Outgoing
from livetweet.networks.rehearsal import Settings, open_adapter, prepare_network
from livetweet.networks.rehearsal.log import Log
from livetweet.networks.rehearsal.manners import MANNERS
from livetweet.networks.rehearsal.network import deliver

TAG = "PyConExemple"
HANDLES = {"mastodon": "pyconexemple@example.social", "bluesky": "pyconexemple.example", "x": "pyconexemple"}


class Harness(Protocol):
    adapter: Adapter

    def now(self) -> datetime:
        """What the organiser's clock shows."""

    def wait(self, seconds: float) -> None:
        """Let time pass, for the network and for us."""

    def outgoing(self, text: str) -> Outgoing:
        """A part of its own to send."""

    def lose_answer(self) -> None:
        """Let the next create be carried out and its answer be lost."""

    def say(self, text: str, answers: Ref | None = None) -> str:
        """Somebody else writes TEXT, as an answer to ANSWERS or mentioning us; its remote id."""

    def tag(self, text: str) -> str:
        """Somebody else writes TEXT without speaking to us; its remote id."""

    def remove(self, remote_id: str) -> None:
        """Whoever wrote it deletes it."""

    def posts(self) -> int:
        """How many posts the account has on the server."""


@dataclass(slots=True)
class FrailClock(DiscreteClock):
    """Waiting for an answer can end in an accident."""

    frail: bool = False

    def sleep(self, seconds: float) -> None:
        DiscreteClock.sleep(self, seconds)
        if self.frail:
            self.frail = False
            raise OutcomeUnknownError("The answer was lost on the way.")


@dataclass(slots=True)
class RehearsalHarness:
    adapter: Adapter
    log: Log
    clock: FrailClock
    software: str
    account: Account
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def now(self) -> datetime:
        return self.clock.now()

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def outgoing(self, text: str) -> Outgoing:
        return Outgoing(part=next(self.numbers), key=str(uuid.uuid4()), text=text)

    def lose_answer(self) -> None:
        self.clock.frail = True

    def say(self, text: str, answers: Ref | None = None) -> str:
        return self._deliver(text, answers, How.REPLY if answers else How.MENTION)

    def tag(self, text: str) -> str:
        return self._deliver(text, None, None)

    def remove(self, remote_id: str) -> None:
        entry = self.log.entry(self.account.network, remote_id)
        assert entry is not None
        with self.log.writing():
            self.log.change_entry(entry.id, deleted="2027-03-18T12:00:00.000000Z")

    def posts(self) -> int:
        return sum(self.log.posts_by_part().values())

    def _deliver(self, text: str, answers: Ref | None, how: How | None) -> str:
        with self.log.writing():
            parent = self.log.entry(self.account.network, answers.id) if answers else None
            target = self.account.name if how else None
            manners = MANNERS[self.software]
            entry = deliver(
                self.log, manners, parent=parent, author="lou@social.example", name="Lou", text=text, at=self.clock.true, target=target, how=how
            )
        return entry.remote_id


@contextmanager
def rehearse(folder: Path, software: str) -> Iterator[Harness]:
    network = MANNERS[software].network
    account = Account(name=f"on-{software}", network=network, handle=HANDLES[network])
    prepare_network(folder, Settings(seed=1, software={account.name: software}))
    clock = FrailClock(datetime(2027, 3, 18, 9, tzinfo=UTC))
    adapter = open_adapter(account, folder=str(folder), clock=clock, tags=[TAG])
    log = Log(folder)
    try:
        yield RehearsalHarness(adapter=adapter, log=log, clock=clock, software=software, account=account)
    finally:
        adapter.close()
        log.close()


HARNESSES: Mapping[str, Callable[[Path], AbstractContextManager[Harness]]] = {
    "rehearsal as mastodon": partial(rehearse, software="mastodon"),
    "rehearsal as gotosocial": partial(rehearse, software="gotosocial"),
    "rehearsal as bluesky": partial(rehearse, software="bluesky"),
    "rehearsal as x": partial(rehearse, software="x"),
}
