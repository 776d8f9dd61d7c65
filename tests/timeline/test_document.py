from __future__ import annotations

from pathlib import Path

import pytest

from livetweet.errors import WorkspaceError
from livetweet.timeline.document import write


def test_write_says_whether_it_replaced_a_file(tmp_path: Path) -> None:
    path = tmp_path / "record.md"
    assert write(path, "one\n") is False
    path.chmod(0o600)
    assert write(path, "two « »\n") is True
    assert path.read_bytes() == "two « »\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_write_leaves_nothing_half_done(tmp_path: Path) -> None:
    path = tmp_path / "record.md"
    path.write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write(path, "\ud800")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("record.md", "old")]


@pytest.mark.parametrize(("name", "why"), [("", "is a folder: name a file in it."), ("no/record.md", "make it first, or name another file.")])
def test_write_says_what_stands_in_the_way(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(WorkspaceError, match=why):
        write(tmp_path / name, "text")
