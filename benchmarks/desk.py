"""The desk under load and at its start: keys with 10,000 incoming posts, 5,000 deliveries and 50 new posts a second; first paint against an empty app's; memory.

Keys and memory are measured inside a desk without a terminal, which renders every frame all the same; the start in a terminal of its own (a pty), from the
start of the process. What arrives is written by another process, synced, as a worker would.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import pty
import random
import resource
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from typing import Any

from benchmarks.row import Row
from livetweet.clock import DiscreteClock, SimulatedClock, to_stamp
from livetweet.inbox.take import take_in
from livetweet.model.incoming import How, Incoming
from livetweet.model.person import Person
from livetweet.model.post import Draft, Kind
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.outbox import accounts as outbox_accounts
from livetweet.outbox.approve import approve
from livetweet.store import gates, posts, programmes
from livetweet.store.connect import Store, create
from livetweet.workspace import find, make

NOW = datetime(2027, 3, 18, 9, tzinfo=UTC)
INCOMING, POSTS, A_SECOND = 10_000, 1_667, 50  # three deliveries a post
KEYS, ROUNDS = 200, 11
SECOND_ROW = b"What was said, 1."  # only the row under the cursor shows its words
ACCOUNTS = '\n[accounts.mastodon]\nhandle = "@fair@example.social"\n[accounts.bluesky]\nhandle = "fair.example"\n[accounts.x]\nhandle = "@fair"\n'
SAID = (
    "Is there a recording of this talk anywhere?",
    "Merci pour ce moment, on y apprend beaucoup de choses utiles. #Fair27",
    "質問です：これはオフラインでも動きますか？",
)
EMPTY = (
    "from textual.app import App\nfrom textual.widgets import Static\nclass Empty(App):\n def compose(self): yield Static('here I am')\nEmpty().run()"
)


def run() -> list[Row]:
    with TemporaryDirectory(prefix=".bench-", dir=Path(__file__).parent) as place:  # on a disk, where a commit costs what it costs
        folder = Path(place)
        small, large = folder / "small", folder / "large"
        _fill(small, 300, 60)
        _fill(large, INCOMING, POSTS)
        starts = [
            (_start([sys.executable, "-c", EMPTY], [b"here I am"]), _start(_desk(small), [b"Outbox", b"@someone", SECOND_ROW]))
            for _ in range(1 + ROUNDS)
        ][1:]  # the first writes the bytecode
        empty = median(one[0] for one, _ in starts)
        frame, answered = (median(ours[at] for _, ours in starts) for at in (0, 2))
        keys = _beside_writer(large, "keys")
        memory = _child("memory", large)
    note = f"{INCOMING} incoming, {POSTS * 3} deliveries, {A_SECOND} new a second"
    return [
        Row(
            name="desk: frame painted / an empty Textual app's",
            ours=frame * 1000,
            theirs=empty * 1000,
            unit="ms",
            goal=1.3,
            note="from the start of the process",
        ),
        Row(name="desk: first row and first key answered", ours=answered * 1000, theirs=empty * 1000, unit="ms", goal=2.2, note="against the same"),
        Row(name="desk: a cursor key painted, p95", ours=keys["move"] * 1000, unit="ms", goal=50, note=note),
        Row(name="desk: a letter painted, p95", ours=keys["type"] * 1000, unit="ms", goal=50, note=note),
        Row(
            name="desk: memory over a simulated day",
            ours=memory["end"] / 1e6,
            theirs=memory["begun"] / 1e6,
            unit="MB",
            goal=1.05,
            note="end / after its first third",
        ),
    ]


# ---- the event


def _fill(folder: Path, incoming: int, outgoing: int) -> None:
    """A rehearsal store that runs at the speed of life, with that many incoming posts and posts."""
    workspace = make(folder, timezone="Europe/Paris", language="en")
    with (folder / "hashtags.toml").open("a", encoding="utf-8") as file:
        file.write(ACCOUNTS)
    workspace = find(folder)
    create(workspace.store_path, "rehearsal")
    store, clock = Store(workspace.store_path, synced=False), DiscreteClock(NOW)
    sessions = tuple(
        Session(
            id=str(number),
            title=f"Talk number {number} of the fair",
            start=NOW + timedelta(minutes=30 * (number // 4) - 60),
            end=NOW + timedelta(minutes=30 * (number // 4) - 35),
            room=f"Room {number % 4}",
            speakers=(Person(name=f"Speaker {number}"),),
        )
        for number in range(80)
    )
    programme = Programme(title="Fair", timezone="Europe/Paris", rooms=tuple(f"Room {one}" for one in range(4)), sessions=sessions)
    outbox_accounts.follow(store, workspace.hashtags.accounts, clock)
    with store.writing() as db:
        programmes.save_version(db, programme, source="bench", at=NOW)
        gates.set_simulated_time(db, SimulatedClock(anchor=NOW, anchor_monotonic=perf_counter(), speed=1.0))
        ids = [
            posts.add(
                db,
                Draft(
                    kind=Kind.LIVE,
                    session=str(number % 80),
                    due=NOW + timedelta(minutes=number % 1200 - 400),
                    texts={"*": f"What was said, {number}."},
                ),
                "bench",
                NOW,
                touched=True,
            )
            for number in range(outgoing)
        ]
    approve(store, ids, workspace.context(programme), workspace.media, "bench", clock)
    with store.writing() as db:
        db.execute("UPDATE part SET state = 'posted', remote_id = 'r' || id, posted_at = due WHERE due < ?", (to_stamp(NOW),))
    for first in range(0, incoming, 500):
        take_in(store, "mastodon", [_said(number) for number in range(first, min(first + 500, incoming))], ("mentions", str(first)), NOW)
    store.close()


def _said(number: int, at: datetime | None = None) -> Incoming:
    return Incoming(
        network="mastodon",
        remote_id=str(number),
        how=How.MENTION,
        author=f"someone{number % 97}@example.net",
        name=f"Someone {number % 97}",
        text=SAID[number % len(SAID)],
        at=at or NOW - timedelta(seconds=2 * (INCOMING - number)),
        likes=number % 7,
    )


# ---- the start


def _desk(folder: Path) -> list[str]:
    return [sys.executable, "-m", "livetweet.desk", str(folder), "bench"]


def _start(command: Sequence[str], signs: Sequence[bytes]) -> list[float]:
    """Seconds from the start of COMMAND until each of SIGNS was painted; before the last of several, Down is pressed."""
    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 48, 160, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # both run from bytecode, as installed ones do
    began = perf_counter()
    process = subprocess.Popen(command, stdin=side, stdout=side, stderr=side, env=environment, start_new_session=True)
    os.close(side)
    seen, found = b"", []
    try:
        for number, sign in enumerate(signs):
            if number and number == len(signs) - 1:
                os.write(main, b"\x1b[B")
            while sign not in seen:
                if perf_counter() - began > 20 or not select.select([main], [], [], 20)[0]:
                    raise TimeoutError(f"{sign!r} was not painted: {seen[-300:]!r}")
                seen += os.read(main, 65536)
            found.append(perf_counter() - began)
    finally:
        process.kill()
        process.wait()
        os.close(main)
    return found


# ---- keys and memory, in a process of their own


def _child(*arguments: object) -> Any:
    told = subprocess.run([sys.executable, "-m", "benchmarks.desk", *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300)
    if told.returncode:
        raise RuntimeError(told.stderr.strip().splitlines()[-1])
    return json.loads(told.stdout.splitlines()[-1])


def _beside_writer(folder: Path, what: str) -> Any:
    """What the child tells while another process writes."""
    writer = subprocess.Popen([sys.executable, "-m", "benchmarks.desk", "write", str(folder)])
    try:
        return _child(what, folder)
    finally:
        writer.terminate()
        writer.wait()


def _write(folder: Path) -> None:
    """Fifty posts a second, until ended."""
    store = Store(find(folder).store_path)
    number, began = INCOMING, perf_counter()
    while True:
        now = NOW + timedelta(seconds=perf_counter() - began)
        take_in(store, "mastodon", [_said(number, now)], ("mentions", str(number)), now)
        number += 1
        sleep(max(0.0, began + (number - INCOMING) / A_SECOND - perf_counter()))


async def _keys(folder: Path) -> dict[str, float]:
    """The p95, in seconds, of a cursor key and of a letter, each until its frame is rendered."""
    from livetweet.desk.app import make as open_desk  # isort: skip - first: Textual reads its settings when it is imported
    from textual import events

    app = open_desk(find(folder), "bench")
    painted = asyncio.Event()
    waits_for: list[Callable[[], bool]] = []
    _watch(app, lambda: painted.set() if waits_for and waits_for[0]() else None)

    async def press(key: str, character: str | None, done: Callable[[], bool]) -> float:
        painted.clear()
        waits_for[:] = [done]
        began = perf_counter()
        app.post_message(events.Key(key, character))
        await asyncio.wait_for(painted.wait(), 10)
        return perf_counter() - began

    draw = random.Random(5)
    async with app.run_test(size=(160, 48)) as pilot:
        desk = app._desk
        while desk.snapshot is None:
            await pilot.pause(0.05)
        desk.go_to_pane("inbox")
        feed = desk.feed("inbox")
        for _ in range(30):
            feed.move(1)
        await asyncio.sleep(1)
        moves, letters = [], []
        for number in range(KEYS):
            before = feed.rows[feed.cursor].key
            moves.append(await press("down" if number % 20 < 15 else "up", None, lambda before=before: feed.rows[feed.cursor].key != before))  # type: ignore[misc]
            await asyncio.sleep(draw.uniform(0.01, 0.06))
        await press("n", "n", lambda: desk.composer.writing is not None and desk.focused is desk.composer.words)
        for number in range(KEYS):
            letter = "abcdefgh "[number % 9]
            size = len(desk.composer.words.text)
            letters.append(await press("space" if letter == " " else letter, letter, lambda size=size: len(desk.composer.words.text) > size))  # type: ignore[misc]
            await asyncio.sleep(draw.uniform(0.01, 0.06))
    return {"move": quantiles(moves, n=20)[-1], "type": quantiles(letters, n=20)[-1], "move50": median(moves), "type50": median(letters)}


def _watch(app: Any, told: Callable[[], None]) -> None:
    """Render each frame of APP as for a terminal, then say so."""
    from textual._compositor import CompositorUpdate

    display = app._display

    def watched(screen: object, renderable: object) -> None:
        display(screen, renderable)
        if isinstance(renderable, CompositorUpdate):
            renderable.render_segments(app.console)
            told()

    app._display = watched


async def _memory(folder: Path) -> dict[str, float]:
    """Bytes after the first third of a day and at its end; in each of its minutes something changes in both lists."""
    from livetweet.desk.app import make as open_desk

    app = open_desk(find(folder), "bench")
    _watch(app, lambda: None)
    store, sizes = Store(find(folder).store_path, synced=False), []
    async with app.run_test(size=(160, 48)) as pilot:
        for minute in range(0, 1440, 8):
            now = NOW + timedelta(minutes=minute)
            with store.writing() as db:
                gates.set_simulated_time(db, SimulatedClock(anchor=now, anchor_monotonic=perf_counter(), speed=1.0))
                db.execute("UPDATE incoming SET likes = likes + 1 WHERE id % 250 = ?", (minute % 250,))
                db.execute(
                    "UPDATE part SET state = 'posted', posted_at = due, remote_id = 'm' || id WHERE state = 'scheduled' AND due <= ?",
                    (to_stamp(now),),
                )
            await pilot.press("down")
            await pilot.pause(0.12)
            sizes.append(_resident())
    store.close()
    third = len(sizes) // 3
    return {"begun": float(median(sizes[third : third + 10])), "end": float(median(sizes[-10:]))}


def _resident() -> float:
    """Bytes of this process in memory; where the system does not tell, the most there ever were."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    what, where = sys.argv[1], Path(sys.argv[2])
    if what == "write":
        _write(where)
    else:
        print(json.dumps(asyncio.run({"keys": _keys, "memory": _memory}[what](where))))
