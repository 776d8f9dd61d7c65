"""`python -m livetweet.worker.doctor [--json] FOLDER`: what could keep a post from leaving, each finding with its cure.

A process of its own, as it asks the networks; the command line starts it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from livetweet.clock import RealClock
from livetweet.errors import LivetweetError, WorkerBusyError
from livetweet.inbox.literal import literal
from livetweet.secrets import state_folder
from livetweet.store import gates, parts, programmes
from livetweet.store.connect import Store
from livetweet.store.lock import alone
from livetweet.worker.awake import tool
from livetweet.worker.checked import SKEW_NOTED, Checked, check, opened
from livetweet.worker.install import service_of
from livetweet.workspace import Workspace, find
from livetweet.writing import zones

SQLITE_LEAST = (3, 35)  # RETURNING (sqlite.org/releaselog/3_35_0, 2021-03)
DISK_NOTED, DISK_BROKEN = 500_000_000, 20_000_000  # bytes free
PORTAL = ("certificate that is not its own", "something that is no answer")  # of what an adapter says when somebody else answers


class State(StrEnum):
    OK = "ok"
    NOTE = "note"  # works, and somebody should know
    BROKEN = "broken"


SIGNS = {State.OK: "✓", State.NOTE: "!", State.BROKEN: "✗"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`what` was found about `about`, in a clause; `cure` is what to do, in a sentence, None where there is nothing to."""

    about: str
    state: State
    what: str
    cure: str | None = None


def examine(workspace: Workspace) -> Iterator[Finding]:
    """The findings, from this machine outwards."""
    yield _sqlite()
    yield _disk(workspace.folder, "the workspace")
    yield _disk(state_folder(), "your own state")
    yield _keyring()
    try:
        zone = workspace.hashtags.zone
        with opened(workspace) as (store, _):
            yield _store(store)
            yield _zone(zone)
            yield from _programme(workspace, store)
            yield from _worker(workspace, store)
            if not store.rehearsal:
                yield _at_login(workspace)
                yield _sleep()
    except LivetweetError as error:
        yield Finding(about="workspace", state=State.BROKEN, what=str(error), cure=None)
        return
    found = check(workspace)
    if not found:
        cure = "Run `livetweet account add mastodon` (or bluesky, x); until then everything can be prepared and rehearsed."
        yield Finding(about="accounts", state=State.NOTE, what="there is none", cure=cure)
    for one in found:
        yield _account(one)
    if any(words in (one.problem or "") for one in found for words in PORTAL):
        cure = "Open any page in a browser and accept its terms, or take another network (your telephone's)."
        yield Finding(
            about="network", state=State.BROKEN, what="somebody between us and the servers answers for them, as hotels and halls do", cure=cure
        )
    elif found and all(one.identity is None and "cannot be found" in (one.problem or "") for one in found):
        yield Finding(about="network", state=State.BROKEN, what="no server's name can be found", cure="Look whether this machine is online at all.")


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < SQLITE_LEAST:
        return Finding(about="sqlite", state=State.BROKEN, what=f"SQLite is {version}", cure="Use a Python that brings SQLite 3.35 or newer.")
    return Finding(about="sqlite", state=State.OK, what=f"SQLite is {version}")


def _disk(folder: Path, whose: str) -> Finding:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    free = shutil.disk_usage(there).free
    what = f"{free / 1e9:.1f} GB are free for {whose}"
    if not os.access(there, os.W_OK):
        return Finding(about="disk", state=State.BROKEN, what=f"{there} cannot be written", cure=f"Make {there} yours, or choose another folder.")
    if free < DISK_NOTED:
        state = State.BROKEN if free < DISK_BROKEN else State.NOTE
        return Finding(about="disk", state=state, what=what, cure="Make room: what cannot be written down does not leave.")
    return Finding(about="disk", state=State.OK, what=what)


def _keyring() -> Finding:
    name = ""
    with suppress(Exception):  # a keyring raises whatever its system raises
        import keyring  # noqa: PLC0415 - asks the system which safes it has, which takes its time

        backend = keyring.get_keyring()
        name = backend.name if backend.priority > 0 else ""
    if name:
        return Finding(about="keyring", state=State.OK, what=f"secrets can be kept in {name}")
    return Finding(about="keyring", state=State.OK, what="this system has no keyring; secrets are kept in files that only you can read")


def _zone(zone: ZoneInfo) -> Finding:
    now = RealClock().now()
    here, there = _offset(now.astimezone()), _offset(now.astimezone(zone))
    if here == there:
        return Finding(about="time zone", state=State.OK, what=f"this machine and the event are both at UTC{there}")
    what = f"this machine is at UTC{here}, the event ({zone.key}) at UTC{there}"
    return Finding(about="time zone", state=State.NOTE, what=what, cure="Nothing to do: livetweet shows and takes the event's time everywhere.")


def _programme(workspace: Workspace, store: Store) -> Iterator[Finding]:
    with store.reading() as db:
        programme = programmes.in_force(db)
    if programme and (doubt := zones.doubt(programme, workspace.hashtags)):
        cure = f"{doubt.cure[0].upper()}{doubt.cure[1:]}."
        yield Finding(about="programme", state=State.BROKEN if doubt.sure else State.NOTE, what=doubt.what, cure=cure)


def _offset(instant: datetime) -> str:
    return instant.isoformat(timespec="minutes")[-6:]


def _store(store: Store) -> Finding:
    with store.reading() as db:
        said = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        return Finding(
            about="store",
            state=State.BROKEN,
            what=f"{store.path} is damaged ({said})",
            cure="Put the last backup back; then `livetweet live --take-over`.",
        )
    return Finding(about="store", state=State.OK, what="the store is whole")


def _worker(workspace: Workspace, store: Store) -> Iterator[Finding]:
    with store.reading() as db:
        gate = gates.read(db)
        waiting = parts.any_open(db)
    try:
        with alone(workspace.folder):
            runs = False
    except WorkerBusyError:
        runs = True
    if runs:
        yield Finding(about="worker", state=State.OK, what="the worker runs")
    elif waiting and gate.live:
        yield Finding(
            about="worker", state=State.BROKEN, what="no worker runs, and posts wait to leave", cure="Start it: `livetweet worker`, or open the desk."
        )
    else:
        yield Finding(about="worker", state=State.OK, what="no worker runs, and nothing needs one")
    if gate.paused_at:
        why = f": {gate.paused_why}" if gate.paused_why else ""
        yield Finding(about="pause", state=State.NOTE, what=f"everything is paused{why}", cure="`livetweet resume` ends it.")
    if not gate.live and not store.rehearsal:
        yield Finding(
            about="live", state=State.NOTE, what="not live: nothing leaves", cure="`livetweet live` lets approved posts leave, and shows first which."
        )


def _at_login(workspace: Workspace) -> Finding:
    found = service_of(workspace.folder)
    if found is not None and found.path.exists():
        return Finding(about="login", state=State.OK, what=f"the worker starts when you log in ({found.path})")
    return Finding(
        about="login", state=State.OK, what="the worker starts with the desk, not when you log in (`livetweet worker --install` changes that)"
    )


def _sleep() -> Finding:
    held = tool()
    if held is None:
        cure = "Switch off automatic sleep in its settings before the event: nothing leaves from a machine that sleeps."
        return Finding(about="sleep", state=State.NOTE, what="this machine has nothing that could keep it awake before a due post", cure=cure)
    what = f"the worker keeps this machine awake ({held[0]}) while a post is due within the hour; before that it may fall asleep, and with its lid closed always"
    return Finding(about="sleep", state=State.OK, what=what)


def _account(one: Checked) -> Finding:
    name = f"account {one.account.name}"
    if one.problem:
        return Finding(about=name, state=State.BROKEN, what=one.problem, cure=None)
    who = one.identity.handle if one.identity else one.account.handle
    server = f" on {one.identity.server}" if one.identity else ""
    left = f", {one.limits.left} posts left until {one.limits.reset:%H:%M} UTC" if one.limits else ""
    what = f"we are {who}{server} and may post{left}"
    if one.skew is not None and abs(one.skew) > SKEW_NOTED:
        cure = "Let this machine set its clock by itself (NTP): from 2 min on nothing leaves."
        return Finding(about=name, state=State.NOTE, what=f"{what}; our clock is {abs(one.skew):.0f} s off its own", cure=cure)
    if one.hold:
        return Finding(
            about=name,
            state=State.NOTE,
            what=f"{what}, but it is on hold: {one.hold}",
            cure=f"`livetweet resume --account {one.account.name}`.",
        )
    return Finding(about=name, state=State.OK, what=what)


def tell(findings: Sequence[Finding], *, as_json: bool) -> int:
    """Print FINDINGS; 1 where something is broken."""
    if as_json:
        rows = [{"about": one.about, "state": one.state, "what": one.what, "cure": one.cure} for one in findings]
        sys.stdout.write(json.dumps({"findings": rows}, ensure_ascii=False, indent=2) + "\n")
    else:
        for one in findings:
            sys.stdout.write(f"{SIGNS[one.state]} {one.about}: {literal(one.what).rstrip('.')}.{f' {one.cure}' if one.cure else ''}\n")
    return int(any(one.state is State.BROKEN for one in findings))


def main(arguments: Sequence[str]) -> int:
    """Examine the workspace; the exit code."""
    folder = next(argument for argument in arguments if argument != "--json")
    try:
        return tell(list(examine(find(Path(folder)))), as_json="--json" in arguments)
    except LivetweetError as error:
        sys.stderr.write(f"Error: {literal(str(error))}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
