from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.programme.content_lines import parse
from livetweet.programme.read import Source, read
from tests.programme.corpus import PROGRAMMES


def calendar(*events: str, head: str = "PRODID:-//harbour//EN", zones: str = "", end: str = "\r\n") -> Source:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head.split("\n"), *zones.split("\n")]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.split("\n"), "END:VEVENT"]
    return Source(name="days.ics", data=end.join(line for line in [*filter(None, lines), "END:VCALENDAR", ""]).encode())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def only(event: str, timezone: str | None = None, **more: str) -> Session:
    (session,) = read([calendar(event, **more)], timezone).sessions
    return session


def test_ics_reads_everything_of_an_event() -> None:
    event = (
        "UID:7@harbour\nDTSTART:20270318T083000Z\nDTEND:20270318T091500Z\nSUMMARY;LANGUAGE=fr:Un port\\, sans pap\n ier\nLOCATION:Salle\\, Ada\n"
        "CATEGORIES:Tools,Other\nURL:https://harbour.example/7\nDESCRIPTION:Kind: talk\\nSpeakers: Nour Haddad & Bo Li\\n\\nA port.\nSTATUS:CONFIRMED\n"
        "BEGIN:VALARM\nUID:alarm\nDESCRIPTION:Speaker: Nobody\nTRIGGER:-PT15M\nEND:VALARM"
    )
    for end in ("\r\n", "\n", "\r"):
        assert read([calendar(event, head="X-WR-CALNAME:Harbour Days\nX-WR-TIMEZONE:Europe/Paris", end=end)]) == Programme(
            title="Harbour Days",
            timezone="Europe/Paris",
            rooms=("Salle, Ada",),
            sessions=(
                Session(
                    id="7@harbour",
                    title="Un port, sans papier",
                    start=at("2027-03-18T08:30+00:00"),
                    end=at("2027-03-18T09:15+00:00"),
                    room="Salle, Ada",
                    track="Tools",
                    kind="talk",
                    language="fr",
                    url="https://harbour.example/7",
                    speakers=(Person(name="Nour Haddad"), Person(name="Bo Li")),
                ),
            ),
        )


@pytest.mark.parametrize(
    ("start", "moment"),
    [
        ("DTSTART;TZID=Europe/Paris:20270718T093000", "2027-07-18T09:30+02:00"),
        ('DTSTART;TZID="Europe/Paris";VALUE=DATE-TIME:20270718T093000', "2027-07-18T09:30+02:00"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Paris:20270718T093000", "2027-07-18T09:30+02:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20270718T093000", "2027-07-18T09:30+02:00"),
        ("DTSTART:20270718T093000", "2027-07-18T09:30"),
        ("DTSTART:2027-07-18T09:30:00Z", "2027-07-18T09:30+00:00"),
    ],
)
def test_ics_start_has_the_zone_it_names_whatever_program_wrote_it(start: str, moment: str) -> None:
    assert only(f"UID:1\nSUMMARY:A\n{start}").start == at(moment)


def test_ics_with_one_zone_throughout_is_of_that_zone() -> None:
    found = read([calendar("UID:1\nSUMMARY:A\nDTSTART;TZID=Europe/London:20270718T093000\nDURATION:P1DT1H30M")])
    assert (found.timezone, found.sessions[0].end) == ("Europe/London", at("2027-07-19T11:00+01:00"))


OUTLOOK = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16011104T020000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010311T020000
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("local", "offset"),
    [
        ("20270115T090000", "-05:00"),
        ("20270715T090000", "-04:00"),
        ("20271107T013000", "-04:00"),
        ("20271107T020000", "-05:00"),
        ("20270314T033000", "-04:00"),
    ],
)
def test_ics_zone_that_the_calendar_describes_is_believed(local: str, offset: str) -> None:
    session = only(f"UID:1\nSUMMARY:A\nDTSTART;TZID=Customized Time Zone:{local}", zones=OUTLOOK)
    assert session.start == datetime.fromisoformat(local).replace(tzinfo=at(f"2027-01-01T00:00{offset}").tzinfo)


def test_ics_zone_whose_rule_would_go_on_for_ever_takes_no_time() -> None:
    endless = OUTLOOK.replace("FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "FREQ=SECONDLY").replace(
        "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11", "FREQ=YEARLY;BYSECOND=1,2,3;BYMINUTE=1"
    )
    assert only("UID:1\nSUMMARY:A\nDTSTART;TZID=Customized Time Zone:20270715T090000", zones=endless).start is not None


def test_ics_what_repeats_and_what_lasts_all_day_is_told() -> None:
    found = read(
        [
            calendar(
                "UID:1\nSUMMARY:Harbour Days\nDTSTART;VALUE=DATE:20270318\nDTEND;VALUE=DATE:20270320",
                "UID:2\nSUMMARY:Breakfast\nDTSTART:20270318T070000Z\nRRULE:FREQ=SECONDLY",
            )
        ]
    )
    assert [(one.title, one.start) for one in found.sessions] == [("Breakfast", at("2027-03-18T07:00+00:00")), ("Harbour Days", None)]
    assert found.warnings == (
        "Entries of whole days have no time: “Harbour Days”.",
        "What repeats by a rule is read once, at its first time: “Breakfast”.",
    )


def test_ics_speakers_stand_behind_the_title_of_pretalx_and_in_descriptions_elsewhere() -> None:
    pretalx = "PRODID:-//pretalx//harbour.example//days"
    for event, head, title, names in (
        ("SUMMARY:A - b - Jo Li\\, Al Bo & Co", pretalx, "A - b", ["Jo Li", "Al Bo & Co"]),
        ("SUMMARY:A - ", pretalx, "A", []),
        ("SUMMARY:A - Jo Li", "PRODID:x", "A - Jo Li", []),
        (
            "SUMMARY:[talk] A\nDESCRIPTION:Kind: talk\\nText.\\nSpeakers:\\nJo Li\\n<p>Bio.</p>\\nAl Bo\\n<p>More.</p>",
            "PRODID:x",
            "A",
            ["Jo Li", "Al Bo"],
        ),
        ("SUMMARY:A\nDESCRIPTION:Intervenant·e·s : Jo Li et Al Bo", "PRODID:x", "A", ["Jo Li", "Al Bo"]),
        ("SUMMARY:A\nORGANIZER;CN=Jo Li:mailto:jo@harbour.example", "PRODID:x", "A", []),
    ):
        session = only(f"UID:1\nDTSTART:20270318T070000Z\n{event}", head=head)
        assert (session.title, [person.name for person in session.speakers]) == (title, names)


def test_ics_organisers_are_speakers_where_each_event_has_its_own() -> None:
    found = read([calendar(*(f"UID:{name}\nSUMMARY:A\nORGANIZER;CN={name}:mailto:x@harbour.example" for name in ("Jo Li", "Al Bo")))])
    assert sorted(person.name for person in found.speakers()) == ["Al Bo", "Jo Li"]


def test_ics_of_more_lines_than_a_programme_has_is_refused() -> None:
    data = b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nUID:1\nEND:VEVENT\n" * 200_000
    with pytest.raises(ProgrammeError) as caught:
        read([Source(name="days.ics", data=data)])
    assert str(caught.value) == "days.ics has more than 500,000 lines, which no programme does: name the programme's own file."


def test_ics_without_events_is_refused() -> None:
    with pytest.raises(ProgrammeError) as caught:
        read([calendar()])
    assert str(caught.value) == "days.ics is a calendar without a single event: fetch it again once the programme is published."


@pytest.mark.parametrize("path", sorted((PROGRAMMES / "ics").glob("*.ics")), ids=lambda path: path.name)
def test_ics_lines_are_those_that_the_icalendar_library_finds(path: Path) -> None:
    data = path.read_bytes()
    theirs = Calendar.from_ical(data).walk("VEVENT")
    ours = list(parse(data.decode("utf-8-sig")).walk("VEVENT"))
    for name in ("UID", "SUMMARY", "LOCATION", "DESCRIPTION"):
        assert [one.text(name) for one in ours] == [str(one.get(name, "")).strip(" \t") for one in theirs]
