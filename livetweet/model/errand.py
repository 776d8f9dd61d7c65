"""An errand: something done on a network to a post that is there. Repeatable by nature, hence never in doubt."""

from __future__ import annotations

from enum import StrEnum


class Deed(StrEnum):
    """RESOLVE finds out how an answer must name a post of ours of which only the address is known."""

    BOOST = "boost"
    FAVOURITE = "favourite"
    DELETE = "delete"
    RESOLVE = "resolve"
