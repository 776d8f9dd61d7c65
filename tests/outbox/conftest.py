from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building import Event


@pytest.fixture
def event(tmp_path: Path) -> Iterator[Event]:
    made = Event(folder=tmp_path)
    yield made
    made.close()
