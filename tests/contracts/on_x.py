"""X, by tweepy against the fake, under the contract."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from livetweet.clock import DiscreteClock
from livetweet.model.account import Account
from livetweet.model.ref import Ref
from livetweet.networks.port import Adapter, Outgoing
from livetweet.networks.x.adapter import XAdapter
from livetweet.networks.x.wire import open_client
from tests.contracts.harness import HANDLES, TAG, Harness, Open, Standing
from tests.fakes.x import KEYS, Accident, FakeX
from tests.fakes.x_server import serve


@dataclass(slots=True)
class XHarness:
    adapter: Adapter
    fake: FakeX
    clock: DiscreteClock
    handle: str
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def now(self) -> datetime:
        return self.clock.now()

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def outgoing(self, text: str) -> Outgoing:
        return Outgoing(part=next(self.numbers), key=str(uuid.uuid4()), text=text)

    def lose_answer(self) -> None:
        self.fake.accidents.append(Accident.TRUNCATED)

    def say(self, text: str, answers: Ref | None = None) -> str:
        return self.fake.say(text if answers or "@" in text else f"@{self.handle} {text}", parent=answers.id if answers else None)

    def tag(self, text: str) -> str:
        return self.fake.say(text)

    def remove(self, remote_id: str) -> None:
        self.fake.tweets[remote_id].deleted = True

    def posts(self) -> int:
        return len(self.fake.ours())

    def standing(self, remote_id: str) -> Standing | None:
        found = self.fake.tweets.get(remote_id)
        if found is None or found.deleted:
            return None
        alts = tuple(self.fake.uploads[one] for one in found.media)
        return Standing(text=found.typed, alts=alts, warning=None, visibility="public", language=None, boosts=0, favourites=0)


@contextmanager
def on_x(_: Path) -> Iterator[Harness]:
    clock = DiscreteClock(datetime(2027, 3, 18, 9, tzinfo=UTC))
    fake = FakeX(now=clock.now)
    account = Account(name="bird", network="x", handle=HANDLES["x"])
    with serve(fake) as address:
        adapter = XAdapter(account=account, client=open_client(KEYS, address, timeout=30.0), clock=clock, tags=[TAG])
        try:
            yield XHarness(adapter=adapter, fake=fake, clock=clock, handle=account.handle)
        finally:
            adapter.close()
    assert fake.violations == []


HARNESSES: Mapping[str, Open] = {"x": on_x}
