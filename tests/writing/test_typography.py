from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.writing.typography import quote, space


@pytest.mark.parametrize(
    ("text", "spaced"),
    [
        ("Oui ! Non ?", "Oui~! Non~?"),
        ("Ici : là ; puis « là-bas »", "Ici~: là~; puis «~là-bas~»"),
        ("(vraiment ?) Ah ?!", "(vraiment~?) Ah~?!"),
        ("à 10:45, https://a.example/?q=a;b", "à 10:45, https://a.example/?q=a;b"),
        ("Merci :) :blobcat:", "Merci :) :blobcat:"),
        ("Bien\u00a0: dit", "Bien~: dit"),
        ("! seul", "! seul"),
    ],
)
def test_space_holds_french_marks_to_their_words(text: str, spaced: str) -> None:
    assert space(text) == spaced.replace("~", "\u00a0")


@given(st.text(alphabet="ab ?!:;«»\u00a0\n"))
def test_space_changes_spaces_only_and_once(text: str) -> None:
    assert space(text).replace("\u00a0", " ") == text.replace("\u00a0", " ")
    assert space(space(text)) == space(text)


@pytest.mark.parametrize(
    ("text", "language", "quoted"),
    [
        ("Le « vrai » coût", "fr", "«~Le “vrai” coût~»"),
        ("Le «vrai» “coût”", "fr", "«~Le “vrai” “coût”~»"),
        ("The “real” cost", "en", "“The ‘real’ cost”"),
        ("Le « vrai » coût", "en", "“Le « vrai » coût”"),
    ],
)
def test_quote_sets_marks_within_marks(text: str, language: str, quoted: str) -> None:
    assert quote(text, language) == quoted.replace("~", "\u00a0")
