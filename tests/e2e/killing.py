"""A morning in which the worker is killed again and again, and what the network's own log says of it afterwards."""

from __future__ import annotations

import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from livetweet.clock import SimulatedClock
from livetweet.model.part import State
from livetweet.model.post import Kind
from livetweet.networks.rehearsal import Level, Settings, prepare_network
from livetweet.networks.rehearsal.audience import Audience
from livetweet.networks.rehearsal.count import tally
from livetweet.networks.rehearsal.log import FILE
from livetweet.outbox import gates as outbox_gates
from livetweet.store import accounts, attempts, gates
from tests.building import OPERATOR
from tests.e2e.nursery import Nursery
from tests.e2e.phases import LOOKING, PHASES
from tests.e2e.place import Place, wait_for

MORNING = datetime.fromisoformat("2027-03-18T08:30:00Z")  # the fair begins at nine
SPEED = 200.0  # so that the five seconds that a mark holds are 25 ms, and the minutes of a look pass in a second
ANY_MOMENT, TRUE_PROCESS = "any moment", "any moment, true process"
IDLE = "nothing to do, true process"
LATEST = MORNING + timedelta(days=30)  # how slow the machine is that kills must not say what is too late
ACCOUNTS = """
[accounts.masto]
network = "mastodon"
handle = "@fair@example.social"
[accounts.forgetful]
network = "mastodon"
handle = "@fair@forgetful.example"
[accounts.sky]
network = "bluesky"
handle = "fair.example"
[accounts.bird]
network = "x"
handle = "@fair27"
"""
SENTENCE = "Wind from the west, kites over the dunes, tea behind the lighthouse and everyone welcome, {}."


@dataclass(slots=True, kw_only=True)
class Harvest:
    """What a morning came to. `kills` by phase; `doubled`, `lost`, `late`, `early` name parts; `unknown` counts what is left over, by account."""

    kills: Counter[str] = field(default_factory=Counter)
    in_flight: dict[int, set[str]] = field(default_factory=dict)  # part to the phases at which it was leaving when the worker was killed
    states: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    doubled: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    early: list[int] = field(default_factory=list)
    astray: list[int] = field(default_factory=list)  # parts of a strict thread that answer another post than the one before
    kept_back: list[int] = field(default_factory=list)  # first parts that nothing hindered from leaving and that did not
    incoming: int = 0
    missed: list[str] = field(default_factory=list)
    said: str = ""


class Morning:
    """One workspace, one seed, one nursery. `spend` is the whole of it."""

    def __init__(self, folder: Path, *, seed: int, faults: Level) -> None:
        self._draw = random.Random(seed)
        self._clock = SimulatedClock(anchor=MORNING, anchor_monotonic=time.monotonic(), speed=SPEED)
        self._place = Place.make(folder, "rehearsal", ACCOUNTS, self._clock)
        prepare_network(folder, Settings(seed=seed, faults=faults, software={"forgetful": "gotosocial"}))
        with self._place.opened() as store, store.writing() as db:
            gates.set_simulated_time(db, self._clock)
        self._written = 0
        self._harvest = Harvest()

    def spend(self, kills: int, true_kills: int) -> Harvest:
        """KILLS workers die, TRUE_KILLS of them true processes; one more lives until all is settled."""
        folder = self._place.folder
        audience = Audience(folder, tags=["Fair27"], liveliness=3.0)
        when_true = set(self._draw.sample(range(kills), true_kills))
        for _ in range(10):
            self._write()
        with Nursery(folder) as nursery:
            for turn in range(kills):
                if turn % 3 == 0:
                    self._write()
                    self._let_go_on()
                audience.act(self._clock.now())
                self._note(self._kill_true() if turn in when_true else self._kill_forked(nursery))
        audience.act(self._clock.now() + timedelta(hours=2))
        audience.close()
        self._settle()
        self._hold_against_log()
        return self._harvest

    # ---- what there is to do

    def _write(self) -> None:
        """One more post, due at once or soon: alone, a strict thread of several parts, or the next of a session's loose thread."""
        self._written += 1
        number, sort = self._written, self._draw.choice(("single", "single", "strict", "session", "session"))
        due = self._clock.now() + timedelta(seconds=self._draw.uniform(0, 20))
        if sort == "strict":
            text = "\n\n".join(SENTENCE.format(f"{number}, {line}") for line in range(1, 11))
            self._place.schedule(text, self._clock, due=due, latest=LATEST)
        elif sort == "session":
            latest = LATEST if self._draw.random() < 0.7 else None  # else a quarter of an hour: some are to be too late
            text = f"Live {number}: how do you steer? Questions welcome."
            self._place.schedule(text, self._clock, due=due, latest=latest, kind=Kind.LIVE, session="kites")
        else:
            self._place.schedule(SENTENCE.format(number), self._clock, due=due, latest=LATEST)

    # ---- killing

    def _kill_forked(self, nursery: Nursery) -> str:
        phase = self._draw.choice([None, *(PHASES if self._is_in_doubt() else [one for one in PHASES if one not in LOOKING])])
        life = 0.5 if phase else self._draw.uniform(0.0, 0.12)
        died_at, code = nursery.bear(phase, self._draw.choice((1, 1, 1, 2, 3)), life)
        if code != -9:
            raise AssertionError(f"a worker ended by itself with {code}: {self._said()}")
        return died_at or ANY_MOMENT

    def _is_in_doubt(self) -> bool:
        """Whether the next worker has something to look for."""
        with self._place.opened() as store, store.reading() as db:
            return any(attempts.to_look_for(db, account.name, self._clock.now()) for account in accounts.every(db))

    def _kill_true(self) -> str:
        before = self._place.gate().attempts
        worker = self._place.start()
        try:
            wait_for(lambda: worker.poll() is not None or self._place.gate().attempts > before, "a true worker's first mark", 5.0)
        except AssertionError:
            return IDLE
        else:
            time.sleep(self._draw.uniform(0.0, 0.05))
            return TRUE_PROCESS
        finally:
            worker.kill()
            said = worker.communicate()[1]
            if worker.returncode != -9:
                raise AssertionError(f"a true worker ended by itself with {worker.returncode}: {said}")
            self._harvest.said += said

    def _note(self, phase: str) -> None:
        self._harvest.kills[phase] += 1
        with self._place.opened() as store, store.reading() as db:
            for row in db.execute("SELECT id FROM part WHERE state = 'sending'"):
                self._harvest.in_flight.setdefault(row["id"], set()).add(phase)

    # ---- the end

    def _settle(self) -> None:
        """A worker that nobody kills, until there is nothing left to do."""
        worker = self._place.start()
        try:
            wait_for(lambda: self._is_settled() or worker.poll() is not None, "everything to be settled", 120.0)
            with self._place.opened() as store, store.writing() as db:
                gates.ask_to_stop(db, self._clock.now())
            self._harvest.said += worker.communicate(timeout=20)[1] + self._said()
        finally:
            worker.kill()
        if worker.returncode:
            raise AssertionError(f"the last worker ended with {worker.returncode}: {self._harvest.said}")

    def _is_settled(self) -> bool:
        """Nothing can leave any more, nothing is to be looked for, all that was written to us is here."""
        self._let_go_on()
        with self._place.opened() as store, store.reading() as db:
            if why := gates.read(db).paused_why:
                raise AssertionError(f"everything is paused: {why}")
            busy = db.execute(
                """SELECT (SELECT count(*) FROM part WHERE state IN ('sending', 'scheduled'))
                        + (SELECT count(*) FROM attempt JOIN part ON part.id = attempt.part WHERE part.state = 'unknown' AND look_at IS NOT NULL)"""
            ).fetchone()[0]
        return not busy and not self._missed()

    def _let_go_on(self) -> None:
        """What a network has refused to an account, a person looks at and lets go on."""
        with self._place.opened() as store:
            with store.reading() as db:
                held = [account.name for account in accounts.every(db) if account.hold]
            for name in held:
                outbox_gates.let_account_go_on(store, name, OPERATOR, self._clock)

    def _said(self) -> str:
        return (self._place.folder / "worker.err").read_text()

    def _hold_against_log(self) -> None:
        harvest, log = self._harvest, tally(self._place.folder)
        every = {part.id: part for part in self._place.parts()}
        for part in every.values():
            posts = log[part.id].posts if part.id in log else 0
            began = log[part.id].began if part.id in log else ()
            harvest.states[part.state] += 1
            harvest.unknown[part.account] += part.state is State.UNKNOWN
            if posts > 1:
                harvest.doubled.append(part.id)
            if part.state in {State.SCHEDULED, State.SENDING} or (
                posts == 0 if part.state is State.POSTED else posts and part.state is not State.UNKNOWN
            ):
                harvest.lost.append(part.id)
            if any(instant < part.due for instant in began):
                harvest.early.append(part.id)
            if part.number == 1 and part.latest and any(instant > part.latest for instant in began):
                harvest.late.append(part.id)
            if part.number == 1 and part.latest == LATEST and part.state in {State.HELD, State.SKIPPED}:
                harvest.kept_back.append(part.id)
        harvest.lost += [part for part in log if part not in every]
        harvest.astray = self._astray()
        harvest.missed = self._missed()
        with self._place.opened() as store, store.reading() as db:
            harvest.incoming = db.execute("SELECT count(*) FROM incoming").fetchone()[0]

    def _astray(self) -> list[int]:
        """Parts beyond the first whose post does not answer the post of the part before."""
        delivered = {(part.post, part.account, part.number): part for part in self._place.parts()}
        entries = {row["part"]: row for row in self._log("SELECT part, remote_id, in_reply_to FROM entry WHERE part IS NOT NULL")}
        return [
            part.id
            for (post, account, number), part in delivered.items()
            if number > 1 and part.id in entries and entries[part.id]["in_reply_to"] != entries[delivered[post, account, number - 1].id]["remote_id"]
        ]

    def _missed(self) -> list[str]:
        """What is written to us or carries our tag, still stands on the network, and is not in the store."""
        wanted = {
            (row["network"], row["remote_id"])
            for row in self._log(
                """SELECT entry.network, remote_id FROM entry LEFT JOIN tagged ON tagged.entry = entry.id AND tagged.tag = 'fair27'
                   WHERE account IS NULL AND deleted IS NULL AND (target IS NOT NULL OR tagged.tag IS NOT NULL)"""
            )
        }
        with self._place.opened() as store, store.reading() as db:
            here = {(row["network"], row["remote_id"]) for row in db.execute("SELECT network, remote_id FROM incoming")}
        return sorted(remote_id for _, remote_id in wanted - here)

    def _log(self, sql: str) -> Iterator[sqlite3.Row]:
        db = sqlite3.connect(self._place.folder / FILE, timeout=10.0)
        db.row_factory = sqlite3.Row
        try:
            yield from db.execute(sql).fetchall()
        finally:
            db.close()
