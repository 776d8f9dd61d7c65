"""What has no adapter: LinkedIn, Facebook, a newsletter. A person posts there, with what livetweet has prepared, counted and copied."""

from __future__ import annotations

from datetime import timedelta

from livetweet.writing.rules import graphemes
from livetweet.writing.rules.rule import Pictures, Rules

LIMIT = 3000  # graphemes: LinkedIn's, the tightest of those usual (linkedin.com/help, 2026-08); Facebook takes over 60,000


def length(text: str) -> int:
    return graphemes.count(text)


def fits(text: str) -> bool:
    return length(text) <= LIMIT


def handle(text: str) -> str | None:
    """As a person writes it: the name of a page, or its address."""
    return text.strip() or None


def mention(handle: str) -> str:
    return handle


def hashtag_problem(_: str) -> str | None:
    """Whatever is a tag elsewhere is one here."""
    return None


def post_id(address: str, _: object) -> str | None:
    """A person answers what stands at an address."""
    return address


def intent(_: str, answering: str | None, server: str | None) -> str | None:
    """What is answered, else the page that hashtags.toml names as the account's `server`; neither takes a text along."""
    return answering or server


RULES = Rules(
    network="by-hand",
    name="By hand",
    sign="H",
    limit=LIMIT,
    most_tags=3,
    pace=(1000, timedelta(hours=1)),  # a person's own
    length=length,
    fits=fits,
    handle=handle,
    mention=mention,
    hashtag_problem=hashtag_problem,
    post_id=post_id,
    pictures=Pictures(most=9, most_bytes=8_000_000, most_side=None, most_pixels=None, most_alt=1000),
    intent=intent,
    deeds=frozenset(),
    by_hand=True,
)
