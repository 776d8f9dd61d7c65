"""What goes wrong around a desk: each is said in a sentence, and nothing typed is lost."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import re
import select
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from livetweet.clock import to_stamp
from livetweet.store import connect
from livetweet.store.connect import SCHEMA
from tests.building import OPERATOR
from tests.desk.place import LIMIT, NOW, Desk, Place, at_desk, seated

NOBODY = 65534


@pytest.mark.parametrize("seen", [None, to_stamp(NOW - timedelta(minutes=5))])
def test_no_worker_and_a_dead_one_are_told(place: Place, seen: str | None) -> None:
    place.do("UPDATE gate SET worker_seen_at = ?", seen)

    async def look(desk: Desk, place: Place) -> None:
        assert desk.sees("no worker")
        assert not desk.sees("● worker")

    seated(size=(80, 24))(look)(place)


@pytest.mark.parametrize(("minutes", "told"), [(59, False), (61, True)])
def test_a_programme_that_cannot_be_read_for_an_hour_is_told(place: Place, minutes: int, told: bool) -> None:
    source, problem = "https://kites.example/fair.xml", "https://kites.example/fair.xml is not there: check the address."
    hashtags = place.folder / "hashtags.toml"
    hashtags.write_text(f'{hashtags.read_text("utf-8")}[programme]\nsource = "{source}"\nwatch = 10\n', "utf-8")
    place.do("INSERT INTO cursor (account, stream, value, read_at) VALUES ('', ?, ?, ?)", source, problem, to_stamp(NOW - timedelta(minutes=minutes)))

    async def look(desk: Desk, place: Place) -> None:
        assert desk.sees("programme not read since") is told
        await desk.press(",")
        await desk.until(lambda: problem in desk.told())

    seated()(look)(place)


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 20)])
def test_newer_schema_says_restart_me_and_keeps_the_words_on_the_screen(place: Place, size: tuple[int, int]) -> None:
    async def upgrade(desk: Desk, place: Place) -> None:
        await desk.press("n")
        await desk.write("Before")
        await desk.until(lambda: place.kept() == "Before")
        place.do(f"PRAGMA user_version = {SCHEMA + 1}")
        await desk.until(lambda: desk.sees("What you see may be old.", "start me again"))
        await desk.write(" and after")
        await desk.until(lambda: desk.sees("on this screen only"))
        await desk.press("enter")
        await desk.until(lambda: desk.told())
        assert desk.words == "Before and after"
        place.do(f"PRAGMA user_version = {SCHEMA}")
        await desk.until(lambda: place.kept() == "Before and after", "kept once it can be")
        await desk.until(lambda: not desk.sees("may be old") and not desk.sees("screen only"))

    seated(size=size)(upgrade)(place)


@seated()
async def test_store_that_is_gone_is_told_and_a_new_one_in_its_place_is_read(desk: Desk, place: Place) -> None:
    spare = place.folder / "spare.db"
    shutil.copyfile(place.store, spare)
    await desk.press("n")
    await desk.write("Kept")
    await desk.until(lambda: place.kept() == "Kept")
    place.store.unlink()
    await desk.until(lambda: desk.sees("There is no store at"))
    await desk.write(" all the same")
    await desk.until(lambda: desk.sees("on this screen only"))
    spare.rename(place.store)
    await desk.until(lambda: place.kept() == "Kept all the same")
    await desk.until(lambda: not desk.sees("There is no store at"))


def test_locked_store_is_told_and_what_was_typed_meanwhile_is_kept_and_sent_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "BUSY_SECONDS", 0.3)

    async def lock(desk: Desk, place: Place) -> None:
        holder = sqlite3.connect(place.store, isolation_level=None)
        holder.execute("BEGIN EXCLUSIVE")
        before = None
        try:
            await desk.press("n")
            await desk.write("Meanwhile")
            await desk.until(lambda: desk.sees("is busy", "on this screen only"))
            await desk.press("enter")
            await desk.until(lambda: any("is busy" in one for one in desk.told()))
            assert desk.words == "Meanwhile"
            before = holder.execute("SELECT max(id) FROM post").fetchone()[0]
        finally:
            holder.execute("ROLLBACK")
            holder.close()
        await desk.until(lambda: place.kept() == "Meanwhile")
        await desk.until(lambda: not desk.sees("is busy."))
        await desk.press("enter")
        await desk.until(lambda: not desk.typing)
        assert place.newest()["id"] == before + 1

    seated()(lock)(place)


def test_full_disk_is_told_and_the_words_stay(place: Place) -> None:
    """SQLite's own limit of pages stands in for the disk."""

    async def fill(desk: Desk, place: Place) -> None:
        def full(store: connect.Store) -> None:
            pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
            store.connection.execute(f"PRAGMA max_page_count = {pages}")

        desk.screen.ask(full, lambda _: None)
        await desk.press("n")
        await desk.paste("word " * 20_000)
        await desk.until(lambda: desk.sees("The disk is full", "on this screen only"))
        assert len(desk.words) == 100_000

    seated()(fill)(place)


@contextmanager
def anybody() -> Iterator[None]:
    """Root writes into read-only folders: for the time being this process is somebody else."""
    if os.geteuid() != 0:
        yield
        return
    if not hasattr(os, "setresuid"):
        pytest.skip("root writes into read-only folders, and cannot be somebody else for a while here")
    os.setresuid(NOBODY, NOBODY, 0)  # SQLite asks for what the real user may
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_read_only_folder_is_told(template: Path) -> None:
    folder = Path(tempfile.mkdtemp())  # where anybody may go
    place = Place.copied(template, folder / "place")
    folder.chmod(0o755)

    async def look(desk: Desk, place: Place) -> None:
        place.store.chmod(0o444)
        place.folder.chmod(0o555)
        with anybody():
            await desk.press("n")
            await desk.write("Words")
            await desk.until(lambda: desk.sees("cannot be written", "on this screen only"))
            assert desk.words == "Words"
        place.folder.chmod(0o755)
        place.store.chmod(0o644)
        await desk.until(lambda: place.kept() == "Words", "kept once it can be")

    try:
        seated()(look)(place)
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("terminal", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": "vt100", "NO_COLOR": "1"}])
def test_terminal_without_colours_shows_the_desk_and_keeps_the_words(place: Place, terminal: dict[str, str]) -> None:
    """A desk in a process of its own, on a terminal of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLORTERM", "TERM"}}
    desk, ours = _start(place, {"TERM": "xterm", **environment, **terminal})
    try:
        screen = _read(ours, b"REHEARSAL")
        os.write(ours, b"n")
        _read(ours, b"New post")
        os.write(ours, b"Plain words")
        _wait(lambda: place.kept() == "Plain words")
        os.write(ours, b"\x11")
        while desk.poll() is None:
            _read(ours, None)
    finally:
        desk.kill()
        desk.wait()
        os.close(ours)
    assert "Traceback" not in screen.decode(errors="replace")
    if "NO_COLOR" in terminal:  # no colour but grey is asked of the terminal
        asked = {tuple(map(int, one.split(b";"))) for one in re.findall(rb"\x1b\[[0-9;]*?[34]8;2;(\d+;\d+;\d+)", screen)}
        assert [one for one in asked if max(one) - min(one) > 24] == []


def _start(place: Place, environment: dict[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-m", "livetweet.desk", str(place.folder), OPERATOR]
    desk = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    return desk, ours


def _read(terminal: int, wanted: bytes | None) -> bytes:
    """What TERMINAL got, until WANTED is in it; None: what there is."""
    got = b""
    end = monotonic() + LIMIT
    while wanted is None or wanted not in got:
        assert monotonic() < end, got[-2_000:]
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                got += os.read(terminal, 65536)
            except OSError:  # it has been closed
                return got
        elif wanted is None:
            return got
    return got


def _wait(condition: Callable[[], bool]) -> None:
    end = monotonic() + LIMIT
    while not condition():
        assert monotonic() < end


@seated()
async def test_without_colours_every_state_has_sign_and_word(desk: Desk, place: Place) -> None:
    """NO_COLOR is set for all tests."""
    assert desk.app.no_color
    assert desk.sees(
        "‖ 10:06",
        "held",
        "✗ 10:06",
        "failed",
        "≈ 10:06",
        "unknown",
        "○ 10:15",
        "◇ 10:16",
        "draft",
        "REHEARSAL",
        "● worker",
        "? 10:00",
        "question",
        "¤",
        "private",
    )


@seated()
async def test_defect_in_a_deed_is_told_and_the_next_one_is_done(desk: Desk, place: Place) -> None:
    desk.screen.ask(lambda store: 1 / 0)
    await desk.until(lambda: any("defect of livetweet (ZeroDivisionError" in one for one in desk.told()))
    await desk.press("n")
    await desk.write("Still kept")
    await desk.until(lambda: place.kept() == "Still kept")


def test_defect_of_the_screen_ends_the_desk_with_a_sentence_and_the_words_kept(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever sits at a desk is no reader of tracebacks; whoever mends it finds one beside the store."""

    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.press("n")
            await desk.write("Before")
            await desk.until(lambda: place.kept() == "Before")
            desk.screen.call_later(lambda: dict[str, str]()["of a row"])
            await desk.until(lambda: desk.app._exception)

    with pytest.raises(KeyError, match="of a row"):
        asyncio.run(run())
    assert place.kept() == "Before"
    assert "KeyError: 'of a row'" in (place.folder / "desk.log").read_text("utf-8")
    said = " ".join(capsys.readouterr().err.split())
    assert said.startswith("The desk has met a defect of livetweet (KeyError) and had to end. Nothing typed is lost: start it again. What happened")
    assert "Traceback" not in said


def test_words_typed_before_the_store_is_read_are_kept(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place, read=False) as desk:
            await desk.press("n")
            await desk.write("Early")
            await desk.until(lambda: place.kept() == "Early")
        assert place.rows("SELECT operator FROM typed") == [{"operator": OPERATOR}]

    asyncio.run(run())


@seated()
async def test_rows_grow_when_their_hour_comes(desk: Desk, place: Place) -> None:
    """A session that begins has a second line, without anything else having changed."""
    assert not desk.sees("Tomoko Sato")
    place.do("UPDATE gate SET anchor_simulated = ?", to_stamp(NOW + timedelta(minutes=56)))
    await desk.until(lambda: desk.sees("11:01", "► Ada    Tides", "Tomoko Sato", "44 min"))
    feed = desk.screen.feed("programme")
    assert feed.virtual_size.height == sum(len(feed.paint(row, feed.inner_width, False)) for row in feed.rows)


@seated()
async def test_what_is_changed_in_the_files_holds_at_once_and_what_is_wrong_there_is_told(desk: Desk, place: Place) -> None:
    speakers = place.folder / "speakers.toml"
    await desk.until(lambda: desk.sees("no pictures"))
    assert not desk.sees("no quotes")
    speakers.write_text('["Tomoko Sato"]\nquotes = false\n', "utf-8")
    await desk.until(lambda: desk.sees("no quotes"))
    speakers.write_text('["Tomoko Sato"\n', "utf-8")
    await desk.until(lambda: desk.sees("speakers.toml is not", "Until then"))
    assert desk.sees("no quotes")
    speakers.write_text('["Tomoko Sato"]\nquotes = true\n', "utf-8")
    await desk.until(lambda: not desk.sees("speakers.toml") and not desk.sees("no quotes"))
