"""A document on disk: whole, or not there.

Called by whatever writes a record or a report to a path a person named.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from livetweet.errors import WorkspaceError


def write(path: Path, text: str) -> bool:
    """Puts TEXT at PATH in one step; whether it took the place of another file. Raises WorkspaceError naming what stands in the way."""
    if path.is_dir():
        raise WorkspaceError(f"{path} is a folder: name a file in it.")
    if not path.parent.is_dir():
        raise WorkspaceError(f"There is no folder {path.parent}: make it first, or name another file.")
    replaced = path.exists()
    mode = path.stat().st_mode & 0o777 if replaced else 0o644
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            new = Path(file.name)
            try:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
                new.chmod(mode)
                new.replace(path)
            except BaseException:
                new.unlink()
                raise
    except OSError as error:
        raise WorkspaceError(f"{path} could not be written ({error.strerror}): choose another place with -o.") from error
    return replaced
