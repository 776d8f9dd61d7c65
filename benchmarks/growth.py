"""Import and plan as the programme grows: ten times the sessions, in time and memory over those of a programme of one session. Nothing may grow faster than the programme."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.row import Row
from benchmarks.stopwatch import clock
from livetweet.clock import DiscreteClock
from livetweet.outbox.plan import apply_plan
from livetweet.outbox.programme import import_programme
from livetweet.programme.read import load, read
from livetweet.store.connect import Store, create
from livetweet.workspace import Workspace, find, make
from livetweet.writing.plan import plan

FEWEST, SMALL, TIMES, ROUNDS = 1, 100, 10, 5  # a file without a session is refused
NOW = datetime(2027, 1, 5, 9, tzinfo=UTC)
OPENS = datetime(2027, 3, 20, 9)  # noqa: DTZ001  # local, as the file says it
SLOTS = 16  # a room and day, half an hour each: FOSDEM 2024 had 2 days, 35 rooms and 900 sessions
ACCOUNTS = '\n[accounts.mastodon]\nhandle = "@fair@example.social"\n[accounts.bluesky]\nhandle = "fair.example"\n[accounts.x]\nhandle = "@fair"\n'


def run() -> list[Row]:
    sizes = (FEWEST, SMALL, SMALL * TIMES)
    with TemporaryDirectory() as folder:
        workspace = make(Path(folder) / "fair", timezone="Europe/Brussels", language="en")
        with (workspace.folder / "hashtags.toml").open("a", encoding="utf-8") as file:
            file.write(ACCOUNTS)
        workspace = find(workspace.folder)
        files = {size: _write(Path(folder) / f"{size}.xml", size) for size in sizes}
        rounds = [{size: _time(workspace, file) for size, file in files.items()} for _ in range(ROUNDS)]
        seconds = {size: median(one[size] for one in rounds) for size in sizes}
        peaks = {size: _measure(workspace, file) for size, file in files.items()}
    note = f"{SMALL * TIMES} sessions / {SMALL}, each over one"
    return [
        Row(
            name="import and plan, time",
            ours=(seconds[SMALL * TIMES] - seconds[FEWEST]) * 1000,
            theirs=(seconds[SMALL] - seconds[FEWEST]) * 1000,
            unit="ms",
            goal=11,
            note=note,
        ),
        Row(
            name="import and plan, memory",
            ours=(peaks[SMALL * TIMES] - peaks[FEWEST]) / 1e6,
            theirs=(peaks[SMALL] - peaks[FEWEST]) / 1e6,
            unit="MB",
            goal=11,
            note=note,
        ),
    ]


def _time(workspace: Workspace, file: Path) -> float:
    store = _fresh(workspace)
    seconds = clock(lambda: _work(workspace, store, file))
    store.close()
    return seconds


def _measure(workspace: Workspace, file: Path) -> int:
    """Bytes at the peak."""
    store = _fresh(workspace)
    tracemalloc.start()
    try:
        _work(workspace, store, file)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        store.close()


def _fresh(workspace: Workspace) -> Store:
    workspace.store_path.unlink(missing_ok=True)
    create(workspace.store_path, "live")
    return Store(workspace.store_path)


def _work(workspace: Workspace, store: Store, file: Path) -> None:
    """What `programme import` and `plan apply` do."""
    programme = read([load(file)])
    now = DiscreteClock(NOW)
    import_programme(store, programme, str(file), workspace.context, "bench", now)
    context = workspace.context(programme)
    apply_plan(store, plan(programme, context.hashtags, context.speakers, NOW), context, "bench", now)


def _write(path: Path, size: int) -> Path:
    """A frab file of SIZE sessions: two days, as many rooms as it takes."""
    days = []
    for day in (0, 1):
        rooms: dict[int, list[str]] = {}
        for number in range(day, size, 2):
            place = number // 2
            start = OPENS + timedelta(days=day, minutes=30 * (place % SLOTS))
            rooms.setdefault(place // SLOTS, []).append(
                f'<event id="{number + 1}" guid="00000000-0000-4000-8000-{number:012}"><date>{start:%Y-%m-%dT%H:%M:%S}+01:00</date><start>{start:%H:%M}</start>'
                f"<duration>00:25</duration><room>Room {place // SLOTS}</room><slug>talk-{number}</slug><title>Talk number {number} of the fair</title>"
                f"<type>devroom</type><language>en</language><abstract>{'What it is about, in a few words. ' * 12}</abstract>"
                f'<persons><person id="{number}">Speaker {number % 800}</person></persons></event>'
            )
        inner = "".join(f'<room name="Room {room}">{"".join(events)}</room>' for room, events in rooms.items())
        days.append(f'<day index="{day + 1}" date="{OPENS + timedelta(days=day):%Y-%m-%d}">{inner}</day>')
    head = "<conference><acronym>fair</acronym><title>Fair</title><time_zone_name>Europe/Brussels</time_zone_name></conference>"
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?><schedule><version>1</version>{head}{"".join(days)}</schedule>', encoding="utf-8")
    return path
