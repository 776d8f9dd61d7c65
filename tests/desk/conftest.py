from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk.place import Place, furnish


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder is `make desk-test`: it waits on painted screens, which a busy machine paints late."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.desk)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    furnish(folder)
    return folder


@pytest.fixture
def place(tmp_path: Path, template: Path) -> Place:
    return Place.copied(template, tmp_path / "place")
