from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.check import check, needs_zone

EIGHT = datetime.fromisoformat("2027-03-18T08:00+00:00")


def session(key: str, room: str, start: int, minutes: int | None = 30, *, name: str = "") -> Session:
    begins = EIGHT + timedelta(minutes=start)
    ends = None if minutes is None else begins + timedelta(minutes=minutes)
    return Session(id=key, title=f"Talk {key}", start=begins, end=ends, room=room, speakers=(Person(name=name),) if name else ())


def test_check_finds_what_a_person_should_look_at() -> None:
    sessions = (
        session("1", "Ada", 0, name="Nour"),
        session("2", "Bo", 15, name="Nour"),
        session("3", "Bo", 30),
        session("4", "Bo", 60, None),
        Session(id="5", title="Talk 5"),
        replace(session("6", "Ada", 0, name="Nour"), title="[CANCELLED] Talk 6", cancelled=True),
        replace(session("7", "Ada", 0), cancelled=True),
    )
    programme = Programme(title="H", timezone="Europe/Paris", sessions=sessions, warnings=("A warning.",))
    assert check(programme) == [
        "A warning.",
        "Nour is in two rooms at once: “Talk 1” in Ada and “Talk 2” in Bo, 2027-03-18 09:15.",
        "“Talk 2” and “Talk 3” overlap in Bo, 2027-03-18 09:30.",
        "“Talk 5” (5) has no time.",
        "“Talk 4” (4) has no end.",
        "“[CANCELLED] Talk 6” (6) counts as cancelled, by the words of its title alone.",
    ]


def test_check_counts_what_would_be_too_many_sentences() -> None:
    programme = Programme(title="H", sessions=tuple(Session(id=str(number), title="T") for number in range(25)))
    found = check(programme)
    assert (len(found), found[-1]) == (21, "5 more sessions have no time.")


def test_check_of_back_to_back_sessions_finds_nothing() -> None:
    programme = Programme(
        title="H",
        timezone="Europe/Paris",
        sessions=(session("1", "Ada", 0, name="Nour"), session("2", "Ada", 30, name="Nour"), session("3", "Bo", 60, 0)),
    )
    assert check(programme) == []


def test_needs_zone_where_a_time_has_no_offset() -> None:
    placed = Programme(title="H", sessions=(session("1", "Ada", 0), Session(id="2", title="T")))
    naive = replace(placed, sessions=(replace(placed.sessions[0], start=datetime(2027, 3, 18, 9), end=None),))  # noqa: DTZ001 (that is the case)
    assert (needs_zone(placed), needs_zone(naive)) == (False, True)


def test_check_tells_who_counts_as_whom_and_finds_them_in_two_rooms() -> None:
    sessions = (session("1", "Ada", 0, name="Zoé Marin"), session("2", "Bo", 15, name="Zoe Marin & Ines Roy"), session("3", "Bo", 60, name="tbd"))
    assert check(Programme(title="H", timezone="Europe/Paris", sessions=sessions)) == [
        "Zoé Marin is in two rooms at once: “Talk 1” in Ada and “Talk 2” in Bo, 2027-03-18 09:15.",
        "“Zoé Marin” and “Zoe Marin” count as one person, Zoé Marin.",
        "“Zoe Marin & Ines Roy” counts as several people: Zoe Marin, Ines Roy.",
        "“tbd” counts as nobody.",
    ]
    alike = (sessions[0], session("2", "Ada", 60, name="Dr. Zoe Marin"))
    assert check(Programme(title="H", timezone="Europe/Paris", sessions=alike)) == ["“Zoé Marin” and “Dr. Zoe Marin” count as one person, Zoé Marin."]


def test_check_misses_a_zone() -> None:
    told = "The programme names no time zone, and its times have only their offsets: say --timezone, for instance --timezone Europe/Paris."
    assert check(Programme(title="H", sessions=(session("1", "Ada", 0),))) == [told]
