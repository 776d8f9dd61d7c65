from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.writing.typography import plain, quote, set_french, space


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


@pytest.mark.parametrize(
    ("title", "set_"),
    [
        ("Souveraineté numérique : de quoi parle-t-on ?", "Souveraineté numérique~: de quoi parle-t-on~?"),
        ('Écrire un compilateur "pour de vrai"', "Écrire un compilateur «~pour de vrai~»"),
        ('"Un", "deux" (et "trois") : l’"art" ?', "«~Un~», «~deux~» (et «~trois~»)~: l’«~art~»~?"),
        ('print("hello") sur un écran 27" à 9 h', 'print("hello") sur un écran 27" à 9 h'),
        ('Un " seul', 'Un " seul'),
        ("Le « vrai » coût", "Le «~vrai~» coût"),
    ],
)
def test_set_french_spaces_marks_and_takes_guillemets(title: str, set_: str) -> None:
    assert set_french(title) == set_.replace("~", "\u00a0")


@given(st.text(alphabet='ab ?:"«»“”\u00a0').map(str.strip))
def test_plain_says_of_a_title_what_it_says_of_the_same_set_for_french(title: str) -> None:
    assert plain(set_french(title)) == plain(title)
    assert plain(quote(set_french(title), "fr")) == plain(f'"{title}"')
