"""What a network's rules module must offer. Every room that writes, counts or checks asks for it through `writing.rules`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How one network counts, names people and tags.

    `sign` is the one letter lists show. `length` and `limit` are in the network's own unit; `fits` may ask for more than the length.
    `handle` gives what a person or a programme wrote (`@jane`, a link to a profile) in the network's own form without @, None when it is
    no handle there. `mention` writes a handle as it stands in a text. `hashtag_problem` says in a clause why a tag (without #) would not
    be one tag there, or None. `post_id` gives what an answer to the post at an address must name, None where the address does not tell. `most_tags` is how many a post carries unless hashtags.toml says otherwise. `pace` is how many posts an
    account may make in how long before the network refuses more. `answer_by_hand` is the address at which a person answers the post of that
    remote id in a browser, where the network takes no answer from us to whoever did not mention us; None where it does.
    """

    network: str
    name: str
    sign: str
    limit: int
    most_tags: int
    pace: tuple[int, timedelta]
    length: Callable[[str], int]
    fits: Callable[[str], bool]
    handle: Callable[[str], str | None]
    mention: Callable[[str], str]
    hashtag_problem: Callable[[str], str | None]
    post_id: Callable[[str], str | None]
    answer_by_hand: Callable[[str], str] | None = None
