"""Signs of one cell: as they are, or, where LIVETWEET_SIGNS=ascii is set, as any terminal and any font has them."""

from __future__ import annotations

import os

ASCII = {
    "◇": ".", "○": "o", "→": ">", "✓": "v", "✗": "X", "≈": "~", "‖": "=", "»": ")", "–": "-",
    "►": ">", "●": "*", "…": "_", "·": ",", "¤": "$", "▌": "|", "▐": "|", "─": "-", "♥": "+", "↻": "%", "×": "x", "↑": "^",
}  # fmt: skip
_PLAIN = os.environ.get("LIVETWEET_SIGNS", "") == "ascii"


def glyph(of: str) -> str:
    """OF as this terminal is to show it."""
    return ASCII[of] if _PLAIN else of
