from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from livetweet.networks.mastodon.plain import to_plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree"),
        ("<p>a &lt;b&gt; &amp; [/c]</p>", "a <b> & [/c]"),
        ('<p><span class="h-card"><a href="https://a.example/@jane" class="u-url mention">@<span>jane</span></a></span> hi</p>', "@jane hi"),
        (
            '<p><a href="/"><span class="invisible">https://</span><span class="ellipsis">example.org/a</span><span class="invisible">/b/c</span></a></p>',
            "https://example.org/a/b/c",
        ),
        ('<p class="quote-inline">RE: <a href="https://a.example/1">https://a.example/1</a></p><p>Indeed!</p>', "Indeed!"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n- two"),
        ("<p>x<script>alert(1)</script><style>p{}</style>y</p>", "xy"),
        ("no markup & <", "no markup & <"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("</p></div>stray", "stray"),
        ("", ""),
    ],
)
def test_html_is_read_as_a_person_would(html: str, text: str) -> None:
    assert to_plain(html) == text


# What html.parser stumbles over, or has in one version or another.
PIECES = (
    """< </ <! <![ <!-- --> ]]> <? > & &# &#x ; ' " = [ ] / y if CDATA[ doctype p br script style textarea plaintext class quote-inline é""".split()
)
HOSTILE = st.sampled_from([*PIECES, " ", "\x00", "\ud800", "9" * 5000])


@given(st.one_of(st.text(), st.lists(HOSTILE, max_size=12).map("".join)))
@example("<![y>")
@example("<p>&#" + "9" * 5000 + ";</p>")
@example('<a class="&#' + "9" * 5000 + '">')
def test_no_input_breaks_it(html: str) -> None:
    to_plain(html)


def test_words_are_kept_where_no_parser_takes_the_rest() -> None:
    assert to_plain("<p>Hall 2 is <b>dark</b><![y</p>") == "Hall 2 is  dark"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert to_plain(f"<p>{escaped}</p>") == text
