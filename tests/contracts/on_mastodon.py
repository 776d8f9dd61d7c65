"""The Mastodon adapter under the contract, against a server of others: as Mastodon is, and as forgetful of keys as GoToSocial is."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path

from livetweet.clock import Clock, RealClock
from livetweet.model.ref import Ref
from livetweet.networks.mastodon.adapter import MastodonAdapter
from livetweet.networks.mastodon.wire import Wire
from livetweet.networks.port import Adapter, Outgoing
from tests.contracts.harness import TAG, Harness, Open, Standing
from tests.faulty_proxy import LOST, Asked, Fault
from tests.networks.mastodon.town import DOMAIN, STATUSES, TOKENS, US, Town, open_town

TIMEOUT = 20.0  # seconds; nothing here waits for it


@dataclass(slots=True)
class MastodonHarness:
    adapter: Adapter
    town: Town
    handle: str = f"{US}@{DOMAIN}"
    clock: Clock = field(default_factory=RealClock)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def now(self) -> datetime:
        return self.clock.now()

    def wait(self, seconds: float) -> None:
        """Its own posts are there at once, and its keys are kept."""

    def outgoing(self, text: str) -> Outgoing:
        return Outgoing(part=next(self.numbers), key=str(uuid.uuid4()), text=text)

    def lose_answer(self) -> None:
        lost = iter([LOST])

        def choose(asked: Asked) -> Fault | None:
            return next(lost, None) if asked.method == "POST" and asked.path == STATUSES else None

        self.town.faults = choose

    def say(self, text: str, answers: Ref | None = None) -> str:
        words = text if f"@{US}" in text else f"@{US} {text}"
        return str(self.town.lou.status_post(words, in_reply_to_id=answers.id if answers else None)["id"])

    def tag(self, text: str) -> str:
        return str(self.town.lou.status_post(text)["id"])

    def remove(self, remote_id: str) -> None:
        self.town.lou.status_delete(remote_id)

    def posts(self) -> int:
        return len(self.town.posts())

    def standing(self, remote_id: str) -> Standing | None:
        found = self.town.status(remote_id)
        if found is None:
            return None
        return Standing(
            text=self.town.us.status_source(remote_id)["text"],
            alts=tuple(one["description"] or "" for one in found["media_attachments"]),
            warning=found["spoiler_text"] or None,
            visibility=found["visibility"],
            language=found["language"],
            boosts=found["reblogs_count"],
            favourites=found["favourites_count"],
        )


@contextmanager
def visit(_: Path, software: str) -> Iterator[Harness]:
    with open_town(software) as town:
        adapter = MastodonAdapter(wire=Wire(town.proxy.url, TOKENS[US], timeout=TIMEOUT), clock=RealClock(), tags=[TAG])
        try:
            yield MastodonHarness(adapter, town)
        finally:
            adapter.close()


HARNESSES: Mapping[str, Open] = {"mastodon": partial(visit, software="mastodon"), "gotosocial": partial(visit, software="gotosocial")}
