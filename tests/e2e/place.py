"""A workspace on disk and the processes at work in it, for tests that run, kill and copy the real thing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Self

from livetweet.clock import Clock, DiscreteClock
from livetweet.model.part import Part, State
from livetweet.model.post import Draft, Kind
from livetweet.outbox import accounts
from livetweet.outbox.approve import approve
from livetweet.store import gates, posts, programmes
from livetweet.store.connect import Store
from livetweet.workspace import Workspace, find
from tests.building import NOW, OPERATOR, PROGRAMME, make_store

REPOSITORY = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds until a test gives up waiting; only a failing one waits that long

EVENT = """
event = "Kite Fair"
timezone = "Europe/Paris"
language = "en"
[tags]
event = "Fair27"
"""


def wait_for(condition: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Until CONDITION holds; AssertionError naming WHAT after PATIENCE seconds."""
    ends = time.monotonic() + patience
    while not condition():
        if time.monotonic() > ends:
            raise AssertionError(f"waited {patience:.0f} s in vain for {what}")
        time.sleep(0.005)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A workspace of the kite fair. `environment` is what its processes get beyond ours."""

    folder: Path
    environment: Mapping[str, str]

    @classmethod
    def make(cls, folder: Path, kind: str, settings: str, clock: Clock, environment: Mapping[str, str] | None = None) -> Self:
        """A workspace in FOLDER with a synced store of KIND; SETTINGS are the accounts, as in hashtags.toml."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "hashtags.toml").write_text(EVENT + settings, encoding="utf-8")
        store = make_store(folder, kind, synced=True)
        with store.writing() as db:
            programmes.save_version(db, PROGRAMME, source="fair.toml", at=NOW)
        accounts.follow(store, find(folder).hashtags.accounts, clock)
        store.close()
        return cls(folder=folder, environment=environment or {})

    @property
    def workspace(self) -> Workspace:
        return find(self.folder)

    @contextmanager
    def opened(self) -> Iterator[Store]:
        store = Store(self.folder / "livetweet.db")
        try:
            yield store
        finally:
            store.close()

    def schedule(self, text: str, clock: Clock, **values: object) -> int:
        """A post of TEXT, approved a second before it is due; due now unless VALUES of `Draft` say otherwise. Its id."""
        draft = replace(Draft(kind=Kind.ANNOUNCE, due=clock.now(), texts={"*": text}), **values)  # type: ignore[arg-type]
        # What is approved when it is due leaves ten seconds later only.
        before = DiscreteClock(min(draft.due or clock.now(), clock.now()) - timedelta(seconds=1))
        with self.opened() as store:
            with store.writing() as db:
                post = posts.add(db, draft, OPERATOR, clock.now(), touched=True)
            outcome = approve(store, [post], self.workspace.context(PROGRAMME), self.workspace.media, OPERATOR, before)
        if outcome.refused:
            raise AssertionError(outcome.refused[0].why)
        return post

    def parts(self) -> list[Part]:
        """Every part, by post, account and number."""
        with self.opened() as store, store.reading() as db:
            return [part for of_post in posts.all_parts(db).values() for part in of_post]

    def states(self) -> dict[str, str]:
        """Account and text of each part to its state, with the reason after a colon where there is one."""
        return {f"{part.account} {part.text}": f"{part.state}: {part.reason}" if part.reason else part.state.value for part in self.parts()}

    def count(self, state: State) -> int:
        return sum(part.state is state for part in self.parts())

    def gate(self) -> gates.Gate:
        with self.opened() as store, store.reading() as db:
            return gates.read(db)

    # ---- processes

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(REPOSITORY), **self.environment}

    def start(self, *options: str) -> subprocess.Popen[str]:
        """The worker, as the command line starts it."""
        return subprocess.Popen(
            [sys.executable, "-m", "livetweet.worker", *options, str(self.folder)],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def working(self, *options: str) -> Iterator[subprocess.Popen[str]]:
        """A worker that has shown itself since; whatever becomes of the test, it is gone at the end."""
        before = self.gate().worker_pid
        worker = self.start(*options)
        try:
            wait_for(lambda: worker.poll() is not None or self.gate().worker_pid not in {before, None}, "the worker's sign of life")
            yield worker
        finally:
            worker.kill()
            worker.communicate()

    def once(self) -> tuple[int, str]:
        """`worker --once`: exit code and what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "livetweet.worker", "--once", str(self.folder)], env=self._environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stderr

    def call(self, *arguments: str) -> tuple[int, str, str]:
        """`livetweet ARGUMENTS` in this workspace: exit code, stdout, stderr."""
        done = subprocess.run(
            [sys.executable, "-m", "livetweet", "-C", str(self.folder), *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def status(self) -> dict[str, object]:
        code, out, err = self.call("status", "--json")
        if code:
            raise AssertionError(err)
        found: dict[str, object] = json.loads(out)
        return found


def end_of(worker: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code of WORKER and what it said, once it has ended by itself."""
    _, said = worker.communicate(timeout=PATIENCE)
    return worker.returncode, said
