"""Bluesky's reference servers, from npm `@atproto/dev-env`: the PDS alone, and the whole network, which needs PostgreSQL and Redis."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
STARTS_WITHIN = 120.0  # seconds; only a start that fails lasts that long
ENDS_WITHIN = 15.0


def modules() -> Path:
    """Where `.ci/backends` installs what comes from npm."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("LIVETWEET_BACKENDS") or Path(cache) / "livetweet" / "backends") / "node_modules"


class Missing(Exception):  # noqa: N818  a sentence, for the reason of a skip
    """What this machine lacks."""


def pds() -> str:
    """The address of a PDS without AppView: posting works, and every `app.bsky` read is a 502."""
    return _or_skip("pds")


def network() -> str:
    """The address of the PDS of a whole network."""
    return _or_skip("network")


def _or_skip(what: str) -> str:
    found = _try(what)
    if isinstance(found, Missing):
        pytest.skip(str(found))
    return found


@cache
def _try(what: str) -> str | Missing:
    """Once a session, also where it fails."""
    try:
        return _start(what, _start_stores() if what == "network" else {})
    except Missing as missing:
        return missing


def _start_stores() -> dict[str, str]:
    """What the AppView keeps its posts in, and where it is."""
    _need_node()
    postgres, redis = _find_postgres(), shutil.which("redis-server")
    if postgres is None or redis is None:
        raise Missing(f"{'PostgreSQL' if postgres is None else 'redis-server'} is not installed: run .ci/backends")
    return {"DB_POSTGRES_URL": _start_postgres(postgres), "REDIS_HOST": _start_redis(redis)}


def _need_node() -> str:
    node = shutil.which("node")
    if node is None:
        raise Missing("Node.js is not installed")
    if not (modules() / "@atproto" / "dev-env").exists():
        raise Missing("@atproto/dev-env from npm is not installed: run .ci/backends")
    return node


def _start(what: str, environment: Mapping[str, str]) -> str:
    node = _need_node()
    folder = _folder(f"livetweet-{what}-")
    with (folder / "err").open("wb") as said:
        server = subprocess.Popen(
            [node, "-r", str(HERE / "loopback.js"), str(HERE / "bluesky.js"), what],
            env={**os.environ, "NODE_PATH": str(modules()), "TMPDIR": str(folder), "LOG_ENABLED": "false", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
    atexit.register(_end, server, signal.SIGTERM)
    assert server.stdout
    while select.select([server.stdout], [], [], STARTS_WITHIN)[0] and (line := server.stdout.readline()):
        with contextlib.suppress(ValueError, TypeError, KeyError):
            return str(json.loads(line)["pds"])
    raise Missing(f"Bluesky's {what} does not start here: {(folder / 'err').read_text()[-500:]}")


def _find_postgres() -> Path | None:
    """The folder of PostgreSQL's programs, of its newest version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    beside = shutil.which("initdb")
    return found[-1].parent if found else Path(beside).parent if beside else None


def _start_postgres(programs: Path) -> str:
    """A database server of our own; it refuses to run as root, and so becomes somebody else there."""
    folder = _folder("livetweet-postgres-")
    somebody: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        somebody = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    port, data = _free_port(), folder / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-A", "trust", "-U", "livetweet", "-N"], check=True, cwd=folder, stdout=subprocess.DEVNULL, **somebody
    )
    server = subprocess.Popen(
        [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **somebody,
    )
    atexit.register(_end, server, signal.SIGINT)
    _wait_for(port, server)
    return f"postgresql://livetweet@127.0.0.1:{port}/postgres"


def _start_redis(program: str) -> str:
    port = _free_port()
    server = subprocess.Popen(
        [program, "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"],
        cwd=_folder("livetweet-redis-"),
        stdout=subprocess.DEVNULL,
    )
    atexit.register(_end, server, signal.SIGTERM)
    _wait_for(port, server)
    return f"127.0.0.1:{port}"


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            raise Missing(f"{server.args!r} ended with {server.wait(0.1)}")
    raise Missing(f"{server.args!r} does not answer")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _folder(prefix: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _end(server: subprocess.Popen[Any], how: signal.Signals) -> None:
    server.send_signal(how)
    try:
        server.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
