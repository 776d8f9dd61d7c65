"""Handles in one cell of a table, given to the people whom its row names. Called by `tables`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from livetweet.programme.cells import NOTHING_YET
from livetweet.programme.handles import EXAMPLES
from livetweet.programme.profiles import read_profile

_NONE = re.compile(rf"{NOTHING_YET.pattern}|no|non|nein|aucune?|keine?s?", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;|]\s*|\s+(?:&|\+|/|and|et|und|y)\s+")


def share_out(network: str, text: str, names: Sequence[str]) -> tuple[list[dict[str, str]], list[tuple[str, str]]]:
    """The handles in TEXT, which stands under NETWORK: one entry a name of NAMES, in their order; and what of TEXT is left out, each with the reason, a clause."""
    pieces = list(_split(text))
    read = [read_profile(network, one) if (len(pieces) == 1 or _is_marked(one)) and not _NONE.fullmatch(one) else None for one in pieces]
    left_out = [
        (piece, f"is no handle: write one like @{EXAMPLES[network]}")
        for piece, found in zip(pieces, read, strict=True)
        if found is None and not _NONE.fullmatch(piece)
    ]
    handles: list[dict[str, str]] = [{} for _ in names]
    found = [one for one in read if one]
    if len(names) == 1:
        for of, handle in found:
            if handles[0].setdefault(of, handle) != handle:
                left_out.append((handle, f"is a second handle of {names[0]} on one network: the first is taken"))
    elif len(pieces) == len(names) and len({of for of, _ in found}) == 1:
        handles = [dict([one]) if one else {} for one in read]
    elif found:
        why = f"does not say which handle is whose of {len(names)} speakers: write one each, in their order, all of one network"
        left_out.append((text, why if names else "is the handle of nobody: the row names no speaker"))
    return handles, left_out


def _split(text: str) -> Iterator[str]:
    """The pieces of TEXT that commas and the like part, or spaces between what can only be handles."""
    for piece in _BETWEEN.split(text):
        words = piece.split()
        yield from words if all(map(_is_marked, words)) else [piece]


def _is_marked(piece: str) -> bool:
    """Whether PIECE, one of several, is a handle or none: on X any word could be one."""
    return any(sign in piece for sign in "@.:") or _NONE.fullmatch(piece) is not None
