from __future__ import annotations

import pytest

from livetweet.model.session import Session
from livetweet.writing.agenda import is_break, is_occasion, read
from tests.writing.event import HASHTAGS, PROGRAMME, SPEAKERS, TOMOKO, day


def test_read_covers_what_is_worth_a_post() -> None:
    agenda = read(PROGRAMME, HASHTAGS, SPEAKERS)
    assert [session.id for session in agenda.covered] == ["s1", "s2", "s3", "s4", "s8"]
    assert {name: session.id for name, session in agenda.following.items()} == {"s1": "s3", "s2": "s4"}
    assert agenda.days == (day(18), day(19))
    assert {opens: session.id for opens, session in agenda.opening.items()} == {day(18): "s1", day(19): "s8"}


@pytest.mark.parametrize(
    ("title", "kind", "speaks", "expected"),
    [
        ("Déjeuner", None, False, True),
        ("Coffee break", None, False, True),
        ("Lunch as an algorithm", None, True, False),
        ("Whatever", "break", True, True),
        ("Keynote", "talk", False, False),
        ("Endings", None, False, False),
    ],
)
def test_is_break_looks_at_kind_then_at_speakers_and_title(title: str, kind: str | None, speaks: bool, expected: bool) -> None:
    assert is_break(Session(id="s", title=title, kind=kind, speakers=(TOMOKO,) if speaks else ())) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Accueil\u202f/ Welcome", True),
        ("Opening ceremony", True),
        ("Welcome to the Rencontres du Phare 2027", True),
        ("Assemblée générale de l’association", True),
        ("Déjeuner des gardiennes", True),
        ("Welcome to the machine", False),
        ("Opening", True),
        ("Plenary session", False),
        ("Lunch as an algorithm", False),
        ("2027", False),
    ],
)
def test_is_occasion_where_the_whole_title_says_so_whoever_hosts_it(title: str, expected: bool) -> None:
    assert is_occasion(Session(id="s", title=title, speakers=(TOMOKO,)), HASHTAGS.event) is expected
