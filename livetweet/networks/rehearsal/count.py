"""What really happened, from the network's log alone: the driver holds the store against it when the rehearsal has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from livetweet.clock import from_stamp
from livetweet.networks.rehearsal.log import Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One part: how many posts there are of it (a replay that made none does not count), and when each create call began, in that order."""

    posts: int
    began: Sequence[datetime]


def tally(folder: str | Path) -> Mapping[int, Tally]:
    """By part number, every part that was ever called for."""
    log = Log(folder)
    try:
        posts = log.posts_by_part()
        began: dict[int, list[datetime]] = {}
        for part, stamp in log.creates():
            began.setdefault(part, []).append(from_stamp(stamp))
    finally:
        log.close()
    return {part: Tally(posts=posts.get(part, 0), began=tuple(instants)) for part, instants in began.items()}
