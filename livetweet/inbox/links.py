"""Where the stage page stands, and the two secrets that open its private views: `stage.json` of the workspace, readable by its owner alone.

The stage writes its address there and asks at each request whether a secret still holds; the desk reads both and renews them.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from livetweet.errors import WorkspaceError

NAME = "stage.json"
BYTES = 18  # of chance in a secret: 24 characters, which a QR code still shows large


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """`moderator` and `follow` open the views of that name. `host`, `port` and `pid` are those of the stage that ran last; `addresses` how it is reached;
    `reached` whether anything but this machine has opened it since.
    """

    moderator: str
    follow: str
    host: str = ""
    port: int = 0
    pid: int = 0
    addresses: tuple[str, ...] = ()
    reached: bool = False


def read(folder: Path) -> Links | None:
    """The links of the workspace in FOLDER; None where there never was a stage, or its file cannot be understood."""
    try:
        found = json.loads((folder / NAME).read_text("utf-8"))
        return Links(
            moderator=str(found["moderator"]),
            follow=str(found["follow"]),
            host=str(found["host"]),
            port=int(found["port"]),
            pid=int(found["pid"]),
            addresses=tuple(map(str, found["addresses"])),
            reached=bool(found["reached"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def announce(folder: Path, *, host: str, port: int, pid: int, addresses: tuple[str, ...]) -> Links:
    """A stage runs there now; the secrets are those of the last one, so that phones go on, or new ones."""
    links = replace(read(folder) or _new(), host=host, port=port, pid=pid, addresses=addresses, reached=False)
    _write(folder, links)
    return links


def renew(folder: Path) -> Links:
    """Other secrets from now on: whoever had the old links is out, on every phone."""
    fresh = _new()
    links = replace(read(folder) or fresh, moderator=fresh.moderator, follow=fresh.follow)
    _write(folder, links)
    return links


def note_reached(folder: Path) -> None:
    """Another machine has opened the stage."""
    links = read(folder)
    if links is not None and not links.reached:
        _write(folder, replace(links, reached=True))


def _new() -> Links:
    return Links(moderator=secrets.token_urlsafe(BYTES), follow=secrets.token_urlsafe(BYTES))


def _write(folder: Path, links: Links) -> None:
    try:
        handle, draft = tempfile.mkstemp(prefix=f".{NAME}.", dir=folder)  # 0600, as mkstemp makes them
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(links), file, indent=1)
        Path(draft).replace(folder / NAME)
    except OSError as error:
        raise WorkspaceError(f"{folder / NAME} cannot be written: {error.strerror or error}.") from error
