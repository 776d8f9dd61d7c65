from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.read import Source, load, read
from tests.programme.corpus import shared

ROOM = {"id": 1, "name": {"en": "Harbour room", "fr": "Salle du port"}}


def programme(whole: Any, timezone: str | None = None) -> Programme:
    return read([Source(name="latest.json", data=json.dumps(whole).encode())], timezone)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def submission(**more: Any) -> dict[str, Any]:
    return {
        "code": "ABCDEF",
        "title": "Un port",
        "speakers": [{"code": "P1", "name": "Nour Haddad"}],
        "state": "confirmed",
        "content_locale": "fr",
        **more,
    }


def test_pretalx_widget_feed_has_talks_and_breaks_in_the_zone_of_the_event() -> None:
    found = programme(
        {
            "talks": [
                {
                    "code": "ABCDEF",
                    "id": 1,
                    "title": "Un port",
                    "speakers": ["P1", "gone"],
                    "track": 4,
                    "start": "2027-03-18T09:00:00+01:00",
                    "end": "2027-03-18T09:30:00+01:00",
                    "room": 1,
                    "content_locale": "fr",
                },
                {"id": 2, "title": {"en": "Coffee", "fr": "Café"}, "start": "2027-03-18T08:30:00Z", "end": "2027-03-18T10:00:00+01:00", "room": 1},
            ],
            "timezone": "Europe/Paris",
            "tracks": [{"id": 4, "name": "Tools"}],
            "rooms": [ROOM],
            "speakers": [{"code": "P1", "name": "Nour Haddad"}],
        }
    )
    assert (found.timezone, found.rooms, found.sessions) == (
        "Europe/Paris",
        ("Salle du port",),
        (
            Session(
                id="ABCDEF",
                title="Un port",
                start=at("2027-03-18T09:00+01:00"),
                end=at("2027-03-18T09:30+01:00"),
                room="Salle du port",
                track="Tools",
                language="fr",
                speakers=(Person(name="Nour Haddad"),),
            ),
            Session(
                id="cafe", title="Café", start=at("2027-03-18T09:30+01:00"), end=at("2027-03-18T10:00+01:00"), room="Salle du port", kind="break"
            ),
        ),
    )


def test_pretalx_slots_bring_kind_handles_and_what_was_cancelled() -> None:
    answers = [
        {"question": {"id": 1, "question": {"en": "Where are you?"}, "icon": "mastodon"}, "answer": "https://example.social/@nour"},
        {"question": {"id": 2, "question": {"en": "Bluesky"}}, "answer": "@nour.example"},
        {"question": {"id": 3, "question": {"en": "Blog"}}, "answer": "https://medium.com/@nour"},
        {"question": 4, "answer": "My shirt is XL and my handle is @nour@example.org"},
    ]
    talk = submission(
        state="canceled", submission_type={"id": 1, "name": {"en": "Workshop"}}, speakers=[{"code": "P1", "name": "Nour Haddad", "answers": answers}]
    )
    slots = [
        {"id": 1, "room": ROOM, "start": "2027-03-18T09:00:00+01:00", "end": "2027-03-18T09:30:00+01:00", "submission": talk},
        {"id": 2, "room": ROOM, "start": "2027-03-18T09:30:00+01:00", "end": None, "duration": 15, "submission": None, "description": {"fr": "Café"}},
    ]
    expected = (
        Session(
            id="ABCDEF",
            title="Un port",
            start=at("2027-03-18T09:00+01:00"),
            end=at("2027-03-18T09:30+01:00"),
            room="Salle du port",
            kind="workshop",
            language="fr",
            speakers=(Person(name="Nour Haddad", handles={"mastodon": "nour@example.social", "bluesky": "nour.example"}),),
            cancelled=True,
        ),
        Session(id="cafe", title="Café", start=at("2027-03-18T09:30+01:00"), end=at("2027-03-18T09:45+01:00"), room="Salle du port", kind="break"),
    )
    assert programme({"id": 1, "version": "1", "slots": slots}).sessions == expected
    assert programme({"count": 2, "next": None, "previous": None, "results": slots}).sessions == expected
    assert programme(slots).sessions == expected


def test_pretalx_submissions_of_older_versions_have_one_slot_and_plain_names() -> None:
    old = submission(
        slot={"room": "Ada", "start": "2027-03-18T09:00:00+01:00", "end": "2027-03-18T09:30:00+01:00"}, submission_type="Talk", track={"en": "Tools"}
    )
    (session,) = programme({"count": 1, "results": [old]}).sessions
    assert (session.room, session.kind, session.track, session.start) == ("Ada", "talk", "Tools", at("2027-03-18T09:00+01:00"))


def test_pretalx_schedule_of_older_versions_has_breaks_beside_its_slots() -> None:
    slot = {"room": {"en": "Ada"}, "start": "2027-03-18T09:00:00+01:00", "end": "2027-03-18T09:30:00+01:00"}
    pause = {"room": {"en": "Ada"}, "start": "2027-03-18T09:30:00+01:00", "end": "2027-03-18T10:00:00+01:00", "description": {"en": "Coffee"}}
    found = programme({"version": "1", "slots": [submission(slot=slot)], "breaks": [pause]})
    assert [(one.title, one.room, one.kind) for one in found.sessions] == [("Un port", "Ada", None), ("Coffee", "Ada", "break")]


def test_pretalx_proposals_that_were_not_accepted_are_left_out_and_told() -> None:
    found = programme({"count": 3, "results": [submission(), submission(code="B", state="rejected"), submission(code="C", state="submitted")]})
    assert [one.id for one in found.sessions] == ["ABCDEF"]
    assert found.warnings == ("Proposals that are not on the programme are left out: 1 rejected, 1 submitted.",)


def test_pretalx_answers_without_names_say_how_to_ask_for_them() -> None:
    found = programme(
        {
            "count": 5,
            "next": "https://pretalx.example/?offset=50",
            "results": [{"id": 1, "room": 3, "start": "2027-03-18T09:00:00+01:00", "end": None, "submission": "ABCDEF", "schedule": 1}],
        }
    )
    assert [(one.id, one.room, one.title) for one in found.sessions] == [("ABCDEF", "3", "")]
    assert found.warnings[:2] == (
        "This is one page of several: name the next one too (https://pretalx.example/?offset=50).",
        "The file has numbers or codes in place of rooms and sessions: name the API's answers that list them beside it, or fetch the one that holds everything, …/schedules/latest/?expand=slots,slots.room,slots.submission,slots.submission.speakers,slots.submission.track,slots.submission.submission_type.",
    )


def test_pretalx_speakers_alone_are_told_for_what_they_are_and_bring_handles_to_a_schedule() -> None:
    answers = [{"question": {"question": {"en": "Twitter"}}, "answer": "https://twitter.com/#!/nour"}]
    people = {"count": 1, "results": [{"code": "P1", "name": "Nour Haddad", "submissions": ["ABCDEF"], "answers": answers}]}
    with pytest.raises(ProgrammeError) as caught:
        programme(people)
    assert str(caught.value) == "latest.json lists 1 speakers and no session: name the file that holds the sessions beside it."
    sources = [Source(name=name, data=json.dumps(whole).encode()) for name, whole in (("a", people), ("b", {"count": 1, "results": [submission()]}))]
    assert [one.speakers for one in read(sources).sessions] == [(Person(name="Nour Haddad", handles={"x": "nour"}),)]


def test_pretalx_answers_that_name_by_code_alone_are_joined_with_those_that_list_what_they_name() -> None:
    slot = {"id": 9, "start": "2027-03-18T09:00:00+01:00", "end": "2027-03-18T09:30:00+01:00", "schedule": 1, "description": None}
    later = {**slot, "id": 10, "start": "2027-03-19T09:00:00+01:00", "end": "2027-03-19T09:30:00+01:00"}
    answers: dict[str, list[dict[str, Any]]] = {
        "slots": [{**slot, "room": 1, "submission": "ABCDEF"}, {**later, "room": 2, "submission": "ABCDEF"}],
        "submissions": [
            submission(speakers=["P1"], track=4, submission_type=7, slots=[9, 10]),
            submission(code="GHIJKL", title="Sans date", speakers=[], slots=[]),
        ],
        "speakers": [{"code": "P1", "name": "Nour Haddad", "submissions": ["ABCDEF"], "biography": ""}],
        "rooms": [{**ROOM, "capacity": None}, {"id": 2, "name": {"en": "Attic"}, "capacity": 20}],
        "tracks": [{"id": 4, "name": {"en": "Tools"}, "color": "#000000"}],
        "submission-types": [{"id": 7, "name": {"en": "Workshop"}, "default_duration": 30}],
    }
    sources = [
        Source(name=name, data=json.dumps({"count": len(records), "next": None, "results": records}).encode()) for name, records in answers.items()
    ]
    talk = Session(
        id="ABCDEF",
        title="Un port",
        start=at("2027-03-18T09:00+01:00"),
        end=at("2027-03-18T09:30+01:00"),
        room="Salle du port",
        track="Tools",
        kind="workshop",
        language="fr",
        speakers=(Person(name="Nour Haddad"),),
    )
    again = replace(talk, id="ABCDEF-2", start=at("2027-03-19T09:00+01:00"), end=at("2027-03-19T09:30+01:00"), room="Attic")
    undated = Session(id="GHIJKL", title="Sans date", language="fr")
    for named in (sources, sources[::-1]):
        found = read(named)
        assert (found.sessions, found.people, found.warnings) == ((talk, again, undated), (), ())


@pytest.mark.parametrize(
    ("mark", "what"),
    [({"capacity": 9}, "rooms"), ({"color": "#000000"}, "tracks"), ({"default_duration": 30}, "kinds")],
    ids=["rooms", "tracks", "kinds"],
)
def test_a_list_of_pretalx_alone_is_refused_with_what_to_name_beside_it(mark: dict[str, Any], what: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        programme({"count": 1, "results": [{"id": 1, "name": {"en": "One"}, **mark}]})
    assert (
        str(caught.value)
        == f"latest.json is pretalx's list of {what} and holds no session: name the API's answer for the slots or the submissions beside it."
    )


def test_pretalx_submissions_whose_slots_are_numbers_say_that_times_are_missing() -> None:
    found = programme({"count": 1, "results": [submission(speakers=["P1"], slots=[9])]})
    assert [one.start for one in found.sessions] == [None]
    assert found.warnings[0].startswith(
        "The file has numbers or codes in place of speakers and times: name the API's answers that list them beside it, or"
    )


def test_the_answers_of_a_real_pretalx_joined_say_what_the_expanded_one_says() -> None:
    joined = read([load(shared(f"pretalx-api/pretalx-democon.{name}.json")) for name in ("submissions", "slots", "speakers")])
    expanded = read([load(shared("pretalx-api/pretalx-democon.slots-expanded.json"))])
    bare = [
        replace(one, room=None, track=None, kind=None)
        for programme in (joined, expanded)
        for one in sorted(programme.sessions, key=lambda one: one.id)
    ]
    assert bare[: len(joined.sessions)] == bare[len(joined.sessions) :]
