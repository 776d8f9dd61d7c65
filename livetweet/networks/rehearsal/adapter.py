"""The client's side: one account on the rehearsal network, behind the port that the worker knows.

The server's half of a call is one transaction in the log; the wire's half is waiting. Whoever dies while waiting has
posted and does not know it, as in life.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import TypeVar

from livetweet.clock import Clock, DiscreteClock, to_stamp
from livetweet.errors import NetworkError, NotFoundError, OutcomeUnknownError
from livetweet.model.account import Account
from livetweet.model.errand import Deed
from livetweet.model.ref import Ref
from livetweet.networks.port import Identity, Limits, Outgoing, Page, Receipt, Request, Seen
from livetweet.networks.rehearsal.faults import CREATE_FAULTS, CREATE_SHARE, READ_FAULTS, READ_SHARE, Fault, Lands, Level, draw_fault
from livetweet.networks.rehearsal.log import Call, Entry, Log
from livetweet.networks.rehearsal.manners import Manners, name_record
from livetweet.networks.rehearsal.network import Server, to_receipt
from livetweet.networks.rehearsal.settings import Settings
from livetweet.networks.rehearsal.wire import Wanted, read_body, write_body

MENTIONS = "mentions"
TAG = "tag:"
Answer = TypeVar("Answer")
TWIN_NOTICED = 0.7  # of all tries; nobody outside knows how often X notices, only that it is no guarantee


class RehearsalAdapter:
    """Behaves as the account's network by its manners."""

    rehearsal = True

    def __init__(
        self, *, account: Account, manners: Manners, server: Server, log: Log, settings: Settings, clock: Clock, tags: Sequence[str]
    ) -> None:
        self.network = manners.network
        self.capabilities = manners.capabilities
        self._account = account.name
        self._manners = manners
        self._server = server
        self._log = log
        self._settings = settings
        self._clock = clock
        self._limits: Limits | None = None
        self._last: dict[str, tuple[object, Page]] = {}  # the page read last of each stream, with what it holds for: most of the time nothing is new
        self._streams = (MENTIONS, *(TAG + tag for tag in tags))

    def close(self) -> None:
        self._log.close()

    def check(self) -> Identity:
        self._ask("check")
        return self._server.check(true_time(self._clock))

    def server_time(self) -> datetime:
        self._ask("date")
        return true_time(self._clock)

    def limits(self) -> Limits | None:
        return self._limits

    def prepare(self, outgoing: Outgoing) -> tuple[str, ...]:
        """The names of the uploaded pictures, in order, the same at every try of a part."""
        uploads = {f"{name_record(outgoing.key)}/{turn}-{picture.path.name}": picture for turn, picture in enumerate(outgoing.media)}
        if uploads:
            self._ask("upload")
            with self._log.writing():
                for name, picture in uploads.items():
                    self._server.upload(name, picture)
        return tuple(uploads)

    def build(self, outgoing: Outgoing, prepared: object, parent: Ref | None, at: datetime) -> Request:
        uploads = prepared if isinstance(prepared, tuple) else ()
        return Request(
            part=outgoing.part,
            key=outgoing.key,
            body=write_body(self.network, outgoing, uploads, parent, at),
            record_key=name_record(outgoing.key) if self._manners.record_keys else None,
        )

    def create(self, request: Request) -> Receipt:
        began = true_time(self._clock)
        level = self._settings.faults
        wanted = read_body(self.network, request.body)
        with self._log.writing():
            tried = self._log.count_calls(request.part, self._account, "create")
            draw = self._draw("create", request, tried)
            fault = draw_fault(draw, CREATE_FAULTS, CREATE_SHARE[level], media=bool(wanted.uploads), worst=level is Level.MANY)
            wait = self._draw_wait(draw, fault)
            answer = self._land(request, wanted, began, draw, fault)
            self._log.add_call(self._call("create", request, tried, began, fault, answer))
            limits = self._server.limits(began)
        self._clock.sleep(wait)
        if fault and fault.error:
            raise fault.draw_error(draw)
        self._limits = limits
        if isinstance(answer, NetworkError):
            raise answer
        return to_receipt(answer)

    def find(self, request: Request, since: datetime, others: Collection[str] = ()) -> Receipt | None:
        began = true_time(self._clock)
        with self._log.writing():
            tried = self._log.count_calls(request.part, self._account, "find")
            draw = self._draw("find", request, tried)
            fault = draw_fault(draw, READ_FAULTS, READ_SHARE[self._settings.faults])
            wait = self._draw_wait(draw, fault)
            found = self._server.find(request, since, began, others)
            self._log.add_call(self._call("find", request, tried, began, fault, found))
        self._clock.sleep(wait)
        if fault and fault.error:
            raise fault.draw_error(draw)
        return to_receipt(found) if found else None

    def boost(self, ref: Ref) -> None:
        self._do(Deed.BOOST, ref)

    def favourite(self, ref: Ref) -> None:
        self._do(Deed.FAVOURITE, ref)

    def delete(self, ref: Ref) -> None:
        self._do(Deed.DELETE, ref)

    def resolve(self, url: str) -> Ref | None:
        self._ask("resolve")
        return self._server.resolve(url)

    def streams(self) -> Sequence[str]:
        return self._streams

    def read(self, stream: str, cursor: str | None) -> Page:
        self._ask(stream)
        here = (cursor, self._log.version())
        known, page = self._last.get(stream, (None, None))
        if page is None or known != here:
            page = self._read(stream, cursor)
            self._last[stream] = (here, page)
        return page

    def _read(self, stream: str, cursor: str | None) -> Page:
        if stream == MENTIONS:
            return self._server.read_mentions(cursor)
        if stream.startswith(TAG):
            return self._server.read_tag(stream.removeprefix(TAG), cursor)
        raise NotFoundError(f"There is no stream {stream!r}: ask for `{MENTIONS}` or `{TAG}NAME`.")

    def reread(self, remote_ids: Sequence[str]) -> Sequence[Seen]:
        self._ask("reread")
        return self._server.reread(remote_ids, true_time(self._clock))

    def _land(self, request: Request, wanted: Wanted, began: datetime, draw: Random, fault: Fault | None) -> Entry | NetworkError:
        """What the server made of REQUEST, or has against it: on the fault's word if it never got there."""
        arrives = draw.uniform(*self._manners.latency) / 2 * self._settings.latency
        if fault and fault.lands is Lands.LATER:
            arrives = draw.uniform(0.3, 0.95) * self.capabilities.timeout
        quickest, slowest = self._manners.lag
        lag = quickest + (slowest - quickest) * draw.random() ** 4  # mostly short, now and then the whole
        notices_twin = draw.random() < TWIN_NOTICED
        if fault and fault.lands is Lands.NEVER:
            return fault.draw_error(draw)
        made = began + timedelta(seconds=arrives)
        return self._server.take(request, wanted, made=made, shown=made + timedelta(seconds=lag), notices_twin=notices_twin)

    def _do(self, deed: Deed, ref: Ref) -> None:
        """DEED, which the server may have carried out though the answer is lost."""

        def land() -> NetworkError | None:
            with self._log.writing():
                return self._server.do(deed, ref.id, true_time(self._clock))

        refusal = self._ask(deed, land)
        if refusal:
            raise refusal

    def _ask(self, what: str, land: Callable[[], Answer | None] = lambda: None) -> Answer | None:
        """One call that may be repeated: LAND is what the server does if the request gets there; its answer, after a wait, unless it is lost.

        It leaves no row in the log, for there are ten of them to every post; its chance hangs on the instant instead of a count.
        """
        settings = self._settings
        if settings.faults is Level.NONE:
            answer = land()
            self._clock.sleep(self._manners.latency[0] * settings.latency)
            return answer
        chance = f"{settings.seed}:{what}:{self._account}:{true_time(self._clock).timestamp()}"
        share = int.from_bytes(blake2b(chance.encode(), digest_size=8).digest()) / 2**64  # a fiftieth of what seeding a Random takes
        if share >= READ_SHARE[settings.faults]:
            answer = land()
            shortest, longest = self._manners.latency
            self._clock.sleep((shortest + (longest - shortest) * share) * settings.latency)
            return answer
        draw = Random(chance)
        fault = draw_fault(draw, READ_FAULTS, 1.0)
        answer = land() if fault is None or fault.error in {None, OutcomeUnknownError} else None
        self._clock.sleep(self._draw_wait(draw, fault))
        if fault and fault.error:
            raise fault.draw_error(draw)
        return answer

    def _draw(self, verb: str, request: Request, tried: int) -> Random:
        """Chance for this try of this part, whatever else happens. By the part's number: its key is another at every rehearsal."""
        return Random(f"{self._settings.seed}:{verb}:{self._account}:{request.part}:{tried}")

    def _draw_wait(self, draw: Random, fault: Fault | None) -> float:
        """Seconds until the answer, or until the client gives up."""
        if fault and fault.waits:
            shortest, longest = fault.waits
            return draw.uniform(shortest, longest) * self.capabilities.timeout * self._settings.latency
        return draw.uniform(*self._manners.latency) * self._settings.latency

    def _call(self, verb: str, request: Request, tried: int, began: datetime, fault: Fault | None, answer: Entry | NetworkError | None) -> Call:
        return Call(
            part=request.part,
            account=self._account,
            verb=verb,
            tried=tried,
            key=request.key,
            began=to_stamp(began),
            fault=fault.name if fault else None,
            landed=answer.id if isinstance(answer, Entry) else None,
        )


def true_time(clock: Clock) -> datetime:
    """The network's own time, which no skew of the laptop's clock touches."""
    return clock.true if isinstance(clock, DiscreteClock) else clock.now()
