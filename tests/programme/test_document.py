from __future__ import annotations

import json
from datetime import datetime

from hypothesis import given

from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.document import from_document, from_text, to_document, to_text
from livetweet.programme.read import load, read
from tests.programme.corpus import shared
from tests.programme.values import programmes


def test_document_has_the_shape_of_the_contract() -> None:
    session = Session(
        id="7",
        title="Un port",
        start=datetime.fromisoformat("2027-03-18T09:30+01:00"),
        end=datetime.fromisoformat("2027-03-18T10:15"),
        kind="talk",
        speakers=(Person(name="Nour", handles={"x": "nour"}),),
    )
    programme = Programme(title="H", timezone="Europe/Paris", rooms=("Ada",), sessions=(session,), warnings=("W.",))
    assert to_document(programme) == {
        "title": "H",
        "timezone": "Europe/Paris",
        "assumed_zone": None,
        "url": None,
        "rooms": ["Ada"],
        "sessions": [
            {
                "id": "7",
                "title": "Un port",
                "start": "2027-03-18T09:30:00+01:00",
                "end": "2027-03-18T10:15:00",
                "room": None,
                "track": None,
                "kind": "talk",
                "language": None,
                "url": None,
                "speakers": [{"name": "Nour", "handles": {"x": "nour"}}],
                "cancelled": False,
            }
        ],
        "people": [],
        "warnings": ["W."],
    }


@given(programmes)
def test_document_and_back_is_the_same_programme(programme: Programme) -> None:
    document = to_document(programme)
    assert from_document(document) == programme
    assert to_document(from_document(document)) == document
    assert from_text(to_text(programme)) == programme
    assert json.loads(to_text(programme)) == document


def test_document_and_back_is_the_same_for_a_real_programme() -> None:
    programme = read([load(shared("frab-xml/fosdem-2024.xml"))])
    assert from_text(to_text(programme)) == programme
