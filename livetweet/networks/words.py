"""What a server says, as it can be kept and shown: JSON may hold halves of characters and numbers beyond all sense, which neither SQLite nor a terminal takes."""

from __future__ import annotations

import json
from typing import Any

MOST = 300  # characters of what a server says that anybody would read
MOST_LIKES = 10**9


def storable(said: Any) -> Any:
    """SAID, as it came out of JSON, with `?` for each half of a character in it."""
    return json.loads(json.dumps(said, ensure_ascii=False).encode(errors="replace"))


def in_a_line(text: str) -> str:
    """TEXT on one line, of letters that can be shown, and no longer than anybody would read."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= MOST else f"{line[: MOST - 1]}…"


def counted(said: Any) -> int:
    """How many likes or boosts SAID is, None being none; ValueError or TypeError where it is no number."""
    return min(max(int(said or 0), 0), MOST_LIKES)
