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
    path.write_bytes(xml("Days").data)
    assert read([load(path)]).title == "Days"


@pytest.mark.parametrize(
    ("data", "seems"),
    [
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04....docProps....xl/workbook.xml", "an Excel workbook"),
        (b"PK\x03\x04....talks.txt", "a zip archive"),
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
        ('\ufeff{"schedule": {}}'.encode(), "JSON"),
        (b"[1, 2]", "JSON"),
        (b"BEGIN:VCALENDAR\nVERSION:2.0\n", "an iCalendar file"),
        (b'[[schedule]]\nid = "x"\n', "TOML of another kind"),
        (b"# talks\n- title: x\n", "YAML, or Markdown with a YAML head"),
        (b"---\ntitle: x\n---\n", "YAML, or Markdown with a YAML head"),
        (b"Title;Start;Room\nA;9:00;Ada\n", "a table (CSV)"),
        (b"Breakfast is at nine", "plain text"),
    ],
)
def test_read_says_what_a_foreign_file_seems_to_be(data: bytes, seems: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        read([Source(name="talks", data=data)])
    assert str(caught.value).startswith(f"talks seems to be {seems}, while livetweet reads frab XML and livetweet TOML (docs/programme-toml.md): ")
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "name", ["ics/emf-2016.ics", "csv/orconf-2019.csv", "csv/voc-example.xlsx", "other-xml/europython-2014.xml", "handwritten/gophercon-sg-2023.toml"]
)
def test_read_refuses_a_real_foreign_file(name: str) -> None:
    with pytest.raises(ProgrammeError, match="seems to be "):
        read([load(shared(name))])


def test_read_refuses_every_format_it_has_no_reader_for_yet() -> None:
    if not PROGRAMMES.is_dir():
        pytest.skip("the shared programme files (../shared/programmes) are not here")
    for path in sorted(PROGRAMMES.rglob("*")):
        if path.is_file() and path.parent.name != "frab-xml":
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


def test_read_joins_several_sources_into_one_programme() -> None:
    shared_event = "<event id='1'><title>A</title><start>10:00</start><persons><person>Jo</person></persons></event>"
    other_event = "<event id='2'><title>B</title><start>09:00</start><room>Bo</room></event>"
    people = Source(name="people.toml", data=b'title = "People"\n[[speaker]]\nname = "Jo"\nx = "jo"\n[[speaker]]\nname = "Al"\n')
    assert read([xml("Days", shared_event), xml("More", shared_event, other_event), people], "Europe/Paris") == Programme(
        title="Days",
        timezone="Europe/Paris",
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


def test_read_of_an_empty_programme_says_so() -> None:
    assert read([xml("Days")]).warnings == ("The programme is empty: it has neither sessions nor speakers.",)


def test_registry_finds_a_new_format_by_its_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one_line.py").write_text(
        textwrap.dedent("""
            from livetweet.model.programme import Programme
            NAME = "one line"
            def looks_like(head): return head.startswith(b"ONE ")
            def read(data, timezone): return Programme(title=data[4:].decode())
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
