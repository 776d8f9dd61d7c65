"""A Mastodon server of others on loopback, with a proxy before it that makes it as strict as the real one, as forgetful as another, or as faulty as the way there.

The server is `mastodon_mock`, in a thread of the test's process, one for all tests and emptied for each.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qs

import requests
from mastodon import Mastodon, MastodonNotFoundError
from mastodon_mock.config import DatabaseConfig, FaultConfig, MastodonMockConfig, RateLimitConfig, SeedAccount, SeedConfig, StreamingConfig
from mastodon_mock.db import models
from mastodon_mock.testing import MockServer

from livetweet.model.account import Account
from tests.faulty_proxy import Asked, Choose, Fault, Proxy, answered, no_fault, stand_before

DOMAIN = "example.social"
US, LOU = "pyconexemple", "lou"
TOKENS = {US: "token-of-the-fair", LOU: "token-of-lou"}
STATUSES = "/api/v1/statuses"
PATIENCE = 120.0  # seconds; only a machine that does far too much waits so long
JSON = {"Content-Type": "application/json"}
NODEINFO = {"gotosocial": {"software": {"name": "gotosocial", "version": "0.20.0+git-e4d8b5a"}}}


@cache
def serve() -> MockServer:
    """The one server, which says how many requests it still takes and takes any number."""
    seed = SeedConfig(accounts=[SeedAccount(username=name, display_name=name.capitalize(), access_token=token) for name, token in TOKENS.items()])
    config = MastodonMockConfig(
        domain=DOMAIN,
        database=DatabaseConfig(path=":memory:"),
        seed=seed,
        streaming=StreamingConfig(enabled=False),
        faults=FaultConfig(enabled=False),
        ratelimit=RateLimitConfig(enabled=True, limit=10**7, window_seconds=10_000),
    )
    return MockServer(config=config, startup_timeout=PATIENCE).start()


@dataclass(slots=True)
class Town:
    """The server as `software` behind its `proxy`. `faults` is asked for each request that the server itself would not refuse."""

    software: str
    proxy: Proxy
    faults: Choose = no_fault
    us: Any = field(init=False)
    lou: Any = field(init=False)

    def __post_init__(self) -> None:
        self.us, self.lou = serve().client(US), serve().client(LOU)
        if self.software != "mastodon":
            self.proxy.drops = frozenset({"idempotency-key"})
        self.proxy.choose = self._choose

    def account(self, name: str = "masto") -> Account:
        return Account(name=name, network="mastodon", handle=f"{US}@{DOMAIN}", server=self.proxy.url)

    def posts(self) -> list[dict[str, Any]]:
        """All our posts on the server as its JSON has them, newest first. Mastodon.py would take 20 ms a post."""
        found: list[dict[str, Any]] = []
        address = f"{serve().base_url}/api/v1/accounts/{self._id}/statuses"
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {TOKENS[US]}"
            while page := session.get(
                address, params={"exclude_reblogs": "true", "limit": 40, "max_id": found[-1]["id"] if found else None}, timeout=PATIENCE
            ).json():
                found += page
        return found

    def status(self, id_: str) -> Any:
        try:
            return self.us.status(id_)
        except MastodonNotFoundError:
            return None

    @property
    def _id(self) -> str:
        return str(self.us.account_verify_credentials()["id"])

    def _choose(self, asked: Asked) -> Fault | None:
        if asked.path == "/nodeinfo/2.0" and self.software in NODEINFO:
            return answered(200, headers=JSON, body=json.dumps(NODEINFO[self.software]).encode())
        if asked.path == "/api/v1/apps/verify_credentials" and self.software != "mastodon":
            return answered(404, headers=JSON, body=b'{"error":"not found"}')
        if asked.method == "POST" and asked.path == STATUSES:
            parent = parse_qs(asked.body.decode()).get("in_reply_to_id")
            if parent and not exists(parent[0]):  # as every real server does
                return answered(404, headers=JSON, body=b'{"error":"Record not found"}')
        return self.faults(asked)


@contextmanager
def open_town(software: str = "mastodon") -> Iterator[Town]:
    """An empty town."""
    server = serve()
    requests.post(f"{server.base_url}/api/v1/_mock/reset", timeout=PATIENCE).raise_for_status()
    with stand_before(server.base_url) as proxy:
        yield Town(software, proxy)


def exists(id_: str) -> bool:
    """Whether the server has a post of that id, without asking it."""
    with serve()._server.config.app.state.session_factory() as db:
        return db.get(models.Status, int(id_)) is not None


def client(url: str, who: str = US) -> Mastodon:
    return Mastodon(access_token=TOKENS[who], api_base_url=url)


def crowd(name: str, tag: str, numbers: Iterable[int], at: datetime, *, every: int) -> None:
    """LOU writes one post for each of NUMBERS, at once and without asking the server; one in EVERY mentions US, the others carry TAG."""
    state = serve()._server.config.app.state
    with state.session_factory() as db:
        ids = {account.username: account.id for account in db.query(models.Account)}
        for number in numbers:
            to_us = number % every == 0
            text = f"{name} {number} {f'@{US}' if to_us else f'#{tag}'}"
            status = models.Status(account_id=ids[LOU], text=text, content=f"<p>{text}</p>", created_at=at, edit_history=[])
            db.add(status)
            db.flush()
            if to_us:
                told = {"account_id": ids[US], "from_account_id": ids[LOU], "type": "mention", "status_id": status.id, "created_at": at}
                db.add_all([models.StatusMention(status_id=status.id, account_id=ids[US]), models.Notification(**told)])
            else:
                db.add(models.StatusTag(status_id=status.id, name=tag.lower()))
        db.commit()
