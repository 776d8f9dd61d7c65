"""Every published file of the core formats is read as independent counts say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from livetweet.errors import ProgrammeError
from livetweet.programme.read import load, read
from tests.programme.corpus import count, expected, published


@pytest.mark.parametrize(("path", "facts"), published("frab-xml", "frab-json", "pretalx-api", "sessionize", "ics"))
def test_read_matches_the_truth(path: Path, facts: dict[str, Any]) -> None:
    if not facts["sessions"]:
        with pytest.raises(ProgrammeError) as caught:
            read([load(path)])
        assert str(caught.value).startswith(str(path))
        assert "\n" not in str(caught.value)
        return
    programme = read([load(path)])
    truth = expected(facts)
    assert {name: value for name, value in count(programme).items() if name in truth} == truth
    assert len({one.id for one in programme.sessions}) == len(programme.sessions)
    if facts.get("time_zone_name"):
        assert programme.timezone == facts["time_zone_name"]
    assert sum(one.cancelled for one in programme.sessions) >= facts["oddities"].get("cancelled", 0)
