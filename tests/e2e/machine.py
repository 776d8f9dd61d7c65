"""What a test changes about the machine that a process runs on: its wall clock, its patience, and which livetweet is installed.

Reaches a process through `sitecustomize.py` in a folder on its path; the process itself is started as a person would.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

_FOLLOW = "from tests.e2e.machine import follow_clock\nfollow_clock({file!r})\n"
_IMPATIENT = "from livetweet.store import connect\nconnect.BUSY_SECONDS = {seconds}\n"
_NEXT = "from tests.e2e.machine import be_next\nbe_next()\n"


class WallClock:
    """A wall clock that a test sets, for every process with `folder` on its path. The monotonic clock goes on as it does."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self._file = folder / "clock"
        self._file.write_text("0")
        (folder / "sitecustomize.py").write_text(_FOLLOW.format(file=str(self._file)))

    def set_ahead(self, by: timedelta) -> None:
        draft = self._file.with_suffix(".draft")
        draft.write_text(str(by.total_seconds()))
        draft.replace(self._file)


def follow_clock(file: str) -> None:
    """This process reads the time from a wall clock that is ahead by the seconds in FILE."""
    from livetweet.clock import RealClock

    path = Path(file)
    RealClock.now = lambda _: datetime.now(UTC) + timedelta(seconds=float(path.read_text()))  # type: ignore[assignment, method-assign]


def make_impatient(folder: Path, seconds: float) -> None:
    """Processes with FOLDER on their path wait only SECONDS for a store that another program holds."""
    with (folder / "sitecustomize.py").open("a") as file:
        file.write(_IMPATIENT.format(seconds=seconds))


def install_next(folder: Path) -> Path:
    """In FOLDER, for the path of a process: what makes its livetweet the next one, whose store has one schema more."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(_NEXT)
    return folder


def be_next() -> None:
    """This process is of the next livetweet."""
    from sqlite_utils import Database, Migrations

    from livetweet.store import connect

    connect.SCHEMA += 1
    apply = Migrations.apply

    def apply_one_more(self: Migrations, db: Database, **named: object) -> None:
        apply(self, db, **named)  # type: ignore[arg-type]
        db.execute("ALTER TABLE gate ADD COLUMN weather TEXT")
        db.execute(f"PRAGMA user_version = {connect.SCHEMA}")

    Migrations.apply = apply_one_more  # type: ignore[method-assign]
