from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.writing.rules import every, get
from livetweet.writing.rules.rule import Rules
from livetweet.writing.split import split

WORDS = st.one_of(
    st.text(alphabet="abé’«»\u00a0.!?日", min_size=1, max_size=12),
    st.sampled_from(
        ["https://example.org/" + "a" * 90, "@jane@example.social", "#Tag", "👨\u200d👩\u200d👧", "x" * 700, "a" + "\u0301" * 600, "fin."]
    ),
)
GAPS = st.sampled_from([" ", "  ", "\n", "\n\n", " \t"])
TEXTS = st.lists(st.tuples(WORDS, GAPS), max_size=90).map(lambda pairs: "".join(word + gap for word, gap in pairs))


@given(TEXTS, st.sampled_from(every()))
def test_split_joins_back_to_the_text_and_every_part_fits(text: str, rules: Rules) -> None:
    parts = split(text, rules)
    assert all(rules.fits(part) for part in parts)
    end = 0
    for part in parts:
        begin = text.index(part, end)
        assert not text[end:begin].strip(" \t\n")
        end = begin + len(part)
    assert not text[end:].strip(" \t\n")


@given(TEXTS, st.sampled_from(every()))
def test_split_leaves_a_text_that_fits_alone(text: str, rules: Rules) -> None:
    if rules.fits(text):
        assert split(text, rules) == (text,)


@given(st.lists(st.text(alphabet="abé", min_size=1, max_size=30), min_size=1, max_size=60), st.sampled_from(every()))
def test_split_never_cuts_a_word_that_fits(words: list[str], rules: Rules) -> None:
    assert re.split(r"\s", " ".join(split(" ".join(words), rules))) == words


def test_split_prefers_paragraphs_then_sentences_then_words() -> None:
    rules = get("x")
    assert split("a" * 150 + ". " + "b" * 60 + "\n\n" + "c" * 60 + ". " + "d" * 100, rules) == (
        "a" * 150 + ". " + "b" * 60,
        "c" * 60 + ". " + "d" * 100,
    )
    assert split("a" * 150 + "! " + "b" * 60 + " " + "c" * 100, rules) == ("a" * 150 + "!", "b" * 60 + " " + "c" * 100)
    assert split("a" * 150 + " " + "b" * 60 + " " + "c" * 100, rules) == ("a" * 150 + " " + "b" * 60, "c" * 100)


def test_split_takes_no_initial_for_the_end_of_a_sentence() -> None:
    assert split("a" * 200 + " M. Dupont " + "b" * 100, get("x")) == ("a" * 200 + " M. Dupont", "b" * 100)


@pytest.mark.parametrize("text", [" " * 400, "\n" * 400])
def test_split_of_nothing_but_white_space_is_one_empty_part(text: str) -> None:
    assert split(text, get("bluesky")) == ("",)


def test_split_cuts_a_long_word_between_graphemes() -> None:
    assert [len(part) for part in split("👍🏽" * 301, get("bluesky"))] == [600, 2]
