from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.place import Place, furnish


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    furnish(folder)
    return folder


@pytest.fixture
def place(tmp_path: Path, template: Path) -> Place:
    return Place.copied(template, tmp_path / "place")
