from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.change import Change, Field, apply, make, settled

NINE = datetime.fromisoformat("2027-03-18T09:00+01:00")
NOUR = Person(name="Nour", handles={"x": "nour"})
FIRST = Session(id="1", title="First", start=NINE, end=NINE + timedelta(minutes=45), room="Ada", speakers=(Person(name="Ilse"),))
SECOND = Session(id="2", title="Second", start=NINE + timedelta(hours=1), end=NINE + timedelta(hours=2), room="Bo", speakers=(NOUR,))
NEVER = Session(id="3", title="Never")
PROGRAMME = Programme(title="H", timezone="Europe/Paris", rooms=("Ada", "Bo"), sessions=(FIRST, SECOND, NEVER))


def change(field: Field, value: str, session: str = "1") -> Change:
    return Change(session=session, field=field, value=value)


def test_make_and_apply_change_each_field() -> None:
    changes = make(PROGRAMME, "1", cancel=True, start="11:30", room=" Salle\u00a0C ", speakers=["Nour", "Al"], late=10)
    assert changes == [
        change(Field.CANCELLED, "true"),
        change(Field.START, "2027-03-18T11:30:00+01:00"),
        change(Field.ROOM, "Salle C"),
        change(Field.SPEAKERS, '["Nour", "Al"]'),
        change(Field.LATE, "10"),
    ]
    moved = replace(
        FIRST,
        start=NINE + timedelta(hours=2, minutes=40),
        end=NINE + timedelta(hours=3, minutes=25),
        room="Salle C",
        speakers=(NOUR, Person(name="Al")),
        cancelled=True,
    )
    assert apply(PROGRAMME, changes) == replace(PROGRAMME, rooms=("Ada", "Bo", "Salle C"), sessions=(SECOND, moved, NEVER))


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("14:30", "2027-03-18T14:30:00+01:00"),
        ("14 h 30", "2027-03-18T14:30:00+01:00"),
        ("14\u00a0h\u202f30", "2027-03-18T14:30:00+01:00"),
        ("14 h", "2027-03-18T14:00:00+01:00"),
        ("2027-03-29T14:30", "2027-03-29T14:30:00+02:00"),
        ("2027-03-18T14:30Z", "2027-03-18T14:30:00+00:00"),
    ],
)
def test_make_reads_a_start_in_the_programmes_zone(text: str, start: str) -> None:
    assert make(PROGRAMME, "1", start=text) == [change(Field.START, start)]


def test_make_reads_a_time_of_day_on_the_venues_day() -> None:
    midnight = replace(FIRST, start=datetime.fromisoformat("2027-03-18T23:30+00:00"), end=None)
    assert make(replace(PROGRAMME, sessions=(midnight,)), "1", start="01:00") == [change(Field.START, "2027-03-19T01:00:00+01:00")]


def test_make_without_a_zone_keeps_the_sessions_own() -> None:
    assert make(replace(PROGRAMME, timezone=None), "1", start="2027-03-18 10:00") == [change(Field.START, "2027-03-18T10:00:00+01:00")]


def test_make_refuses_in_one_sentence() -> None:
    sentences = []
    for session, asked in (
        ("9", {"cancel": True}),
        ("1", {"start": "soon"}),
        ("3", {"start": "10:00"}),
        ("3", {"late": 5}),
        ("1", {"late": 5000}),
        ("1", {"room": " \u202e"}),
    ):
        with pytest.raises(ProgrammeError) as caught:
            make(PROGRAMME, session, **asked)
        sentences.append(str(caught.value))
    assert sentences == [
        "There is no session 9 in the programme: `livetweet programme show` lists their ids.",
        "“soon” is no time: write 14:30 or 2027-03-18T14:30.",
        "“Never” has no day yet: give the start with its date, for instance 2027-03-18T10:00.",
        "“Never” has no time yet, so it cannot be late: give it one with --start.",
        "5000 minutes are more than a day: move “First” with --start instead.",
        "The room has no name: give one in quotes.",
    ]


@pytest.mark.parametrize(
    ("session", "words"),
    [
        ("10", "did you mean 104?"),
        ("tal", "did you mean talk-1 or talk-2 or talk-3 or talk-4 or talk-5 or another?"),
        ("", "`livetweet programme show` lists their ids."),
    ],
)
def test_a_session_is_named_by_its_whole_id_and_those_that_may_be_meant_are_told(session: str, words: str) -> None:
    programme = Programme(title="H", sessions=tuple(Session(id=key, title="T") for key in ("104", *(f"talk-{number}" for number in range(1, 8)))))
    with pytest.raises(ProgrammeError) as caught:
        make(programme, session, cancel=True)
    assert str(caught.value) == f"There is no session {session} in the programme: {words}"


def test_apply_of_a_change_whose_session_is_gone_is_a_warning() -> None:
    found = apply(PROGRAMME, [change(Field.CANCELLED, "true", session="9")])
    assert found == replace(PROGRAMME, warnings=("The session 9, changed by hand, is no longer in the programme.",))


def test_apply_of_nothing_is_the_programme_itself() -> None:
    assert apply(PROGRAMME, []) is PROGRAMME


def test_settled_names_what_the_source_says_itself() -> None:
    changes = make(PROGRAMME, "1", cancel=True, start="11:30", room="C", speakers=["Al"])
    there = replace(FIRST, start=NINE + timedelta(hours=2, minutes=30), room="C", speakers=(Person(name="Al"),), cancelled=True)
    assert settled(PROGRAMME, replace(PROGRAMME, sessions=(there, SECOND)), changes) == changes
    assert settled(PROGRAMME, PROGRAMME, changes) == []
    assert settled(PROGRAMME, replace(PROGRAMME, sessions=()), changes) == []


@pytest.mark.parametrize(("minutes", "is_settled"), [(0, False), (12, True), (60, False)])
def test_settled_lateness_is_a_move_by_just_as_much(minutes: int, *, is_settled: bool) -> None:
    late = make(PROGRAMME, "1", late=12)
    later = replace(FIRST, start=NINE + timedelta(minutes=minutes))
    assert settled(PROGRAMME, replace(PROGRAMME, sessions=(later,)), late) == (late if is_settled else [])
    assert settled(None, replace(PROGRAMME, sessions=(later,)), late) == []


@given(late=st.integers(-600, 600), start=st.none() | st.sampled_from(["08:00", "23:59"]))
def test_apply_keeps_the_duration(late: int, start: str | None) -> None:
    found = apply(PROGRAMME, make(PROGRAMME, "2", start=start, late=late))
    second = next(one for one in found.sessions if one.id == "2")
    assert second.start is not None
    assert second.end is not None
    assert second.end - second.start == timedelta(hours=1)
