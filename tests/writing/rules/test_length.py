"""Counting is exact: each fast way is held against the library it stands in for."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from livetweet.writing.rules import get, graphemes, twitter_text

TELLING = [
    " ", "\n", "\r\n", "\u00a0", "\u202f", "\u2009", "\u200b", "\u200d", "\ufe0f", "\u0301", "é", "e\u0301", "’", "«", "»", "“", "…", "—", "–",
    "😷", "👨\u200d🎤", "🇫🇷", "1️⃣", "#️⃣", "©", "®", "™", "日本", "ß", "ﷺ", "한", "\u1112", "\u0600", "ก็", "Å", "\u212b", "\u2001",
    "https://example.org/a_b?c=d", "http://example.com.", "(https://fosdem.org/x_(y))", "example.org", "a.b", "x.com/y", "node.js", "v1.2.3", "...",
    "@jane", "@jane@example.social", "@jane.example", "#PyCon", ".", ",", "a", "Z", "9", "-", "_", "/", ":", "@", "#", "t.co/abc", "https://t.co/abcdef",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.one_of(st.sampled_from(TELLING), st.text(max_size=3)), max_size=25).map("".join))


@given(TEXTS)
def test_x_weighs_as_twitter_text_does(text: str) -> None:
    assert get("x").length(text) == twitter_text.weigh(text)


@given(TEXTS)
def test_graphemes_are_counted_as_unicode_has_them(text: str) -> None:
    assert graphemes.count(text) == len(regex.findall(r"\X", text))


@given(TEXTS)
def test_bluesky_counts_graphemes_and_fits_bytes_too(text: str) -> None:
    long = text * 12
    bluesky = get("bluesky")
    clusters = len(regex.findall(r"\X", long))
    assert (bluesky.length(long), bluesky.fits(long)) == (clusters, clusters <= 300 and len(long.encode()) <= 3000)


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("", (0, 0, 0)),
        ("« Bonjour » — Zoë", (17, 17, 17)),
        ("see https://example.org/a/very/long/path/indeed/it/is/long now", (31, 62, 31)),
        ("see example.org/a/very/long/path/indeed now", (43, 43, 31)),
        ("Jane (@jane@example.social)", (12, 27, 27)),
        ("jane@example.social", (19, 19, 19)),
        ("👨‍👩‍👧‍👦 日本", (4, 4, 7)),
        ("a\u202fb", (3, 3, 4)),
        ("https://example.org/日本", (23, 22, 27)),
        ("https://example.org/a.", (24, 22, 24)),
        ("https://example.org/a…", (23, 22, 25)),
        ("https://example.org/a?q=日本 x", (25, 28, 29)),
        ("(https://example.org)", (25, 21, 25)),
    ],
)
def test_length_is_each_network_s_own(text: str, lengths: tuple[int, int, int]) -> None:
    assert tuple(get(network).length(text) for network in ("mastodon", "bluesky", "x")) == lengths


def test_bluesky_refuses_three_hundred_heavy_graphemes() -> None:
    family = "👨‍👩‍👧‍👦" * 200
    assert (get("bluesky").length(family), get("bluesky").fits(family)) == (200, False)


@given(
    st.lists(
        st.sampled_from(
            ("https://a.example.com/x", "HTTP://b.org", "(https://c.fr/é)", "d.com", "«https://e.net»", "é\u0301", "漢字https://f.jp/字", "a:b", ".")
        ),
        max_size=8,
    ),
    st.sampled_from(" \n\u00a0\t"),
)
def test_links_are_found_word_by_word_as_in_the_whole(words: list[str], space: str) -> None:
    text = space.join(words)
    library = twitter_text._library()
    found = library.extract_urls_with_indices(text, extract_urls_without_protocol=False)
    assert twitter_text.find_links(text) == tuple(tuple(link["indices"]) for link in found)
    assert twitter_text.has_link(text) == bool(library.extract_urls_with_indices(text, extract_urls_without_protocol=True))
