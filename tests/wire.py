"""A network with accidents on demand, and lanes that a test steps by hand: what the tests of the promise build on, beside `building.py`.

Nothing here asserts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from livetweet.clock import DiscreteClock
from livetweet.errors import AccountError, NetworkError, NotSentError, OutcomeUnknownError, RateLimitedError
from livetweet.model.account import Account
from livetweet.model.errand import Deed
from livetweet.model.ref import Ref
from livetweet.networks.port import Identity, Limits, Outgoing, Page, Receipt, Request, Seen
from livetweet.networks.rehearsal import Settings, prepare_network
from livetweet.networks.rehearsal.adapter import RehearsalAdapter
from livetweet.networks.rehearsal.log import Entry, Log
from livetweet.networks.rehearsal.manners import MANNERS
from livetweet.networks.rehearsal.network import Server, to_receipt
from livetweet.networks.rehearsal.wire import read_body
from livetweet.store import accounts
from livetweet.store.binding import Binding
from livetweet.store.connect import Store
from livetweet.worker.drive import make
from livetweet.worker.lane import Lane
from livetweet.worker.steps import Call, Step
from livetweet.writing import rules
from tests.building import HASHTAGS, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Accident:
    """What becomes of one create call: whether it LANDS, after how many seconds, how many more until the account's own timeline shows it, and the
    error that comes back; None: the server's own answer.
    """

    error: NetworkError | None = None
    lands: bool = True
    after: float = 0.1
    lag: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A create call as the network saw it. `began` is the true time; `entry` the row of the log it made or met, None where there is none."""

    part: int
    key: str
    body: str
    began: datetime
    entry: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A create or a find. `began` is the true time."""

    verb: str
    part: int
    began: datetime
    order: int


class Wire:
    """The rehearsal network behind one account, with the accidents the test asks for; nothing else goes wrong, and no call takes time.

    `accidents` are those of the next creates, in order; `looks` and `asks` the errors of the next finds and of the next other calls. `hooks` are
    called as a call of that name begins. `called_at` is when the call being made had begun, if not now; `ahead` how far the server's clock is wrong.
    `creates` are the create calls, `history` those and the finds, `calls` the names of all. `order` counts the calls as they begin, where the test
    holds some of them back. `limited` is what it says of its limits.
    """

    rehearsal = True

    def __init__(self, account: Account, software: str, log: Log, clock: DiscreteClock) -> None:
        manners = MANNERS[software]
        self.network = manners.network
        self.capabilities = manners.capabilities
        self.account = account.name
        self.clock = clock
        self.log = log
        self.server = Server(log, account, manners, rules.get(account.network))
        self.inner = RehearsalAdapter(
            account=account, manners=manners, server=self.server, log=log, settings=Settings(seed=1, latency=0.0), clock=clock, tags=()
        )
        self.accidents: deque[Accident] = deque()
        self.looks: deque[NetworkError] = deque()
        self.asks: deque[NetworkError] = deque()
        self.hooks: dict[str, Callable[[], object]] = {}
        self.called_at: datetime | None = None
        self.ahead = timedelta(0)
        self.creates: list[Made] = []
        self.order = 0
        self.history: list[Asked] = []
        self.calls: list[str] = []
        self.limited: Limits | None = None

    def close(self) -> None:
        """The log is the test's."""

    def server_time(self) -> datetime:
        self._begin("server_time", self.asks)
        return self.clock.true + self.ahead

    def prepare(self, outgoing: Outgoing) -> object:
        self._begin("prepare", self.asks)
        return self.inner.prepare(outgoing)

    def build(self, outgoing: Outgoing, prepared: object, parent: Ref | None, at: datetime) -> Request:
        return self.inner.build(outgoing, prepared, parent, at)

    def create(self, request: Request) -> Receipt:
        began = self.called_at or self.clock.true
        self._begin("create")
        accident = self.accidents.popleft() if self.accidents else Accident()
        answer: Entry | NetworkError | None = None
        if accident.lands:
            made = began + timedelta(seconds=accident.after)
            with self.log.writing():
                wanted = read_body(self.network, request.body)
                answer = self.server.take(request, wanted, made=made, shown=made + timedelta(seconds=accident.lag), notices_twin=False)
        entry = answer.id if isinstance(answer, Entry) else None
        self._note("create", request, began)
        self.creates.append(Made(part=request.part, key=request.key, body=request.body, began=began, entry=entry))
        if accident.error:
            raise accident.error
        if isinstance(answer, Entry):
            return to_receipt(answer)
        raise answer or OutcomeUnknownError("No answer in time.")

    def find(self, request: Request, since: datetime, others: Collection[str] = ()) -> Receipt | None:
        self._note("find", request, self.called_at or self.clock.true)
        self._begin("find", self.looks)
        found = self.server.find(request, since, self.clock.true, others)
        return to_receipt(found) if found else None

    def check(self) -> Identity:
        self._begin("check", self.asks)
        return self.inner.check()

    def limits(self) -> Limits | None:
        return self.limited

    def boost(self, ref: Ref) -> None:
        self._do(Deed.BOOST, ref)

    def favourite(self, ref: Ref) -> None:
        self._do(Deed.FAVOURITE, ref)

    def delete(self, ref: Ref) -> None:
        self._do(Deed.DELETE, ref)

    def resolve(self, url: str) -> Ref | None:
        self._begin("resolve", self.asks)
        return self.inner.resolve(url)

    def streams(self) -> Sequence[str]:
        return self.inner.streams()

    def read(self, stream: str, cursor: str | None) -> Page:
        self._begin("read", self.asks)
        return self.inner.read(stream, cursor)

    def reread(self, remote_ids: Sequence[str]) -> Sequence[Seen]:
        self._begin("reread", self.asks)
        return self.inner.reread(remote_ids)

    def _do(self, deed: Deed, ref: Ref) -> None:
        """DEED is done, unless it never gets through or is not let in; its answer may be lost, or whoever waits for it."""
        if self.asks and isinstance(self.asks[0], (NotSentError, RateLimitedError, AccountError)):
            self._begin(deed, self.asks)
        with self.log.writing():
            refusal = self.server.do(deed, ref.id, self.clock.true)
        self._begin(deed, self.asks)
        if refusal:
            raise refusal

    def _note(self, verb: str, request: Request, began: datetime) -> None:
        self.history.append(Asked(verb=verb, part=request.part, began=began, order=self.order))

    def _begin(self, name: str, errors: deque[NetworkError] | None = None) -> None:
        self.calls.append(name)
        if hook := self.hooks.get(name):
            hook()
        if errors:
            raise errors.popleft()


SOFTWARE = {"masto": "mastodon", "sky": "bluesky", "bird": "x", "toot": "gotosocial"}
FOUR = f"""pace = 1000
{HASHTAGS}
[accounts.toot]
network = "mastodon"
handle = "@fair@toot.example"
"""


@dataclass(slots=True, kw_only=True)
class Hall:
    """The fair's store and four accounts (toot ignores idempotency keys), each with its `Wire`, and lanes that a test drives."""

    event: Event
    log: Log = field(init=False)
    wires: dict[str, Wire] = field(init=False)

    def __post_init__(self) -> None:
        prepare_network(self.event.folder, Settings(seed=1))
        self.log = Log(self.event.folder)
        with self.event.store.reading() as db:
            known = accounts.every(db)
        self.wires = {account.name: Wire(account, SOFTWARE[account.name], self.log, self.event.clock) for account in known}

    def close(self) -> None:
        self.log.close()
        self.event.close()

    def lane(self, account: str, *, store: Store | None = None, binding: Binding | None = None) -> Lane:
        return Lane(
            store=store or self.event.store,
            adapter=self.wires[account],
            clock=self.event.clock,
            account=account,
            media=self.event.folder / "media",
            binding=binding,
        )

    def once(self, account: str, lane: Lane | None = None) -> datetime | None:
        """One round of a lane of ACCOUNT, a new one unless LANE is given: its calls are made, its sleeps pass. When it wants to come back."""
        steps = (lane or self.lane(account)).once()
        try:
            step: Step = next(steps)
            while True:
                if isinstance(step, Call):
                    step = make(step, steps)
                else:
                    if step.until is not None:
                        self.event.clock.move_to(step.until - self.event.clock.skew)
                    step = steps.send(None)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]

    def entries(self, part: int) -> int:
        """How many posts the network has of PART."""
        return self.log.posts_by_part().get(part, 0)

    def entry_of(self, part: int) -> Entry:
        """The one post of PART."""
        (entry,) = (one for one in self.log.ours_after(0) if one.part == part)
        return entry


@contextmanager
def open_hall(folder: Path, kind: str = "rehearsal") -> Iterator[Hall]:
    hall = Hall(event=Event(folder=folder, kind=kind, settings=FOUR))
    try:
        yield hall
    finally:
        hall.close()
