"""Outside text as a screen may show it, and the event's names for people. Pure.

The pages write text as text, never as markup; what is taken away here is what even text can do: reversed lines, piled marks, length.
"""

from __future__ import annotations

import re

from livetweet.inbox.literal import READ, bare, literal
from livetweet.writing.hashtags import Names

QUESTION = 600  # characters: what a hall can read, and no network's usual post is cut
NAME = 60
_MARK_APART = re.compile(r" ([?!:;»])")  # as French sets them: none of these begins a line


def asked(text: str) -> str:
    """A question as screens show it."""
    return said(bare(text))


def said(text: str) -> str:
    """TEXT from outside on one line of a length that a screen bears; the marks that French sets apart begin no line."""
    return cut(_MARK_APART.sub("\u00a0\\1", literal(text[:READ])).replace("« ", "«\u00a0"), QUESTION)


def name(written: str, handle: str, names: Names) -> str | None:
    """How the author of a question is named on screens; None where names are hidden."""
    if names is Names.HIDDEN:
        return None
    full = literal(written[:READ]) or f"@{literal(handle[:READ])}"
    return cut(full if names is Names.SHOWN else _shortened(full), NAME)


def cut(text: str, most: int) -> str:
    """TEXT in at most MOST characters, at the end of a word where there is one."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    words = head.rsplit(" ", 1)[0] if " " in head[most // 2 :] else head
    return words.rstrip(" ,;:.") + "…"


def _shortened(full: str) -> str:
    """`Zoé Marin` as `Zoé M.`; a single name, or a handle without its server, as it is."""
    first, *others = full.split()
    return f"{first} {others[-1][0]}." if others else "@" + first[1:].split("@")[0].split(".")[0] if first.startswith("@") else first
