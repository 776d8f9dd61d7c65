"""What an answer says of two clocks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from livetweet.clock import ahead_of
from tests.building import NOW


def at(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("server", "asked", "answered", "ahead"),
    [
        (0, 0, 0, 0),
        (1, 0, 2, 0),
        (0, 10, 11, 10),
        (30, 0, 1, -29),
        (0, 0, 300, 0),
        (300, 0, 300, 0),
    ],
)
def test_only_what_no_delay_explains_is_ahead_or_behind(server: int, asked: int, answered: int, ahead: int) -> None:
    assert ahead_of(at(server), at(asked), at(answered)) == ahead
