"""What a server says can be kept and shown, whatever it says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from livetweet.networks.words import MOST, in_a_line, storable


@given(st.text(st.characters()))
def test_words_are_a_line_that_the_store_and_a_terminal_take(text: str) -> None:
    line = in_a_line(text)
    assert line.isprintable()
    assert line.encode() is not None
    assert len(line) <= MOST


def test_halves_of_characters_are_replaced_wherever_they_are() -> None:
    said = {"url": "https://example.social/\ud83d", "\ud800": ["\ude00", "🪁", 7, None]}
    assert storable(said) == {"url": "https://example.social/?", "?": ["?", "🪁", 7, None]}
