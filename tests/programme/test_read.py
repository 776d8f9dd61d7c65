from __future__ import annotations

import sys
import textwrap
from datetime import datetime
from pathlib import Path

import pytest

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme import readers
from livetweet.programme.read import MOST_BYTES, Source, load, read
from tests.programme.corpus import PROGRAMMES, shared


def xml(title: str, *events: str) -> Source:
    days = f"<day date='2027-03-18'><room name='Ada'>{''.join(events)}</room></day>"
    return Source(name=f"{title}.xml", data=f"<schedule><conference><title>{title}</title></conference>{days}</schedule>".encode())


def test_load_refuses_in_one_sentence(tmp_path: Path) -> None:
    big = tmp_path / "big.xml"
    with big.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    sentences = []
    for path in (tmp_path, tmp_path / "absent.xml", big):
        with pytest.raises(ProgrammeError) as caught:
            load(path)
        sentences.append(str(caught.value))
    assert sentences == [
        f"{tmp_path} is a folder: name the programme file inside it.",
        f"There is no file {tmp_path / 'absent.xml'}: check the name, or give an address that begins with https://.",
        f"{big} has 64.0 MB, and a programme may have 64 MB at most: name the programme's own file.",
    ]


def test_load_tells_the_format_by_content_alone(tmp_path: Path) -> None:
    path = tmp_path / "programme.json"
    path.write_bytes(xml("Days", "<event id='1'><title>A</title></event>").data)
    assert read([load(path)]).title == "Days"


@pytest.mark.parametrize(
    ("data", "seems"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04....word/document.xml", "a Word document"),
        (b"\x00\x01\x02", "a binary file"),
        (b" \n", "empty but for spaces"),
        (b"<!-- x --><!DOCTYPE html><html><body><schedule>", "a web page (HTML)"),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "a news feed (RSS)"),
        (b"<schedule><day><entry/></day></schedule>", "another kind of XML (<schedule>)"),
        (b"<schedule>\n<versio", "another kind of XML (<schedule>) that breaks off in line 2"),
        (
            b"<!DOCTYPE l [<!ENTITY a 'b'>]><l>&a;</l>",
            "another kind of XML (<l>) that declares XML entities, which no programme needs and which can do harm",
        ),
        ('\ufeff{"schedule": {}}'.encode(), "JSON of another kind"),
        (b"[1, 2]", "JSON of another kind"),
        (b'[{"id": "a", "fromTime": "09:00", "toTime": "10:00"}]', "Devoxx's JSON (CFP)"),
        (b'{"2027-03-18": {"timeslots": [{"startTime": "09:00"}]}}', "a website's JSON (hoverboard)"),
        (b'[[schedule]]\nid = "x"\n', "TOML of another kind"),
        (b"# talks\n- title: x\n", "YAML, or Markdown with a YAML head"),
        (b"-\n  id: 1\n", "YAML, or Markdown with a YAML head"),
        (b"# Talks\n\nWe meet at nine.\n", "Markdown"),
        (b"---\ntitle: x\n---\n", "YAML, or Markdown with a YAML head"),
        (b"Breakfast is at nine", "plain text"),
    ],
)
def test_read_says_what_a_foreign_file_seems_to_be(data: bytes, seems: str) -> None:
    *names, last = [one.NAME for one in readers.every()]
    known = f"{', '.join(names)} and {last}"
    with pytest.raises(ProgrammeError) as caught:
        read([Source(name="talks", data=data)])
    assert str(caught.value).startswith(f"talks seems to be {seems}, while livetweet reads {known}: ")
    assert str(caught.value).endswith(".")


BY_HAND = "or write the programme by hand (docs/programme-toml.md)"


@pytest.mark.parametrize(
    ("data", "seems", "instead"),
    [
        (b"PK\x03\x04....talks.txt", "a zip archive", "unpack it and name the file inside"),
        (
            b'{"$schema": "x", "type": "object", "properties": {"schedule": {"conference": {}}}}',
            "a JSON schema, which describes programmes and holds none",
            "name a programme made by it",
        ),
        (
            b'{"sessions": {"a": {"title": "x", "trackTitle": "Ada"}}, "speakers": {}}',
            "OpenFeedback's JSON",
            f"take the export of the tool that its sessions come from, {BY_HAND}",
        ),
        (
            b'{"talks": [{"id": "a", "title": "x", "formats": []}]}',
            "Conference Hall's JSON, accepted talks without times",
            f"put the times into a table (CSV), {BY_HAND}",
        ),
        (b'[{"title": "x", "speaker": "y"}]', "JSON in a website's own form", f"put its sessions into a table (CSV), {BY_HAND}"),
    ],
)
def test_read_says_what_to_take_instead_of_a_foreign_file_where_that_is_known(data: bytes, seems: str, instead: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        read([Source(name="talks", data=data)])
    assert str(caught.value) == f"talks seems to be {seems}, and livetweet does not read that: {instead}."


@pytest.mark.parametrize(
    "name",
    ["site-json/kotlinconf-2025.json", "other-xml/pretalx-democon.xcal", "other-xml/europython-2014.xml", "handwritten/gophercon-sg-2023.toml"],
)
def test_read_refuses_a_real_foreign_file(name: str) -> None:
    with pytest.raises(ProgrammeError, match="seems to be "):
        read([load(shared(name))])


def test_read_refuses_every_published_file_of_a_format_it_does_not_know() -> None:
    if not PROGRAMMES.is_dir():
        pytest.skip("the shared programme files (../shared/programmes) are not here")
    for folder in ("site-json", "handwritten", "other-xml", "schemas"):
        for path in sorted((PROGRAMMES / folder).rglob("*")):
            if path.is_file():
                with pytest.raises(ProgrammeError) as caught:
                    read([load(path)])
                assert str(caught.value).startswith(f"{path} seems to be ")


def test_read_refuses_nothing_and_empty_and_an_unknown_zone() -> None:
    for sources, timezone, sentence in (
        ([], None, "No programme was named: give a file or an address."),
        ([Source(name="a.xml", data=b"")], None, "a.xml is empty: fetch it again."),
        ([xml("Days")], "Paris", "There is no time zone “Paris”: give its IANA name, for instance Europe/Paris."),
    ):
        with pytest.raises(ProgrammeError) as caught:
            read(sources, timezone)
        assert str(caught.value) == sentence


def test_read_says_which_zone_it_assumed() -> None:
    named = Source(name="fair.toml", data=b'title = "Fair"\ntimezone = "Europe/Madrid"\n[[session]]\ntitle = "A"\n')
    table = Source(name="talks.csv", data=b"Title,Start\nB,2027-03-18 09:00\n")
    found = [read(sources, "Europe/Paris") for sources in ([named], [table], [table, named])]
    assert [(one.timezone, one.assumed_zone) for one in found] == [
        ("Europe/Madrid", None),
        ("Europe/Paris", "Europe/Paris"),
        ("Europe/Madrid", "Europe/Paris"),
    ]
    assert (read([table]).timezone, read([table]).assumed_zone) == (None, None)


def test_read_joins_several_sources_into_one_programme() -> None:
    shared_event = "<event id='1'><title>A</title><start>10:00</start><persons><person>Jo</person></persons></event>"
    other_event = "<event id='2'><title>B</title><start>09:00</start><room>Bo</room></event>"
    people = Source(name="people.toml", data=b'title = "People"\n[[speaker]]\nname = "Jo"\nx = "jo"\n[[speaker]]\nname = "Al"\n')
    assert read([xml("Days", shared_event), xml("More", shared_event, other_event), people], "Europe/Paris") == Programme(
        title="Days",
        timezone="Europe/Paris",
        assumed_zone="Europe/Paris",
        rooms=("Ada", "Bo"),
        sessions=(
            Session(id="2", title="B", start=datetime.fromisoformat("2027-03-18T09:00+01:00"), room="Bo"),
            Session(
                id="1",
                title="A",
                start=datetime.fromisoformat("2027-03-18T10:00+01:00"),
                room="Ada",
                speakers=(Person(name="Jo", handles={"x": "jo"}),),
            ),
        ),
        people=(Person(name="Al"),),
    )


def test_read_sorts_by_start_then_room_and_puts_what_has_no_time_last() -> None:
    events = [
        "<event id='1'><title>A</title><room>B</room><start>10:00</start></event>",
        "<event id='2'><title>B</title></event>",
        "<event id='3'><title>C</title><room>A</room><start>10:00</start></event>",
        "<event id='4'><title>D</title><room>Z</room><start>09:00</start></event>",
    ]
    found = read([xml("Days", *events)], "Europe/Paris")
    assert ([one.id for one in found.sessions], found.rooms) == (["4", "3", "1", "2"], ("B", "Ada", "A", "Z"))


def test_read_makes_stable_ids_where_none_was_published() -> None:
    events = [
        "<event><title>Ça marche ?</title><start>10:00</start></event>",
        "<event><title>مرحبا</title></event>",
        "<event><title>Ca marche!</title></event>",
    ]
    assert [one.id for one in read([xml("Days", *events)]).sessions] == ["ca-marche", "session-7cb481df", "ca-marche-2"]


def test_read_refuses_a_programme_without_sessions() -> None:
    with pytest.raises(ProgrammeError) as caught:
        read([xml("Days")])
    assert str(caught.value) == "Days.xml holds no session: fetch it again once the programme is published."


def test_registry_finds_a_new_format_by_its_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one_line.py").write_text(
        textwrap.dedent("""
            from livetweet.model.programme import Programme
            from livetweet.model.session import Session
            NAME = "one line"
            def looks_like(head): return head.startswith(b"ONE ")
            def read(data, hints): return Programme(title=data[4:].decode(), sessions=(Session(id="1", title="A"),))
        """),
        encoding="utf-8",
    )
    monkeypatch.setattr(readers, "__path__", [*readers.__path__, str(tmp_path)])
    readers.every.cache_clear()
    try:
        assert read([Source(name="x", data=b"ONE day")]).title == "day"
    finally:
        readers.every.cache_clear()
        sys.modules.pop("livetweet.programme.readers.one_line", None)
        monkeypatch.delattr(readers, "one_line", raising=False)
