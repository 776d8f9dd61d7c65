"""Bluesky under the contract: its reference PDS alone, and the whole network with the AppView that reads. Between us and it stands a proxy that can lose an answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from livetweet import secrets
from livetweet.clock import RealClock
from livetweet.errors import NetworkError
from livetweet.model.account import Account
from livetweet.model.ref import Ref
from livetweet.networks.bluesky.adapter import BlueskyAdapter
from livetweet.networks.port import Adapter, Outgoing, Page, Seen
from tests.contracts.harness import TAG, Harness, Open, Standing
from tests.e2e.place import wait_for
from tests.faulty_proxy import LOST, Asked, Fault, stand_before
from tests.servers import bluesky
from tests.servers.bluesky_user import LIKE, POST, REPOST, User

PUT = "/xrpc/com.atproto.repo.putRecord"
READS = {f"/xrpc/app.bsky.{method}" for method in ("feed.getPosts", "feed.searchPosts", "notification.listNotifications")}


PATIENCE = 120.0  # seconds, for a test that fails: the proxy holds a reading request back until the AppView has caught up


class DeafAdapter(BlueskyAdapter):
    """The adapter before a server without AppView: it posts, and what needs to be read is not tested."""

    def read(self, stream: str, cursor: str | None) -> Page:
        try:
            return super().read(stream, cursor)
        except NetworkError as error:
            pytest.skip(f"a PDS alone reads nothing ({error})")

    def reread(self, remote_ids: Sequence[str]) -> Sequence[Seen]:
        try:
            return super().reread(remote_ids)
        except NetworkError as error:
            pytest.skip(f"a PDS alone reads nothing ({error})")


@dataclass(slots=True, kw_only=True)
class BlueskyHarness:
    adapter: Adapter
    us: User
    others: User | None
    said: set[str] = field(default_factory=set)  # to us, and the AppView may not have told us yet
    tagged: set[str] = field(default_factory=set)  # and the AppView may not have seen it yet
    known: set[str] = field(default_factory=set)  # to the AppView
    losing: bool = False
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    handle: str = field(init=False)

    def __post_init__(self) -> None:
        self.handle = self.us.handle

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        """Nothing here is late: what is written can be read at once."""

    def outgoing(self, text: str) -> Outgoing:
        return Outgoing(part=next(self.numbers), key=str(uuid.uuid4()), text=text)

    def lose_answer(self) -> None:
        self.losing = True

    def say(self, text: str, answers: Ref | None = None) -> str:
        somebody = self._somebody()
        if answers and answers.id not in self.known:  # an answer seen before what it answers is told to nobody
            wait_for(lambda: self.us.seen(answers.id), "the AppView to see a post", PATIENCE)
            self.known.add(answers.id)
        uri = somebody.post(text, answers=answers, mentions=None if answers else self.us.did)
        self.said.add(uri)
        return uri

    def tag(self, text: str) -> str:
        uri = self._somebody().post(text)
        self.tagged.add(uri)
        return uri

    def remove(self, remote_id: str) -> None:
        self._wait_for_what_was_said()
        self._somebody().delete(remote_id)
        wait_for(lambda: not self.us.seen(remote_id), "the deletion", PATIENCE)

    def posts(self) -> int:
        return len(self.us.records(POST))

    def standing(self, remote_id: str) -> Standing | None:
        record = self.us.record(remote_id)
        if record is None:
            return None
        return Standing(
            text=record["text"],
            alts=tuple(image["alt"] for image in record.get("embed", {}).get("images", ())),
            warning=None,
            visibility="public",
            language=record["langs"][0] if "langs" in record else None,
            boosts=self._about(REPOST, remote_id),
            favourites=self._about(LIKE, remote_id),
        )

    def befall(self, asked: Asked) -> Fault | None:
        """What the proxy asks for every request: before one that reads, the AppView has caught up; one answer is lost if a test wants that."""
        if asked.path in READS:
            self._wait_for_what_was_said()
        if asked.path == PUT and self.losing:
            self.losing = False
            return LOST
        return None

    def _wait_for_what_was_said(self) -> None:
        if self.said:
            wait_for(lambda: self.said <= self.us.notified(), "the AppView to tell of what was said to us", PATIENCE)
            self.said.clear()
        while self.tagged:
            uri = self.tagged.pop()
            wait_for(lambda: self.us.seen(uri), "the AppView to see a post", PATIENCE)

    def _about(self, kind: str, remote_id: str) -> int:
        return sum(one["subject"]["uri"] == remote_id for one in self.us.records(kind).values())

    def _somebody(self) -> User:
        if self.others is None:
            pytest.skip("a PDS alone tells nobody what others write")
        return self.others

    def _wait_seen(self, uri: str) -> None:
        wait_for(lambda: self.us.seen(uri), "the AppView to see a post", PATIENCE)


def adapter_of(kind: Callable[..., Adapter], user: User, address: str) -> Adapter:
    """The adapter of USER at ADDRESS, let in by the app password as `account add` leaves it."""
    account = Account(name="sky", network="bluesky", handle=user.handle, server=address)
    secrets.keep(account, {"app_password": user.password})
    return kind(account=account, clock=RealClock(), tags=[TAG], timeout=PATIENCE + 10)


@contextmanager
def on_pds(folder: Path) -> Iterator[Harness]:
    with stand_before(bluesky.pds()) as proxy:
        us = User.create(bluesky.pds())
        harness = BlueskyHarness(adapter=adapter_of(DeafAdapter, us, proxy.url), us=us, others=None)
        proxy.choose = harness.befall
        yield harness
        harness.adapter.close()


@contextmanager
def on_network(folder: Path) -> Iterator[Harness]:
    with stand_before(bluesky.network()) as proxy:
        us, others = User.create(bluesky.network()), User.create(bluesky.network())
        for user in (us, others):
            wait_for(user.is_known, "the AppView to know a new account", PATIENCE)
        harness = BlueskyHarness(adapter=adapter_of(BlueskyAdapter, us, proxy.url), us=us, others=others)
        proxy.choose = harness.befall
        yield harness
        harness.adapter.close()
        for user in (us, others):
            user.delete(*user.records(POST))
        wait_for(lambda: not us.search(f"#{TAG}"), "the AppView to forget this test's posts", PATIENCE)


HARNESSES: Mapping[str, Open] = {"bluesky without AppView": on_pds, "bluesky": on_network}
