"""Which programme a page is about, from the addresses it links or embeds."""

from __future__ import annotations

import pytest

from livetweet.errors import ProgrammeError
from livetweet.programme.homepage import find, find_further, looks_like

HOME = "https://fair.example/2027/"


@pytest.mark.parametrize(
    ("link", "programme"),
    [
        ('<a href="https://pretalx.com/fair-27/cfp">', "https://pretalx.com/fair-27/schedule/export/schedule.xml"),
        ('<a href="https://pretalx.com/fair-27">', "https://pretalx.com/fair-27/schedule/export/schedule.xml"),
        ('<a href="https://cfp.fair.example/27/talk/AB3DE9/">', "https://cfp.fair.example/27/schedule/export/schedule.xml"),
        ('<a href="/27/schedule/export/schedule.json">', "https://fair.example/27/schedule/export/schedule.xml"),
        ('<script src="https://cfp.fair.example/27/schedule/widget/v2.en.js">', "https://cfp.fair.example/27/schedule/export/schedule.xml"),
        ('<script src="https://cfp.fair.example/27/widgets/schedule.js">', "https://cfp.fair.example/27/schedule/export/schedule.xml"),
        ("<link href=/27/static/event.css rel=stylesheet>", "https://fair.example/27/schedule/export/schedule.xml"),
        ('<a href="/27/me/submissions/">', "https://fair.example/27/schedule/export/schedule.xml"),
        ('<pretalx-schedule event-url="https://cfp.fair.example/27/">', "https://cfp.fair.example/27/schedule/export/schedule.xml"),
        ('<script src="https://sessionize.com/api/v2/abc123xy/view/GridSmart">', "https://sessionize.com/api/v2/abc123xy/view/All"),
        ('<iframe src="https://sessionize.com/api/v2/abc123xy/view/Sessions?under=True">', "https://sessionize.com/api/v2/abc123xy/view/All"),
        ('<a href="https://pretalx.com/p/about/">', None),
        ('<a href="https://sessionize.com/fair-27/">', None),
        ('<a href="https://fair.example/talk/thanks/">', None),
        ('<a href="http://[">', None),
        ("<![nonsense[", None),
        ("", None),
    ],
)
def test_pretalx_and_sessionize_are_recognised(link: str, programme: str | None) -> None:
    assert find(f"<html><body>{link}".encode(), HOME) == programme


def test_a_page_of_the_tool_itself_is_recognised_by_its_own_address() -> None:
    assert find(b"<html>", "https://pretalx.com/fair-27/schedule/") == "https://pretalx.com/fair-27/schedule/export/schedule.xml"


def test_several_programmes_are_for_a_person_to_choose_from() -> None:
    page = b'<html><a href="https://pretalx.com/fair-26/"><a href="https://pretalx.com/fair-27/">'
    with pytest.raises(ProgrammeError) as caught:
        find(page, HOME)
    assert str(caught.value) == (
        f"{HOME} links to several programmes: name the one that is meant, "
        "https://pretalx.com/fair-26/schedule/export/schedule.xml or https://pretalx.com/fair-27/schedule/export/schedule.xml."
    )


@pytest.mark.parametrize(
    ("data", "page"),
    [(b"<!DOCTYPE html>", True), (b"\xef\xbb\xbf\n<!-- hi --><html lang=fr>", True), (b"<schedule>", False), (b"{}", False), (b"", False)],
)
def test_web_pages_are_told_from_programmes(data: bytes, page: bool) -> None:
    assert looks_like(data) is page


def test_pages_of_the_same_site_that_are_about_the_programme_are_looked_at_too() -> None:
    links = (
        "/2027/programme/#friday",
        "agenda.html",
        "/2027/programme/",
        "/style/schedule.css",
        "https://other.example/schedule/",
        "/2027/",
        "http://[",
        "/tickets",
    )
    page = "".join(f'<a href="{link}">' for link in links).encode()
    assert find_further(b"<html>" + page, HOME) == ["https://fair.example/2027/programme/", "https://fair.example/2027/agenda.html"]
    assert len(find_further("".join(f'<a href="/schedule-{number}">' for number in range(9)).encode(), HOME)) == 4
