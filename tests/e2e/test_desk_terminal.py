"""The desk leaves its terminal to the command that lets livetweet into an account, and comes back; killed, it leaves none that is unusable."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import termios
from pathlib import Path

from livetweet.store.connect import create
from livetweet.workspace import make
from tests.e2e.terminal import on_terminal

LEAVE = "\x11"


def test_an_account_is_let_in_from_the_desk_and_control_c_there_ends_only_that(tmp_path: Path) -> None:
    workspace = make(tmp_path / "fair", timezone="Europe/Paris", language="en", event="Kite Fair")
    create(workspace.store_path, "live")
    command = [sys.executable, "-m", "livetweet", "-C", str(workspace.folder), "--no-worker"]
    with on_terminal(command, LIVETWEET_STATE=str(tmp_path / "state")) as terminal:
        terminal.until("Kite Fair", "Outbox", "NOT LIVE")
        terminal.press(";")
        terminal.until("To let livetweet into one more")
        terminal.press("m")
        terminal.until("Your server (example.social)")
        os.killpg(terminal.program.pid, signal.SIGINT)  # as a terminal does at Ctrl+C: to all in front of it
        terminal.until("Enter: back to the desk.")
        terminal.press("\n")
        terminal.until("Kite Fair", "Outbox")
        terminal.press(LEAVE)
        assert terminal.end() == 0


def test_a_desk_that_is_killed_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    workspace = make(tmp_path / "fair", timezone="Europe/Paris", language="en", event="Kite Fair")
    create(workspace.store_path, "live")
    command = [sys.executable, "-m", "livetweet", "-C", str(workspace.folder), "--no-worker"]
    with on_terminal(command, LIVETWEET_STATE=str(tmp_path / "state")) as terminal:
        before = termios.tcgetattr(terminal.side)
        terminal.until("\x1b[?1049h", "\x1b[?1003h", "\x1b[?2004h", "\x1b[?25l", "Kite Fair", "Outbox", "NOT LIVE")
        assert termios.tcgetattr(terminal.side) != before
        children = subprocess.run(["pgrep", "-P", str(terminal.program.pid)], check=True, capture_output=True, text=True)  # noqa: S607 - wherever it is
        os.kill(int(children.stdout), signal.SIGKILL)
        assert terminal.end() != 0
        assert termios.tcgetattr(terminal.side) == before
    screen, _, after = terminal.shown.partition("\x1b[?1049l")
    assert [off for off in ("\x1b[?1000l", "\x1b[?1003l", "\x1b[?1006l", "\x1b[?2004l", "\x1b[?7h") if off not in screen] == []
    assert after.startswith("\x1b[?25h")
