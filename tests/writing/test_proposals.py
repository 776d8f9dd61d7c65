"""What may be meant by the letters before the cursor."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.model.person import Person
from livetweet.writing.proposals import Proposal, propose
from tests.building import GUEST, HASHTAGS, KITES, MOSS, PROGRAMME, changed, context_of

TAGS = HASHTAGS.replace('event = "Fair27"', 'event = "Fair27"\nrooms = { Ada = "AdaHall" }\ntracks = { Sky = "Sky" }\nsessions = { kites = "Kites" }')
PEOPLE = (*KITES.speakers, Person(name="Zora Neale"), Person(name="Marie-Claire Le Goff"), GUEST)
CONTEXT = context_of(changed(PROGRAMME, "moss", speakers=(*MOSS.speakers, *PEOPLE[1:])), TAGS)
SESSION = CONTEXT.agenda.sessions["kites"]


@pytest.mark.parametrize(
    ("before", "texts"),
    [
        ("thanks to zo", ["Zoé Marin", "@{Zoé Marin}", "Zora Neale"]),
        ("thanks to ZOE", ["Zoé Marin", "@{Zoé Marin}"]),
        ("by any word: mar", ["Zoé Marin", "@{Zoé Marin}", "Marie-Claire Le Goff"]),
        ("d’Ines", ["Ines Roy"]),
        ("@", ["@{Zoé Marin}", "Ines Roy", "Zora Neale", "Marie-Claire Le Goff"]),
        ("@zo", ["@{Zoé Marin}", "Zora Neale"]),
        ("@{Zo", ["@{Zoé Marin}", "Zora Neale"]),
        ("#", ["#Kites", "#AdaHall", "#Fair27", "#Sky"]),
        ("#fa", ["#Fair27"]),
        ("at the fai", ["#Fair27"]),
        ("z", []),
        ("fa", []),
        ("guest", []),
        ("", []),
        ("Zoé Marin", ["@{Zoé Marin}"]),
        ("Zoé Marin ", []),
        ("#Fair27", []),
    ],
)
def test_proposals_are_those_of_the_session_first_then_of_the_programme(before: str, texts: list[str]) -> None:
    assert [one.text for one in propose(before, SESSION, CONTEXT)] == texts


def test_a_name_begun_in_several_words_is_not_written_twice() -> None:
    assert propose("with zoé ma", SESSION, CONTEXT)[0] == Proposal(text="Zoé Marin", replaces=6)
    assert propose("with Marie-Claire Le", SESSION, CONTEXT)[0] == Proposal(text="Marie-Claire Le Goff", replaces=15)


def test_whoever_speaks_in_the_session_comes_first() -> None:
    context = replace(CONTEXT, programme=PROGRAMME)
    assert [propose("@", session, context, most=1)[0].text for session in (SESSION, MOSS)] == ["@{Zoé Marin}", "Ines Roy"]


@given(st.text(max_size=40))
def test_a_proposal_never_takes_more_than_what_stands_before_it(before: str) -> None:
    for one in propose(before, SESSION, CONTEXT):
        assert 0 < one.replaces <= len(before)
