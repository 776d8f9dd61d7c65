"""A wrong time zone in hashtags.toml, corrected after a programme that names none was imported: it is told everywhere, and an import again repairs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from livetweet.store import programmes
from tests.building import HASHTAGS
from tests.cli.fair import Fair
from tests.cli.test_programme import FAIR
from tests.programme.web import Page, serve

TABLE = "Title,Start,End,Room,Speakers\nKites,2027-03-19 09:30,2027-03-19 10:15,Ada,Zoé Marin\nMoss,2027-03-19 11:00,2027-03-19 11:45,Ada,Ines Roy\n"
TOLD = (
    "The programme was read with the time zone Europe/London, and hashtags.toml now says Europe/Paris, "
    "so that “Kites” begins at 09:30 in the one and at 10:30 in posts: import it again."
)


@pytest.fixture
def fair(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Fair:
    made = Fair(tmp_path, capsys, programme=None)
    say(made, "Europe/London")
    (made.folder / "talks.csv").write_text(TABLE, encoding="utf-8")
    return made


def say(fair: Fair, zone: str) -> None:
    (fair.folder / "hashtags.toml").write_text(HASHTAGS.replace("Europe/Paris", zone), encoding="utf-8")


def starts(fair: Fair) -> list[str]:
    with fair.event.store.reading() as db:
        programme = programmes.in_force(db)
    assert programme is not None
    return [one.start.isoformat() for one in programme.sessions if one.start]


def complaints(fair: Fair) -> set[str]:
    """The commands that tell it."""
    told = {
        "plan": fair.json("plan")["warnings"],
        "programme check": fair.json("programme", "check")["warnings"],
        "status": fair.call("status")[1].splitlines(),
        "programme show": [line.removeprefix("Note: ") for line in fair.call("programme", "show")[2].splitlines()],
    }
    return {command for command, sentences in told.items() if TOLD in sentences}


@pytest.mark.parametrize("option", [[], ["--timezone", "Europe/London"]])
def test_a_corrected_zone_is_told_until_the_programme_is_imported_again(fair: Fair, option: list[str]) -> None:
    table = str(fair.folder / "talks.csv")
    fair.call("programme", "import", table, *option)
    fair.call("plan", "apply")
    assert complaints(fair) == set()
    say(fair, "Europe/Paris")
    assert complaints(fair) == {"plan", "programme check", "status", "programme show"}
    assert fair.call("programme", "diff", table)[1] == (
        "“Kites” moves from 2027-03-19 10:30 to 09:30.\n“Moss” moves from 2027-03-19 12:00 to 11:00.\n"
    )
    assert fair.call("programme", "import", table)[0] == 0
    assert starts(fair) == ["2027-03-19T09:30:00+01:00", "2027-03-19T11:00:00+01:00"]
    assert complaints(fair) == set()
    due = {post["key"]: post["due"] for post in fair.json("plan")["posts"]}
    assert due["start:kites"] == "2027-03-19T09:30:00+01:00"


def test_a_corrected_zone_is_broken_to_doctor_and_told_before_going_live(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVETWEET_STATE", str(tmp_path / "state"))
    fair = Fair(tmp_path, capsys, kind="live", programme=None)
    settings = HASHTAGS.split("[accounts")[0]
    (fair.folder / "hashtags.toml").write_text(settings.replace("Europe/Paris", "Europe/London"), encoding="utf-8")
    (fair.folder / "talks.csv").write_text(TABLE, encoding="utf-8")
    fair.call("programme", "import", str(fair.folder / "talks.csv"))
    (fair.folder / "hashtags.toml").write_text(settings, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "livetweet", "-C", str(fair.folder), "doctor", "--json"], capture_output=True, text=True, check=False, timeout=120
    )
    (found,) = (one for one in json.loads(done.stdout)["findings"] if one["about"] == "programme")
    assert (done.returncode, found["state"], found["cure"]) == (1, "broken", "Import it again.")
    assert TOLD.startswith(f"T{found['what'][1:]}")
    assert f"Note: {TOLD}\n" in fair.call("live")[2]


def test_what_was_said_by_hand_keeps_its_time_of_day(fair: Fair) -> None:
    table = str(fair.folder / "talks.csv")
    fair.call("programme", "import", table)
    fair.call("programme", "change", "kites", "--start", "14 h 30")
    fair.call("programme", "change", "moss", "--start", "2027-03-19T16:00+01:00", "--late", "5")
    say(fair, "Europe/Paris")
    fair.call("programme", "import", table)
    assert starts(fair) == ["2027-03-19T14:30:00+01:00", "2027-03-19T16:05:00+01:00"]


def test_an_address_that_says_it_is_unchanged_is_read_again_all_the_same(fair: Fair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVETWEET_ALLOW_LOOPBACK", "1")
    with serve() as site:
        site.pages["/talks.csv"] = Page(body=TABLE.encode(), etag='"1"')
        address = f"{site.address}/talks.csv"
        fair.call("programme", "import", address)
        assert fair.call("programme", "import", address)[2].startswith("Unchanged: ")
        say(fair, "Europe/Paris")
        assert fair.call("programme", "import", address)[1].startswith("“Kites” moves from 2027-03-19 10:30 to 09:30.")
        assert fair.call("programme", "import", address)[2].startswith("Unchanged: ")


def test_a_zone_that_the_source_or_a_person_names_is_no_mistake_of_hashtags_toml(fair: Fair) -> None:
    say(fair, "Europe/Paris")
    (fair.folder / "fair.toml").write_text(FAIR.replace("Europe/Paris", "Europe/London"), encoding="utf-8")
    fair.call("programme", "import", str(fair.folder / "fair.toml"))
    assert fair.json("plan")["warnings"][0].endswith(": if that is wrong, change timezone in hashtags.toml.")
    fair.call("programme", "import", str(fair.folder / "talks.csv"), "--timezone", "Etc/UTC")
    assert complaints(fair) == set()
    assert starts(fair)[0] == "2027-03-19T09:30:00+00:00"
