"""The worker as a service of whoever is logged in: what systemd (Linux) and launchd (macOS) must be told to start it at login. Pure."""

from __future__ import annotations

import hashlib
import plistlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

AGAIN_AFTER = 30  # seconds after it has ended, for whatever reason: an upgrade of the store asks it to end, too
ENDS_WITHIN = 60  # seconds: a call that has been made is answered first, unless its answer drips in; then it is looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """`text` stands at `path`. `enable` are the commands that make it known and start it, `disable` those that end it and forget it, before the file goes."""

    name: str
    path: Path
    text: str
    enable: tuple[tuple[str, ...], ...]
    disable: tuple[tuple[str, ...], ...]

    @property
    def tool(self) -> str:
        return self.enable[0][0]


def systemd(folder: Path, python: str, home: Path, environment: Mapping[str, str]) -> Service:
    """A user unit (systemd.service(5), systemd.unit(5)). An interrupt ends the worker as Ctrl+C does."""
    name = f"{_name(folder)}.service"
    lines = [
        "[Unit]",
        f"Description=livetweet: what is due in {_escape(str(folder))} leaves",
        "",
        "[Service]",
        f"ExecStart={' '.join(_quote(word.replace('$', '$$')) for word in command(folder, python))}",
        *(f"Environment={_quote(f'{key}={value}')}" for key, value in environment.items()),
        "Restart=always",
        f"RestartSec={AGAIN_AFTER}",
        "KillSignal=SIGINT",
        f"TimeoutStopSec={ENDS_WITHIN}",
        "",
        "[Install]",
        "WantedBy=default.target",
        "",
    ]
    of_us = ("systemctl", "--user")
    return Service(
        name=name,
        path=Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "systemd" / "user" / name,
        text="\n".join(lines),
        enable=((*of_us, "daemon-reload"), (*of_us, "enable", "--now", name)),
        disable=((*of_us, "disable", "--now", name),),
    )


def launchd(folder: Path, python: str, home: Path, environment: Mapping[str, str], user: int) -> Service:
    """An agent of USER, a number (launchd.plist(5), launchctl(1))."""
    name = _name(folder)
    log = str(folder / "worker.log")
    told = {
        "Label": name,
        "ProgramArguments": list(command(folder, python)),
        "RunAtLoad": True,
        "KeepAlive": True,
        "ThrottleInterval": AGAIN_AFTER,
        "ExitTimeOut": ENDS_WITHIN,
        "ProcessType": "Interactive",  # else it is slowed down
        "StandardOutPath": log,
        "StandardErrorPath": log,
        **({"EnvironmentVariables": dict(environment)} if environment else {}),
    }
    path = home / "Library" / "LaunchAgents" / f"{name}.plist"
    return Service(
        name=name,
        path=path,
        text=plistlib.dumps(told).decode(),
        enable=(("launchctl", "bootstrap", f"gui/{user}", str(path)),),
        disable=(("launchctl", "bootout", f"gui/{user}/{name}"),),
    )


def _name(folder: Path) -> str:
    """One a workspace, and the same at every call: `livetweet-kite-fair-1f3a9c2b`."""
    readable = re.sub(r"[^a-z0-9]+", "-", folder.name.lower(), flags=re.ASCII).strip("-")[:40]
    return "-".join(filter(None, ["livetweet", readable, hashlib.sha256(str(folder).encode()).hexdigest()[:8]]))


def command(folder: Path, python: str) -> Sequence[str]:
    """What is started: the worker of FOLDER, which stays."""
    return (python, "-m", "livetweet.worker", "--stay", str(folder))


def _escape(text: str) -> str:
    return text.replace("%", "%%")


def _quote(word: str) -> str:
    """WORD as systemd reads it back; in a command line a dollar sign must be doubled besides."""
    escaped = _escape(word).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
