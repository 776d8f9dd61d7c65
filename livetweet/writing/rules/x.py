"""X's rules. Its counting is the `twitter-text-parser` library's, which is asked only for the words that need it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlencode

from livetweet.model.errand import Deed
from livetweet.model.incoming import How
from livetweet.writing.rules import link, twitter_text
from livetweet.writing.rules.rule import Pictures, Rules

WITHOUT_LINK, WITH_LINK = Decimal("0.015"), Decimal("0.20")
LIMIT = 280  # weighted (developer.x.com counting characters, version 3 configuration, 2026-08)

# A text is weighed word by word: no link, emoji or NFC composition reaches over a space or a line end. A word of these characters alone, none
# of them an emoji, a combining mark or unnormalised, and with no dot inside that could make it a link, weighs its length.
_NEEDS_PARSER = re.compile("[^\n -~\u00a0-\u00a8\u00aa-\u00ad\u00af-\u02ff\u0400-\u0482\u2010-\u201f]|\\.[^ \n]")
_MAY_HOLD_LINK = re.compile(r"\.\w")
_USER = re.compile(r"[A-Za-z0-9_]{1,15}", re.ASCII)
_TAG = re.compile(r"\w+")
_HOSTS = ("x.com", "twitter.com", "mobile.twitter.com", "mobile.x.com", "m.twitter.com")
_POST = re.compile(r"(?:@?\w+|i/web)/status(?:es)?/(\d{1,19})(?:/.*)?", re.ASCII)
_NOT_PROFILES = frozenset(
    "compose explore hashtag home i intent jobs login logout messages notifications privacy search settings share signup tos who_to_follow".split()
)


def length(text: str) -> int:
    """The weighted length: NFC, 1 for most Latin letters and spaces, 2 for others, an emoji 2, a link 23 (developer.x.com, 2026-08)."""
    if _NEEDS_PARSER.search(text) is None:
        return len(text)
    first, *others = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", " ").split(" ")
    others = [f" {word}" for word in others]  # whether something stands before it makes a link of some words
    return sum(_weigh(word) if _NEEDS_PARSER.search(word) else len(word) for word in (first, *others))


def fits(text: str) -> bool:
    return length(text) <= LIMIT


def handle(text: str) -> str | None:
    """`jane` from `@jane` or a link to the profile or to one of its posts, on x.com or twitter.com."""
    text = text.strip()
    profile = link.read(text)
    if profile is None:
        name = text.removeprefix("@")
    elif profile.host in _HOSTS and profile.steps:
        name = profile.steps[0].removeprefix("@")
        if name.lower() in _NOT_PROFILES:
            return None
    else:
        return None
    return name if _USER.fullmatch(name) else None


def mention(handle: str) -> str:
    return f"@{handle}"


def hashtag_problem(tag: str) -> str | None:
    """Letters, digits and underscores with at least one letter (twitter-text's hashtag rule, 2026-08)."""
    if not _TAG.fullmatch(tag):
        return "a tag on X has only letters, digits and _"
    if not any(unicodedata.category(character)[0] == "L" for character in tag):
        return "a tag on X needs a letter"
    return None


_weigh = lru_cache(maxsize=4096)(twitter_text.weigh)  # links, handles and odd words come back in variant after variant


def post_id(address: str, _: object = None) -> str | None:
    """`https://x.com/jane/status/17` is post 17, whatever stands behind it (`/photo/1`); nothing else on X is a post."""
    found = link.read(address)
    page = _POST.fullmatch("/".join(found.steps)) if found and found.host in _HOSTS else None
    return page[1] if page else None


def price(text: str) -> Decimal:
    """In US dollars: a post with a link costs over ten times as much as one without (docs.x.com/x-api/getting-started/pricing, 2026-08)."""
    return WITH_LINK if _MAY_HOLD_LINK.search(text) and twitter_text.has_link(text) else WITHOUT_LINK


def find_links(text: str) -> Sequence[tuple[int, int]]:
    """Those that name their scheme. A bare `kites.org` costs as much, but may be a word of the sentence: it stays, and the bill tells."""
    return twitter_text.find_links(text) if "://" in text else ()


def intent(text: str, answering: str | None, _: str | None) -> str:
    """The page that asks to post TEXT, as an answer to the post ANSWERING if there is one (docs.x.com, web intents, 2026-08)."""
    said = {name: value for name, value in (("in_reply_to", answering), ("text", text)) if value}
    return f"https://x.com/intent/post?{urlencode(said)}"


RULES = Rules(
    network="x",
    name="X",
    sign="X",
    limit=LIMIT,
    most_tags=2,
    pace=(300, timedelta(hours=3)),  # POST /2/tweets an account (xdevplatform/docs, 2026-08)
    length=length,
    fits=fits,
    handle=handle,
    mention=mention,
    hashtag_problem=hashtag_problem,
    post_id=post_id,
    # 4 of 5 MB each, whatever the account pays (docs.x.com/x-api/media/quickstart/best-practices, 2026-11), which names no limit in pixels; alt text up to 1,000 characters
    # by X's OpenAPI description, AltText; larger than 4,096 pixels is scaled down there (help.x.com, 2026-08), so that we do it, and better
    pictures=Pictures(most=4, most_bytes=5_000_000, most_side=4096, most_pixels=None, most_alt=1000),
    intent=intent,
    deeds=frozenset({Deed.DELETE}),  # reposts, likes and quotes are not on self-serve (xdevplatform/docs, 2026-08)
    answers=frozenset({How.REPLY, How.MENTION, How.QUOTE}),  # since 2026-02-23: only whoever mentioned or quoted us (same source)
    price=price,
    find_links=find_links,
)
