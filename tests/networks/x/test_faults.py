"""The promise on X, where nothing tells a repeat from a new post: the wire loses, cuts and hangs, the worker is killed, and still nothing is doubled or lost.

The whole lane works through the proxy against the fake; what it did is counted on the fake.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from livetweet.model.part import Part, State
from livetweet.outbox import acts
from livetweet.outbox import gates as outbox_gates
from livetweet.store import accounts
from livetweet.store.attempts import LOOKED_TWICE
from tests.building import OPERATOR, Event
from tests.e2e.place import wait_for
from tests.fakes.x import FakeX
from tests.fakes.x_server import serve
from tests.faulty_proxy import AFTER, BEFORE, CLOSED_BEFORE, Asked, Chance, Fault, Proxy, answered, create_calls, limited, stand_before
from tests.networks.x.lives import Nursery

SETTINGS = """
event = "Kite Fair"
timezone = "Europe/Paris"
language = "en"
pace = 1000
[tags]
event = "Fair27"
[accounts.bird]
network = "x"
handle = "@pyconexemple"
"""
PROBLEM = {"Content-Type": "application/problem+json"}
REFUSALS = (
    limited("429"),
    limited("429 nonsense", {"x-rate-limit-reset": "soon"}),
    limited("429 long ago", {"x-rate-limit-reset": "17"}),
    answered(402, headers=PROBLEM, body=json.dumps({"title": "CreditsDepleted", "detail": "No credits.", "type": "about:blank"}).encode()),
    answered(401, headers=PROBLEM, body=json.dumps({"title": "Unauthorized", "detail": "Unauthorized", "type": "about:blank"}).encode()),
)
KILLED = replace(CLOSED_BEFORE, name="killed while asking")
posting = create_calls("POST", {"/2/tweets"})
SENTENCE = "Kites over the dunes, number {}: « l’été » at https://example.org/kites?n={}&lang=fr, tea behind the lighthouse. #Fair27"


@dataclass(slots=True)
class Harvest:
    """`met`: deliveries whose create call met a fault. `asked`: parts a person had to decide, `there` those of them that the server had after all: on a machine
    so busy that a post lands long after its client gave up, for in the test's own time the two looks are over by then.
    """

    met: int = 0
    kills: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    asked: int = 0
    there: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)


def deliver(folder: Path, *, posts: int, seed: int) -> Harvest:
    """POSTS posts leave through the proxy, by lanes that live shortly; what is unknown in the end a person resolves, until all are posted."""
    draw = random.Random(seed)
    event = Event(folder=folder, settings=SETTINGS)
    fake = FakeX(now=event.clock.now, per_window=100_000)
    harvest = Harvest()
    on_posts = Chance(seed=seed, share=1.0, most_in_a_row=40, faults=[*BEFORE, *AFTER, *AFTER, *REFUSALS], meant=posting)
    elsewhere = Chance(seed=seed + 1, share=0.1, faults=[*BEFORE, *AFTER, *REFUSALS[:3]], meant=lambda asked: not posting(asked))

    def choose(asked: Asked) -> Fault | None:
        if int(asked.headers.get("content-length", "0")) != len(asked.body):
            return KILLED
        return on_posts(asked) or elsewhere(asked)

    ids = [
        event.scheduled(SENTENCE.format(n, n), due=event.now() + timedelta(seconds=20), latest=event.now() + timedelta(days=300))
        for n in range(posts)
    ]
    event.clock.advance(30)
    try:
        with serve(fake) as address, stand_before(address, choose) as proxy, Nursery(folder, proxy.url) as nursery:
            while open_parts(event):
                fate = draw.random()
                nursery.bear(
                    event.now(),
                    rounds=draw.randint(3, 9),
                    life=draw.uniform(0.02, 0.3) if fate < 0.25 else None,
                    dies="before" if 0.25 < fate < 0.3 else "after" if 0.3 < fate < 0.4 else None,
                )
                event.clock.advance(draw.choice((20, 120, 300)))
                let_go_on(event)
            harvest.kills = nursery.kills
            wait_for(lambda: fake.calls.count("POST /2/tweets") >= proxy.passed_on(posting), "what is under way still")
            hold_against(harvest, event, fake, proxy, ids)
            resolve_all(event, fake, ids)
            proxy.choose = lambda _: None
            while open_parts(event):
                nursery.bear(event.now())
                event.clock.advance(60)
            made = Counter(one.typed for one in fake.ours())
            harvest.doubled += [text for text, number in made.items() if number > 1]
            harvest.lost += [part.text for part in all_parts(event, ids) if part.state is not State.POSTED or made[part.text] != 1]
    finally:
        event.close()
    assert fake.violations == []
    return harvest


def all_parts(event: Event, ids: list[int]) -> list[Part]:
    return [part for post in ids for part in event.parts(post)]


def open_parts(event: Event) -> int:
    """How many parts a worker still has to do with."""
    return int(
        event.store.connection.execute(
            """SELECT (SELECT count(*) FROM part WHERE state IN ('sending', 'scheduled'))
                    + (SELECT count(*) FROM attempt JOIN part ON part.id = attempt.part WHERE part.state = 'unknown' AND look_at IS NOT NULL)"""
        ).fetchone()[0]
    )


def let_go_on(event: Event) -> None:
    """An account that X refused: a person buys credits."""
    with event.store.reading() as db:
        held = [account.name for account in accounts.every(db) if account.hold]
    for name in held:
        outbox_gates.let_account_go_on(event.store, name, OPERATOR, event.clock)


def hold_against(harvest: Harvest, event: Event, fake: FakeX, proxy: Proxy, ids: list[int]) -> None:
    """What the store says against what the server has, before anybody decides what is unknown."""
    made = Counter(one.typed for one in fake.ours())
    harvest.faults.update(fault.name for asked, fault in proxy.befell if fault and fault is not KILLED and posting(asked))
    harvest.met = len({json.loads(asked.body)["text"] for asked, fault in proxy.befell if fault and fault is not KILLED and posting(asked)})
    for part in all_parts(event, ids):
        if made[part.text] > 1:
            harvest.doubled.append(part.text)
        if part.state is State.POSTED and (made[part.text] != 1 or not part.remote_id or fake.tweets[part.remote_id].typed != part.text):
            harvest.lost.append(part.text)
        if part.state not in {State.POSTED, State.UNKNOWN}:
            harvest.lost.append(part.text)
        if part.state is State.UNKNOWN:
            harvest.asked += 1
            if part.reason != LOOKED_TWICE:
                harvest.guessed.append(part.text)
            if made[part.text]:
                harvest.there.append(part.text)


def resolve_all(event: Event, fake: FakeX, ids: list[int]) -> None:
    """A person looks at the account's own page, and decides what is unknown."""
    there = {one.typed: one.id for one in fake.ours()}
    for part in all_parts(event, ids):
        if part.state is State.UNKNOWN:
            url = f"https://x.com/pyconexemple/status/{there[part.text]}" if part.text in there else None
            acts.resolve(event.store, part.post, OPERATOR, event.clock, url=url, again=url is None)


def table(harvest: Harvest) -> str:
    faults = ", ".join(f"{number} {name}" for name, number in harvest.faults.most_common())
    return (
        f"\n{harvest.met} deliveries met {harvest.faults.total()} faults ({faults}); {harvest.kills} kills; "
        f"{len(harvest.doubled)} doubled, {len(harvest.lost)} lost, {harvest.asked} asked ({len(harvest.there)} of them were there)"
    )


def assert_promise_kept(harvest: Harvest) -> None:
    assert (harvest.doubled, harvest.lost, harvest.guessed) == ([], [], [])
    assert harvest.asked > 0


def test_three_hundred_faulted_deliveries_double_and_lose_nothing(tmp_path: Path) -> None:
    harvest = deliver(tmp_path, posts=350, seed=1)
    print(table(harvest))
    assert_promise_kept(harvest)
    assert harvest.met > 300
    assert harvest.kills > 10


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 20))
def test_three_thousand_faulted_deliveries_double_and_lose_nothing(tmp_path: Path, seed: int) -> None:
    harvest = deliver(tmp_path, posts=350, seed=seed)
    print(table(harvest))
    assert_promise_kept(harvest)
    assert harvest.met > 300
