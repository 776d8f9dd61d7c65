"""A real pretalx, read over HTTP in all its exports, and again after a talk was moved, one renamed and one cancelled in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from livetweet.errors import ProgrammeError
from livetweet.model.programme import Programme
from livetweet.programme.diff import What, compare
from livetweet.programme.fetch import fetch
from livetweet.programme.read import read
from tests.servers.pretalx import Pretalx, serve

EXPORTS = {
    "page of the event": "democon/",
    "page of the schedule": "democon/schedule/",
    "XML": "democon/schedule/export/schedule.xml",
    "JSON": "democon/schedule/export/schedule.json",
    "iCalendar": "democon/schedule/export/schedule.ics",
    "widget feed": "democon/schedule/widgets/schedule.json",
    "API, latest schedule": "api/events/democon/schedules/latest/",
    "API, slots in pages": "api/events/democon/slots/?page_size=10",
    "API, submissions": "api/events/democon/submissions/",
}
BARE = [
    f"api/events/democon/{name}/?expand=none&page_size=50" for name in ("slots", "submissions", "speakers", "rooms", "tracks", "submission-types")
]
MOVE_RENAME_CANCEL = """
from datetime import timedelta
from pretalx.event.models import Event
from pretalx.submission.models import Submission
event = Event.objects.get(slug="democon")
talks = list(event.wip_schedule.talks.filter(submission__isnull=False, start__isnull=False).order_by("start", "room_id", "pk"))
moved, renamed, cancelled = talks[0], talks[1], talks[2]
moved.start, moved.end = moved.start + timedelta(hours=9), moved.end + timedelta(hours=9)
moved.save()
renamed.submission.title = "A port without paper"
renamed.submission.save()
cancelled.submission.cancel(force=True)
event.wip_schedule.freeze("v2.0")
print("CHANGED", moved.submission.title, "|", cancelled.submission.title)
"""


@pytest.fixture(scope="module")
def pretalx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pretalx]:
    with serve(tmp_path_factory.mktemp("pretalx")) as there:
        yield there


def read_export(pretalx: Pretalx, *paths: str) -> Programme:
    return read([fetch(f"{pretalx.address}/{path}", loopback=True).source for path in paths])


def read_all(pretalx: Pretalx) -> dict[str, Programme]:
    return {
        **{export: read_export(pretalx, path) for export, path in EXPORTS.items()},
        "API, its answers without names joined": read_export(pretalx, *BARE),
    }


def essence(programme: Programme) -> set[tuple[object, ...]]:
    """What every export tells of a session."""
    return {(one.title, one.start, one.end, one.room, frozenset(person.name for person in one.speakers)) for one in programme.sessions}


def test_every_export_of_a_real_pretalx_tells_the_same_programme_and_what_changed_in_it(pretalx: Pretalx) -> None:
    before = read_all(pretalx)
    assert {export: len(programme.sessions) for export, programme in before.items()} == dict.fromkeys(before, 36)
    for export, programme in before.items():
        assert essence(programme) == essence(before["XML"]), export

    told = pretalx.run(MOVE_RENAME_CANCEL)
    moved, cancelled = (title.strip() for title in told.split("CHANGED", 1)[1].splitlines()[0].split("|"))

    for export, programme in read_all(pretalx).items():
        assert sorted((one.what.value, one.session.title) for one in compare(before[export], programme)) == sorted(
            [(What.MOVED.value, moved), (What.RENAMED.value, "A port without paper"), (What.REMOVED.value, cancelled)]
        ), export


def test_the_calendar_as_xml_is_refused_with_what_would_work(pretalx: Pretalx) -> None:
    with pytest.raises(ProgrammeError) as caught:
        read_export(pretalx, "democon/schedule/export/schedule.xcal")
    assert "seems to be iCalendar written as XML (xCal), while livetweet reads" in str(caught.value)
