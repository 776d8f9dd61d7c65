"""The `twitter-text-parser` library: X's counting, whose finding of links Mastodon shares. Imported when first needed: that takes over 100 ms."""

from __future__ import annotations

import re
import sys
from functools import cache, lru_cache
from importlib.resources import files
from types import ModuleType
from typing import Any

_REMEMBERED = 512  # texts: a screen paints the same ones again and again
_WORD = re.compile(r"\S+")


def weigh(text: str) -> int:
    """The weighted length of TEXT, in X's whole units."""
    return int(_library().parse_tweet(text).weightedLength)


@lru_cache(_REMEMBERED)
def find_links(text: str) -> tuple[tuple[int, int], ...]:
    """Where the links that name their scheme begin and end in TEXT, in order."""
    return tuple(
        (word.start() + begins, word.start() + ends)
        for word in _WORD.finditer(text)  # the library takes time by the square of the length of what it is given
        if "://" in word[0]
        for begins, ends in (link["indices"] for link in _library().extract_urls_with_indices(word[0], extract_urls_without_protocol=False))
    )


@lru_cache(_REMEMBERED)
def has_link(text: str) -> bool:
    """Whether X makes a link of anything in TEXT, with a scheme or without."""
    return any("." in word and _library().extract_urls_with_indices(word, extract_urls_without_protocol=True) for word in text.split())


@cache
def _library() -> Any:
    """Version 3.0.0 reads its emoji table through pkg_resources without asking for setuptools, whose releases since 82 lack it.

    Whether it is there or not, ours stands in for it during the import: it does the one thing needed, three times as fast.
    """
    stand_in = ModuleType("pkg_resources")
    stand_in.resource_string = _read_resource  # type: ignore[attr-defined]
    before = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = stand_in
    try:
        import twitter_text  # noqa: PLC0415  plain texts never need it
    finally:
        if before is None:
            del sys.modules["pkg_resources"]
        else:
            sys.modules["pkg_resources"] = before
    return twitter_text


def _read_resource(module: str, name: str) -> bytes:
    return (files(module.rpartition(".")[0]) / name).read_bytes()
