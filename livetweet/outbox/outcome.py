"""What became of a command on several posts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple


class Refusal(NamedTuple):
    """Why POST (or its delivery on `account`) was left as it is, in a sentence."""

    post: int
    account: str | None
    why: str


class Outcome(NamedTuple):
    """`done` are the posts changed, in the order asked; `warnings` are sentences about what was done all the same."""

    done: tuple[int, ...] = ()
    refused: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()


def not_there(post: int) -> Refusal:
    return Refusal(post=post, account=None, why=f"There is no post {post}: `livetweet post list` shows those there are.")


def sentences(refused: Iterable[Refusal]) -> list[str]:
    """Each reason once: where it is the same for a post on several accounts, these are not named."""
    found = [(one.why, one.why.replace(f" on {one.account}", "", 1)) for one in refused]
    times = Counter(bare for _, bare in found)
    return list(dict.fromkeys(bare if times[bare] > 1 else why for why, bare in found))
