from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from livetweet.timeline.exporters import md
from tests.inbox.world import World
from tests.timeline import story

GOLDEN = Path(__file__).parents[1] / "golden"
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.mark.parametrize(("language", "anonymous", "file"), [("fr", False, "record.fr.md"), ("en", True, "record.anonymous.md")])
def test_render_tells_the_whole_day(world: World, language: str, anonymous: bool, file: str) -> None:
    story.tell(world)
    assert md.render(story.record(world, language), anonymous) == (GOLDEN / file).read_text(encoding="utf-8")


def test_render_of_an_empty_store_is_a_heading_and_its_totals(world: World) -> None:
    assert (
        md.render(story.record(world), anonymous=False)
        == "# Kite Fair\n\n18–19 March 2027 · 0\u00a0sessions · 0\u00a0posts · 0\u00a0replies and mentions · 0\u00a0questions.\n"
    )


@given(st.text(alphabet=st.sampled_from("\\`*_{}[]()#+-.!|~<>&;:/ab1 \n\u202e\u200b\x1b\"'=") | st.characters()))
@example("<script>alert(1)</script>")
@example("![x](https://example.org/y.png)")
@example("a\n===\n    code\n```\nfence\n| a |\n|---|")
@example("&lt;b&gt; &#60; 1) [b]: https://example.org")
def test_outside_text_is_read_as_text(text: str) -> None:
    """A Markdown reader shows each line as it was, but for spaces and what cannot be seen."""
    rendered = READER.render(md._lines(text))
    tags = set(re.findall(r"<(/?\w+)", rendered))
    assert tags <= {"p", "/p", "br"}
    shown = html.unescape(re.sub(r"<[^>]*>", "", rendered))
    assert shown.split() == md._visible(text).split()


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a_(b)?c=d", "[here](https://example.org/a_%28b%29?c=d)"),
        ("https://example.org/> <b>", "[here](https://example.org/%3E%20%3Cb%3E)"),
        ("javascript:alert(1)", "here"),
        (None, "here"),
    ],
)
def test_only_web_addresses_become_links(url: str | None, link: str) -> None:
    assert md._link("here", url) == link
