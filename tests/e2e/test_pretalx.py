"""A real pretalx, read over HTTP in all its exports, and again after a talk was moved, one renamed and one cancelled in it: `make pretalx-test`.

Its installation takes minutes and a network, so that this is a run of its own; skipped by name where it cannot be installed.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import textwrap
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from livetweet.model.programme import Programme
from livetweet.programme.diff import What, compare
from livetweet.programme.fetch import fetch
from livetweet.programme.read import read

pytestmark = pytest.mark.pretalx

ROOT = Path(__file__).parents[2]
PATIENCE = 30 * 60  # seconds: an installation and a hundred migrations on a slow disk
_NAMES = "slots,slots.room,slots.submission,slots.submission.speakers,slots.submission.track,slots.submission.submission_type"
EXPORTS = {
    "XML": "democon/schedule/export/schedule.xml",
    "JSON": "democon/schedule/export/schedule.json",
    "iCalendar": "democon/schedule/export/schedule.ics",
    "widget feed": "democon/schedule/widgets/schedule.json",
    "API, latest schedule": f"api/events/democon/schedules/latest/?expand={_NAMES}",
    "API, slots": "api/events/democon/slots/?limit=100&expand=room,submission,submission.speakers,submission.track,submission.submission_type",
    "API, submissions": "api/events/democon/submissions/?limit=100&expand=slots,slots.room,speakers,track,submission_type",
}
MOVE_RENAME_CANCEL = """
from datetime import timedelta
from pretalx.event.models import Event
from pretalx.submission.models import Submission
event = Event.objects.get(slug="democon")
talks = list(event.wip_schedule.talks.filter(submission__isnull=False, start__isnull=False).order_by("start", "room_id", "pk"))
moved, renamed, cancelled = talks[0], talks[1], talks[2]
moved.start, moved.end = moved.start + timedelta(hours=9), moved.end + timedelta(hours=9)
moved.save()
renamed.submission.title = "A port without paper"
renamed.submission.save()
cancelled.submission.cancel(force=True)
event.wip_schedule.freeze("v2.0")
print("CHANGED", moved.submission.title, "|", cancelled.submission.title)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pretalx:
    folder: Path
    address: str

    def read(self, export: str) -> Programme:
        return read([fetch(f"{self.address}/{EXPORTS[export]}", loopback=True).source])

    def run(self, script: str) -> str:
        """What SCRIPT prints in pretalx's own shell."""
        done = subprocess.run(
            [self.folder / "venv/bin/python", "-m", "pretalx", "shell", "--unsafe-disable-scopes"],
            input=textwrap.dedent(script),
            env={**os.environ, "PRETALX_CONFIG_FILE": str(self.folder / "pretalx.cfg")},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        return done.stdout


@pytest.fixture(scope="module")
def pretalx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pretalx]:
    """pretalx with its test event, fresh: the data of the folder named by LIVETWEET_PRETALX are copied, never changed."""
    kept = Path(os.environ.get("LIVETWEET_PRETALX", ROOT / ".pretalx"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process, log = _start(kept, port)
    try:
        _wait(process, port, log)
        original = kept / "data" / "db.sqlite3"
        backup = tmp_path_factory.mktemp("pretalx") / "db.sqlite3"
        shutil.copy(original, backup)
        yield Pretalx(folder=kept, address=f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(60)
    shutil.copy(backup, original)


def _start(folder: Path, port: int) -> tuple[subprocess.Popen[bytes], Path]:
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "log.txt"
    with log.open("wb") as out:
        return subprocess.Popen([ROOT / ".ci/pretalx", folder, str(port)], stdout=out, stderr=subprocess.STDOUT), log


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() == 69:
            pytest.skip(f"pretalx cannot be installed here: {log.read_text('utf-8', 'replace')[-300:]}")
        assert process.poll() is None, log.read_text("utf-8", "replace")[-2000:]
        try:
            if httpx.get(f"http://127.0.0.1:{port}/democon/schedule/export/schedule.xml", timeout=60).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    pytest.fail("pretalx does not answer")


def essence(programme: Programme) -> set[tuple[object, ...]]:
    """What every export tells of a session."""
    return {(one.title, one.start, one.end, one.room, frozenset(person.name for person in one.speakers)) for one in programme.sessions}


def test_every_export_of_a_real_pretalx_tells_the_same_programme_and_what_changed_in_it(pretalx: Pretalx) -> None:
    before = {export: pretalx.read(export) for export in EXPORTS}
    assert {export: len(programme.sessions) for export, programme in before.items()} == dict.fromkeys(EXPORTS, 36)
    for export, programme in before.items():
        assert essence(programme) == essence(before["XML"]), export

    told = pretalx.run(MOVE_RENAME_CANCEL)
    moved, cancelled = (title.strip() for title in told.split("CHANGED", 1)[1].splitlines()[0].split("|"))

    for export in EXPORTS:
        changes = compare(before[export], pretalx.read(export))
        assert sorted((one.what.value, one.session.title) for one in changes) == sorted(
            [(What.MOVED.value, moved), (What.RENAMED.value, "A port without paper"), (What.REMOVED.value, cancelled)]
        ), export
