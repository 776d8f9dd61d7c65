"""The `twitter-text-parser` library: X's counting, whose finding of links Mastodon shares. Imported when first needed: that takes 320 ms."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any


def weigh(text: str) -> int:
    """The weighted length of TEXT, in X's whole units."""
    return int(_library().parse_tweet(text).weightedLength)


def find_links(text: str) -> list[tuple[int, int]]:
    """Where the links that name their scheme begin and end in TEXT, in order."""
    return [tuple(link["indices"]) for link in _library().extract_urls_with_indices(text, extract_urls_without_protocol=False)]


@cache
def _library() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it reads its emoji table through pkg_resources, which warns that it is old
        import twitter_text  # noqa: PLC0415  320 ms, and plain texts never need it

    return twitter_text
