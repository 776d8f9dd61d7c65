"""Every example programme that ships is clean, and a day of it can be rehearsed: nothing doubled, lost, late or early."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from livetweet.programme.read import load, read
from livetweet.programme.times import find_zone
from tests.cli.test_rehearse import ROOT, Call, call, rehearse

__all__ = ["call"]

EXAMPLES = sorted((ROOT / "programs").iterdir())
SHORT = ("data-and-cider.ics", "nuit-des-horloges-2027.xml")  # a day of the others takes longer: in the soak, and at every change by `.ci/rehearsals`
PROMISE = ("duplicates", "lost", "late", "early")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_whole(path: Path) -> None:
    programme = read([load(path)], "Europe/Paris")
    assert programme.timezone == "Europe/Paris"
    assert [one.title for one in programme.sessions if not (one.title and one.start and one.end and one.room)] == []
    assert len({one.id for one in programme.sessions}) == len(programme.sessions)


@pytest.mark.parametrize(
    "path", [path if path.name in SHORT else pytest.param(path, marks=pytest.mark.soak) for path in EXAMPLES], ids=lambda path: path.name
)
def test_a_day_of_every_example_keeps_the_promise(path: Path, call: Call) -> None:
    assert call("programme", "import", str(path))[0] == 0
    counts = rehearse(call, "--seed", "1", "--faults", "some")
    assert (counts["posted"] > 0, {name: counts[name] for name in PROMISE}) == (True, dict.fromkeys(PROMISE, 0))


def test_the_examples_are_in_several_formats_and_languages() -> None:
    assert len({path.suffix for path in EXAMPLES}) >= 5
    programmes = {path.stem: read([load(path)], "Europe/Paris") for path in EXAMPLES}
    littoral = programmes["littoral-2027"]
    days = {one.start.date() for one in littoral.sessions if one.start}
    assert ({one.language for one in littoral.sessions}, len(days), len(littoral.rooms)) == ({"fr", "en"}, 2, 3)
    assert (len(programmes["federales-2027"].sessions), len(programmes["data-and-cider"].sessions)) == (300, 3)


def test_the_night_of_the_clocks_has_two_o_clock_twice() -> None:
    programme = read([load(ROOT / "programs" / "nuit-des-horloges-2027.xml")])
    zone = find_zone("Europe/Paris")
    starts = {one.title: one.start for one in programme.sessions}
    first, second = starts["02:00, the first time"], starts["02:00, the second time"]
    assert first is not None
    assert second is not None
    assert ((second - first).total_seconds(), f"{first.astimezone(zone):%H:%M}", f"{second.astimezone(zone):%H:%M}") == (3600, "02:00", "02:00")


def test_check_finds_nothing_wrong_with_the_new_ones(call: Call, tmp_path: Path) -> None:
    (tmp_path / "speakers.toml").unlink()
    (tmp_path / "hashtags.toml").write_text('event = "E"\ntimezone = "Europe/Paris"\n[tags]\nevent = "Exemple"\n', encoding="utf-8")
    for name in ("data-and-cider.ics", "littoral-2027.json", "nuit-des-horloges-2027.xml", "federales-2027.csv"):
        code, out, _ = call("programme", "check", str(ROOT / "programs" / name), "--json")
        found = [one for one in json.loads(out)["warnings"] if "have no handle" not in one and "The columns were taken" not in one]
        assert (code, found) == (0, []), name
