"""Who holds which secret: a link's token is exchanged for a cookie, which is made from the token, so that it ends with it. Pure but for `Keys`."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path

from livetweet.inbox import links

ROLES = ("moderator", "follow")


class Keys:
    """The secrets of the workspace in FOLDER, read again whenever the file has changed: what was renewed holds at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: tuple[int, int] | None = None
        self._tokens: Mapping[str, str] = {}

    def exchange(self, role: str, token: str) -> str | None:
        """The cookie for whoever shows the TOKEN of ROLE; None for anyone else."""
        known = self._current().get(role, "")
        return _cookie(role, known) if known and hmac.compare_digest(known.encode(), token.encode("utf-8", "replace")) else None

    def holds(self, role: str, cookie: str | None) -> bool:
        """Whether COOKIE was given for the token that ROLE has now."""
        known = self._current().get(role, "")
        return bool(known and cookie) and hmac.compare_digest(_cookie(role, known).encode(), (cookie or "").encode("utf-8", "replace"))

    def _current(self) -> Mapping[str, str]:
        try:
            found = (self._folder / links.NAME).stat()
        except OSError:
            return {}
        if (stamp := (found.st_mtime_ns, found.st_ino)) != self._stamp:
            read = links.read(self._folder)
            self._stamp, self._tokens = stamp, {"moderator": read.moderator, "follow": read.follow} if read else {}
        return self._tokens


def _cookie(role: str, token: str) -> str:
    return hmac.new(token.encode(), f"livetweet stage {role}".encode(), hashlib.sha256).hexdigest()
