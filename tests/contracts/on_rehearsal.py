"""The rehearsal network in the manners of each, under the contract."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

from livetweet.clock import DiscreteClock
from livetweet.errors import OutcomeUnknownError
from livetweet.model.account import Account
from livetweet.model.errand import Deed
from livetweet.model.incoming import How
from livetweet.model.ref import Ref
from livetweet.networks.port import Adapter, Outgoing
from livetweet.networks.rehearsal import Settings, open_adapter, prepare_network
from livetweet.networks.rehearsal.log import Log
from livetweet.networks.rehearsal.manners import MANNERS
from livetweet.networks.rehearsal.network import deliver
from tests.contracts.harness import HANDLES, TAG, Harness, Open, Standing


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
    handle: str
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
        return sum(one.deleted is None for one in self.log.ours_after(0))

    def standing(self, remote_id: str) -> Standing | None:
        entry = self.log.entry(self.account.network, remote_id)
        if entry is None or entry.deleted:
            return None
        return Standing(
            text=entry.text,
            alts=tuple(json.loads(entry.pictures)),
            warning=entry.warning,
            visibility=entry.visibility,
            language=entry.language,
            boosts=self.log.deeds_of(Deed.BOOST, [entry.id]).get(entry.id, 0),
            favourites=self.log.deeds_of(Deed.FAVOURITE, [entry.id]).get(entry.id, 0),
        )

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
        yield RehearsalHarness(adapter=adapter, log=log, clock=clock, software=software, account=account, handle=account.handle)
    finally:
        adapter.close()
        log.close()


HARNESSES: Mapping[str, Open] = {
    "rehearsal as mastodon": partial(rehearse, software="mastodon"),
    "rehearsal as gotosocial": partial(rehearse, software="gotosocial"),
    "rehearsal as bluesky": partial(rehearse, software="bluesky"),
    "rehearsal as x": partial(rehearse, software="x"),
}
