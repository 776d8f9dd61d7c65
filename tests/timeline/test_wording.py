"""The words of the record, and that a French one says nothing of ours in English."""

from __future__ import annotations

import pytest

from livetweet.store.attempts import LOOKED_TWICE
from livetweet.store.parts import BY_HAND, DAILY_CAP, PROGRAMME_CHANGED
from livetweet.timeline.wording import WORDS


@pytest.mark.parametrize(
    ("reason", "french"),
    [
        ("too late", "trop tard"),
        ("interrupted", "fil interrompu"),
        (LOOKED_TWICE, "cherché deux fois, introuvable"),
        (PROGRAMME_CHANGED, "le programme a changé"),
        (DAILY_CAP, "plafond de dépense du jour atteint"),
        (BY_HAND, "à publier à la main"),
        ("by Léa", "par Léa"),
        ("dropped by Léa", "abandonné par Léa"),
        ("waits for part 2", "attend la partie 2"),
        ("422: too long", "422: too long"),
        ("too late for this server", "too late for this server"),
    ],
)
def test_reason_is_told_in_the_language_of_the_record(reason: str, french: str) -> None:
    assert (WORDS["fr"].reason(reason), WORDS["en"].reason(reason)) == (french, reason)


def test_both_languages_have_words_for_the_same_things() -> None:
    english, french = WORDS["en"], WORDS["fr"]
    assert [set(english.nouns), set(english.kinds), set(english.states), set(english.fates)] == [
        set(french.nouns),
        set(french.kinds),
        set(french.states),
        set(french.fates),
    ]
