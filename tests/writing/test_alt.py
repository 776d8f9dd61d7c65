"""How the description of a picture begins, in the post's language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from livetweet.writing import alt
from tests.building import INES, KITES


@pytest.mark.parametrize(
    ("room", "speaker", "language", "begun"),
    [
        ("Ada", None, "fr", "Zoé Marin, Ines Roy, «\u00a0Kites at dawn\u00a0», salle Ada"),
        ("Ada", "Ines Roy", "en", "Ines Roy, “Kites at dawn”, room Ada"),
        ("Salle Ada", "Ines Roy", "fr", "Ines Roy, «\u00a0Kites at dawn\u00a0», Salle Ada"),
        ("Main Hall", "Ines Roy", "en", "Ines Roy, “Kites at dawn”, Main Hall"),
        (None, "Ines Roy", "en", "Ines Roy, “Kites at dawn”"),
    ],
)
def test_description_begins_with_who_what_and_where(room: str | None, speaker: str | None, language: str, begun: str) -> None:
    assert alt.begin(replace(KITES, room=room, speakers=(*KITES.speakers, INES)), speaker, language) == begun


def test_description_of_no_session_is_for_a_person_to_begin() -> None:
    assert alt.begin(None, None, "fr") == ""
