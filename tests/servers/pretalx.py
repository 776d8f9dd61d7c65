"""A real pretalx with its own test event, where `.ci/pretalx` has installed one: each start has a copy of its data, so that a test may change them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

VERSION = "2025.2.2"
PATIENCE = 300.0  # seconds; only a start that fails lasts that long


@dataclass(frozen=True, slots=True, kw_only=True)
class Pretalx:
    """One that answers at `address`; `folder` holds its settings and data."""

    address: str
    folder: Path

    def run(self, script: str) -> str:
        """What SCRIPT prints in pretalx's own shell."""
        done = subprocess.run(
            _command("shell", "--unsafe-disable-scopes"),
            input=script,
            env=_environment(self.folder),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        return done.stdout


@contextmanager
def serve(folder: Path) -> Iterator[Pretalx]:
    """Starts one on loopback with a copy of its data in FOLDER; the test that asks is skipped where none is installed."""
    installed = _installed()
    if not (installed / ".filled").is_file() or (installed / ".filled").read_text("utf-8").strip() != VERSION:
        pytest.skip(f"pretalx {VERSION} is not installed: .ci/pretalx installs it where it can")
    shutil.copytree(installed / "data", folder / "data")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    # debug: its pages ask for scripts that only npm could build otherwise
    settings = f"[filesystem]\ndata = {folder / 'data'}\n[site]\ndebug = True\nurl = http://{address}\n[database]\nbackend = sqlite3\n"
    (folder / "pretalx.cfg").write_text(settings, encoding="utf-8")
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            _command("runserver", address, "--noreload"), env=_environment(folder), cwd=folder, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _wait(process, f"http://{address}/democon/schedule/export/schedule.xml", folder / "log.txt")
        yield Pretalx(address=f"http://{address}", folder=folder)
    finally:
        process.terminate()
        process.wait(60)


def _installed() -> Path:
    """Where `.ci/pretalx` keeps it."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("LIVETWEET_PRETALX") or Path(cache) / "livetweet" / "pretalx")


def _command(*words: str) -> list[str]:
    return [str(_installed() / "venv/bin/python"), "-m", "pretalx", *words]


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PRETALX_CONFIG_FILE": str(folder / "pretalx.cfg")}


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = monotonic() + PATIENCE
    while monotonic() < end:
        assert process.poll() is None, log.read_text("utf-8", "replace")[-2000:]
        with suppress(httpx.HTTPError):
            if httpx.get(address, timeout=60, trust_env=False).is_success:
                return
        sleep(0.2)
    pytest.fail(f"pretalx does not answer: {log.read_text('utf-8', 'replace')[-2000:]}")
