from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.read import Source, read

LINKS = [
    {"title": "X (Twitter)", "url": "https://x.com/nour", "linkType": "Twitter"},
    {"title": "LinkedIn", "url": "https://www.linkedin.com/in/nour", "linkType": "LinkedIn"},
    {"title": "Blog", "url": "https://example.social/@nour", "linkType": "Blog"},
    {"title": "Other", "url": "https://www.youtube.com/@nour", "linkType": "Other"},
]
NOUR = {"id": "p1", "firstName": "Nour", "lastName": "Haddad", "fullName": "Nour Haddad", "isTopSpeaker": False, "links": LINKS}
HANDLES = {"x": "nour", "mastodon": "nour@example.social"}
TALK = {
    "id": "1",
    "title": "Un port",
    "startsAt": "2027-03-18T09:00:00",
    "endsAt": "2027-03-18T09:30:00",
    "isServiceSession": False,
    "isPlenumSession": False,
    "roomId": 7,
}


def source(whole: Any, name: str = "all.json") -> Source:
    return Source(name=name, data=json.dumps(whole).encode())


def expect(handles: dict[str, str]) -> Session:
    return Session(
        id="1",
        title="Un port",
        start=datetime.fromisoformat("2027-03-18T09:00+01:00"),
        end=datetime.fromisoformat("2027-03-18T09:30+01:00"),
        room="Ada",
        track="Tools",
        kind="workshop",
        language="French",
        speakers=(Person(name="Nour Haddad", handles=handles),),
    )


def test_sessionize_all_resolves_ids_and_takes_handles_from_links_only() -> None:
    whole = {
        "sessions": [
            {**TALK, "speakers": ["p1", "gone"], "categoryItems": [31, 32, 33, 99]},
            {**TALK, "id": "2", "title": "Lunch", "isServiceSession": True, "startsAt": "2027-03-18T12:00:00", "endsAt": None, "speakers": []},
            {**TALK, "id": "3", "title": "No", "status": "Declined"},
        ],
        "speakers": [NOUR],
        "categories": [
            {"id": 1, "title": "Track", "items": [{"id": 31, "name": "Tools"}]},
            {"id": 2, "title": "Session format", "items": [{"id": 32, "name": "Workshop"}]},
            {"id": 3, "title": "Language", "items": [{"id": 33, "name": "French"}]},
        ],
        "rooms": [{"id": 7, "name": "Ada"}],
    }
    assert read([source(whole)], "Europe/Paris") == Programme(
        title="",
        timezone="Europe/Paris",
        assumed_zone="Europe/Paris",
        rooms=("Ada",),
        sessions=(
            expect(HANDLES),
            Session(id="2", title="Lunch", start=datetime.fromisoformat("2027-03-18T12:00+01:00"), room="Ada", kind="service"),
        ),
    )


def test_sessionize_sessions_and_speakers_together_are_one_programme() -> None:
    talk = {
        **TALK,
        "room": "Ada",
        "speakers": [{"id": "p1", "name": "Nour Haddad"}],
        "categories": [
            {"id": 1, "name": "Track", "categoryItems": [{"id": 31, "name": "Tools"}]},
            {"id": 2, "name": "Session format", "categoryItems": [{"id": 32, "name": "Workshop"}]},
            {"id": 3, "name": "Language", "categoryItems": [{"id": 33, "name": "French"}]},
        ],
    }
    sessions = source([{"groupId": None, "groupName": "All", "sessions": [talk]}], "sessions.json")
    speakers = source([{**NOUR, "sessions": [{"id": 1, "name": "Un port"}]}], "speakers.json")
    for both in ([sessions, speakers], [speakers, sessions]):
        assert read(both, "Europe/Paris").sessions == (expect(HANDLES),)
    grid = source(
        [
            {
                "date": "2027-03-18T00:00:00",
                "rooms": [{"id": 7, "name": "Ada", "sessions": [talk]}],
                "timeSlots": [],
            }
        ]
    )
    assert read([grid], "Europe/Paris").sessions == (expect({}),)


def test_sessionize_speakers_alone_are_told_for_what_they_are() -> None:
    found = read([source([{**NOUR, "sessions": [{"id": 1, "name": "Un port"}]}])])
    assert found.sessions == (Session(id="1", title="Un port", speakers=(Person(name="Nour Haddad", handles=HANDLES),)),)
    assert found.warnings == (
        "This is Sessionize's view Speakers, which has handles and titles, and neither times nor rooms: name the view All, or Sessions beside it.",
    )
    with pytest.raises(ProgrammeError, match=r"^all\.json lists 1 speakers and no session: "):
        read([source([NOUR])])
