from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.diff import What, compare
from tests.programme.values import programmes

NINE = datetime.fromisoformat("2027-03-18T09:00+01:00")
ADA, BO = Person(name="Ada"), Person(name="Bo")


def session(key: str, title: str = "A talk", hour: int = 9, **others: object) -> Session:
    start = NINE + timedelta(hours=hour - 9)
    return replace(Session(id=key, title=title, start=start, end=start + timedelta(minutes=30), room="Salle 1", speakers=(ADA,)), **others)  # type: ignore[arg-type]


def sentences(old: list[Session], new: list[Session]) -> list[str]:
    before, after = (Programme(title="H", timezone="Europe/Paris", sessions=tuple(sessions)) for sessions in (old, new))
    return [one.sentence() for one in compare(before, after)]


def test_compare_tells_each_kind_of_difference() -> None:
    old = [*(session(key) for key in "12345"), session("6", cancelled=True), session("8", "Gone")]
    new = [
        session("1", hour=10, room="Salle 2"),
        session("2", "Another title"),
        session("3", speakers=(ADA, BO)),
        session("4", cancelled=True),
        session("5", end=NINE + timedelta(minutes=45)),
        session("6"),
        session("9", "Fresh", room=None, start=None, end=None),
    ]
    assert sentences(old, new) == [
        "“A talk” is now called “Another title”.",
        "“A talk” is now with Ada and Bo (before: Ada).",
        "“A talk” is cancelled (2027-03-18 09:00, Salle 1).",
        "“A talk” now ends at 2027-03-18 09:45 (before: 09:30).",
        "“A talk” takes place after all (2027-03-18 09:00, Salle 1).",
        "“Gone” is no longer in the programme (2027-03-18 09:00, Salle 1).",
        "“A talk” moves from 2027-03-18 09:00 to 10:00 and is now in Salle 2 (before: Salle 1).",
        "“Fresh” is new (no time yet).",
    ]


def test_compare_names_what_else_a_text_may_tell() -> None:
    old = [session("1", url="https://harbour.example/1", track="Sea"), session("2", language="en", kind="talk"), session("3", speakers=(BO,))]
    new = [
        session("1", url="https://harbour.example/one", speakers=(Person(name="Ada", handles={"x": "ada"}),)),
        session("2", language="fr", kind="break", speakers=(Person(name="Ada", handles={"x": "ada"}),)),
        session("3", speakers=(BO, Person(name="Ada", handles={"x": "ada"}))),
    ]
    assert sentences(old, new) == [
        "“A talk” has another link: was https://harbour.example/1, now https://harbour.example/one.",
        "“A talk” has another track: was Sea, now none.",
        "“A talk”: handles of Ada: was none, now @ada (x).",
        "“A talk” has another language: was en, now fr.",
        "“A talk” has another kind: was talk, now break.",
        "“A talk” is now with Bo and Ada (before: Bo).",
    ]


def test_compare_tells_only_the_handles_that_changed() -> None:
    old = Person(name="Ada", handles={"mastodon": "ada@a.example", "x": "ada"})
    new = Person(name="Ada", handles={"mastodon": "ada@b.example", "x": "ada", "bluesky": "ada.example"})
    assert sentences(
        [session("1", speakers=(old,)), session("2", speakers=(old,))], [session("1", speakers=(new,)), session("2", speakers=(new,))]
    ) == ["“A talk”: handles of Ada: was @ada@a.example (mastodon), now @ada@b.example (mastodon), @ada.example (bluesky)."]


def test_compare_tells_a_day_once() -> None:
    assert sentences([session("1")], [session("1", start=NINE + timedelta(minutes=15), end=NINE + timedelta(minutes=45))]) == [
        "“A talk” moves from 2027-03-18 09:00 to 09:15."
    ]
    assert sentences([session("1")], [session("1", start=NINE + timedelta(days=1), end=None)]) == [
        "“A talk” moves from 2027-03-18 09:00 to 2027-03-19 09:00."
    ]


def test_compare_pairs_by_title_and_people_where_ids_changed() -> None:
    old = [session("1", "Panel", speakers=(ADA,)), session("2", "Panel", speakers=(BO,)), session("3", "Keynote")]
    new = [session("a", "panel", hour=11, speakers=(BO,)), session("b", "Panel", speakers=(ADA,)), session("c", "Keynote", speakers=(BO,))]
    found = compare(Programme(title="H", sessions=tuple(old)), Programme(title="H", sessions=tuple(new)))
    assert [(one.what, one.before and one.before.id, one.after and one.after.id) for one in found] == [
        (What.SPEAKERS, "3", "c"),
        (What.MOVED, "2", "a"),
        (What.RENAMED, "2", "a"),
    ]


def test_compare_shows_times_in_the_programmes_zone() -> None:
    assert sentences([], [session("1", start=datetime.fromisoformat("2027-03-18T08:00+00:00"))]) == ["“A talk” is new (2027-03-18 09:00, Salle 1)."]


@given(programmes)
def test_compare_with_itself_finds_nothing(programme: Programme) -> None:
    assert compare(programme, programme) == []


@given(programmes, programmes)
def test_compare_accounts_for_every_session(old: Programme, new: Programme) -> None:
    found = compare(old, new)
    added = sum(one.what is What.ADDED for one in found)
    removed = sum(one.what is What.REMOVED for one in found)
    assert len(new.sessions) - len(old.sessions) == added - removed
    assert all(one.sentence().endswith(".") for one in found)
