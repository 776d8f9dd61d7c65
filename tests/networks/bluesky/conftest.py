"""An account of its own for each test, on a real PDS behind a proxy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faulty_proxy import stand_before
from tests.networks.bluesky.house import House
from tests.servers import bluesky
from tests.servers.bluesky_user import User


@pytest.fixture
def house() -> Iterator[House]:
    with stand_before(bluesky.pds()) as proxy:
        house = House(us=User.create(bluesky.pds()), proxy=proxy)
        yield house
        house.close()
