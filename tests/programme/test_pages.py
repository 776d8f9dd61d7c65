"""pretalx's API is asked for names, and to its last page."""

from __future__ import annotations

import json

import pytest

from livetweet.errors import ProgrammeError
from livetweet.programme import pages
from livetweet.programme.fetch import Fetched, fetch
from livetweet.programme.tag import Tag
from tests.programme.web import Page, serve

API = "https://pretalx.example/api/events/fair"
OF_TALKS = "expand=slots,slots.room,speakers,track,submission_type"


def page(records: list[int], following: str | None, count: int = 3) -> bytes:
    return json.dumps({"count": count, "next": following, "previous": None, "results": [{"code": str(one)} for one in records]}).encode()


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        (f"{API}/submissions/", f"{API}/submissions/?{OF_TALKS}"),
        (f"{API}/talks?state=confirmed", f"{API}/talks/?state=confirmed&{OF_TALKS}"),
        (f"{API}/slots/", f"{API}/slots/?expand=room,submission,submission.speakers,submission.track,submission.submission_type"),
        (
            f"{API}/schedules/latest/",
            f"{API}/schedules/latest/?expand=slots,slots.room,slots.submission,slots.submission.speakers,slots.submission.track,slots.submission.submission_type",
        ),
        (f"{API}/slots/?expand=room", f"{API}/slots/?expand=room"),
        (f"{API}/speakers/", f"{API}/speakers/"),
        ("https://pretalx.example/fair/schedule/", "https://pretalx.example/fair/schedule/"),
        ("https://[", "https://["),
    ],
)
def test_an_address_of_the_api_is_completed(named: str, asked: str) -> None:
    assert pages.complete(named) == asked


def test_an_answer_in_several_pages_is_fetched_to_its_last() -> None:
    with serve() as site:
        site.pages["/a"] = Page(body=page([1], "http://elsewhere.example/a?page=2"), etag='"1"')  # what a server behind a proxy calls itself
        site.pages["/a?page=2"] = Page(body=page([2, 3], None))
        found = fetch(f"{site.address}/a", loopback=True)
        assert found == Fetched(address=f"{site.address}/a", data=page([1, 2, 3], None), tag=Tag())
        assert site.asked == ["/a", "/a?page=2"]


def test_pages_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST", 3)
    with serve() as site:
        site.pages["/a"] = Page(body=page([1], "/a"))
        with pytest.raises(ProgrammeError) as caught:
            fetch(f"{site.address}/a", loopback=True)
        assert str(caught.value) == f"{site.address}/a goes on for page after page, which no programme does: name the programme's own file."
        assert len(site.asked) == 4


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b'{"count": 1, "next": 5, "results": []}', b'{"count": 1, "next": "http://[", "results": []}', page([1], None)]
)
def test_what_is_no_page_or_the_last_has_none_after_it(body: bytes) -> None:
    assert pages.find_next(body, "https://fair.example/a") is None
