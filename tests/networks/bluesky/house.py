"""What tests of the adapter build on: an account on a real PDS, as many adapters of it as a test opens, and the proxy between. Nothing here asserts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from livetweet import secrets
from livetweet.clock import RealClock
from livetweet.model.account import Account
from livetweet.model.ref import Ref
from livetweet.networks.bluesky.adapter import BlueskyAdapter
from livetweet.networks.port import Outgoing, Receipt
from tests.faulty_proxy import Asked, Proxy
from tests.servers.bluesky_user import User

LOG_IN, RENEW = "/xrpc/com.atproto.server.createSession", "/xrpc/com.atproto.server.refreshSession"


@dataclass(slots=True, kw_only=True)
class House:
    us: User
    proxy: Proxy
    account: Account = field(init=False)
    _open: list[BlueskyAdapter] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.account = Account(name="sky", network="bluesky", handle=self.us.handle, server=self.proxy.url)
        secrets.keep(self.account, {"app_password": self.us.password})

    def adapter(self, timeout: float = 20.0) -> BlueskyAdapter:
        """One more, as another process would open it."""
        self._open.append(BlueskyAdapter(account=self.account, clock=RealClock(), tags=["Fair27"], timeout=timeout))
        return self._open[-1]

    def close(self) -> None:
        for adapter in self._open:
            adapter.close()

    def calls(self, path: str) -> int:
        return sum(asked.path == path for asked, _ in self.proxy.befell)

    def asked(self) -> list[Asked]:
        return [asked for asked, _ in self.proxy.befell]


def post(adapter: BlueskyAdapter, text: str, parent: Ref | None = None) -> Receipt:
    outgoing = Outgoing(part=1, key=str(uuid.uuid4()), text=text)
    return adapter.create(adapter.build(outgoing, adapter.prepare(outgoing), parent, datetime.now(UTC)))
