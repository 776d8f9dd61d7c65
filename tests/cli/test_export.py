from __future__ import annotations

import json

from tests.cli.day import Day, day

__all__ = ["day"]


def test_export_prints_markdown(day: Day) -> None:
    code, out, err = day.call("export")
    assert (code, err) == (0, "")
    assert out.startswith("# Kite Fair\n")
    assert "Between us" not in out
    assert "\x1b" not in out


def test_export_writes_a_file_and_says_when_it_replaced_one(day: Day) -> None:
    path = day.folder / "record.json"
    assert day.call("export", "--format", "json", "--anonymous", "-o", str(path)) == (0, "", f"Wrote {path}.\n")
    assert json.loads(path.read_text(encoding="utf-8"))["campaign"]["incoming"][0]["author"] is None
    assert day.call("export", "-o", str(path)) == (0, "", f"Replaced {path}.\n")
    assert path.read_text(encoding="utf-8") == day.call("export")[1]


def test_export_never_takes_the_place_of_the_store(day: Day) -> None:
    path = day.folder / "livetweet.db"
    before = path.read_bytes()
    assert day.call("export", "-o", str(path)) == (1, "", f"Error: {path} is this event's store: name another file.\n")
    assert path.read_bytes() == before


def test_export_says_what_it_cannot_do(day: Day) -> None:
    assert day.call("export", "-o", str(day.folder)) == (1, "", f"Error: {day.folder} is a folder: name a file in it.\n")
    code, _, err = day.call("export", "--format", "pdf")
    assert code == 2
    assert "'json'" in err
    assert "'md'" in err
