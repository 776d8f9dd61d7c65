from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.programme.text import clean, says_cancelled


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("  Two\n\t lines\u00a0here ", "Two lines here"),
        ("R&amp;D &quot;x&quot; &#233; AT&T &copy me", 'R&D "x" é AT&T &copy me'),
        ("<b>Bold</b> <i class='x'>claims</i>,<br/>again", "Bold claims, again"),
        ("I <3 tea, a<>b, mail to <me@example.org>", "I <3 tea, a<>b, mail to <me@example.org>"),
        ("&lt;p&gt;escaped twice&lt;/p&gt;", "escaped twice"),
        ("name <script>alert(1)</script>", "name <script>alert(1)</script>"),
        ("abc\u202ecba\u202c \u2066x\u2069\x00\x1b[1m\ufeff", "abccba x[1m"),
        (
            "family \U0001f468\u200d\U0001f469\u200d\U0001f467, \u0646\u0645\u06cc\u200c\u062e\u0648",
            "family \U0001f468\u200d\U0001f469\u200d\U0001f467, \u0646\u0645\u06cc\u200c\u062e\u0648",
        ),
        (None, ""),
    ],
)
def test_clean_leaves_the_words(published: str | None, shown: str) -> None:
    assert clean(published) == shown


@given(st.text())
def test_clean_leaves_one_line_without_controls_or_overrides(text: str) -> None:
    shown = clean(text)
    assert shown == " ".join(shown.split())
    assert not {*shown} & {"\n", "\x00", "\u202e", "\u2066", "\x1b", "\ud800"}


@pytest.mark.parametrize(
    "title",
    [
        "CANCELLED - A talk",
        "[CANCELED] A talk",
        "Annulé : une conférence",
        "ANNULÉE Une conférence",
        "A talk (cancelled)",
        "A talk – cancelled",
        "Cancelled",
        "Cancelled: A",
    ],
)
def test_says_cancelled_knows_the_words(title: str) -> None:
    assert says_cancelled(title)


@pytest.mark.parametrize("title", ["Cancelled culture", "How we cancelled our cloud", "Noise cancelling in Rust", "Cancellation in asyncio"])
def test_says_cancelled_leaves_talks_about_it_alone(title: str) -> None:
    assert not says_cancelled(title)
