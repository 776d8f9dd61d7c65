"""A marked secret is used for all that an account can do and suffer, and then looked for in everything that livetweet has written, printed or shown."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

from livetweet.clock import RealClock
from tests.e2e.place import REPOSITORY, Place
from tests.faulty_proxy import AFTER, PORTAL_PAGE, Choose, Fault, answered, limited
from tests.networks.mastodon.town import JSON, STATUSES, TOKENS, US, Town, open_town

SECRET = TOKENS[US]
REFUSED = answered(401, headers=JSON, body=b'{"error":"The access token was revoked"}')
REJECTED = answered(422, headers=JSON, body=b'{"error":"Validation failed: no"}')


@contextmanager
def watched_processes() -> Iterator[set[str]]:
    """Every command line of every process that is seen meanwhile, but those of other people's."""
    seen: set[str] = set()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            for entry in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(entry.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
                except OSError:
                    continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()


def say(place: Place, *arguments: str) -> str:
    _, out, err = place.call(*arguments)
    return out + err


def suffer(place: Place, town: Town) -> str:
    """All that an account can do, every error on the way; what was said."""
    url = town.proxy.url
    said = say(place, "account", "add", "mastodon", url, "--name", "masto") + say(place, "live", "--yes")
    number = count()
    for faults in [None, REJECTED, PORTAL_PAGE, *AFTER[:4]], [REFUSED], [limited("429")]:  # after the last two, nothing else leaves
        said += say(place, "post", "add", f"Number {next(number)}", "--at", "now")
        for _ in faults[1:]:
            place.schedule(f"Number {next(number)}", RealClock(), latest=RealClock().now() + timedelta(days=1))
        with place.opened() as store, store.writing() as db:
            db.execute("UPDATE part SET due = '2026-01-01T00:00:00.000000Z'")  # at once
            db.execute("UPDATE account SET hold = NULL, not_before = NULL")
        town.faults = meet(faults)
        said += place.once()[1]
    town.faults = lambda _: REFUSED
    said += at_once(place, ["account", "check"], ["account", "check", "--json"], ["doctor"], ["doctor", "--json"])
    town.faults = meet([])
    commands = (["account", "list"], ["status"], ["post", "list"], ["export"], ["export", "--format", "json"], ["inbox", "list"], ["doctor"])
    return said + at_once(place, *commands) + broken(url)


def at_once(place: Place, *commands: list[str]) -> str:
    with ThreadPoolExecutor(4) as pool:
        return "".join(pool.map(lambda command: say(place, *command), commands))


def meet(faults: Sequence[Fault | None]) -> Choose:
    """Each post that is made meets the next one of FAULTS."""
    left = iter(faults)
    return lambda asked: next(left, None) if asked.method == "POST" and asked.path == STATUSES else None


def broken(url: str) -> str:
    """The traceback of a defect of ours in the midst of a call, with everything that Python can show of it."""
    code = f"""
import logging
logging.basicConfig(level=logging.DEBUG)
from livetweet.networks.mastodon.wire import Wire
wire = Wire({url!r}, open(0).read())
wire.ask(lambda api: api.account_verify_credentials())
wire.ask(lambda api: 1 / 0)
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        input=SECRET,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" in done.stderr
    return done.stdout + done.stderr


def test_no_secret_is_in_store_files_output_tracebacks_or_process_list(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with open_town() as town, watched_processes() as commands:
        place = Place.make(
            tmp_path / "fair", "live", "", RealClock(), {"LIVETWEET_STATE": str(state), "LIVETWEET_MASTO_TOKEN": SECRET, "LIVETWEET_DEBUG": "1"}
        )
        said = suffer(place, town)
        sent = [asked for asked, _ in town.proxy.befell if asked.headers.get("authorization") == f"Bearer {SECRET}"]
    assert len(sent) > 30  # it was used
    for words in ("may post", "was revoked", "Validation failed: no"):
        assert words in said  # and all of that happened
    assert SECRET not in said
    assert not [command for command in commands if SECRET in command]
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert [(path.parent, path.stat().st_mode & 0o777) for path in kept] == [(state / "accounts", 0o600)]
