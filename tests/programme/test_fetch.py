"""Programmes from addresses: in time, within a size, never from inside the network; every failure is one sentence."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator

import pytest

from livetweet.errors import ProgrammeError
from livetweet.programme.fetch import Fetched, _check_peer, _follow, fetch
from livetweet.programme.read import MOST_BYTES
from livetweet.programme.tag import Tag
from tests.programme.web import Page, Site, serve

PROGRAMME = b'title = "Fair"\n[[session]]\ntitle = "Kites"\n'


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as made:
        yield made


def refusal(address: str, **values: float) -> str:
    with pytest.raises(ProgrammeError) as caught:
        fetch(address, loopback=True, **values)  # type: ignore[arg-type]
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_fetch_brings_the_bytes_and_what_tells_the_version(site: Site) -> None:
    site.pages["/fair.toml"] = Page(body=PROGRAMME, etag='"7"', headers={"Last-Modified": "Thu, 18 Mar 2027 08:00:00 GMT"})
    address = f"{site.address}/fair.toml"
    tag = Tag(etag='"7"', modified="Thu, 18 Mar 2027 08:00:00 GMT")
    assert fetch(address, loopback=True) == Fetched(address=address, data=PROGRAMME, tag=tag)
    assert fetch(address, known={address: tag}, loopback=True) == Fetched(address=address, data=None, tag=tag)
    site.pages["/fair.toml"] = Page(body=PROGRAMME + b"#", etag='"8"')
    assert fetch(address, known={address: tag}, loopback=True).data == PROGRAMME + b"#"


def test_what_is_packed_is_unpacked(site: Site) -> None:
    site.pages["/"] = Page(body=gzip.compress(PROGRAMME), headers={"Content-Encoding": "gzip"})
    assert fetch(f"{site.address}/", loopback=True).data == PROGRAMME


def test_redirects_are_followed_to_http_alone(site: Site) -> None:
    site.pages["/old"] = Page(status=301, headers={"Location": "/new"})
    site.pages["/new"] = Page(body=PROGRAMME)
    assert fetch(f"{site.address}/old", loopback=True) == Fetched(address=f"{site.address}/old", data=PROGRAMME)
    for target in ("file:///etc/passwd", "ftp://fair.example/a", "gopher://127.0.0.1:25/"):
        site.pages["/old"] = Page(status=302, headers={"Location": target})
        scheme = target.partition(":")[0]
        assert refusal(f"{site.address}/old") == (
            f"{site.address}/old leads to {scheme}://, which livetweet does not follow: save the file yourself and name it."
        )


def test_a_redirect_never_gives_up_encryption() -> None:
    assert _follow("http://fair.example/a", "https://fair.example/b") == "https://fair.example/b"
    with pytest.raises(ProgrammeError, match="leads to http://"):
        _follow("https://fair.example/a", "http://fair.example/a")


def test_a_circle_of_redirects_ends(site: Site) -> None:
    site.pages["/"] = Page(status=302, headers={"Location": "/"})
    assert refusal(f"{site.address}/") == (
        f"{site.address}/ leads from address to address without end: open it in a browser, and name where it ends."
    )
    assert len(site.asked) == 6


def test_this_machine_is_not_asked_unless_somebody_says_so(site: Site) -> None:
    """By the address that is connected to, whatever the name says: `localhost` resolves, and no byte is sent."""
    site.pages["/"] = Page(body=PROGRAMME)
    port = site.address.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(ProgrammeError) as caught:
            fetch(f"http://{host}:{port}/")
        assert "is on this very machine (127.0.0.1): say --allow-loopback if that is meant." in str(caught.value)
    assert site.asked == []


@pytest.mark.parametrize(
    "peer",
    "10.0.0.1 172.16.3.4 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 fe80::1%eth0 fd00::1 ff02::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1::".split(),
)
def test_private_networks_are_refused_even_with_loopback(peer: str) -> None:
    with pytest.raises(ProgrammeError, match="leads into a private network"):
        _check_peer("https://fair.example/", peer, loopback=True)


@pytest.mark.parametrize("peer", ["::1", "127.8.9.1", "::ffff:127.0.0.1"])
def test_loopback_has_many_names(peer: str) -> None:
    with pytest.raises(ProgrammeError, match="is on this very machine"):
        _check_peer("https://fair.example/", peer, loopback=False)
    _check_peer("https://fair.example/", peer, loopback=True)


@pytest.mark.parametrize("peer", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"])
def test_public_addresses_are_asked(peer: str) -> None:
    _check_peer("https://fair.example/", peer, loopback=False)


def test_a_server_that_drips_is_left_after_the_time_for_all_of_it(site: Site) -> None:
    site.pages["/"] = Page(body=PROGRAMME, drip=True)
    assert refusal(f"{site.address}/", seconds=0.6) == (
        f"{site.address}/ did not answer within 0.6 s: try again, or save the file yourself and name it."
    )


@pytest.mark.parametrize("told", [True, False], ids=["told", "found"])
def test_more_than_a_programme_has_is_refused(site: Site, told: bool) -> None:
    body = b"" if told else gzip.compress(bytes(MOST_BYTES + 1))
    site.pages["/"] = Page(body=body, headers={"Content-Length": str(MOST_BYTES + 1)} if told else {"Content-Encoding": "gzip"})
    assert refusal(f"{site.address}/", seconds=60.0) == (
        f"{site.address}/ has more than 64 MB, which no programme has: name the programme's own file."
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "wants a password: save the file yourself and name it."),
        (403, "is not open to everybody: save the file yourself and name it."),
        (404, "is not there: check the address."),
        (410, "is no longer there: ask the organisers for the new address."),
        (429, "was asked too often: try again in some minutes."),
        (500, "answers with an error (500): try again later, or save the file yourself and name it."),
        (304, "answers with an error (304): try again later, or save the file yourself and name it."),
    ],
)
def test_every_refusal_of_a_server_has_its_sentence(site: Site, status: int, words: str) -> None:
    site.pages["/"] = Page(status=status)
    assert refusal(f"{site.address}/") == f"{site.address}/ {words}"


def test_an_answer_that_breaks_off_is_told(site: Site) -> None:
    site.pages["/"] = Page(body=PROGRAMME, headers={"Content-Length": "100000", "Connection": "close"})
    assert refusal(f"{site.address}/").startswith(f"{site.address}/ broke off (")


def test_nobody_there_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert refusal(f"http://127.0.0.1:{port}/").startswith(f"http://127.0.0.1:{port}/ cannot be reached (")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (
            "ftp://fair.example/a",
            "ftp://fair.example/a begins with ftp://, and livetweet fetches http:// and https:// only: save the file yourself and name it.",
        ),
        ("https://", "https:// is no address: check how it is written."),
        ("https://[", "https://[ is no address: check how it is written."),
        ("https://fair.example:port/", "https://fair.example:port/ is no address: check how it is written."),
        (
            "https://jane:secret@fair.example/",
            "The address at fair.example carries a password, which would be kept where others read it: save the file yourself and name it.",
        ),
    ],
)
def test_what_is_no_address_is_told(address: str, sentence: str) -> None:
    assert refusal(address) == sentence


def test_the_programme_that_a_home_page_links_to_is_fetched_instead(site: Site) -> None:
    site.pages["/2027/"] = Page(body=b'<!doctype html><body><a href="/cfp/fair/schedule/export/schedule.ics">Calendar</a>')
    site.pages["/cfp/fair/schedule/export/schedule.xml"] = Page(body=b"<schedule/>", etag='"1"')
    programme = f"{site.address}/cfp/fair/schedule/export/schedule.xml"
    found = Fetched(address=programme, data=b"<schedule/>", tag=Tag(etag='"1"'))
    assert fetch(f"{site.address}/2027/", loopback=True) == found
    assert fetch(f"{site.address}/2027/", known={programme: found.tag}, loopback=True).data is None


def test_a_page_beside_the_home_page_may_link_to_the_programme(site: Site) -> None:
    site.pages["/"] = Page(body=b'<!doctype html><a href="/agenda"><a href="/schedule/">')
    site.pages["/schedule/"] = Page(body=b'<!doctype html><pretalx-schedule event-url="/cfp/">')
    site.pages["/cfp/schedule/export/schedule.xml"] = Page(body=b"<schedule/>")
    found = fetch(f"{site.address}/", loopback=True)
    assert (found.address, found.data) == (f"{site.address}/cfp/schedule/export/schedule.xml", b"<schedule/>")
    assert site.asked == ["/", "/agenda", "/schedule/", "/cfp/schedule/export/schedule.xml"]


def test_a_home_page_that_links_to_none_is_handed_on_as_it_is(site: Site) -> None:
    site.pages["/"] = Page(body=b"<!doctype html><p>Soon.")
    assert fetch(f"{site.address}/", loopback=True).data == b"<!doctype html><p>Soon."
