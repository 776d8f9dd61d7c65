"""Reading a programme against a bare parse of the same bytes, over the largest file of each format at hand, and of ten times the sessions.

By the time of this process: reading waits for nothing, and whatever else the machine does is not ours.
"""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import process_time
from xml.etree import ElementTree as ET

from benchmarks.row import Row
from benchmarks.stopwatch import race
from livetweet.programme.read import Source, load, read

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = ROOT.parent / "shared" / "programmes"
FORMATS: dict[str, tuple[str, str, Callable[[bytes], object] | None, float]] = {
    "frab XML": ("frab-xml", "*.xml", ET.fromstring, 6),  # bare on purpose: what safety costs is what is measured
    "frab JSON": ("frab-json", "*.json", json.loads, 10),
    "pretalx JSON": ("pretalx-api", "*.json", json.loads, 10),
    "Sessionize JSON": ("sessionize", "*.json", json.loads, 10),
    "iCalendar": ("ics", "*.ics", None, 300),
    "CSV": ("csv", "*.csv", None, 300),
}


def run() -> Iterator[Row]:
    for name, (folder, pattern, parse, goal) in FORMATS.items():
        files = [*(PUBLISHED / folder).glob(pattern)] or [*(ROOT / "programs").glob(pattern)]
        if not files:
            continue
        source = load(max(files, key=lambda file: file.stat().st_size))
        note = f"{Path(source.name).name}, {len(source.data) / 1e6:.2f} MB"
        bare = partial(parse, source.data) if parse else list
        ours, theirs = race(partial(read, [source]), bare, watch=process_time)
        if parse:
            yield Row(name=f"read {name} / bare parse", ours=ours * 1000, theirs=theirs * 1000, unit="ms", goal=goal, note=note)
        yield Row(name=f"read {name}", ours=ours * 1000, unit="ms", goal=300, note=note)
    for name, (small, large) in _grown().items():
        many, few = race(partial(read, [large]), partial(read, [small]), rounds=5, watch=process_time)
        yield Row(
            name=f"ten times the sessions, {name}", ours=many * 1000, theirs=few * 1000, unit="ms", goal=11, note="3,000 for 300 sessions, made up"
        )
        yield Row(name="  and its memory", ours=_peak(large), theirs=_peak(small), unit="MB", goal=11, note="Python's own, at most, while it is read")


def _peak(source: Source) -> float:
    """MB that reading SOURCE takes at most."""
    tracemalloc.start()
    try:
        read([source])
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def _grown() -> dict[str, tuple[Source, Source]]:
    makers = (("frab XML", _xml), ("frab JSON", _json), ("pretalx JSON", _feed), ("Sessionize JSON", _all), ("iCalendar", _ics), ("CSV", _csv))
    return {name: (make(300), make(3_000)) for name, make in makers}


def _sessions(count: int) -> Iterator[tuple[int, str, str, str]]:
    """Number, start, room and speaker of each of COUNT sessions of half an hour in twenty rooms."""
    for number in range(count):
        slot = number // 20
        yield (
            number,
            f"2027-{1 + slot // 448 % 12:02}-{1 + slot // 16 % 28:02}T{8 + slot % 16 // 2:02}:{slot % 2 * 30:02}:00",
            f"Room {number % 20}",
            f"Speaker {number % 211}",
        )


def _xml(count: int) -> Source:
    events = "".join(
        f"<event id='{number}'><title>Session {number}</title><date>{start}+01:00</date><duration>0:30</duration><room>{room}</room>"
        f"<abstract>{'words ' * 60}</abstract><persons><person>{name}</person></persons></event>"
        for number, start, room, name in _sessions(count)
    )
    return Source(
        name="made.xml", data=f"<schedule><conference><title>C</title></conference><day date='2027-01-01'>{events}</day></schedule>".encode()
    )


def _json(count: int) -> Source:
    rooms: dict[str, list[dict[str, object]]] = {}
    for number, start, room, name in _sessions(count):
        rooms.setdefault(room, []).append(
            {
                "id": number,
                "title": f"Session {number}",
                "date": f"{start}+01:00",
                "duration": "0:30",
                "abstract": "words " * 60,
                "persons": [{"public_name": name}],
            }
        )
    return Source(name="made.json", data=json.dumps({"schedule": {"conference": {"days": [{"date": "2027-01-01", "rooms": rooms}]}}}).encode())


def _feed(count: int) -> Source:
    """Pretalx's widget feed."""
    talks = [
        {
            "code": f"T{number}",
            "title": f"Session {number}",
            "abstract": "words " * 60,
            "speakers": [name],
            "start": f"{start}+01:00",
            "duration": 30,
            "room": room,
        }
        for number, start, room, name in _sessions(count)
    ]
    rooms = [{"id": f"Room {number}", "name": f"Room {number}"} for number in range(20)]
    speakers = [{"code": f"Speaker {number}", "name": f"Speaker {number}"} for number in range(211)]
    return Source(name="made.json", data=json.dumps({"talks": talks, "rooms": rooms, "speakers": speakers, "timezone": "Europe/Paris"}).encode())


def _all(count: int) -> Source:
    """Sessionize's view All."""
    sessions = [
        {
            "id": f"{number}",
            "title": f"Session {number}",
            "description": "words " * 60,
            "startsAt": start,
            "isServiceSession": False,
            "speakers": [name],
            "roomId": room,
        }
        for number, start, room, name in _sessions(count)
    ]
    rooms = [{"id": f"Room {number}", "name": f"Room {number}"} for number in range(20)]
    speakers = [{"id": f"Speaker {number}", "fullName": f"Speaker {number}"} for number in range(211)]
    return Source(name="made.json", data=json.dumps({"sessions": sessions, "rooms": rooms, "speakers": speakers}).encode())


def _ics(count: int) -> Source:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\nSUMMARY:Session {number}\r\nDTSTART;TZID=Europe/Paris:{start.replace('-', '').replace(':', '')}\r\nDURATION:PT30M\r\n"
        f"LOCATION:{room}\r\nDESCRIPTION:Speaker: {name}\\n{'words ' * 60}\r\nEND:VEVENT\r\n"
        for number, start, room, name in _sessions(count)
    )
    return Source(name="made.ics", data=f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n".encode())


def _csv(count: int) -> Source:
    rows = "".join(f"Session {number},{start},30,{room},{name},{'words ' * 60}\n" for number, start, room, name in _sessions(count))
    return Source(name="made.csv", data=f"Title,Start,Minutes,Room,Speaker,Abstract\n{rows}".encode())
