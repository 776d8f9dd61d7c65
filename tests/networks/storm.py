"""Days of deliveries by the whole lane through a faulty way to a real server, the worker killed again and again; what the server has afterwards.

Time is the network's: the clock stands still while something is done and moves when everybody waits, so that hours of waiting pass at once. What hangs, hangs
for real. Every network's storm is this one: it differs in its settings, its faults and how its server is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import InitVar, dataclass, field
from datetime import timedelta
from random import Random

from livetweet.model.part import Part, State
from livetweet.outbox import acts
from livetweet.outbox import gates as outbox_gates
from livetweet.outbox.resolve import resolve
from livetweet.secrets import keep
from livetweet.store import accounts, answered
from livetweet.store.attempts import LOOKED_TWICE
from tests.building import OPERATOR, Event
from tests.faulty_proxy import Asked, Fault, Proxy
from tests.networks.lives import CLOCK, Nursery, SharedClock

SETTINGS = """
event = "Kite Fair"
timezone = "Europe/Paris"
language = "en"
pace = 1000
[tags]
event = "Fair27"
"""
SENTENCE = "Kites over the dunes, number {}: « l’été » at https://example.org/kites?n={}, tea behind the lighthouse and everyone welcome. #Fair27"
EVERY = timedelta(minutes=2)  # on average there is so long between two deliveries: often that is too short to know of the first one before the second
LATEST = timedelta(days=300)
LINGERS = 0.03  # seconds at most that a worker outlives the beginning of its last call
LIVES_FOR = 120  # calls at most
TIDY_WITHIN = 50  # rounds; only a test that fails needs so many


@dataclass(slots=True, kw_only=True)
class Weather:
    """What befalls a request. `named` gives the text of a create call, None for any other: its first try always meets one of `faults`, later ones three times
    in ten, other requests one of `elsewhere` one time in twenty.
    """

    named: Callable[[Asked], str | None]
    faults: Callable[[], Sequence[Fault]]
    elsewhere: Callable[[], Sequence[Fault]]
    seed: int
    over: bool = False
    met: dict[str, list[str]] = field(default_factory=dict)  # what the tries of each text met, by name; nothing: none
    _random: Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    def __call__(self, asked: Asked) -> Fault | None:
        if self.over:
            return None
        text = self.named(asked)
        if text is None:
            return self._random.choice(self.elsewhere()) if self._random.random() < 0.05 else None
        befell = self.met.setdefault(text, [])
        fault = self._random.choice(self.faults()) if not befell or self._random.random() < 0.3 else None
        befell.append(fault.name if fault else "")
        return fault

    @property
    def faulted(self) -> int:
        """How many deliveries met a fault."""
        return sum(any(befell) for befell in self.met.values())

    def counted(self) -> Counter[str]:
        return Counter(name for befell in self.met.values() for name in befell if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toll:
    """What a storm came to. `doubled` and `lost` name texts; `guessed` are those a person is asked about though nobody has looked twice, or though they are there."""

    states: Counter[str]
    faulted: int
    faults: Counter[str]
    kills: int
    doubled: list[str]
    lost: list[str]
    guessed: list[str]

    @property
    def asked(self) -> int:
        """How many deliveries a person is asked about."""
        return self.states["unknown"]

    def table(self) -> str:
        faults = ", ".join(f"{times} {name}" for name, times in self.faults.most_common())
        states = ", ".join(f"{times} {state}" for state, times in self.states.most_common())
        return (
            f"\n{self.states.total()} deliveries, {self.faulted} of them faulted, {self.kills} workers killed: {states}; "
            f"{len(self.doubled)} doubled, {len(self.lost)} lost, {self.asked} asked, {len(self.guessed)} guessed\n  {self.faults.total()} faults: {faults}"
        )


@dataclass(slots=True, kw_only=True)
class Storm:
    """The one account of EVENT's store behind PROXY, let in by SECRETS. `made` counts what the server has of it, by text. `repeats`: it takes the same post
    sent again for the same.
    """

    event: Event
    secrets: InitVar[Mapping[str, str]]
    proxy: Proxy
    weather: Weather
    made: Callable[[], Counter[str]]
    seed: int
    repeats: bool = True
    network: str = field(init=False)
    clock: SharedClock = field(init=False)
    kills: int = 0

    def __post_init__(self, secrets: Mapping[str, str]) -> None:
        with self.event.store.reading() as db:
            (account,) = accounts.every(db)
        keep(account, secrets)
        self.network = account.network
        self.clock = SharedClock(self.event.folder / CLOCK, self.event.now())
        self.proxy.clock = self.clock.now

    def write(self, deliveries: int) -> None:
        """Posts to leave, with a few more DELIVERIES than that; some are threads: few where a part that is in doubt keeps those behind it back."""
        number = sure = 0
        chance = Random(self.seed)
        while sure < deliveries * 1.03:
            text = SENTENCE.format(number, number)
            if number % (8 if self.repeats else 40) == 0:
                text = "\n\n".join(SENTENCE.format(f"{number}, line {line}", number) for line in range(1, 9))
            due = self.event.now() + chance.uniform(0.01, 1.0) * deliveries * EVERY
            post = self.event.scheduled(text, due=due, latest=self.event.now() + LATEST)
            sure += len(self.event.parts(post)) if self.repeats else 1
            number += 1

    def rage(self, nursery: Nursery) -> Toll:
        """Until nothing can leave and nothing is to be looked for, every worker killed at a moment of its own; then what it came to."""
        draw = Random(self.seed)
        while self._is_open():
            moment = draw.choice(("before", "during", "after"))
            self._live(nursery, dies_at=draw.randint(1, LIVES_FOR), moment=moment, lingers=draw.uniform(0.0, LINGERS))
        return self._toll()

    def tidy_up(self, nursery: Nursery) -> None:
        """A person has everything sent that is not there, over a way without faults."""
        for _ in range(TIDY_WITHIN):
            for part in self.parts():
                if part.state is State.UNKNOWN:
                    resolve(self.event.store, part.post, OPERATOR, self.clock, again=True)
                elif part.state is State.HELD:
                    acts.retry(self.event.store, [part.post], OPERATOR, self.clock, latest=self.clock.now() + LATEST)
            if not self._is_open():
                return
            self._live(nursery)

    def parts(self) -> list[Part]:
        return [part for row in self.event.rows("SELECT id FROM post") for part in self.event.parts(int(str(row["id"])))]

    def _live(self, nursery: Nursery, **order: object) -> None:
        """One life; then what the clerk does, and a person whose account is on hold."""
        self.kills += nursery.bear(**order)
        self.proxy.settle()
        with self.event.store.writing() as db:
            answered.mark_late(db, self.clock.now())
            held = [account.name for account in accounts.every(db) if account.hold]
        for name in held:
            outbox_gates.let_account_go_on(self.event.store, name, OPERATOR, self.clock)

    def _is_open(self) -> bool:
        """Whether a worker still has something to do."""
        (row,) = self.event.rows(
            """SELECT (SELECT count(*) FROM part WHERE state IN ('sending', 'scheduled'))
                    + (SELECT count(*) FROM attempt JOIN part ON part.id = attempt.part WHERE part.state = 'unknown' AND look_at IS NOT NULL) AS open"""
        )
        return bool(row["open"])

    def _toll(self) -> Toll:
        """The store held against what the server has."""
        every, made = self.parts(), self.made()
        known = {part.text for part in every}
        toll = Toll(
            states=Counter(part.state.value for part in every),
            faulted=self.weather.faulted,
            faults=self.weather.counted(),
            kills=self.kills,
            doubled=[text for text, times in made.items() if times > 1],
            lost=[part.text for part in every if part.state is not State.UNKNOWN and (part.state is State.POSTED) != (made[part.text] > 0)]
            + [text for text in made if text not in known],
            guessed=[part.text for part in every if part.state is State.UNKNOWN and (made[part.text] or part.reason != LOOKED_TWICE)],
        )
        print(toll.table())
        return toll


def assert_promise_kept(storm: Storm, deliveries: int) -> Toll:
    """DELIVERIES through the storm: none doubled, none lost, none guessed; and in the end each is there once."""
    storm.write(deliveries)
    with closing(Nursery(storm.event.folder, storm.network)) as nursery:
        toll = storm.rage(nursery)
        assert (toll.doubled, toll.lost, toll.guessed) == ([], [], [])
        assert toll.faulted > deliveries
        assert toll.kills > deliveries / 30
        assert set(toll.states) <= {"posted", "unknown", "held"}
        storm.weather.over = True
        storm.tidy_up(nursery)
    assert storm.made() == Counter(part.text for part in storm.parts())
    assert {part.state for part in storm.parts()} == {State.POSTED}
    return toll
