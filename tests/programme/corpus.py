"""The real programme files beside the repository, which may be absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

PROGRAMMES = Path(__file__).parents[2] / "../shared/programmes"


def frab_xml() -> list[Any]:
    """One pytest parameter a file: its path and what `truth.json` says of it."""
    truth_file = PROGRAMMES / "truth.json"
    if not truth_file.is_file():
        return [pytest.param(None, {}, marks=pytest.mark.skip(reason="the shared programme files (../shared/programmes) are not here"))]
    truth = json.loads(truth_file.read_text(encoding="utf-8"))
    return [pytest.param(PROGRAMMES / name, facts, id=name) for name, facts in truth.items() if name.startswith("frab-xml/")]


def shared(name: str) -> Path:
    """The shared file NAME; the test that asks is skipped where it is absent."""
    path = PROGRAMMES / name
    if not path.exists():
        pytest.skip(f"../shared/programmes/{name} is not here")
    return path
