"""The real programme files beside the repository, which may be absent, and what is counted in each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from livetweet.model.programme import Programme
from livetweet.programme.times import to_order

PROGRAMMES = Path(__file__).parents[2] / "../shared/programmes"
COUNTED = ("sessions", "speakers", "rooms", "days", "first_start", "last_end")


def published(*folders: str) -> list[Any]:
    """One pytest parameter a file of FOLDERS: its path and what `truth.json` says of it."""
    truth_file = PROGRAMMES / "truth.json"
    if not truth_file.is_file():
        return [pytest.param(None, {}, marks=pytest.mark.skip(reason="the shared programme files (../shared/programmes) are not here"))]
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    return [pytest.param(PROGRAMMES / name, facts, id=name) for name, facts in truth.items() if name.partition("/")[0] in folders]


def shared(name: str) -> Path:
    """The shared file NAME; the test that asks is skipped where it is absent."""
    path = PROGRAMMES / name
    if not path.exists():
        pytest.skip(f"../shared/programmes/{name} is not here")
    return path


def count(programme: Programme) -> dict[str, object]:
    """What `truth.json` counts, counted in PROGRAMME by the rules beside it."""
    timed = [one for one in programme.sessions if one.start]
    starts = sorted((one.start for one in timed), key=to_order)
    ends = sorted((one.end or one.start for one in timed), key=to_order)
    return {
        "sessions": len(programme.sessions),
        "speakers": len({person.name for one in programme.sessions for person in one.speakers}),
        "rooms": len(programme.rooms),
        "days": len({moment.date() for moment in starts if moment}),
        "first_start": starts[0].isoformat() if starts and starts[0] else None,
        "last_end": ends[-1].isoformat() if ends and ends[-1] else None,
    }


def expected(facts: dict[str, Any]) -> dict[str, object]:
    """What FACTS, an entry of `truth.json`, says of what is counted; what it does not say, or says of days without dates, is not in it."""
    return {
        name: facts[name]
        for name in COUNTED
        if facts[name] is not None and not (name in {"first_start", "last_end"} and str(facts[name]).startswith("day "))
    }
