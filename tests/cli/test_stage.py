from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from tests.stage.place import PATIENCE, furnish


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "livetweet", "-C", str(folder), "stage", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_stage_names_its_links_stays_on_loopback_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    furnish(tmp_path)
    process = start(tmp_path, "--port", "0")
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(4)]
    assert [line.split("http")[0].strip() for line in lines] == ["Hall screen", "Speaker", "Moderator", "Follow"]
    assert all("://127.0.0.1:" in line for line in lines)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (0, "", "")


def test_stage_for_everyone_says_what_that_means(tmp_path: Path) -> None:
    furnish(tmp_path)
    process = start(tmp_path, "--port", "0", "--host", "0.0.0.0")  # noqa: S104 - what the test is about
    assert process.stdout is not None
    told = ""
    while "nobody but the moderator" not in told:
        line = process.stdout.readline()
        assert line, process.stderr and process.stderr.read()
        told += line
    assert "Everyone on this network can open the screens, which change nothing." in told
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=PATIENCE)


def test_stage_whose_port_is_taken_says_so_in_one_sentence(tmp_path: Path) -> None:
    furnish(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        out, err = (process := start(tmp_path, "--port", str(port))).communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (1, "")
    assert err == (
        f"Error: The stage cannot open at 127.0.0.1:{port} (Address already in use): it may run already; "
        "name another port with --port, or an address of this machine with --host.\n"
    )
