"""Keeps the machine awake before a due post, where the system has a tool for it: a child process that holds the lock as long as we hold its pipe.

Whatever becomes of the worker, its pipe closes, `cat` ends and the machine may sleep again.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta

SOON = timedelta(hours=1)  # before a post is due
AFTERWARDS = timedelta(minutes=15)  # for a thread's other parts, and for what could not leave at once
TRIES_AGAIN_AFTER = timedelta(minutes=5)

# Against falling asleep by itself (systemd-inhibit(1); caffeinate(8)). A closed lid or a person who sends it to sleep is obeyed.
_TOOLS = {
    "linux": ("systemd-inhibit", "--what=idle:sleep", "--who=livetweet", "--why=A post leaves soon", "--mode=block", "cat"),
    "darwin": ("caffeinate", "-i", "cat"),
}


def tool(platform: str = sys.platform) -> tuple[str, ...] | None:
    """The command that keeps this machine awake while it runs; None where there is none."""
    command = _TOOLS.get(platform)
    return command if command and shutil.which(command[0]) else None


@dataclass(slots=True)
class Awake:
    """Holds the machine awake, or not."""

    _child: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _tried_at: datetime | None = field(default=None, init=False)

    def keep(self, now: datetime, *, soon: bool) -> None:
        """While SOON, the machine stays awake from NOW on. Where it is not let, it is tried again a little later."""
        if not soon:
            self.release()
            return
        if self._child is not None and self._child.poll() is None:
            return
        if self._tried_at is not None and timedelta(0) <= now - self._tried_at < TRIES_AGAIN_AFTER:
            return
        self._tried_at = now
        self.release()
        if command := tool():
            try:
                # a session of its own: nobody is asked for a password at our terminal
                self._child = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
                )
            except OSError:
                self._child = None

    def release(self) -> None:
        """The machine may sleep."""
        child, self._child = self._child, None
        if child is not None and child.stdin is not None:
            child.stdin.close()
            try:
                child.wait(timeout=5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
