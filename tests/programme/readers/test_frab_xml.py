from __future__ import annotations

import re
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.read import Source, read
from tests.programme.corpus import PROGRAMMES, shared

CONFERENCE = "<conference><title>Harbour Days</title><time_zone_name>Europe/Paris</time_zone_name></conference>"


def programme(days: str, conference: str = CONFERENCE, timezone: str | None = None) -> Programme:
    return read([Source(name="days.xml", data=f"<schedule>{conference}{days}</schedule>".encode())], timezone)


def only(event: str, conference: str = CONFERENCE, day: str = "2027-03-18") -> Session:
    (session,) = programme(f'<day date="{day}"><room name="Ada">{event}</room></day>', conference).sessions
    return session


def test_frab_xml_reads_everything_of_a_session() -> None:
    data = """<?xml version='1.0' encoding='utf-8'?>
    <schedule><version>1</version>
      <conference><title>Harbour&amp;amp;Days </title><url>https://harbour.example/</url><time_zone_name>Europe/Paris</time_zone_name></conference>
      <day index='1' date='2027-03-18' start='2027-03-18T04:00:00+01:00' end='2027-03-19T03:59:00+01:00'>
        <room name='Ada'><event id='7' guid='g7'>
          <room>Salle\u00a0Ada</room><title>Un port&lt;br/&gt;&lt;b&gt;sans&lt;/b&gt; papier &lt;3</title><type>Talk</type>
          <date>2027-03-18T09:30:00+01:00</date><start>09:30</start><duration>00:45</duration><track>Tools &amp; &lt;vector&gt;</track>
          <language>fr</language><url>/talk/7/</url>
          <persons><person id='1'>Nour  Haddad</person><person><code>X</code><public_name>Fils &amp; Co, SA</public_name><biography>…</biography></person></persons>
        </event></room>
      </day></schedule>"""
    assert read([Source(name="days.xml", data=data.encode())]) == Programme(
        title="Harbour&Days",
        timezone="Europe/Paris",
        url="https://harbour.example/",
        rooms=("Salle Ada",),
        sessions=(
            Session(
                id="7",
                title="Un port sans papier <3",
                start=datetime.fromisoformat("2027-03-18T09:30:00+01:00"),
                end=datetime.fromisoformat("2027-03-18T10:15:00+01:00"),
                room="Salle Ada",
                track="Tools & <vector>",
                kind="talk",
                language="fr",
                speakers=(Person(name="Nour Haddad"), Person(name="Fils & Co, SA")),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("written", "end"),
    [
        ("0:05", "10:05"),
        ("0:5", "10:05"),
        ("1:30", "11:30"),
        ("90", "11:30"),
        ("PT1H30M", "11:30"),
        ("0:01:30", "11:30"),
        ("00:45:00", "10:45"),
    ],
)
def test_frab_xml_duration_takes_every_form(written: str, end: str) -> None:
    session = only(f"<event id='1'><title>T</title><start>10:00</start><duration>{written}</duration></event>")
    assert session.end == datetime.fromisoformat(f"2027-03-18T{end}:00+01:00")


def test_frab_xml_duration_of_three_parts_begins_with_days() -> None:
    session = only("<event id='1'><title>T</title><start>10:00</start><duration>1:01:00</duration></event>")
    assert session.end == datetime.fromisoformat("2027-03-19T11:00:00+01:00")


def test_frab_xml_without_date_counts_from_the_change_of_day() -> None:
    conference = "<conference><title>C</title><day_change>09:00:00</day_change></conference>"
    late = "<event id='1'><title>T</title><start>01:30</start><duration>1:00</duration></event>"
    session = only(late, conference)
    assert (session.start, session.end) == (datetime(2027, 3, 19, 1, 30), datetime(2027, 3, 19, 2, 30))  # noqa: DTZ001 (nobody knows the zone)


def test_frab_xml_in_the_night_of_the_clock_change_ends_after_the_time_that_passed() -> None:
    event = "<event id='1'><title>T</title><date>2027-10-31T01:30:00</date><duration>3:00</duration></event>"
    session = only(event, day="2027-10-31")
    assert [moment and moment.isoformat() for moment in (session.start, session.end)] == ["2027-10-31T01:30:00+02:00", "2027-10-31T03:30:00+01:00"]


def test_frab_xml_repeated_id_is_numbered_in_time_order() -> None:
    events = "".join(f"<event id='5'><title>T{hour}</title><start>{hour}:00</start></event>" for hour in (14, 9, 11))
    found = programme(f"<day date='2027-03-18'><room name='Ada'>{events}<event id='5-2'><title>U</title></event></room></day>")
    assert [(one.id, one.title) for one in found.sessions] == [("5", "T9"), ("5-3", "T11"), ("5-4", "T14"), ("5-2", "U")]


def test_frab_xml_what_cannot_be_read_is_a_warning() -> None:
    found = programme(
        "<day date='18 March'><event id='1'><title>A</title><start>9:00</start></event></day>"
        "<day date='2027-03-18'><event id='2'><title>B</title><start>9:00</start><duration>long</duration></event></day>",
        "<conference><title>C</title><time_zone_name>Mars/Base</time_zone_name></conference>",
        "Europe/Paris",
    )
    assert found.warnings == (
        "The file names a time zone “Mars/Base” that does not exist: Europe/Paris is used.",
        "The start of session 1 cannot be read.",
        "The duration of session 2 cannot be read: “long”.",
    )
    assert [(one.id, one.start and one.start.isoformat()) for one in found.sessions] == [("2", "2027-03-18T09:00:00+01:00"), ("1", None)]


def test_frab_xml_addresses_are_completed_or_left_out() -> None:
    for base, url, expected in (
        ("https://harbour.example/2027/", "talk/7", "https://harbour.example/2027/talk/7"),
        ("http://[::1", "talk/7", None),
        ("https://harbour.example/", "javascript:alert(1)", None),
        ("", "https://harbour.example/7", "https://harbour.example/7"),
    ):
        session = only(
            f"<event id='1'><title>T</title><url>{url}</url></event>", f"<conference><title>C</title><base_url>{base}</base_url></conference>"
        )
        assert session.url == expected


def test_frab_xml_with_declared_elements_is_legitimate() -> None:
    data = b"<!DOCTYPE schedule SYSTEM 'schedule.dtd' [<!ELEMENT schedule ANY>]><schedule><conference><title>C</title></conference><day><event id='1'/></day></schedule>"
    assert read([Source(name="days.xml", data=data)]).title == "C"


def test_frab_xml_of_more_tags_than_a_programme_has_is_refused() -> None:
    data = b"<schedule><conference/><day>" + b"<event/>" * 2_000_000 + b"</day></schedule>"
    with pytest.raises(ProgrammeError) as caught:
        read([Source(name="days.xml", data=data)])
    assert str(caught.value) == "days.xml has more than 2,000,000 tags, which no programme does: name the programme's own file."


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:1/p.dtd"> %p;',
    ],
)
def test_frab_xml_with_entities_is_refused(declaration: str) -> None:
    data = f"<!DOCTYPE schedule [{declaration}]><schedule><conference><title>&a;</title></conference></schedule>".encode()
    with pytest.raises(ProgrammeError, match=r"^days\.xml declares XML entities, which no programme needs"):
        read([Source(name="days.xml", data=data)])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("<schedule>\n<conference>\n<title>Ha", "days.xml breaks off in line 3: the XML is not complete, fetch the file again."),
        ("<schedule>\n<conference></title>", "days.xml is damaged XML in line 2, column 15 (mismatched tag): fetch the file again."),
        ("<schedule><conference>&nbsp;", "days.xml is damaged XML in line 1, column 23 (undefined entity): fetch the file again."),
        ("<?xml version='1.0' encoding='klingon'?><schedule><conference/>", "days.xml is XML in an encoding that cannot be read"),
    ],
)
def test_frab_xml_that_is_damaged_is_refused_with_the_line(data: str, sentence: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        read([Source(name="days.xml", data=data.encode())])
    assert str(caught.value).startswith(sentence)


_SHAPES = {
    "pretalx": "frab-xml/pretalx-dstcon-ny.xml",
    "sendezentrum": "frab-xml/31c3-sendezentrum.xml",
    "fosdem 2007": "frab-xml/fosdem-2007.xml",
    "camp": "frab-xml/camp2019-everything.xml",
}


def _cut(name: str) -> bytes:
    """The first kilobytes of a real file, closed again: mutations shall hit the structure rather than long abstracts."""
    data = (PROGRAMMES / name).read_bytes()[:24_000]
    head = data[: data.rfind(b"</event>") + len(b"</event>")]
    return head + (b"</day></schedule>" if b"<room name" not in head else b"</room></day></schedule>")


@pytest.mark.parametrize("name", _SHAPES.values(), ids=_SHAPES)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_frab_xml_mutated_raises_only_programme_errors(name: str, data: st.DataObject) -> None:
    shared(name)
    whole = bytearray(_cut(name))
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        length = data.draw(st.integers(0, 12))
        whole[at : at + length] = data.draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from([b"<event>", b"</day>", b"99999", b"0001-01-01", b"&#x202e;", b":", b"-", b"&amp;", b"9999-12-31T23:59:59+23:59"]),
            )
        )
    end = data.draw(st.one_of(st.just(len(whole)), st.integers(1, len(whole))))
    try:
        found = read([Source(name="days.xml", data=bytes(whole[:end]))], data.draw(st.sampled_from([None, "Europe/Paris"])))
    except ProgrammeError as error:
        assert re.fullmatch(r"days\.xml .+\.", str(error))  # noqa: PT017 (whether it is refused or read is all the same here)
    else:
        assert len({one.id for one in found.sessions}) == len(found.sessions)
