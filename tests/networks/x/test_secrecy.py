from __future__ import annotations

import json
import logging
import traceback

import pytest

from livetweet.errors import NetworkError
from livetweet.networks.port import Request
from tests.fakes.x import KEYS, Accident, FakeX
from tests.networks.x.conftest import Open


def test_keys_are_in_no_log_and_no_traceback_whatever_the_level(open_x: Open, fake: FakeX, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = []
    adapter = open_x(timeout=0.5)
    for accident in Accident:
        fake.accidents.append(accident)
        try:
            adapter.create(Request(part=1, key="k", body=json.dumps({"text": f"Hello {accident}"})))
        except NetworkError as error:
            said.append("".join(traceback.format_exception(error)))
    assert len(said) == len(Accident)
    for secret in KEYS.values():
        assert not [line for line in [*said, caplog.text] if secret in line]


def test_description_notices_what_it_does_not_allow(open_x: Open, fake: FakeX) -> None:
    from tests.fakes import description

    if description.place() is None:
        pytest.skip("X's description of its API is not here")
    open_x().create(Request(part=1, key="k", body=json.dumps({"text": "Hello", "colour": "blue"})))
    assert [line.partition(":")[0] for line in fake.violations] == ["POST /2/tweets 201"]
    fake.violations.clear()
