"""Reading frab XML against a bare ElementTree parse of the same bytes, over the largest file at hand."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from benchmarks.row import Row
from benchmarks.stopwatch import race
from livetweet.programme.read import load, read

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ROOT.parent / "shared" / "programmes" / "frab-xml"


def run() -> list[Row]:
    files = [*PUBLISHED.glob("*.xml")] or [*(ROOT / "programs").glob("*.xml")]
    source = load(max(files, key=lambda file: file.stat().st_size))
    ours, theirs = race(lambda: read([source]), lambda: ET.fromstring(source.data))  # noqa: S314  # bare on purpose: what safety costs is what is measured
    note = f"{Path(source.name).name}, {len(source.data) / 1e6:.2f} MB"
    return [
        Row(name="read frab XML / bare ElementTree", ours=ours * 1000, theirs=theirs * 1000, unit="ms", goal=6, note=note),
        Row(name="read frab XML", ours=ours * 1000, unit="ms", goal=300, note=note),
    ]
