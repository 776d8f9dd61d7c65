from __future__ import annotations

import codecs
import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.session import Session
from livetweet.programme.read import Source, find_columns, load, read
from tests.programme.corpus import count, expected, published

# What a person would type for each published table, and where the truth beside it cannot be met, what we say instead and why.
MAPS: dict[str, tuple[dict[str, str], dict[str, object]]] = {
    "31c3-sendezentrum.csv": (
        {"date": "Date", "start": "Time Start", "end": "Time End", "track": "Podcast", "title": "Titel", "speakers": "Teilnehmer"},
        {"speakers": 29},  # the truth counts “tbd” as a name, which is nobody's
    ),
    "eurobioc-2025-schedule.csv": ({"date": "day", "first_day": "2025-09-17", "start": "time", "kind": "type", "speakers": "author"}, {}),
    "eurobioc-2025-sessions.csv": (
        {"title": "title", "speakers": "author"},
        {},
    ),
    "orconf-2019.csv": ({"title": "Title", "start": "Start", "end": "End", "speakers": "Presenter", "track": "Category"}, {}),
    "positconf-2023-gcal.csv": (
        {
            "title": "Subject",
            "date": "Start Date",
            "start": "Start Time",
            "end_date": "End Date",
            "end": "End Time",
            "room": "Location",
            "speakers": "Description",
        },
        {},
    ),
    "positconf-2023-talks.csv": (
        {"title": "title", "date": "date", "start": "start_time", "end": "end_time", "room": "room", "speakers": "speaker", "kind": "type"},
        {},
    ),
    "voc-example.xlsx": (
        {"title": "Titel", "date": "Datum", "start": "Uhrzeit", "room": "Ort", "id": "ID", "speakers": " + ".join(map(str, range(1, 11)))},
        {},
    ),
}


def table(text: str, *, name: str = "talks.csv", encoding: str = "utf-8") -> Source:
    return Source(name=name, data=text.encode(encoding))


def book(*sheets: list[list[Any]], title_cells: str | None = None) -> Source:
    whole = Workbook()
    for number, rows in enumerate(sheets):
        sheet = whole.worksheets[0] if number == 0 else whole.create_sheet()
        for row in rows:
            sheet.append(row)
        if title_cells:
            sheet.merge_cells(title_cells)
    out = io.BytesIO()
    whole.save(out)
    return Source(name="talks.xlsx", data=out.getvalue())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(("path", "facts"), published("csv"))
def test_tables_match_the_truth_with_the_columns_a_person_names(path: Path, facts: dict[str, Any]) -> None:
    columns, differs = MAPS.get(path.name, ({}, {}))
    if not facts["sessions"]:
        with pytest.raises(ProgrammeError, match="lists 32 speakers and no session: "):
            read([load(path)])
        return
    truth = {**expected(facts), **differs}
    found = count(read([load(path)], columns=columns))
    assert {name: value for name, value in found.items() if name in truth} == truth


@pytest.mark.parametrize(("path", "facts"), published("csv"))
def test_tables_without_a_mapping_show_the_one_that_was_guessed(path: Path, facts: dict[str, Any]) -> None:
    if facts["sessions"]:
        programme = read([load(path)])
        assert len(programme.sessions) == facts["sessions"]
        assert sum(one.startswith("The columns were taken as ") for one in programme.warnings) == 1


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_csv_is_read_with_every_separator_in_every_encoding(separator: str, encoding: str) -> None:
    rows = [
        ["Titre", "Intervenant·e·s", "Début", "Fin", "Salle", "Durée"],
        ["Un port à l’écoute", "Zoé Ñandú et Bo Li", "18/03/2027 9h30", "10h15", "Salle A", ""],
        ["Pause", "", "18/03/2027 10h15", "", "", "15"],
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    data = (codecs.BOM_UTF16_LE if encoding == "utf-16" else b"") + text.encode("utf-16-le" if encoding == "utf-16" else encoding)
    assert read([Source(name="talks.csv", data=data)], "Europe/Paris").sessions == (
        Session(
            id="un-port-a-lecoute",
            title="Un port à l’écoute",
            start=at("2027-03-18T09:30+01:00"),
            end=at("2027-03-18T10:15+01:00"),
            room="Salle A",
            speakers=(Person(name="Zoé Ñandú"), Person(name="Bo Li")),
        ),
        Session(id="pause", title="Pause", start=at("2027-03-18T10:15+01:00"), end=at("2027-03-18T10:30+01:00")),
    )


@pytest.mark.parametrize(
    ("columns", "cells", "start", "end"),
    [
        ("Date,Start,End", "03/04/2027,9:00 AM,1:30 PM", "2027-03-04T09:00", "2027-03-04T13:30"),
        ("Date,Start,End", "18.03.2027,9.00 Uhr,9.45 Uhr", "2027-03-18T09:00", "2027-03-18T09:45"),
        ("Date,Time", '"Thursday, March 18, 2027",9:00–9:45', "2027-03-18T09:00", "2027-03-18T09:45"),
        ("Date,Time", "jeudi 18 mars 2027,9h à 9h45", "2027-03-18T09:00", "2027-03-18T09:45"),
        ("Date,Start,End", "18/03/2027,9 h 30,10\u202fh\u202f15", "2027-03-18T09:30", "2027-03-18T10:15"),
        ("Date,Start,End", "18/03/2027,14\u00a0h,15\u2009h\u200905", "2027-03-18T14:00", "2027-03-18T15:05"),
        ("Date,Time", "jeudi 18 mars 2027,de 9 h à 10 h 30", "2027-03-18T09:00", "2027-03-18T10:30"),
        ("Date,Time", "18/03/2027,9 h 30 – 10 h 15", "2027-03-18T09:30", "2027-03-18T10:15"),
        ("Start,End", "18 mars 2027 à 9 h 30,tbd", "2027-03-18T09:30", None),
        ("Start,End", "9 h 18 mars 2027,10 h 18 mars 2027", "2027-03-18T09:00", "2027-03-18T10:00"),
        ("Date,Start,Duration", "18/03/27,9 h,1 h 30", "2027-03-18T09:00", "2027-03-18T10:30"),
        ("Date,Time", "18th of March 2027,1:00 - 2:15 pm", "2027-03-18T13:00", "2027-03-18T14:15"),
        ("Date,Start,Duration", "18/03/27,22:30,2:00:00", "2027-03-18T22:30", "2027-03-19T00:30"),
        ("Date,Start,Duration", "18/03/27,0:00 a.m.,1h30", "2027-03-18T00:00", "2027-03-18T01:30"),
        ("Date,Start,Duration", "18/03/27,12:15 p.m.,45 min", "2027-03-18T12:15", "2027-03-18T13:00"),
        ("Date,Start,End", "2027-03-18,23:30,00:15", "2027-03-18T23:30", "2027-03-19T00:15"),
        ("Starts at,Ends at", "2027-03-18T09:00:00,2027-03-18T09:45:00", "2027-03-18T09:00", "2027-03-18T09:45"),
        ("Starts at,Ends at", "2027-03-18T09:00:00+02:00,2027-03-18T09:45:00+02:00", "2027-03-18T09:00+02:00", "2027-03-18T09:45+02:00"),
        ("Scheduled At,Scheduled Duration", "18 Mar 2027 09:00 AM,45", "2027-03-18T09:00", "2027-03-18T09:45"),
        ("Start,End", "2027-03-18\u00a009:00,tbd", "2027-03-18T09:00", None),
    ],
)
def test_csv_times_are_read_as_people_write_them(columns: str, cells: str, start: str, end: str | None) -> None:
    found = read([table(f"Title,{columns}\nA port,{cells}\n")])
    (session,) = found.sessions
    assert (session.start and session.start.isoformat(), session.end and session.end.isoformat()) == (
        at(start).isoformat(),
        at(end).isoformat() if end else None,
    )
    assert not any("cannot be read" in one for one in found.warnings)


def test_csv_tells_a_value_that_cannot_be_read_and_its_row() -> None:
    text = "Harbour Days,,,\nTitle,Start,End,Duration\nA,2027-03-18 09:00,tea,\nB,{},,soon\nC,2027-03-18 11:00,lunch,\n"
    assert read([table(text.format("around noon"))]).warnings[:3] == (
        "The ends of 2 sessions cannot be read (A, C): “tea” in row 3, for instance.",
        "The start of session B cannot be read: “around noon” in row 4.",
        'The columns were taken as title=Title, start=Start, end=End, duration=Duration: change one with --map, for instance --map title="Talk".',
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_table_of_which_no_start_can_be_read_is_refused(kind: str) -> None:
    rows = [["Titre", "Début", "Salle"], ["A", "vers midi", "Ada"], ["B", "18/03/2027 le soir", "Ada"], ["C", "", "Ada"], ["D", "18/03/2027", "Ada"]]
    source = table("\n".join(",".join(row) for row in rows)) if kind == "csv" else book(rows)
    with pytest.raises(ProgrammeError) as caught:
        read([source])
    assert str(caught.value) == (
        f"talks.{kind} has no start that can be read in its column “Début” (“vers midi” in row 2, for instance): "
        'write 9:30, 9 h 30 or 2027-03-18 09:30 there, or name another column, as in --map start="Start time".'
    )


@pytest.mark.parametrize(
    "starts",
    [
        ["", "tbd", "?"],
        ["", "", "after lunch"],
        ["2027-03-18"] * 3,
        ["jeudi 18 mars 2027"] * 3,
        ["Thursday, March 18, 2027 (all day)"] * 3,
        ["9 h", "soon", "soon"],
    ],
)
def test_table_whose_starts_are_not_known_yet_is_read(starts: list[str]) -> None:
    assert len(read([table("Title;Start;Room\n" + "".join(f"T{start};{start};Ada\n" for start in starts))]).sessions) == 3


def test_table_whose_column_of_rooms_is_empty_says_so() -> None:
    told = 'The column “Salle” names no room, so that posts name none: fill it, or name another column, as in --map room="Location".'
    for rooms, warned in ((("", ""), True), (("tbd", "-"), True), (("", "Ada"), False)):
        found = read([table("Titre,Début,Salle\n" + "".join(f"A,2027-03-18 09:00,{room}\n" for room in rooms))])
        assert (told in found.warnings) is warned
    assert not any("room" in one for one in read([table("Titre,Début\nA,2027-03-18 09:00\n")]).warnings)


def test_csv_dates_that_could_be_either_are_read_so_that_they_lie_together() -> None:
    american = read([table("Title,Date,Start\nA,03/04/2027,9:00\nB,03/05/2027,9:00\nC,03/06/2027,9:00\n")])
    assert [one.start for one in american.sessions] == [at("2027-03-04T09:00"), at("2027-03-05T09:00"), at("2027-03-06T09:00")]
    european = read([table("Title,Date,Start\nA,04/03/2027,9:00\nB,05/03/2027,9:00\n")])
    assert [one.start for one in european.sessions] == [at("2027-03-04T09:00"), at("2027-03-05T09:00")]


def test_csv_with_a_title_row_section_rows_and_one_date_a_block() -> None:
    text = "Harbour Days,,,\n,,,\nDay,Time,Title,Speaker\n2027-03-18,9:00,A,Jo\n,10:00,B,\nAfternoon,,,\n,14:00,C,you!\n"
    found = read([table(text)])
    assert [(one.title, one.start, [person.name for person in one.speakers]) for one in found.sessions] == [
        ("A", at("2027-03-18T09:00"), ["Jo"]),
        ("B", at("2027-03-18T10:00"), []),
        ("C", at("2027-03-18T14:00"), []),
    ]


def test_csv_with_times_and_no_dates_asks_for_the_day() -> None:
    for text, days in (("Time,Talk\n9:00,A\n10:00,B\n", (18, 18)), ("Day,Time,Talk\n1,9:00,A\n2,10:00,B\n", (18, 19))):
        found = read([table(text)])
        assert [one.start for one in found.sessions] == [None, None]
        assert found.warnings[0] == "The table has no dates: say that of its first day, as in --map first_day=2027-03-18."
        dated = read([table(text)], columns={"first_day": "2027-03-18"})
        assert [one.start for one in dated.sessions] == [at(f"2027-03-{days[0]}T09:00"), at(f"2027-03-{days[1]}T10:00")]


def test_csv_that_calls_its_sessions_by_name_has_them_as_titles() -> None:
    text = "id,name,event_start,event_end,event_type,venue,speakers\n1,Opening,2027-03-18 09:00,2027-03-18 09:30,Keynote,Hall,Jo Li; Al Bo\n"
    (session,) = read([table(text)]).sessions
    assert (session.title, session.end, session.kind, session.room, [person.name for person in session.speakers]) == (
        "Opening",
        at("2027-03-18T09:30"),
        "keynote",
        "Hall",
        ["Jo Li", "Al Bo"],
    )


def test_csv_of_one_row_a_speaker_is_one_session_with_all_of_them() -> None:
    text = "Session Id,Title,FirstName,LastName,Twitter,Room\n7,A,Jo,Li,https://twitter.com/joli,Ada\n7,A,Al,Bo,,Ada\n8,B,Al,Bo,,Ada\n"
    assert [one.speakers for one in read([table(text)]).sessions] == [
        (Person(name="Jo Li", handles={"x": "joli"}), Person(name="Al Bo")),
        (Person(name="Al Bo"),),
    ]


WHOSE = "does not say which handle is whose of 2 speakers: write one each, in their order, all of one network."


@pytest.mark.parametrize(
    ("names", "mastodon", "handles"),
    [
        (
            "Anne Martin, Loïc Roy",
            "@anne@example.social, @loic@example.social",
            [{"mastodon": "anne@example.social"}, {"mastodon": "loic@example.social"}],
        ),
        (
            "Anne Martin & Loïc Roy",
            "anne@example.social et loic@example.social",
            [{"mastodon": "anne@example.social"}, {"mastodon": "loic@example.social"}],
        ),
        (
            "Anne Martin; Loïc Roy",
            "@anne@example.social @loic@example.social",
            [{"mastodon": "anne@example.social"}, {"mastodon": "loic@example.social"}],
        ),
        ("Anne Martin; Loïc Roy", "-; https://example.social/@loic", [{}, {"mastodon": "loic@example.social"}]),
        ("Anne Martin; Loïc Roy", "aucun", [{}, {}]),
        ("Anne Martin", "@anne@example.social, anne.bsky.social", [{"mastodon": "anne@example.social", "bluesky": "anne.bsky.social"}]),
        ("Anne Martin", "https://x.com/annem | @anne@example.social", [{"x": "annem", "mastodon": "anne@example.social"}]),
    ],
)
def test_several_handles_in_one_cell_are_shared_out_in_order(names: str, mastodon: str, handles: list[dict[str, str]]) -> None:
    found = read([table(f'Title,Speakers,Mastodon\nA,"{names}","{mastodon}"\n')])
    assert [person.handles for person in found.sessions[0].speakers] == handles
    assert len(found.warnings) == 1  # the columns


@pytest.mark.parametrize(
    ("names", "mastodon", "handles", "sentence"),
    [
        ("Anne", "pas un compte", [{}], "“pas un compte” in row 2, under Mastodon, is no handle: write one like @jane@example.social."),
        ("Anne", "@anne", [{}], "“@anne” in row 2, under Mastodon, is no handle: write one like @jane@example.social."),
        (
            "Anne Martin, Loïc Roy",
            "@anne@example.social, pas un compte",
            [{"mastodon": "anne@example.social"}, {}],
            "“pas un compte” in row 2, under Mastodon, is no handle: write one like @jane@example.social.",
        ),
        (
            "Anne",
            "@anne@example.social, @other@example.social",
            [{"mastodon": "anne@example.social"}],
            "“other@example.social” in row 2, under Mastodon, is a second handle of Anne on one network: the first is taken.",
        ),
        (
            "Anne Martin, Loïc Roy",
            "@anne@example.social",
            [{}, {}],
            f"“@anne@example.social” in row 2, under Mastodon, {WHOSE}",
        ),
        (
            "Anne Martin, Loïc Roy",
            "@a@example.social, b.bsky.social",
            [{}, {}],
            f"“@a@example.social, b.bsky.social” in row 2, under Mastodon, {WHOSE}",
        ),
        ("tbd", "@a@example.social", [], "“@a@example.social” in row 2, under Mastodon, is the handle of nobody: the row names no speaker."),
    ],
)
def test_handles_that_cannot_be_read_or_given_are_told(names: str, mastodon: str, handles: list[dict[str, str]], sentence: str) -> None:
    found = read([table(f'Title,Speakers,Mastodon\nA,"{names}","{mastodon}"\n')])
    assert [person.handles for person in found.sessions[0].speakers] == handles
    assert found.warnings[0] == sentence


@pytest.mark.parametrize("x", ["Doe, Jane", "pas un compte", "Anne et Loïc", "voir site"])
def test_words_are_no_handles_on_x_where_any_word_could_be_one(x: str) -> None:
    found = read([table(f'Title,Speakers,X\nA,"Anne Martin, Loïc Roy","{x}"\nB,Jane Doe,"{x}"\n')])
    assert {tuple(person.handles) for one in found.sessions for person in one.speakers} == {()}
    assert sum("under X, is no handle" in one for one in found.warnings) >= 2


def test_many_handles_that_are_left_out_are_counted() -> None:
    found = read([table("Title,Speakers,X\n" + "".join(f"T{number},Jo Li,not {number}\n" for number in range(9)))])
    assert found.warnings[4:6] == ("“not 4” in row 6, under X, is no handle: write one like @jane.", "4 more handles are left out.")


def test_several_columns_of_handles_hold_one_person_each() -> None:
    text = "Title,Speaker 1,Speaker 2,Mastodon 1,Mastodon 2\nA,Jo Li,Al Bo,,@al@example.social\n"
    found = read([table(text)], columns={"mastodon": "Mastodon 1 + Mastodon 2"})
    assert found.sessions[0].speakers == (Person(name="Jo Li"), Person(name="Al Bo", handles={"mastodon": "al@example.social"}))


def test_csv_of_speakers_gives_handles_to_a_csv_of_sessions() -> None:
    sessions = table("Title,Speakers,Start\nA,Jo Li & Al Bo,2027-03-18 09:00\n")
    people = table("Name,Mastodon,Bluesky,X\nJo Li,@jo@example.social,,@joli\nAl Bo,,al.example,\nCy Fo,,,\n", name="people.csv")
    found = read([sessions, people])
    assert found.sessions[0].speakers == (
        Person(name="Jo Li", handles={"mastodon": "jo@example.social", "x": "joli"}),
        Person(name="Al Bo", handles={"bluesky": "al.example"}),
    )
    assert found.people == (Person(name="Cy Fo"),)


def test_map_overrides_what_was_guessed_and_must_name_columns_that_are_there() -> None:
    source = table("Title,Talk,Start\nMonday,A port,2027-03-18 09:00\n")
    assert read([source], columns={"title": "talk"}).sessions[0].title == "A port"
    assert find_columns([source], {"title": "talk"}, {"title": "talk"}) == {"title": "Talk", "start": "Start"}
    for columns, sources, sentence in (
        ({"title": "Tlak"}, [source], "No table has a column “Tlak” for title: look at its header, and mind the spelling."),
        (
            {"title": "Talk"},
            [Source(name="days.xml", data=b"<schedule><conference/></schedule>")],
            "--map is for tables (CSV, .xlsx), and days.xml is none: leave it out.",
        ),
    ):
        with pytest.raises(ProgrammeError) as caught:
            find_columns(sources, columns, columns)
        assert str(caught.value) == sentence


def test_csv_of_which_no_column_can_be_told_asks_for_them() -> None:
    with pytest.raises(ProgrammeError) as caught:
        read([table("Előadás,Kezdés,Terem\nA port,9:00,Ada\nB port,10:00,Ada\nC port,11:00,Ada\n")])
    assert str(caught.value).startswith(
        "talks.csv is a table of which no column can be told (“Előadás”, “Kezdés”, “Terem”): say which is which, as in --map title="
    )
    found = read(
        [table("Előadás,Kezdés,Terem\nA port,9:00,Ada\nB port,10:00,Ada\nC port,11:00,Ada\n")], columns={"title": "Előadás", "room": "Terem"}
    )
    assert [(one.title, one.room) for one in found.sessions] == [("A port", "Ada"), ("B port", "Ada"), ("C port", "Ada")]


def test_csv_limits_end_in_a_sentence() -> None:
    for text, sentence in (
        ('Title,Start\n"A,9:00\n' + "x" * 200_000, "talks.csv is a damaged table (field larger than field limit (131072))"),
        ("Title,Start\n" + "A,9:00\n" * 20_001, "talks.csv has more than 20,000 rows, which no programme does"),
    ):
        with pytest.raises(ProgrammeError) as caught:
            read([table(text)])
        assert str(caught.value).startswith(sentence)


def test_workbook_has_real_dates_durations_several_sheets_and_a_merged_title_row() -> None:
    day: list[list[Any]] = [
        ["Harbour Days"],
        ["Title", "Day", "Begin", "Duration", "Room", "Speakers", None],
        ["A port", date(2027, 3, 18), time(9, 30), timedelta(minutes=45), "Ada", 1, "Jo Li, Harbour Ltd"],
    ]
    day[1] = ["Title", "Day", "Begin", "Duration", "Room", "Speaker 1", "Speaker 2"]
    day[2] = ["A port", date(2027, 3, 18), time(9, 30), timedelta(minutes=45), "Ada", "Jo Li, Harbour Ltd", "Al Bo"]
    evening: list[list[Any]] = [["Title", "Start", "End", "Room"], ["B port", datetime(2027, 3, 18, 20, 0), datetime(2027, 3, 18, 21, 15), "Bo"]]  # noqa: DTZ001 (spreadsheets know no zones)
    notes = [["What is left to do"], ["Coffee"]]
    people = [["Name", "Bluesky"], ["Al Bo", "@al.example"]]
    found = read([book(day, evening, notes, people, title_cells=None)], "Europe/Paris")
    assert found.sessions == (
        Session(
            id="a-port",
            title="A port",
            start=at("2027-03-18T09:30+01:00"),
            end=at("2027-03-18T10:15+01:00"),
            room="Ada",
            speakers=(Person(name="Jo Li, Harbour Ltd"), Person(name="Al Bo", handles={"bluesky": "al.example"})),
        ),
        Session(id="b-port", title="B port", start=at("2027-03-18T20:00+01:00"), end=at("2027-03-18T21:15+01:00"), room="Bo"),
    )


def test_workbook_that_unpacks_to_too_much_or_is_damaged_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b" " * 20_000_000)
    whole = book([["Title", "Start"], ["A", "2027-03-18 09:00"]]).data
    for data, sentence in (
        (bomb.getvalue(), "talks.xlsx unpacks to 19 MB, which no programme needs: export the sheet with the sessions as CSV."),
        (whole[:-30], "talks.xlsx is a damaged workbook: it is not complete, fetch it again."),
        (
            whole.replace(b"xl/workbook.xml", b"xl/workbuch.xml"),
            "talks.xlsx is a damaged workbook: open it in your spreadsheet and save it again as .xlsx, or export it as CSV.",
        ),
    ):
        with pytest.raises(ProgrammeError) as caught:
            read([Source(name="talks.xlsx", data=data)])
        assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "text",
    [
        'Name,Date,Venue name,Speaker\nKites,"October 18, 2027 9:00 AM → 9:45 AM",Hall,Jo Li\nNets,"October 18, 2027 (all day)",Hall,\n',
        'Name,Date,Venue name,Speaker\nKites,"October 18, 2027 9:00 AM (GMT+2) → October 18, 2027 9:45 AM (GMT+2)",Hall,Jo Li\nNets,"October 18, 2027",Hall,\n',
        "Event Name,Event Start Date,Event Start Time,Event End Time,Venue Name,Speaker\nKites,2027-10-18,09:00:00,09:45:00,Hall,Jo Li\nNets,2027-10-18,,,Hall,\n",
    ],
    ids=["Notion", "Notion with a zone", "The Events Calendar"],
)
def test_a_column_called_date_may_hold_the_time_as_well(text: str) -> None:
    zone = ZoneInfo("Europe/Paris")
    found = read([table(text)], "Europe/Paris")
    assert [(one.title, one.start, one.end, one.room, [person.name for person in one.speakers]) for one in found.sessions] == [
        ("Kites", datetime(2027, 10, 18, 9, tzinfo=zone), datetime(2027, 10, 18, 9, 45, tzinfo=zone), "Hall", ["Jo Li"]),
        ("Nets", None, None, "Hall", []),
    ]
    assert len(found.warnings) == 1


def test_a_date_in_a_workbook_is_no_midnight() -> None:
    dates = [datetime.fromisoformat(one) for one in ("2027-10-18", "2027-10-18T09:30")]  # naive, as workbooks have them
    found = read([book([["Title", "Date"], ["Kites", dates[0]], ["Nets", dates[1]]])], "Europe/Paris")
    assert [(one.title, one.start) for one in found.sessions] == [("Nets", dates[1].replace(tzinfo=ZoneInfo("Europe/Paris"))), ("Kites", None)]
