"""An account on the fake X, and how a test reaches both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from livetweet.clock import DiscreteClock
from livetweet.model.account import Account
from livetweet.networks.x.adapter import XAdapter
from livetweet.networks.x.wire import open_client
from tests.fakes.x import KEYS, FakeX
from tests.fakes.x_server import serve

ACCOUNT = Account(name="bird", network="x", handle="@pyconexemple")
Open = Callable[..., XAdapter]


@pytest.fixture
def clock() -> DiscreteClock:
    return DiscreteClock(datetime(2027, 3, 18, 9, tzinfo=UTC))


@pytest.fixture
def fake(clock: DiscreteClock) -> Iterator[FakeX]:
    found = FakeX(now=clock.now)
    yield found
    assert found.violations == []


@pytest.fixture
def address(fake: FakeX) -> Iterator[str]:
    with serve(fake) as found:
        yield found


@pytest.fixture
def open_x(address: str, clock: DiscreteClock) -> Iterator[Open]:
    """Opens the account there, or at another address, with other keys or another patience."""
    with ExitStack() as stack:

        def open_one(server: str = address, *, timeout: float = 30.0, **keys: str) -> XAdapter:
            adapter = XAdapter(
                account=ACCOUNT, client=open_client({**KEYS, **keys}, server, timeout), clock=clock, tags=["PyConExemple"], timeout=timeout
            )
            stack.callback(adapter.close)
            return adapter

        yield open_one


@pytest.fixture
def bird(open_x: Open) -> XAdapter:
    return open_x()
