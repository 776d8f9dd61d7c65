"""Published shapes, mutated: whatever a file holds, a reader ends in a programme or in one sentence, in time and in bounds.

A hundred a shape always; with `make soak` thousands.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from livetweet.errors import ProgrammeError
from livetweet.programme import readers
from livetweet.programme.document import from_text, to_text
from livetweet.programme.read import Source, read
from tests.programme.corpus import PROGRAMMES, shared

ROOT = Path(__file__).parents[2]

CASES = 1_500  # of each of the shapes under soak: 30,000 together
FEW = 40
SECONDS, MEGABYTES = 2.0, 500  # the time of this process, for a machine that others use
_QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]

_BITS = [
    *(
        b"99999",
        b"0001-01-01",
        b"9999-12-31T23:59:59+23:59",
        b":",
        b"-",
        b",",
        b"\n",
        b"\r",
        b'"',
        b"\\",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"&#x202e;",
        b"&amp;",
    ),
    *(b"{", b"}", b"[", b"]", b"null", b"true", b"1e999", b"-1", b"NaN", b'{"en": "x"}', b'"\\ud800"', b"<event>", b"</day>", b"<!ENTITY a 'b'>"),
    *(
        b"BEGIN:VEVENT\r\n",
        b"END:VEVENT\r\n",
        b"RRULE:FREQ=SECONDLY\r\n",
        b"TZID=Nowhere/Place",
        b";VALUE=DATE",
        b"\r\n ",
        b"99:99",
        b"25:61:61",
        b"P9999999D",
    ),
]
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(
        ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2027-03-18T09:00", "24:00", "PT99999999M", "https://[", "\ud800", "Mars/Base", ""]
    ),
    st.lists(st.integers(0, 3), max_size=2),
    st.dictionaries(st.sampled_from(["en", "name", "id", "title", "start"]), st.integers(0, 3) | st.text(max_size=3), max_size=2),
)

JSON = {
    "frab v1": "frab-json/pretalx-dstcon-ny.json",
    "frab v2": "frab-json/38c3-hub-v2.json",
    "widget": "pretalx-api/pretalx-dstcon-ny.widget.json",
    "slots": "pretalx-api/pretalx-dstcon-ny.slots-expanded.json",
    "submissions": "pretalx-api/pretalx-dstcon-ny.submissions-expanded.json",
    "bare slots": "pretalx-api/pretalx-democon.slots.json",
    "sessionize all": "sessionize/sessionize-sample.all.json",
    "sessionize grid": "sessionize/sessionize-sample.gridsmart.json",
    "sessionize sessions": "sessionize/sessionize-sample.sessions.json",
    "sessionize speakers": "sessionize/sessionize-sample.speakers.json",
}
TEXTS = {
    "frab xml": ("frab-xml/pretalx-dstcon-ny.xml", b"</event>", b"</room></day></schedule>"),
    "pretalx ics": ("ics/pretalx-dstcon-ny.ics", b"END:VEVENT", b"\r\nEND:VCALENDAR\r\n"),
    "lanyrd ics": ("ics/capitole-du-libre-2013.ics", b"END:VEVENT", b"\r\nEND:VCALENDAR\r\n"),
    "csv": ("csv/positconf-2023-talks.csv", b"\n", b""),
    "titled csv": ("csv/orconf-2019.csv", b"\n", b""),
    "french csv": ("csv/31c3-sendezentrum.csv", b"\n", b""),
}
TOGETHER = ["pretalx-api/pretalx-democon.slots.json", "pretalx-api/pretalx-democon.submissions.json", "pretalx-api/pretalx-democon.speakers.json"]
MAPS = [{}, {"title": "abstract"}, {"start": "title + date"}, {"first_day": "2027-03-18", "speakers": "Teilnehmer"}]


def try_to_read(data: Sequence[bytes], timezone: str | None, columns: dict[str, str], *, measured: bool) -> None:
    """Reads the files DATA, which may be refused in one sentence; a programme that comes out survives the store.

    MEASURED: within the time of this process and the memory that a programme may take, the second time if the first was slow.
    """
    for attempt in range(2):
        began = time.process_time()
        try:
            found = read([Source(name="days", data=one) for one in data], timezone, columns)
        except ProgrammeError as error:
            assert re.fullmatch(r"days[ ,][^\n]+\.", str(error))  # noqa: PT017 (whether it is refused or read is all the same here)
        else:
            assert len({one.id for one in found.sessions}) == len(found.sessions)
            assert from_text(to_text(found)) == found
        if not measured or time.process_time() - began < SECONDS:
            break
        assert attempt == 0, "reading took more than two seconds of this process, twice"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    assert not measured or peak < _BEFORE + MEGABYTES


_BEFORE = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


@cache
def short(name: str) -> str:
    """A published JSON file with three entries in each list: mutations shall hit its structure rather than long lists."""

    def cut(value: Any) -> Any:
        if isinstance(value, list):
            return [cut(one) for one in value[:3]]
        return {key: cut(one) for key, one in value.items()} if isinstance(value, dict) else value

    return json.dumps(cut(json.loads(shared(name).read_text(encoding="utf-8"))))


def places(value: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Every (container, key) in VALUE."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            found.append((value, key))
            places(value[key], found)
    return found


def mutate_json(name: str, data: st.DataObject) -> bytes:
    whole = json.loads(short(name))
    for _ in range(data.draw(st.integers(0, 4))):
        spots = places(whole, [])
        if not spots:
            break
        container, key = data.draw(st.sampled_from(spots))
        if isinstance(container, dict) and data.draw(st.booleans()):
            del container[key]
        else:
            container[key] = data.draw(_VALUES)
    return json.dumps(whole).encode()


def mutate_bytes(whole: bytes, data: st.DataObject) -> bytes:
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 4))):
        at, length = data.draw(st.integers(0, len(changed))), data.draw(st.integers(0, 12))
        changed[at : at + length] = data.draw(st.one_of(st.binary(max_size=6), st.sampled_from(_BITS)))
    return bytes(changed[: data.draw(st.one_of(st.just(len(changed)), st.integers(1, len(changed) or 1)))])


@cache
def beginning(name: str, last: bytes, closing: bytes) -> bytes:
    data = shared(name).read_bytes()[:12_000]
    return data[: data.rfind(last) + len(last)] + closing


@cache
def book() -> bytes:
    whole = Workbook()
    sheet = whole.worksheets[0]
    for row in (
        ["Harbour Days"],
        ["Title", "Date", "Start", "Speaker 1", "Speaker 2"],
        ["A", "2027-03-18", 0.4, "Jo Li", "Al Bo"],
        ["B", None, "10:00", 7, None],
    ):
        sheet.append(row)
    out = BytesIO()
    whole.save(out)
    return out.getvalue()


def mutate_book(data: st.DataObject) -> bytes:
    """One part of a workbook mutated and packed again, or the packed bytes themselves."""
    whole = book()
    if data.draw(st.booleans()):
        return mutate_bytes(whole, data)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        chosen = data.draw(st.sampled_from(old.namelist()))
        for part in old.namelist():
            new.writestr(part, mutate_bytes(old.read(part), data) if part == chosen else old.read(part))
    return out.getvalue()


OURS = {"our toml": ROOT / "programs/meetup.toml", "our ics": ROOT / "programs/data-and-cider.ics"}
SHAPES: dict[str, Callable[[st.DataObject], bytes | list[bytes]]] = {
    **{shape: lambda data, name=name: mutate_json(name, data) for shape, name in JSON.items()},  # type: ignore[misc]
    **{f"{shape}, bytes": lambda data, name=name: mutate_bytes(short(name).encode(), data) for shape, name in list(JSON.items())[:1]},  # type: ignore[misc]
    **{shape: lambda data, cut=cut: mutate_bytes(beginning(*cut), data) for shape, cut in TEXTS.items()},  # type: ignore[misc]
    **{shape: lambda data, path=path: mutate_bytes(path.read_bytes(), data) for shape, path in OURS.items()},  # type: ignore[misc]
    "workbook": mutate_book,
    "answers together": lambda data: [mutate_json(name, data) for name in TOGETHER],
}


def fuzz(shape: str, cases: int, *, measured: bool) -> None:
    if shape not in {"workbook", *OURS} and not PROGRAMMES.is_dir():
        pytest.skip("the shared programme files (../shared/programmes) are not here")

    @settings(max_examples=cases, deadline=None, suppress_health_check=_QUIET, database=None)
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        mutated = SHAPES[shape](data)
        if mutated:
            try_to_read(
                [mutated] if isinstance(mutated, bytes) else mutated,
                data.draw(st.sampled_from([None, "Europe/Paris", "America/New_York"])),
                data.draw(st.sampled_from(MAPS)),
                measured=measured,
            )

    run()


@pytest.mark.parametrize("shape", SHAPES)
def test_mutated_programmes_end_in_a_sentence_or_a_programme(shape: str) -> None:
    fuzz(shape, FEW, measured=False)


@pytest.mark.soak
@pytest.mark.skipif(not os.environ.get("LIVETWEET_SOAK"), reason="a long run: make soak")
@pytest.mark.parametrize("shape", SHAPES)
def test_mutated_programmes_by_the_thousands(shape: str) -> None:
    fuzz(shape, CASES, measured=True)


def test_every_reader_is_among_the_shapes_that_are_mutated() -> None:
    if not PROGRAMMES.is_dir():
        pytest.skip("the shared programme files (../shared/programmes) are not here")
    whole = [short(name).encode() for name in JSON.values()] + [beginning(*cut) for cut in TEXTS.values()]
    whole += [path.read_bytes() for path in OURS.values()] + [book()]
    assert {reader.NAME for data in whole if (reader := readers.find(data))} == {reader.NAME for reader in readers.every()}
    assert CASES * len(SHAPES) >= 20_000
