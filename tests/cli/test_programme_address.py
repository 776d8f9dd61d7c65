"""`livetweet programme` with addresses: show, diff and import of what a server on loopback publishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from livetweet.store import programmes
from tests.cli.fair import Fair, fair
from tests.cli.test_programme import FAIR, LATER
from tests.programme.web import Page, Site, serve

__all__ = ["fair"]

MOVED = "“Kites at dawn” moves from 2027-03-18 10:00 to 10:30.\n"


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("LIVETWEET_ALLOW_LOOPBACK", "1")
    with serve() as made:
        made.pages["/fair.toml"] = Page(body=FAIR.encode(), etag='"1"')
        yield made


def test_show_and_diff_take_addresses(fair: Fair, site: Site) -> None:
    address = f"{site.address}/fair.toml"
    assert fair.json("programme", "show", address)["title"] == "Kite Fair"
    site.pages["/later.toml"] = Page(body=LATER.encode())
    code, out, err = fair.call("programme", "diff", address, f"{site.address}/later.toml")
    assert (code, out, err) == (0, "“Moss” is now called “Moss and stone”.\n" + MOVED, "")


def test_import_of_the_same_again_is_unchanged(fair: Fair, site: Site) -> None:
    address = f"{site.address}/fair.toml"
    assert fair.call("programme", "import", address)[2].startswith("Imported: 3 sessions, 2 rooms, 2 speakers.\n")
    versions = fair.event.rows("SELECT count(*) AS n FROM programme")
    assert fair.call("programme", "import", address) == (0, "", f"Unchanged: {address} is what was imported last.\n")
    assert fair.event.rows("SELECT count(*) AS n FROM programme") == versions
    site.pages["/fair.toml"] = Page(body=LATER.encode(), etag='"2"')
    assert MOVED in fair.call("programme", "import", address)[1]


def test_what_another_import_has_replaced_is_imported_anew(fair: Fair, site: Site) -> None:
    address = f"{site.address}/fair.toml"
    fair.call("programme", "import", address)
    (fair.folder / "later.toml").write_text(LATER, "utf-8")
    fair.call("programme", "import", str(fair.folder / "later.toml"))
    assert "moves from 2027-03-18 10:30 to 10:00" in fair.call("programme", "import", address)[1]
    with fair.event.store.reading() as db:
        current = programmes.current_version(db)
    assert current is not None
    assert current.source == address


def test_a_home_page_leads_to_the_programme(fair: Fair, site: Site) -> None:
    site.pages["/"] = Page(body=b'<!doctype html><a href="/fair/schedule/export/schedule.xml">Programme</a>')
    site.pages["/fair/schedule/export/schedule.xml"] = replace(site.pages["/fair.toml"], etag='"9"')
    code, _, err = fair.call("programme", "import", f"{site.address}/")
    assert (code, err.splitlines()[0]) == (0, f"Found the programme at {site.address}/fair/schedule/export/schedule.xml.")
    assert fair.call("programme", "import", f"{site.address}/")[2].splitlines()[-1] == f"Unchanged: {site.address}/ is what was imported last."


def test_a_failure_is_one_sentence_and_changes_nothing(fair: Fair, site: Site) -> None:
    before = fair.event.rows("SELECT * FROM programme")
    site.pages["/page"] = Page(body=b"<!doctype html><p>Soon.")
    for path, words in (("/gone", "is not there: check the address."), ("/page", "seems to be a web page (HTML)")):
        code, out, err = fair.call("programme", "import", f"{site.address}{path}")
        assert (code, out, len(err.splitlines())) == (1, "", 1)
        assert f"{site.address}{path} {words}" in err
    assert fair.event.rows("SELECT * FROM programme") == before


def test_this_machine_is_asked_only_by_option(fair: Fair, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIVETWEET_ALLOW_LOOPBACK")
    address = f"{site.address}/fair.toml"
    assert fair.call("programme", "show", address) == (
        1, "", f"Error: {address} is on this very machine (127.0.0.1): say --allow-loopback if that is meant.\n",
    )  # fmt: skip
    assert fair.call("programme", "show", address, "--allow-loopback")[0] == 0
