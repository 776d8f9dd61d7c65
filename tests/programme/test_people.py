"""Who is who in a programme: several names in one text, one person under several spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.names import split
from livetweet.programme.people import Alike, alike, unite
from livetweet.programme.read import Source, read
from livetweet.programme.spelling import fold
from tests.programme.values import programmes


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Doe, John Smith", ["Jane Doe", "John Smith"]),
        ("Jane Doe & John Smith", ["Jane Doe", "John Smith"]),
        ("Jane Doe and John Smith", ["Jane Doe", "John Smith"]),
        ("Jeanne Roy et Jean Le Goff", ["Jeanne Roy", "Jean Le Goff"]),
        ("Jane Doe; John Smith", ["Jane Doe", "John Smith"]),
        ("Will Harg, Arjan Koop, and David Croft", ["Will Harg", "Arjan Koop", "David Croft"]),
        ("Hendrik, Gwen and Callum", ["Hendrik", "Gwen", "Callum"]),
        ("Anne-Marie d’Aubigné et Ludwig van Beethoven", ["Anne-Marie d’Aubigné", "Ludwig van Beethoven"]),
        ("山田 太郎, 鈴木 花子", ["山田 太郎", "鈴木 花子"]),
        ("A & B", ["A", "B"]),
    ],
)
def test_hazard_9_several_names_in_one_text_are_several(text: str, names: list[str]) -> None:
    assert split(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Doe, Mozilla", ["Jane Doe"]),
        ("Jane Doe, CTO", ["Jane Doe"]),
        ("Jane Doe, University of Oslo", ["Jane Doe"]),
        ("Jane Doe, defendme", ["Jane Doe"]),
        ("Jane Doe, John Smith, Boulby Team", ["Jane Doe", "John Smith"]),
    ],
)
def test_hazard_9_an_affiliation_after_a_comma_is_nobody(text: str, names: list[str]) -> None:
    assert split(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Doe, John Smith, Boulby Team", ["Jane Doe", "John Smith", "Boulby Team"]),
        ("Jane Doe (Mozilla), John Smith (speaker), Al Bo", ["Jane Doe", "John Smith", "Al Bo"]),
        ("Jane Doe,Ada Van den Berg,Al Bo", ["Jane Doe", "Ada Van den Berg", "Al Bo"]),
        ("Jane Doe (CERN), John Smith (University of Oslo)", ["Jane Doe", "John Smith"]),
        ("Jane Doe, PhD, John Smith III", ["Jane Doe, PhD", "John Smith III"]),
        ("Jane Doe\nJohn Smith | Al Bo", ["Jane Doe", "John Smith", "Al Bo"]),
        ("Jane Doe avec John Smith", ["Jane Doe", "John Smith"]),
        ("Jane Doe, Mozilla", ["Jane Doe"]),
        ("Doe, Jane; Smith, John", ["Doe, Jane", "Smith, John"]),
        ("null", []),
    ],
)
def test_hazard_9_a_place_for_all_speakers_lists_a_team_as_well(text: str, names: list[str]) -> None:
    assert split(text, listed=True) == names


@pytest.mark.parametrize("text", ["you!", "You", "tbd", "TBA", "t.b.d.", "N/A", "?", "-", "", "à définir", "Various speakers"])
def test_hazard_9_whoever_is_not_known_yet_is_nobody(text: str) -> None:
    assert split(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe",
        "Doe, Jane",
        "Donnie Berk, Ph.D.",
        "Matt Park & Guests",
        "O’Brien & Fils",
        "Friedrun & Gereon – Flute Duo",
        "Heidi Blanton from Forge & Craft",
        "Riley & boop",
        "Sandy",
        "Anderson",
        "Tobias P. (they/them)",
    ],
)
def test_what_may_be_one_name_stays_one(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    "other", ["zoe marin", "ZOÉ  MARIN", "Zoe Marin", "Dr. Zoé Marin", "Prof. Dr. Zoe Marin, Ph.D.", "Zoé Marin (she/her)", "Zoé-Marin"]
)
def test_fold_ignores_case_spaces_diacritics_titles(other: str) -> None:
    assert fold(other) == fold("Zoé Marin")


def test_fold_tells_people_apart() -> None:
    assert len({fold(one) for one in ("Zoé Marin", "Zoé Marini", "Zoé", "Marin", "Dr", "山田", "Zoë Martin")}) == 7


def fair(*speakers: tuple[Person, ...], people: tuple[Person, ...] = ()) -> Programme:
    sessions = tuple(Session(id=str(number), title="Kites", speakers=of) for number, of in enumerate(speakers))
    return Programme(title="Fair", sessions=sessions, people=people)


def test_one_person_under_several_spellings_is_one_with_all_handles() -> None:
    programme = fair(
        (Person(name="zoe marin", handles={"x": "zoe"}),),
        (Person(name="Dr. Zoé Marin", handles={"bluesky": "zoe.example"}), Person(name="Ines Roy")),
        people=(Person(name="Zoé Marin", handles={"mastodon": "zoe@example.org"}),),
    )
    zoe = Person(name="Zoé Marin", handles={"mastodon": "zoe@example.org", "x": "zoe", "bluesky": "zoe.example"})
    assert unite(programme) == fair((zoe,), (zoe, Person(name="Ines Roy")), people=(zoe,))
    assert alike(programme) == [Alike(name="Zoé Marin", spellings=("Zoé Marin", "zoe marin", "Dr. Zoé Marin"))]


def test_hazard_7_two_people_of_one_name_are_told_by_their_handles() -> None:
    programme = fair((Person(name="Jane Doe", handles={"x": "jane"}),), (Person(name="jane doe", handles={"x": "other"}),))
    assert (unite(programme), alike(programme)) == (programme, [])


def test_a_nickname_in_another_case_is_another_person() -> None:
    programme = fair((Person(name="anna", handles={"x": "anna"}),), (Person(name="Anna"),))
    assert (unite(programme), alike(programme)) == (programme, [])


def test_hazard_7_ids_that_collide_in_merged_files_mix_nobody_up() -> None:
    files = [
        f'<schedule><conference/><day date="2027-03-18"><room name="Ada"><event id="1"><title>T{number}</title><start>1{number}:00</start>'
        f'<persons><person id="1">{name}</person></persons></event></room></day></schedule>'
        for number, name in enumerate(("Jane Doe", "John Smith"))
    ]
    united = unite(read([Source(name=f"{number}.xml", data=text.encode()) for number, text in enumerate(files)], "Europe/Paris"))
    assert [(one.id, [person.name for person in one.speakers]) for one in united.sessions] == [("1", ["Jane Doe"]), ("1-2", ["John Smith"])]


def test_a_text_of_several_names_is_several_speakers_without_its_handle() -> None:
    programme = fair((Person(name="Jane Doe & John Smith", handles={"x": "theduo"}),), (Person(name="Jane Doe, Mozilla", handles={"x": "jane"}),))
    jane = Person(name="Jane Doe", handles={"x": "jane"})
    assert unite(programme) == fair((jane, Person(name="John Smith")), (jane,))
    assert unite(fair((Person(name="you!"),))) == fair(())


@given(programmes)
def test_uniting_twice_changes_nothing_more(programme: Programme) -> None:
    once = unite(programme)
    assert unite(once) == once


@given(st.text(max_size=60))
def test_split_never_makes_names_up(text: str) -> None:
    assert all(name in " ".join(text.split()) for name in split(text))
