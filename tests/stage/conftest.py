"""A workspace of its own for each test that asks for one, and the stage serving it; the browser is started once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.stage import browser as driven
from tests.stage.place import Fair, Serving, fair, serving


@pytest.fixture(name="fair")
def fair_(tmp_path: Path) -> Iterator[Fair]:
    with fair(tmp_path) as made:
        yield made


@pytest.fixture
def stage(fair: Fair) -> Iterator[Serving]:
    with serving(fair.folder) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one file: as long as it is open an event loop runs in this thread, in which no desk can be tested."""
    if driven.executable() is None:
        pytest.skip("no browser: install chromium (apt install chromium), or name one in LIVETWEET_CHROMIUM")
    with driven.chromium() as started:
        yield started
