"""`python -m livetweet.worker.install install|uninstall|print|remind FOLDER`: the worker of a workspace starts at login, or no longer. The command line starts it."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from livetweet.errors import LivetweetError, NotAllowedError
from livetweet.inbox.literal import literal
from livetweet.store.connect import Store
from livetweet.worker import service
from livetweet.worker.service import Service
from livetweet.workspace import Workspace, find

_KEPT = ("LIVETWEET_STATE", "XDG_CONFIG_HOME", "XDG_STATE_HOME")  # where things lie; secrets are never written down


def service_of(folder: Path, platform: str = sys.platform) -> Service | None:
    """What starts the worker of FOLDER at login on PLATFORM; None where we know of nothing."""
    environment = {name: os.environ[name] for name in _KEPT if os.environ.get(name)}
    if platform == "linux":
        return service.systemd(folder, sys.executable, Path.home(), environment)
    if platform == "darwin":
        return service.launchd(folder, sys.executable, Path.home(), environment, os.getuid())
    return None


def install(workspace: Workspace, platform: str = sys.platform) -> Service:
    """The worker of WORKSPACE starts now and at every login. NotAllowedError in a sentence, with nothing left behind, where that cannot be."""
    found = _needed(workspace, platform)
    if shutil.which(found.tool) is None:
        raise NotAllowedError(f"This system has no {found.tool}: let it start `{_by_itself(workspace)}` at login in its own way.")
    draft = found.path.with_name(f".{found.path.name}.draft")
    try:
        found.path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(found.text, "utf-8")
        before = found.path.read_bytes() if found.path.exists() else None
        draft.replace(found.path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise NotAllowedError(f"{found.path} cannot be written: {error.strerror or error}.") from error
    if before is not None:  # it may run as it was
        for command in found.disable:
            _run(command)
    for command in found.enable:
        if said := _run(command):
            for undoing in found.disable:
                _run(undoing)
            found.path.unlink(missing_ok=True)
            cure = " Over ssh, `loginctl enable-linger` and a new login often help." if found.tool == "systemctl" else ""
            raise NotAllowedError(f"`{shlex.join(command)}` says: {said.rstrip('.')}. Nothing is installed.{cure}")
    return found


def uninstall(workspace: Workspace, platform: str = sys.platform) -> Service | None:
    """It starts at login no longer, and ends now; None where it did not."""
    found = _needed(workspace, platform)
    if not found.path.exists():
        return None
    for command in found.disable:
        _run(command)  # what is not running, or not known, is as it should be
    found.path.unlink()
    if found.tool == "systemctl":
        _run(("systemctl", "--user", "daemon-reload"))
    return found


def _needed(workspace: Workspace, platform: str) -> Service:
    store = Store(workspace.store_path)
    try:
        if store.rehearsal:
            raise NotAllowedError("A rehearsal needs no worker at login: go to the workspace it was made from.")
    finally:
        store.close()
    if any(ord(character) < ord(" ") for character in str(workspace.folder)):
        raise NotAllowedError("The folder's name has characters that nobody can see: rename it first.")
    found = service_of(workspace.folder, platform)
    if found is None:
        raise NotAllowedError(f"livetweet does not know how this system ({platform}) starts things at login: let it start `{_by_itself(workspace)}`.")
    return found


def _by_itself(workspace: Workspace) -> str:
    return shlex.join(service.command(workspace.folder, sys.executable))


def _run(command: Sequence[str]) -> str | None:
    """Run COMMAND; what it says where it fails, None: it did not."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False, timeout=90)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return None if done.returncode == 0 else " ".join((done.stderr or done.stdout).split())[:300] or f"it failed ({done.returncode})"


def main(arguments: Sequence[str], platform: str = sys.platform) -> int:
    """Carry out ARGUMENTS; the exit code."""
    verb, folder = arguments
    try:
        workspace = find(Path(folder))
        if verb == "print":
            sys.stdout.write(_needed(workspace, platform).text)
            return 0
        if verb == "remind":
            if (installed := service_of(workspace.folder, platform)) and installed.path.exists():
                sys.stderr.write("The system starts it again within a minute, as it was installed: `livetweet worker --uninstall` ends that.\n")
            return 0
        done = install(workspace, platform) if verb == "install" else uninstall(workspace, platform)
    except LivetweetError as error:
        sys.stderr.write(f"Error: {literal(str(error))}\n")
        return 1
    if done is None:
        sys.stderr.write("It does not start at login: there is nothing to take away.\n")
    elif verb == "install":
        sys.stderr.write(
            f"The worker of {workspace.folder} runs, and starts at every login ({done.path}).\n`livetweet worker --uninstall` undoes it.\n"
        )
        if kept := _from_environment():
            sys.stderr.write(f"Note: it does not see what your shell has in its environment ({', '.join(kept)}): see docs/always-on.md.\n")
    else:
        sys.stderr.write(f"The worker of {workspace.folder} has ended and starts at login no longer; {done.path} is gone.\n")
    return 0


def _from_environment() -> list[str]:
    """The names of what may let us in and is known to this shell alone."""
    return sorted(name for name in os.environ if name.startswith("LIVETWEET_") and name not in _KEPT and name != "LIVETWEET_DEBUG")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
