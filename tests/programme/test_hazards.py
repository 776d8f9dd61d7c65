"""The hazards that real programme files hold, one test each, in the order of the guide beside them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.session import Session
from livetweet.programme import people
from livetweet.programme.check import needs_zone
from livetweet.programme.now import current, slots
from livetweet.programme.profiles import read_profiles
from livetweet.programme.read import Source, read

HEAD = "<schedule><conference><title>Days</title>{}</conference>"


def xml(*events: str, conference: str = "<time_zone_name>Europe/Paris</time_zone_name>", day: str = "2027-03-18") -> Source:
    body = f"<day date='{day}'><room name='Ada'>{''.join(events)}</room></day></schedule>"
    return Source(name="days.xml", data=(HEAD.format(conference) + body).encode())


def as_json(whole: Any, name: str = "days.json") -> Source:
    return Source(name=name, data=json.dumps(whole).encode())


def sessionize(*sessions: dict[str, Any], **more: Any) -> Source:
    base = {"isServiceSession": False, "isPlenumSession": False, "speakers": [], "roomId": None}
    return as_json(
        {"sessions": [{**base, "id": str(number), "title": "A", **one} for number, one in enumerate(sessions)], "speakers": [], "rooms": [], **more}
    )


def table(text: str) -> Source:
    return Source(name="talks.csv", data=text.encode())


def calendar(*lines: str) -> Source:
    return Source(name="days.ics", data="\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR"]).encode())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def starts(*sources: Source, timezone: str | None = None) -> list[str | None]:
    return [one.start.isoformat() if one.start else None for one in read(sources, timezone).sessions]


def test_hazard_01_ics_zone_named_by_abbreviation_is_that_of_its_vtimezone() -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:EST\nBEGIN:STANDARD\nDTSTART:20071104T030000\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\n"
        "END:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:20070311T030000\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nEND:DAYLIGHT\nEND:VTIMEZONE"
    )
    events = [f"BEGIN:VEVENT\nUID:{day}\nSUMMARY:A\nDTSTART;TZID=EST:{day}T090000\nEND:VEVENT" for day in ("20270115", "20270715")]
    assert starts(calendar(zone, *events)) == ["2027-01-15T09:00:00-05:00", "2027-07-15T09:00:00-04:00"]


def test_hazard_02_naive_times_are_asked_for_once_and_told_until_then() -> None:
    source = sessionize({"startsAt": "2027-03-18T09:00:00", "endsAt": "2027-03-18T09:30:00"})
    found = read([source])
    assert needs_zone(found)
    assert found.warnings == ("The times of 1 of 1 sessions have no time zone: name it with --timezone, for instance --timezone Europe/Paris.",)
    told = read([source], "Europe/Paris")
    assert (needs_zone(told), told.sessions[0].start, told.warnings) == (False, at("2027-03-18T09:00+01:00"), ())


def test_hazard_03_z_and_local_in_one_record_and_offsets_that_contradict_the_zone_keep_the_instant() -> None:
    widget = {
        "talks": [
            {"id": 1, "title": {"en": "Coffee"}, "start": "2027-03-18T08:30:00Z", "end": "2027-03-18T10:00:00+01:00", "room": 1, "slot_type": "break"}
        ],
        "timezone": "Europe/Paris",
        "rooms": [],
    }
    (session,) = read([as_json(widget)]).sessions
    assert (session.start, session.end, session.start and session.start.utcoffset()) == (
        at("2027-03-18T09:30+01:00"),
        at("2027-03-18T10:00+01:00"),
        timedelta(hours=1),
    )
    wrong = xml("<event id='1'><title>A</title><date>2027-07-18T09:30:00+01:00</date><duration>1:00</duration></event>", day="2027-07-18")
    (session,) = read([wrong]).sessions
    assert (session.start, session.end) == (at("2027-07-18T09:30+01:00"), at("2027-07-18T10:30+01:00"))


def test_hazard_04_durations_of_three_parts_begin_with_days_in_frab_and_with_hours_in_a_table() -> None:
    for written, in_frab, in_table in (
        ("1:01:00", timedelta(days=1, hours=1), timedelta(hours=1, minutes=1)),
        ("0:30", timedelta(minutes=30), timedelta(minutes=30)),
        ("0:5", timedelta(minutes=5), timedelta(minutes=5)),
        ("PT30M", timedelta(minutes=30), timedelta(minutes=30)),
        ("30", timedelta(minutes=30), timedelta(minutes=30)),
    ):
        lengths = [
            one.end - one.start if one.start and one.end else None
            for source in (
                xml(f"<event id='1'><title>A</title><start>09:00</start><duration>{written}</duration></event>"),
                table(f"Title,Start,Duration\nA,2027-03-18 09:00,{written}\n"),
            )
            for one in read([source], "Europe/Paris").sessions
        ]
        assert lengths == [in_frab, in_table]


def test_hazard_05_past_midnight_belongs_to_the_day_after_the_block() -> None:
    late = "<event id='1'><title>A</title><start>01:30</start></event>"
    assert starts(xml(late, conference="<day_change>09:00:00</day_change>"), timezone="Europe/Paris") == ["2027-03-19T01:30:00+01:00"]
    dated = "<event id='1'><title>A</title><date>2027-03-19T01:30:00+01:00</date><start>01:30</start></event>"
    assert starts(xml(dated)) == ["2027-03-19T01:30:00+01:00"]
    (session,) = read([table("Title,Date,Start,End\nA,2027-03-18,23:30,00:45\n")], "Europe/Paris").sessions
    assert session.end == at("2027-03-19T00:45+01:00")


def test_hazard_06_the_night_of_the_clock_change_and_odd_lengths_and_stale_conference_blocks() -> None:
    conference = "<start>1999-01-01</start><end>1999-01-02</end><time_zone_name>Europe/Paris</time_zone_name>"
    events = [
        "<event id='1'><title>A</title><date>2027-10-31T02:30:00+02:00</date><duration>0:30</duration></event>",
        "<event id='2'><title>B</title><date>2027-10-31T02:30:00+01:00</date><duration>2:06:00</duration></event>",
        "<event id='3'><title>C</title><date>2027-10-31T05:00:00+01:00</date><duration>0:00</duration></event>",
        "<event id='4'><title>D</title><date>2027-10-31T06:00:00+01:00</date></event>",
    ]
    found = read([xml(*events, conference=conference, day="2027-10-31")]).sessions
    assert [(one.id, one.start and one.start.isoformat(), one.end and one.start and one.end - one.start) for one in found] == [
        ("1", "2027-10-31T02:30:00+02:00", timedelta(minutes=30)),
        ("2", "2027-10-31T02:30:00+01:00", timedelta(hours=54)),
        ("3", "2027-10-31T05:00:00+01:00", timedelta()),
        ("4", "2027-10-31T06:00:00+01:00", None),
    ]


def test_hazard_07_ids_that_repeat_stay_apart_and_person_ids_that_collide_do_not_join_people() -> None:
    def event(title: str, name: str) -> dict[str, Any]:
        return {"id": 1, "title": title, "date": "2027-03-18T09:00:00+01:00", "persons": [{"id": 7, "public_name": name}]}

    rooms = {"Ada": [event("A", "Jo Li")], "Bo": [event("B", "Al Bo")]}
    found = read([as_json({"schedule": {"conference": {"days": [{"date": "2027-03-18", "rooms": rooms}]}}})])
    assert [(one.id, one.title, one.speakers) for one in found.sessions] == [
        ("1", "A", (Person(name="Jo Li"),)),
        ("1-2", "B", (Person(name="Al Bo"),)),
    ]


def test_hazard_08_the_same_talk_twice_is_two_sessions_and_references_that_lead_nowhere_are_passed_over() -> None:
    slot = {"startsAt": "2027-03-18T09:00:00Z", "endsAt": None, "roomId": 99, "speakers": ["gone"], "categoryItems": [12]}
    twice = [{**slot, "id": "1"}, {**slot, "id": "1", "startsAt": "2027-03-18T11:00:00Z"}]
    found = read([sessionize(*twice, speakers=[{"id": "p", "fullName": "Jo Li"}], rooms=[{"id": 1, "name": "Ada"}])])
    assert found.sessions == (
        Session(id="1", title="A", start=at("2027-03-18T09:00Z")),
        Session(id="1-2", title="A", start=at("2027-03-18T11:00Z")),
    )


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("", []),
        ("Jo Li, Al Bo", ["Jo Li", "Al Bo"]),
        ("Jo Li & Al Bo", ["Jo Li", "Al Bo"]),
        ("Jo Li and Al Bo", ["Jo Li", "Al Bo"]),
        ("you!", []),
        ("tbd", []),
    ],
)
def test_hazard_09_sessions_have_no_speaker_or_several_in_one_text(written: str, names: list[str]) -> None:
    (session,) = read([table(f'Title,Speaker,Start\nA,"{written}",2027-03-18 09:00\n')]).sessions
    assert [person.name for person in session.speakers] == names
    if written:
        text = written.replace("&", "&amp;")
        event = f"<event id='1'><title>A</title><start>9:00</start><persons><person>{text}</person></persons></event>"
        assert [person.name for person in people.unite(read([xml(event)])).sessions[0].speakers] == names
    affiliated = "<event id='1'><title>A</title><start>9:00</start><persons><person>Jane Doe, University of Example</person></persons></event>"
    assert [person.name for person in people.unite(read([xml(affiliated)])).sessions[0].speakers] == ["Jane Doe"]


def test_hazard_10_handles_come_from_their_fields_and_links_never_from_lookalikes_or_abstracts() -> None:
    for given, handles in (
        (("Twitter", "@jane"), {"x": "jane"}),
        (("Twitter", "jane"), {"x": "jane"}),
        (("", "https://x.com/jane?lang=en"), {"x": "jane"}),
        (("", "https://twitter.com/#!/jane"), {"x": "jane"}),
        (("Mastodon", "@jane@example.social"), {"mastodon": "jane@example.social"}),
        (("Blog", "https://example.social/@jane"), {"mastodon": "jane@example.social"}),
        (("Other", "bsky.app/profile/jane.example"), {"bluesky": "jane.example"}),
        (("Bluesky", "@jane.example"), {"bluesky": "jane.example"}),
        (("Blog", "https://medium.com/@jane"), {}),
        (("Mastodon", "https://medium.com/@jane"), {}),
        (("Video", "https://www.youtube.com/@jane"), {}),
        (("Blog", "https://jane.substack.com/@jane"), {}),
        (("Blog", "https://jane.example/posts/@home"), {}),
        (("LinkedIn", "https://www.linkedin.com/in/jane"), {}),
        (("T-shirt", "XL"), {}),
        (("Mail", "jane@example.org"), {}),
    ):
        assert read_profiles([given]) == handles
    event = "<event id='1'><title>A</title><abstract>Ask @jane@example.social</abstract><persons><person>Jane Doe</person></persons></event>"
    assert read([xml(event)]).sessions[0].speakers == (Person(name="Jane Doe"),)


def test_hazard_11_markup_entities_and_hard_spaces_go_and_every_script_stays() -> None:
    for written, title in (
        ("Un &amp;amp; deux", "Un & deux"),
        ("&lt;b&gt;Fort&lt;/b&gt;", "Fort"),
        ("Émoji 🎉🇫🇷 日本語 العربية", "Émoji 🎉🇫🇷 日本語 العربية"),
        ("A\u00a0:\u202fb", "A : b"),
    ):
        assert read([xml(f"<event id='1'><title>{written}</title></event>")]).sessions[0].title == title
    assert starts(table("Title,Start\nA,2027-03-18\u00a009:00\n"), timezone="Europe/Paris") == ["2027-03-18T09:00:00+01:00"]


def test_hazard_12_a_mark_of_byte_order_json_under_another_name_and_rows_that_are_no_sessions() -> None:
    whole = {"schedule": {"conference": {"title": "Days", "days": [{"date": "2027-03-18", "rooms": {"Ada": [{"id": 1, "title": "A"}]}}]}}}
    text = json.dumps(whole)
    for data in (b"\xef\xbb\xbf" + text.encode(), f"const schedule = {text};\n".encode(), f"callback({text});".encode(), text.encode("utf-16")):
        assert [one.title for one in read([Source(name="schedule.yaml", data=data)]).sessions] == ["A"]
    assert [
        one.title for one in read([table("Harbour Days,,\n,,\nTitle,Start,Room\nMorning,,\nA,2027-03-18 09:00,Ada\n,,\n")]).sessions if one.start
    ] == ["A"]
    with pytest.raises(ProgrammeError, match=r"^days\.json is frab JSON without a single session: "):
        read([as_json({"schedule": {"conference": {"days": []}}})])


def test_hazard_13_yaml_whose_numbers_and_dates_change_when_read_is_refused_and_not_guessed() -> None:
    with pytest.raises(ProgrammeError, match=r"^talks\.yaml seems to be YAML, or Markdown with a YAML head, while livetweet reads "):
        read([Source(name="talks.yaml", data=b"- title: A\n  id: 010\n  start: 8:30\n  day: 2027-03-18\n")])


@pytest.mark.parametrize(
    ("data", "seems"),
    [
        (
            b'{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"schedule": {"properties": {"conference": {"days": 1}}}}}',
            "a JSON schema",
        ),
        (b"<schedule><day><entry/></day></schedule>", "another kind of XML"),
        (b'{"talks": [{"id": "a", "title": "A", "formats": ["x"], "speakers": []}]}', "Conference Hall's JSON, accepted talks without times"),
        (b'<!DOCTYPE s [<!ENTITY a "b">]><s/>', "another kind of XML (<s>) that declares XML entities"),
    ],
)
def test_hazard_14_lookalikes_are_refused_for_what_they_are(data: bytes, seems: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        read([Source(name="days", data=data)])
    assert str(caught.value).startswith(f"days seems to be {seems}")
    declared = b"<!DOCTYPE schedule [<!ELEMENT schedule ANY>]><schedule><conference/><day date='2027-03-18'><event id='1'><title>A</title></event></day></schedule>"
    assert len(read([Source(name="days", data=declared)]).sessions) == 1


def test_hazard_15_alarms_long_lines_bare_line_ends_all_day_umbrellas_and_empty_summaries() -> None:
    found = read(
        [
            calendar(
                "BEGIN:VEVENT\nUID:all\nSUMMARY:Harbour Days\nDTSTART;VALUE=DATE:20270318\nEND:VEVENT",
                "BEGIN:VEVENT\nUID:1\nDTSTART:20270318T090000Z\nSUMMARY:\nBEGIN:VALARM\nUID:alarm\nSUMMARY:Wake\nTRIGGER:-PT5M\nEND:VALARM\nEND:VEVENT",
                f"BEGIN:VEVENT\nUID:2\nDTSTART:20270318T100000Z\nDESCRIPTION:{'x' * 5000}\nSUMMARY:{'A' * 100}\n {'B' * 100}\nEND:VEVENT",
            )
        ]
    )
    assert [(one.id, one.title) for one in found.sessions] == [("1", ""), ("2", "A" * 100 + "B" * 100), ("all", "Harbour Days")]
    assert found.sessions[2].start is None


def test_hazard_16_cancelled_by_words_only_and_breaks_under_every_name() -> None:
    titles = ["CANCELLED", "[CANCELED] A", "Annulé : A", "A"]
    found = read([sessionize(*({"title": title, "startsAt": f"2027-03-18T{hour:02}:00:00Z"} for hour, title in enumerate(titles)))])
    assert [one.cancelled for one in found.sessions] == [True, True, True, False]
    assert read([sessionize({"title": "Lunch", "isServiceSession": True})]).sessions[0].kind == "service"
    slot = {"id": 1, "start": "2027-03-18T09:00:00Z", "end": None, "room": "Ada", "submission": None, "description": {"en": "Lunch"}}
    assert read([as_json([slot])]).sessions[0].kind == "break"
    assert read([table("Title,Type,Start\nLunch,Break,2027-03-18 12:00\n")]).sessions[0].kind == "break"


def test_hazard_17_hundreds_of_sessions_in_a_hundred_rooms_at_once_are_all_there() -> None:
    rooms = {f"Room {room}": [_event(room, slot) for slot in range(14)] for room in range(100)}
    found = read([as_json({"schedule": {"conference": {"time_zone_name": "Europe/Paris", "days": [{"date": "2027-03-18", "rooms": rooms}]}}})])
    assert (len(found.sessions), len(found.rooms), len({one.id for one in found.sessions})) == (1400, 100, 1400)
    on = [current(slots(found.sessions), f"Room {room}", at("2027-03-18T09:10:00+01:00")) for room in range(100)]
    assert len({slot.session.id for slot in on if slot}) == 100


def _event(room: int, slot: int) -> dict[str, Any]:
    moment = datetime.combine(date(2027, 3, 18), at("2027-03-18T08:00+01:00").timetz()) + timedelta(minutes=30 * slot)
    return {"id": room * 100 + slot, "title": f"{room}/{slot}", "date": moment.isoformat(), "duration": "0:30"}
