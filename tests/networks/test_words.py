"""What a server says can be kept and shown, whatever it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.networks.words import MOST, MOST_LIKES, counted, in_a_line, storable


@given(st.text(st.characters()))
def test_words_are_a_line_that_the_store_and_a_terminal_take(text: str) -> None:
    line = in_a_line(text)
    assert line.isprintable()
    assert line.encode() is not None
    assert len(line) <= MOST


def test_halves_of_characters_are_replaced_wherever_they_are() -> None:
    said = {"url": "https://example.social/\ud83d", "\ud800": ["\ude00", "🪁", 7, None]}
    assert storable(said) == {"url": "https://example.social/?", "?": ["?", "🪁", 7, None]}


@pytest.mark.parametrize(("said", "number"), [(3, 3), (2**64, MOST_LIKES), (-1, 0), (None, 0)])
def test_likes_are_a_number_that_the_store_takes(said: object, number: int) -> None:
    assert counted(said) == number
