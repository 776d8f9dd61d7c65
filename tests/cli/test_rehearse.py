"""Whole days, by the command line: the counts add up, nothing is doubled, lost, late or early, and the same seed is the same day."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.exceptions import Exit

from livetweet.cli import run
from livetweet.cli.rehearse import Passing, end
from livetweet.rehearse import Counts
from tests.cli.fair import HOSTILE, OBEYED

ROOT = Path(__file__).resolve().parents[2]
MEETUP, CONFERENCE = "meetup.toml", "pycon-exemple-2027.xml"
KEYS = "sessions drafted planned posted held skipped failed unknown cancelled incoming questions answered duplicates lost late early".split()

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command line in a workspace of the example event without its campaign, whose weeks take longest; gives (exit code, stdout, stderr)."""
    settings = (ROOT / "hashtags.toml").read_text("utf-8").split("[campaign]")[0]
    (tmp_path / "hashtags.toml").write_text(f"{settings}[campaign]\nannounce = []\nspotlights = 0\n", encoding="utf-8")
    shutil.copyfile(ROOT / "speakers.toml", tmp_path / "speakers.toml")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(["-C", str(tmp_path), *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def rehearse(call: Call, *options: str) -> dict[str, int]:
    """The counts, after checking what holds for every day."""
    code, out, err = call("rehearse", "--headless", "--json", *options)
    counts: dict[str, int] = json.loads(out)
    assert (code, list(counts)) == (0, KEYS), err
    assert re.fullmatch(r"The timeline: \S+timeline\.md\n", err)
    assert counts["planned"] == sum(counts[state] for state in "posted held skipped failed unknown cancelled".split())
    assert {name: counts[name] for name in ("duplicates", "lost", "late", "early")} == dict.fromkeys(("duplicates", "lost", "late", "early"), 0)
    return counts


@pytest.mark.parametrize("faults", ["none", "some", "many"])
@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_meetup_keeps_the_promise(call: Call, seed: str, faults: str) -> None:
    assert call("programme", "import", str(ROOT / "programs" / MEETUP))[0] == 0
    counts = rehearse(call, "--seed", seed, "--faults", faults)
    assert (counts["sessions"], counts["planned"] > 30, counts["posted"] > 20) == (4, True, True)
    if faults == "none":
        assert counts["posted"] == counts["planned"]


def test_conference_keeps_the_promise_and_the_same_seed_is_the_same_day(call: Call) -> None:
    assert call("programme", "import", str(ROOT / "programs" / CONFERENCE))[0] == 0
    first = rehearse(call, "--seed", "2027", "--faults", "many")
    assert (first["posted"] > 200, first["incoming"] > 100, first["answered"] > 10) == (True, True, True)
    assert rehearse(call, "--seed", "2027", "--faults", "many") == first


def test_another_seed_is_another_day(call: Call) -> None:
    call("programme", "import", str(ROOT / "programs" / MEETUP))
    assert len({rehearse(call, "--seed", seed)["incoming"] for seed in ("1", "2")}) == 2


def test_rehearsal_is_a_workspace_itself_and_the_real_one_stays_as_it_was(call: Call, tmp_path: Path) -> None:
    call("programme", "import", str(ROOT / "programs" / MEETUP))
    before = (tmp_path / "livetweet.db").read_bytes()
    counts = rehearse(call, "--seed", "1")
    assert (tmp_path / "livetweet.db").read_bytes() == before
    inside = ("-C", str(tmp_path / ".rehearsal"))
    status = json.loads(call(*inside, "status", "--json")[1])
    assert (status["mode"], status["parts"]["posted"]) == ("REHEARSAL", counts["posted"])
    listed = json.loads(call(*inside, "post", "list", "--all", "--json")[1])["posts"]
    assert len(listed) == counts["drafted"]
    assert len(json.loads(call(*inside, "inbox", "list", "--json")[1])["incoming"]) == counts["incoming"]
    assert (call(*inside, "rehearse")[0], call(*inside, "rehearse")[2]) == (
        1,
        "Error: This is a rehearsal already: go to the workspace it was made from.\n",
    )


def test_a_seed_of_its_own_is_told_so_that_the_day_can_be_had_again(call: Call) -> None:
    call("programme", "import", str(ROOT / "programs" / MEETUP))
    code, out, _ = call("rehearse", "--headless")
    assert code == 0
    summary = re.fullmatch(
        r"\n4 sessions, \d+ posts drafted, \d+ parts planned: \d+ posted, \d+ held, \d+ skipped, \d+ failed, \d+ unknown, \d+ cancelled\.\n"
        r"\d+ posts came in, \d+ were questions, \d+ were answered\.\n"
        r"0 doubled, 0 lost, 0 late, 0 early \(by the network's own log; seed (\d+)\)\.\n",
        out,
    )
    assert summary
    assert call("rehearse", "--headless", "--seed", summary[1])[1] == out


def test_rehearsal_tells_the_day_line_by_line_and_nothing_hostile_raw(call: Call, tmp_path: Path) -> None:
    text = (ROOT / "programs" / MEETUP).read_text("utf-8")
    for known in ("Un thermomètre dans la ruche", "Enora Tanguy", "La Verrière"):
        text = text.replace(f'"{known}"', json.dumps(HOSTILE))
    (tmp_path / "hostile.toml").write_text(text, encoding="utf-8")
    assert call("programme", "import", str(tmp_path / "hostile.toml"))[0] == 0
    code, out, err = call("rehearse", "--speed", "1e12", "--seed", "1", "--faults", "many")
    assert (code, set(OBEYED) & set(out + err)) == (0, set())
    assert re.findall(r"^── (.+?) ─+$", out, re.MULTILINE) == ["Tuesday 06 April 2027", "Wednesday 07 April 2027"]
    told = [line for line in out.splitlines() if re.match(r"\d\d:\d\d ", line)]
    assert {"✓", "●", "?", "►"} <= {sign for line in told for sign in line}


def test_without_a_programme_there_is_nothing_to_rehearse(call: Call) -> None:
    assert call("rehearse") == (
        1,
        "",
        "Error: There is nothing to rehearse: run `livetweet programme import SOURCE` with a programme whose sessions have times.\n",
    )


# ---- demo


@pytest.mark.soak  # at every change the wheel alone runs it, in `.ci/run`
def test_demo_ends_by_naming_the_timeline(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run(["demo", "--headless"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert lines[0] == (
        "A rehearsal of PyCon Exemple 2027: an invented event, a simulated audience, networks that fail now and then. Nothing leaves this machine."
    )
    assert "0 doubled, 0 lost, 0 late, 0 early (by the network's own log; seed 2027)." in lines
    timeline = Path(lines[-1].removeprefix("The timeline: "))
    assert timeline.read_text("utf-8").startswith("# PyCon Exemple 2027")
    assert not set(OBEYED) & set(out)


def test_what_a_person_posts_by_hand_waits_for_them_all_day(call: Call, tmp_path: Path) -> None:
    with (tmp_path / "hashtags.toml").open("a", encoding="utf-8") as file:
        file.write('[accounts.linkedin]\nnetwork = "by-hand"\nhandle = "PyCon Exemple"\n')
    assert call("programme", "import", str(ROOT / "programs" / MEETUP))[0] == 0
    counts = rehearse(call)
    assert (counts["held"] > 5, counts["posted"] > 20) == (True, True)


@pytest.mark.parametrize(
    ("left", "lost", "code", "told"),
    [
        (0, 0, None, ""),
        (0, 1, 1, ""),
        (1, 0, 1, "The desk ended with an error (exit code 1).\n"),
        (-9, 0, 1, "The desk ended with an error (exit code -9).\n"),
    ],
)
def test_exit_code_tells_of_a_desk_that_crashed_and_of_a_promise_not_kept(
    left: int, lost: int, code: int | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = Counts(**(dict.fromkeys((one.name for one in fields(Counts)), 0) | {"lost": lost}))
    ended = None
    try:
        end(counts, left)
    except Exit as error:
        ended = error.exit_code
    assert (ended, capsys.readouterr().err) == (code, told)


def test_weeks_before_are_told_on_a_terminal_and_not_at_every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal, monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", terminal)
        passing = Passing(zone=ZoneInfo("Europe/Paris"))
        for minute in range(2000):
            passing.moved(datetime(2027, 1, 18, 9, tzinfo=UTC) + timedelta(minutes=minute))
        passing.end()
        terminal.flush()
        told = os.read(ours, 100_000).decode()
    os.close(ours)
    assert told.startswith("\rThe weeks before it pass… 18 January 2027")
    assert told.count("The weeks") < 200


def test_weeks_before_are_not_told_to_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    passing = Passing(zone=ZoneInfo("Europe/Paris"))
    passing.moved(datetime(2027, 1, 18, 9, tzinfo=UTC))
    passing.end()
    assert capsys.readouterr() == ("", "")
