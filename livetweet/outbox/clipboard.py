"""A text into the clipboard: by OSC 52 through the terminal, over ssh too, and by the system's own program where there is one."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys

_PROGRAMS = (  # each with what must be set for it to work
    (("pbcopy",), None),
    (("wl-copy",), "WAYLAND_DISPLAY"),
    (("xclip", "-selection", "clipboard"), "DISPLAY"),
    (("xsel", "--clipboard", "--input"), "DISPLAY"),
    (("clip.exe",), "WSL_DISTRO_NAME"),
)
_TAKES = 5.0  # seconds


def sequence(text: str) -> str:
    """What a terminal takes for an order to copy TEXT (xterm control sequences, Operating System Commands, 52)."""
    return f"\033]52;c;{base64.b64encode(text.encode()).decode()}\a"


def copy(text: str) -> bool:
    """Give TEXT to the system's program; whether there was one that took it."""
    for command, needs in _PROGRAMS:
        if (needs and not os.environ.get(needs)) or shutil.which(command[0]) is None:
            continue
        if command[0] == "pbcopy" and sys.platform != "darwin":
            continue
        try:
            # The program may stay to hand the text on: its output must not keep us.
            subprocess.run(command, input=text.encode(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=_TAKES, check=True)
        except (OSError, subprocess.SubprocessError):
            continue
        return True
    return False
