from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.inbox.literal import bare, columns, literal, storable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("  two\n\tlines  ", "two lines"),
        ("\x1b[31mred\x07", "␛[31mred␇"),
        ("a\x9b31mb", "a31mb"),
        ("left \u202etfel\u202c", "left tfel"),
        ("a\u2066b\u2069c\u200fd", "abcd"),
        ("z" + "\u0336" * 40, "z\u0336\u0336"),
        ("nul\x00", "nul␀"),
        ("half \ud83d", "half"),
        ("👩\u200d🔬 می\u200cخواهم", "👩\u200d🔬 می\u200cخواهم"),
        ("[b]<script>", "[b]<script>"),
    ],
)
def test_literal_shows_text_as_it_is(text: str, shown: str) -> None:
    assert literal(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Vous avez mesuré le coût en mémoire ? #JLL26", "Vous avez mesuré le coût en mémoire ?"),
        ("@fair@example.org, @zoe: how high?\n#Kites #Fair27 ", "how high?"),
        ("Why #Fair27 and not #Kites?", "Why #Fair27 and not #Kites?"),
        ("@fair #Fair27", "#Fair27"),
        (" @fair ", "@fair"),
    ],
)
def test_bare_question_is_neither_addressed_nor_tagged(text: str, shown: str) -> None:
    assert bare(text) == shown


@pytest.mark.parametrize(
    ("text", "width", "shown"), [("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("ab cdef", 4, "ab…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…")]
)
def test_literal_cuts_to_columns(text: str, width: int, shown: str) -> None:
    assert literal(text, width) == shown


@given(st.text(alphabet=st.characters(exclude_categories=[])), st.integers(min_value=1, max_value=40))
def test_literal_never_exceeds_its_width_nor_controls_a_terminal(text: str, width: int) -> None:
    shown = literal(text, width)
    assert columns(shown) <= width
    assert not [
        one
        for one in shown
        if unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(one) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    ]


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_storable_can_be_encoded(text: str) -> None:
    assert storable(text).encode().decode() == storable(text)
