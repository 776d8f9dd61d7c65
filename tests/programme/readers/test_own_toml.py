from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.read import Source, read

GUIDE = Path(__file__).parents[3] / "docs/programme-toml.md"


def programme(text: str, timezone: str | None = None) -> Programme:
    return read([Source(name="ours.toml", data=text.encode())], timezone)


def times(text: str) -> list[str | None]:
    (session,) = programme(text).sessions
    return [moment.isoformat() if moment else None for moment in (session.start, session.end)]


def test_own_toml_with_names_only_is_a_programme() -> None:
    assert programme('title = "H"\npeople = ["Nour Haddad", { name = "Ilse", x = "@ilse" }]\n') == Programme(
        title="H",
        people=(Person(name="Nour Haddad"), Person(name="Ilse", handles={"x": "ilse"})),
    )


def test_own_toml_reads_the_guide() -> None:
    names, whole = (programme(block) for block in re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL))
    nour = Person(name="Nour Haddad", handles={"mastodon": "nour@social.example", "bluesky": "nour.example", "x": "nourhaddad"})
    assert [person.name for person in names.people] == ["Nour Haddad", "Ilse van der Meer"]
    assert whole == Programme(
        title="Harbour Days 2027",
        timezone="Europe/Paris",
        url="https://harbourdays.example/2027",
        rooms=("Salle Ada",),
        sessions=(
            Session(
                id="un-port-sans-papier",
                title="Un port sans papier",
                start=datetime.fromisoformat("2027-03-18T09:30+01:00"),
                end=datetime.fromisoformat("2027-03-18T10:15+01:00"),
                room="Salle Ada",
                language="fr",
                speakers=(nour,),
            ),
            Session(
                id="coffee",
                title="Pause café",
                start=datetime.fromisoformat("2027-03-18T10:15+01:00"),
                end=datetime.fromisoformat("2027-03-18T10:45+01:00"),
                kind="break",
                language="fr",
            ),
            Session(
                id="lighthouses-and-what-replaced-them",
                title="Lighthouses, and what replaced them",
                start=datetime.fromisoformat("2027-03-18T11:00+01:00"),
                end=datetime.fromisoformat("2027-03-18T11:45+01:00"),
                room="Salle Ada",
                track="History",
                language="en",
                url="https://harbourdays.example/2027/lighthouses",
                speakers=(nour, Person(name="Ilse van der Meer", handles={"bluesky": "ilse.example"})),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("keys", "start", "end"),
    [
        ("start = 23:30\nend = 00:30", "2027-03-18T23:30:00+01:00", "2027-03-19T00:30:00+01:00"),
        ('start = "9:30"\nend = "10h15"', "2027-03-18T09:30:00+01:00", "2027-03-18T10:15:00+01:00"),
        ("start = 09:30:00 # sharp\nminutes = 45", "2027-03-18T09:30:00+01:00", "2027-03-18T10:15:00+01:00"),
        ("start = 2027-06-01T09:30:00\nend = 10:00", "2027-06-01T09:30:00+02:00", "2027-06-01T10:00:00+02:00"),
        ("start = 2027-03-18T09:30Z\nminutes = 0", "2027-03-18T09:30:00+00:00", "2027-03-18T09:30:00+00:00"),
        ("start = 2027-10-30T22:00\nend = 06:00", "2027-10-30T22:00:00+02:00", "2027-10-31T06:00:00+01:00"),
        ("start = 2027-10-30T22:00\nminutes = 480", "2027-10-30T22:00:00+02:00", "2027-10-31T05:00:00+01:00"),
        ("room = 'Ada'", None, None),
    ],
)
def test_own_toml_times_take_every_form(keys: str, start: str | None, end: str | None) -> None:
    assert times(f'timezone = "Europe/Paris"\nday = 2027-03-18\n[[session]]\ntitle = "T"\n{keys}\n') == [start, end]


def test_own_toml_without_a_zone_stays_naive_and_says_so() -> None:
    found = programme('[[session]]\ntitle = "T"\nstart = 2027-03-18T09:30\n')
    assert [one.start for one in found.sessions] == [datetime(2027, 3, 18, 9, 30)]  # noqa: DTZ001 (nobody knows the zone)
    assert found.warnings == ("The times of 1 of 1 sessions have no time zone: name it with --timezone, for instance --timezone Europe/Paris.",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('title = "H"\nplace = "Brest"', "its first lines (line 2): there is no key “place”: the keys are title, timezone, url, day,"),
        ('title = "H"\n\n[[session]]\nroom = "Ada"', "session 1 (line 3): it has no title."),
        ('[[session]]\ntitle = "A"\n[[session]]\ntitle = "B"\nstart = 09:30', "session 2 “B” (line 5): “start” is a time of day, and no “day” says"),
        ('[[session]]\ntitle = "A"\nstart = "soon"', "session 1 “A” (line 3): “start” is a time such as 09:30"),
        ('[[session]]\ntitle = "A"\nroom = 3', "session 1 “A” (line 3): “room” is a text: put it in quotes."),
        ('[[session]]\ntitle = "A"\nspeakers = "Jo"', "session 1 “A” (line 3): “speakers” is a list: put it in [ ]."),
        ('[[session]]\ntitle = "A"\nminutes = "45"\nstart = 2027-03-18T09:30', "session 1 “A” (line 3): “minutes” is a whole number"),
        ('[[session]]\ntitle = "A"\nstart = 2027-03-18T09:30\nend = 2027-03-18T09:00', "session 1 “A” (line 4): it ends before it starts."),
        ('[[speaker]]\nname = "Jo"\nmastodon = "jo"', "speaker 1 “Jo” (line 3): “jo” is no handle on Mastodon: write it like jane@example.social."),
        ('[[session]]\ntitle = "A"\ntitle = "B"', "line 3, column 12 (Cannot overwrite a value)"),
        ('[[session]]\ntitle = "A', "in line 2, column 11 (Illegal character '\\n')"),
        ('[[session]]\ntitle = """A', "at its end (Unterminated string)"),
        ("people = " + "[" * 5000, "is TOML that is nested too deeply"),
    ],
)
def test_own_toml_mistake_is_named_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        programme(text)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("ours.toml ")


def test_own_toml_that_is_not_utf_8_is_refused_with_the_line() -> None:
    with pytest.raises(ProgrammeError, match=r"^ours\.toml is not UTF-8 in line 2: save it as UTF-8\.$"):
        read([Source(name="ours.toml", data=b'title = "H"\npeople = ["Andr\xe9"]')])


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_own_toml_mutated_raises_only_programme_errors(data: st.DataObject) -> None:
    text = re.findall(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[1]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text = (
            text[:at]
            + data.draw(st.one_of(st.text(max_size=4), st.sampled_from(["9999-12-31", "\n[[", '"', "true", "[[session]]\n"])))
            + text[at + data.draw(st.integers(0, 8)) :]
        )
    try:
        programme(text)
    except ProgrammeError as error:
        assert str(error).startswith("ours.toml ")  # noqa: PT017 (whether it is refused or read is all the same here)
