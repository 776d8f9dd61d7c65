from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.inbox.sameness import key, same
from tests.inbox.test_asking import read


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How do you scale it?", "how do you scale it"),
        ("@fair@example.social How do you scale it? #Fair27", "How do you SCALE it???"),
        ("Où est l’enregistrement ?", "Ou est l'enregistrement"),
        ("Bonjour, où trouver le code ? Merci !", "Où trouver le code ?"),
        ("How do you scale it? https://example.org/?a=b", "How do you scale it?"),
        ("How do you \u202escale\u202c it?", "How do you scale it?"),
        ("Ho\u0301w do you scale it?", "How do you scale it?"),
        ("Question: how do you scale it?", "How do you scale it?"),
    ],
)
def test_same_sees_past_how_it_was_written(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How do you scale it?", "Why do you scale it?"),
        ("か？", "が？"),
        ("???", "!!!"),
        ("@ana@example.net", "#Fair27"),
        ("Does it work on 3.11?", "Does it work on 3.12?"),
    ],
)
def test_same_keeps_different_questions_apart(one: str, other: str) -> None:
    assert not same(one, other)


@given(st.text())
def test_key_of_a_key_is_itself_but_for_greetings(text: str) -> None:
    assert same(text, text) == bool(key(text))
    assert key(text.upper()) == key(text.upper().lower()) or not text.isascii()


SAME = [
    ("Est-ce que les données sont publiques ?", "les données sont publiques"),
    ("Les données sont-elles publiques ?", "Est-ce que les données sont publiques ??"),
    ("Je me demandais si le modèle marche pour le breton", "Le modèle marche pour le breton ?"),
    ("What's the error margin on a windy day?", "what is the error margin on a windy day"),
    ("How do you calibrate the sensors after winter?", "How do you calibarte the sensors after winter?"),
    ("How do you calibrate the sensors after winter?", "So how do you calibrate sensors after winter, please?"),
    ("Comment gérez-vous les migrations en production ?", "comment gerez vous les migratons en production #PyConExemple"),
    ("🪁 Where can we buy one?", "Where can we buy one??? https://example.org/kite"),
]
DIFFERENT = [
    ("How do you scale it?", "How do you test it?"),
    ("Does it work on Windows?", "Does it not work on Windows?"),
    ("Does it work on Windows?", "Does it work on Linux?"),
    ("Does A replace B?", "Does B replace A?"),
    ("What does the 2 kg sensor cost?", "What does the 3 kg sensor cost?"),
    ("Comment exporter les données vers un tableur ?", "Comment importer les données vers un tableur ?"),
    ("Ça marche avec un fil ?", "Ça marche sans fil ?"),
    ("Can we read the logs?", "Can we read the logos?"),
    ("Is it better to batch or to patch the records first?", "Is it better to match or to patch the records first?"),
    ("Why did you leave out the winter?", "Why did you leave out the summer?"),
    ("Who pays?", "Who plays?"),
    ("Faut-il mesurer avant ?", "Faut-il mesurer après ?"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_joins_what_differs_in_small_words_and_slips(one: str, other: str) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_same_never_joins_two_different_questions(one: str, other: str) -> None:
    assert not same(one, other)
    assert not same(other, one)


def test_no_two_questions_of_the_sample_are_taken_for_one() -> None:
    asked = [text for name in ("tuned.tsv", "held_out.tsv") for label, _, text in read(name) if label == "q"]
    joined = [
        pair for pair in itertools.combinations([*asked, *(one for pair in DIFFERENT for one in pair)], 2) if pair[0] != pair[1] and same(*pair)
    ]
    assert joined == []
