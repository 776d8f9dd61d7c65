"""The pictures in a workspace's `media/`, for whoever chooses one. What approval froze there, under the hash of its bytes, is not among them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif"})
MOST = 4  # pictures of a post, on every network
_FROZEN = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`size` in bytes, `at` when the file was last written, aware UTC."""

    file: str
    at: datetime
    size: int


def newest(folder: Path, most: int = 200) -> list[Picture]:
    """Up to MOST pictures of FOLDER, the newest first; none where there is no such folder."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.suffix.lower() in SUFFIXES and not _FROZEN.fullmatch(path.stem) and path.is_file():
            stat = path.stat()
            found.append(Picture(file=path.name, at=datetime.fromtimestamp(stat.st_mtime, UTC), size=stat.st_size))
    return sorted(found, key=lambda one: (-one.at.timestamp(), one.file))[:most]
