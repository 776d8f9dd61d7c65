"""A small day on the rehearsal network, for the tests of this folder."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from livetweet.clock import DiscreteClock
from livetweet.errors import NetworkError
from livetweet.model.account import Account
from livetweet.model.incoming import Incoming
from livetweet.model.ref import Ref
from livetweet.networks.port import Adapter, Outgoing, Request
from livetweet.networks.rehearsal import Level, Settings, open_adapter, prepare_network
from livetweet.networks.rehearsal.audience import Audience

MORNING = datetime(2027, 3, 18, 9, tzinfo=UTC)
TAG = "PyConExemple"
CALM = Settings(seed=1)
BAD = Settings(seed=1, faults=Level.MANY)
FORGETFUL = Settings(seed=1, software={"fedi": "gotosocial"})
ACCOUNTS = (
    Account(name="fedi", network="mastodon", handle="pyconexemple@example.social"),
    Account(name="sky", network="bluesky", handle="pyconexemple.example"),
    Account(name="ex", network="x", handle="pyconexemple"),
)
TEXTS = (
    "Now in Ada: “Typing in practice {0}” with Jane Doe. We’ll post along in this thread. #PyConExemple",
    "A question for Jane Doe? Reply here, from the room or from home. We read out as many as we can around {0}. #PyConExemple",
    "« Une phrase que l’on retient, {0}. » — Jane Doe #PyConExemple",
    "Merci Jane Doe, et merci pour vos questions : {0} posées en salle. #PyConExemple",
)


def key_of(part: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"part {part}"))


def build(adapter: Adapter, part: int, text: str, at: datetime, *, parent: Ref | None = None, key: str | None = None) -> Request:
    outgoing = Outgoing(part=part, key=key or key_of(part), text=text, language="fr" if text.startswith(("«", "Merci")) else "en")
    return adapter.build(outgoing, adapter.prepare(outgoing), parent, at)


@contextmanager
def opened(folder: Path, clock: DiscreteClock, accounts: Iterable[Account] = ACCOUNTS) -> Iterator[list[Adapter]]:
    adapters = [open_adapter(account, folder=str(folder), clock=clock, tags=[TAG]) for account in accounts]
    try:
        yield adapters
    finally:
        for adapter in adapters:
            adapter.close()


@contextmanager
def one(folder: Path, network: str, settings: Settings = CALM) -> Iterator[tuple[Adapter, DiscreteClock]]:
    """The adapter of one network that was just prepared, and its clock at `MORNING`."""
    prepare_network(folder, settings)
    clock = DiscreteClock(MORNING)
    with opened(folder, clock, [account for account in ACCOUNTS if account.network == network]) as (adapter,):
        yield adapter, clock


def spend_day(
    folder: Path, *, seed: int = 1, faults: Level = Level.NONE, sessions: int = 12, liveliness: float = 4.0, step: float = 20.0
) -> list[str]:
    """Post SESSIONS sessions on every network, the audience awake all the while; what came of each post, a line each."""
    prepare_network(folder, Settings(seed=seed, faults=faults))
    clock = DiscreteClock(MORNING)
    lines = []
    audience = Audience(folder, tags=[TAG], liveliness=liveliness)
    with opened(folder, clock) as adapters:
        for number in range(sessions * len(TEXTS)):
            for turn, adapter in enumerate(adapters):
                part = number * len(adapters) + turn + 1
                try:
                    receipt = adapter.create(build(adapter, part, TEXTS[number % len(TEXTS)].format(number), clock.now()))
                    lines.append(f"{part} posted {receipt.ref.id} {receipt.at}")
                except NetworkError as error:
                    lines.append(f"{part} {type(error).__name__} {error}")
            let_pass(audience, clock, 600, step)
        let_pass(audience, clock, 7200, step)
    audience.close()
    return lines


def let_pass(audience: Audience, clock: DiscreteClock, seconds: float, step: float) -> None:
    """Time up to SECONDS from now, looking at the audience every STEP seconds and whenever it wakes."""
    end = clock.true + timedelta(seconds=seconds)
    while clock.true < end:
        wake = audience.next_wake() or end
        clock.move_to(min(wake, end, clock.true + timedelta(seconds=step)))
        audience.act(clock.true)


def hear(folder: Path, stream: str) -> list[Incoming]:
    """Everything STREAM has brought on any network, each post once."""
    heard = {}
    with opened(folder, DiscreteClock(MORNING)) as adapters:
        for adapter in adapters:
            cursor, more = None, True
            while more:
                page = adapter.read(stream, cursor)
                heard.update({post.remote_id: post for post in page.posts})
                cursor, more = page.cursor, page.more
    return list(heard.values())
