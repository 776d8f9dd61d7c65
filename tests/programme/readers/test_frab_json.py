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

CONFERENCE = {"title": "Harbour Days", "acronym": "hd27", "time_zone_name": "Europe/Paris", "url": "https://harbour.example/"}


def programme(conference: dict[str, Any], **more: Any) -> Programme:
    return read([Source(name="days.json", data=json.dumps({"schedule": {"version": "1", "conference": conference, **more}}).encode())])


def day(*events: dict[str, Any], date: str = "2027-03-18") -> dict[str, Any]:
    return {**CONFERENCE, "days": [{"index": 1, "date": date, "rooms": {"Ada": list(events)}}]}


def test_frab_json_reads_everything_of_a_session() -> None:
    event = {
        "id": 7,
        "guid": "g7",
        "room": "Salle\u00a0Ada",
        "title": "Un port <b>sans</b> papier",
        "type": "Talk",
        "date": "2027-03-18T09:30:00+01:00",
        "start": "09:30",
        "duration": "00:45",
        "track": {"en": "Tools"},
        "language": "fr",
        "url": "/talk/7/",
        "persons": [
            {"id": 1, "public_name": "Nour  Haddad", "links": [{"title": "me", "url": "https://bsky.app/profile/nour.example"}]},
            {"id": 2, "full_public_name": "Ada Lo", "answers": [{"question": "Mastodon", "answer": "@ada@example.social"}]},
            {"id": 3, "name": "Bo", "links": ["https://medium.com/@bo", "https://x.com/bo_b"]},
        ],
    }
    assert programme(day(event), base_url="https://harbour.example/2027/") == Programme(
        title="Harbour Days",
        timezone="Europe/Paris",
        url="https://harbour.example/",
        rooms=("Salle Ada",),
        sessions=(
            Session(
                id="7",
                title="Un port sans papier",
                start=datetime.fromisoformat("2027-03-18T09:30:00+01:00"),
                end=datetime.fromisoformat("2027-03-18T10:15:00+01:00"),
                room="Salle Ada",
                track="Tools",
                kind="talk",
                language="fr",
                url="https://harbour.example/talk/7/",
                speakers=(
                    Person(name="Nour Haddad", handles={"bluesky": "nour.example"}),
                    Person(name="Ada Lo", handles={"mastodon": "ada@example.social"}),
                    Person(name="Bo", handles={"x": "bo_b"}),
                ),
            ),
        ),
    )


def test_frab_json_of_the_hub_takes_names_and_handles_from_the_persons_beside() -> None:
    found = programme(
        {**CONFERENCE, "tracks": [{"name": "Art & Beauty", "slug": "art"}], "days": [{"index": 1, "date": "2027-03-18"}]},
        events=[
            {
                "guid": "e1",
                "title": "Opening",
                "start": "2027-03-18T10:30:00+01:00",
                "end": "2027-03-18T11:00:00+01:00",
                "room": {"name": "Ada", "slug": "ada"},
                "track": {"slug": "art"},
                "participants": [{"guid": "p1", "name": "Nour Haddad", "role": "SPEAKER"}],
            }
        ],
        persons=[
            {"guid": "p1", "name": "Nour Haddad", "links": [{"type": "ACTIVITYPUB", "service": "MASTODON", "url": "https://example.social/@nour/12"}]}
        ],
    )
    assert found.sessions == (
        Session(
            id="e1",
            title="Opening",
            start=datetime.fromisoformat("2027-03-18T10:30:00+01:00"),
            end=datetime.fromisoformat("2027-03-18T11:00:00+01:00"),
            room="Ada",
            track="Art & Beauty",
            speakers=(Person(name="Nour Haddad", handles={"mastodon": "nour@example.social"}),),
        ),
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ('{"schedule": {"conference": {\n"title": "Ha', "days.json breaks off in line 2: the JSON is not complete, fetch the file again."),
        (
            '{"schedule": {"conference": {\n"title" "Ha"}}}',
            "days.json is damaged JSON in line 2, column 9 (Expecting ':' delimiter): fetch the file again.",
        ),
        (
            '{"schedule": {"conference": ' + "[" * 100_000,
            "days.json is JSON that is nested too deeply for a programme: fetch it from its publisher again.",
        ),
        (
            '{"schedule": {"conference": ' + "9" * 5_000 + "}}",
            "days.json is JSON with a number too long to be one: fetch it from its publisher again.",
        ),
        (
            '{"schedule": {"conference": [' + "{}," * 1_100_000 + "{}]}}",
            "days.json holds more than 2,000,000 values, which no programme does: name the programme's own file.",
        ),
        ('{"schedule": {"conference": {}}}', "days.json is frab JSON without a single session: fetch it again once the programme is published."),
    ],
)
def test_frab_json_that_cannot_be_read_is_refused_in_a_sentence(data: str, sentence: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        read([Source(name="days.json", data=data.encode())])
    assert str(caught.value) == sentence


def test_frab_json_values_of_another_kind_count_as_absent() -> None:
    strange: dict[str, Any] = {
        "id": ["x"],
        "title": None,
        "start": 9,
        "duration": {},
        "room": 5,
        "persons": "Jo",
        "links": 3,
        "url": [],
        "track": 1.5,
        "date": True,
    }
    found = programme({**day(strange, {"id": 2, "title": "B", "persons": ["Jo", 3, None]}), "time_zone_name": 7})
    assert [(one.id, one.title, one.room, one.speakers) for one in found.sessions] == [
        ("session-00000000", "", "5", ()),
        ("2", "B", "Ada", (Person(name="Jo"),)),
    ]
