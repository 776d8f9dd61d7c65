from __future__ import annotations

import pytest
from hypothesis import given
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


@given(st.text())
def test_no_input_breaks_it(html: str) -> None:
    to_plain(html)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1))
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert to_plain(f"<p>{escaped}</p>") == text
