"""The pictures in media/ that one may choose from."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from livetweet.outbox.album import Picture, newest


def test_pictures_are_newest_first_without_what_approval_froze(tmp_path: Path) -> None:
    for name, age in (("b.PNG", 10), ("a.jpg", 10), ("c.webp", 0), (f"{'0' * 64}.jpg", 0), ("notes.txt", 0), (".hidden", 0)):
        (tmp_path / name).write_bytes(b"x" * 3)
        os.utime(tmp_path / name, (1_800_000_000 - age,) * 2)
    (tmp_path / "folder.png").mkdir()
    at = [datetime.fromtimestamp(1_800_000_000 - age, UTC) for age in (0, 10, 10)]
    assert newest(tmp_path) == [Picture(file=name, at=when, size=3) for name, when in zip(("c.webp", "a.jpg", "b.PNG"), at, strict=True)]
    assert [one.file for one in newest(tmp_path, most=1)] == ["c.webp"]


def test_no_folder_is_no_pictures(tmp_path: Path) -> None:
    assert newest(tmp_path / "media") == []
