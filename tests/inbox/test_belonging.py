from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from livetweet.inbox.belonging import Sessions, sessions_of
from livetweet.writing.hashtags import Tags
from tests.building import KITES, MOSS, TEN, TIDES

NEXT = replace(TIDES, id="next", title="Sand", start=TEN + timedelta(minutes=45), end=TEN + timedelta(minutes=90))
TAGS = Tags(event=("Fair27",), sessions={"tides": ("Tide",), "kites": ("Wind",), "moss": ("Green", "Wind")}, rooms={"Ada": ("RoomAda",)})


def at(minutes: float) -> datetime:
    return TEN + timedelta(minutes=minutes)


@pytest.fixture
def sessions() -> Sessions:
    return sessions_of((KITES, MOSS, NEXT), TAGS)


@pytest.mark.parametrize(
    ("text", "when", "room", "session"),
    [
        ("How high? #tide #Fair27", at(10), None, "tides"),  # its own tag, whatever the time
        ("How high? #green", at(-600), None, "moss"),
        ("How high? #wind", at(10), None, None),  # the tag of two that are on at once
        ("How high? #wind", at(10), "Curie", "moss"),
        ("How high? #RoomAda", at(10), None, "kites"),
        ("How high? #RoomAda", at(10), "Curie", "kites"),  # what its author says goes before where it was found
        ("How high?", at(10), None, None),  # two are on
        ("How high?", at(10), "Ada", "kites"),
        ("How high?", at(46), "Ada", "kites"),  # the next has begun, but the last one's questions still come in
        ("How high?", at(49.9), "Ada", "kites"),
        ("How high?", at(50), "Ada", "next"),
        ("How high?", at(80), None, "next"),  # one alone is on
        ("How high?", at(100), None, "next"),  # nothing has begun since
        ("How high?", at(120), None, None),
        ("How high?", at(-1), "Ada", None),
        ("How high?", at(55), "Curie", "moss"),
        ("#" * 3_000, at(10), None, None),
    ],
)
def test_question_belongs_to_the_session_that_tag_room_and_time_name(
    sessions: Sessions, text: str, when: datetime, room: str | None, session: str | None
) -> None:
    assert sessions.about(text, when, room) == session


def test_pauses_and_cancelled_sessions_get_no_questions() -> None:
    lunch = replace(MOSS, id="lunch", kind="lunch", room="Foyer")
    off = replace(MOSS, id="off", cancelled=True)
    assert sessions_of((KITES, lunch, off), TAGS).about("How high?", at(10)) == "kites"
