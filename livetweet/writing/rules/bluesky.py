"""Bluesky's rules."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from urllib.parse import urlencode

from livetweet.writing.rules import graphemes, link
from livetweet.writing.rules.rule import Pictures, Rules

LIMIT = 300  # graphemes (lexicons/app/bsky/feed/post.json, bluesky-social/atproto, 2026-08)
MOST_BYTES = 3000  # UTF-8, same source
MOST_TAG_GRAPHEMES = 64  # lexicons/app/bsky/richtext/facet.json, 2026-08
_MOST_BYTES_A_CHARACTER = 4

# What ends a tag (packages/api/src/rich-text/util.ts TAG_REGEX, 2026-08): white space and what cannot be seen.
_ENDS_TAG = re.compile("[\\s\u00ad\u2060\u200a-\u200d\u20e2]")


def length(text: str) -> int:
    """Graphemes; links and mentions count whole."""
    return graphemes.count(text)


def fits(text: str) -> bool:
    """At most 300 graphemes and at most 3,000 bytes of UTF-8."""
    if length(text) > LIMIT:
        return False
    return len(text) * _MOST_BYTES_A_CHARACTER <= MOST_BYTES or len(text.encode()) <= MOST_BYTES


def handle(text: str) -> str | None:
    """`jane.example` from `@jane.example` or a link to the profile. A profile named by its DID has no handle to write."""
    text = text.strip()
    profile = link.read(text)
    if profile is None:
        name = text.removeprefix("@")
    elif profile.host in ("bsky.app", "staging.bsky.app") and len(profile.steps) >= 2 and profile.steps[0] == "profile":
        name = profile.steps[1].removeprefix("@")
    else:
        return None
    return name.lower() if link.HOST.fullmatch(name) else None


def mention(handle: str) -> str:
    return f"@{handle}"


def hashtag_problem(tag: str) -> str | None:
    """Anything without white space that is not all digits and punctuation, and does not end in punctuation, up to 64 graphemes."""
    if not tag or _ENDS_TAG.search(tag):
        return "a tag on Bluesky is one word without spaces"
    if all(character.isdigit() or unicodedata.category(character).startswith("P") for character in tag):
        return "a tag on Bluesky needs a letter"
    if unicodedata.category(tag[-1]).startswith("P"):
        return "a tag on Bluesky cannot end in punctuation"
    if graphemes.count(tag) > MOST_TAG_GRAPHEMES:
        return f"a tag on Bluesky has at most {MOST_TAG_GRAPHEMES} characters"
    return None


def post_id(_: str, __: object) -> str | None:
    """None: an answer must name the record's hash, which no address holds."""
    return None


def intent(text: str, answering: str | None, _: str | None) -> str | None:
    """The page that asks to post TEXT (docs.bsky.app/docs/advanced-guides/intent-links, 2026-08); it cannot answer."""
    return None if answering else f"https://bsky.app/intent/compose?{urlencode({'text': text})}"


RULES = Rules(
    network="bluesky",
    name="Bluesky",
    sign="B",
    limit=LIMIT,
    most_tags=4,
    pace=(1666, timedelta(hours=1)),  # 5,000 points an hour, a post costs 3 (docs.bsky.app/docs/advanced-guides/rate-limits, 2026-08)
    length=length,
    fits=fits,
    handle=handle,
    mention=mention,
    hashtag_problem=hashtag_problem,
    post_id=post_id,
    # lexicons/app/bsky/embed/images.json, 2026-08: 4, 2 MB each; the app scales to 4,000 pixels and 2 MB, and stops a description at 2,000 characters
    # as IMAGE_SIZE_CONFIG_POSTS and MAX_ALT_TEXT of bluesky-social/social-app say, src/lib/constants.ts, 2026-11
    pictures=Pictures(most=4, most_bytes=2_000_000, most_side=4000, most_pixels=None, most_alt=2000),
    intent=intent,
)
