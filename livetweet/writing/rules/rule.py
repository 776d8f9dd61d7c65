"""What a network's rules module must offer. Every room that writes, counts or checks asks for it through `writing.rules`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from livetweet.model.account import Account, Links
from livetweet.model.errand import Deed
from livetweet.model.incoming import How
from livetweet.model.measures import Measures

PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What a network takes with one post: how many pictures, each of at most so many bytes, pixels along its longer side and pixels in all (None: any number), described
    in at most so many characters. All networks take JPEG and PNG.
    """

    most: int
    most_bytes: int
    most_side: int | None
    most_pixels: int | None
    most_alt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How one network counts, names people and tags.

    `sign` is the one letter lists show. `length` and `limit` are in the network's own unit; `fits` may ask for more than the length.
    `handle` gives what a person or a programme wrote (`@jane`, a link to a profile) in the network's own form without @, None when it is
    no handle there. `mention` writes a handle as it stands in a text. `hashtag_problem` says in a clause why a tag (without #) would not
    be one tag there, or None. `post_id` gives what an answer to the post at an address must name, from the account given; None where the address does not tell, so that the network
    must be asked. `most_tags` is how many a post carries unless hashtags.toml says otherwise. `pace` is how many posts an
    account may make in how long before the network refuses more.

    `visibilities` are the values a post may have, `warnings` whether a content warning can stand before it. `deeds` is what can be done to a post that is there, `answers`
    how an incoming post must have reached us to be answered from here: to others the network refuses an answer. `price` is what a post of that text costs in US dollars;
    None: nothing. `find_links` gives where the links stand in a text that an account may leave out there, None where it makes no difference; `links` is what the account does with them.
    `measured` gives these rules as a server wants them that has said what it takes; None: all take the same.
    `by_hand`: there is no adapter, a person posts. `intent` is the page where a person posts a text by hand: its arguments are the text, what it answers as an answer must name it, and the account's server.
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
    post_id: Callable[[str, Account], str | None]
    pictures: Pictures
    intent: Callable[[str, str | None, str | None], str | None]
    visibilities: tuple[str, ...] = (PUBLIC,)
    warnings: bool = False
    deeds: frozenset[Deed] = frozenset(Deed)
    answers: frozenset[How] = frozenset(How)
    price: Callable[[str], Decimal] | None = None
    find_links: Callable[[str], Sequence[tuple[int, int]]] | None = None
    links: Links = Links.WITH
    measured: Callable[[Rules, Measures], Rules] | None = None
    by_hand: bool = False
