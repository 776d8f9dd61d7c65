"""One account's way out: choose the part that is due, prepare, mark, call once, write down the answer; look for what is in doubt.

The order is the promise (docs/architecture.md): nothing leaves without a commit mark, one mark is one call, and what a call has made is looked for
before it is ever made again. Whatever ends this process at whatever line, the store tells what may have happened.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from livetweet.clock import Clock, ahead_of
from livetweet.errors import (
    AccountError,
    ForbiddenError,
    MediaRefusedError,
    NetworkError,
    NotSentError,
    RateLimitedError,
    RejectedError,
)
from livetweet.inbox import take
from livetweet.model.part import Part
from livetweet.model.ref import Ref
from livetweet.networks.port import Adapter, Outgoing, Picture, Receipt, Request, Seen
from livetweet.outbox.pictures import is_as_frozen
from livetweet.store import accounts, answered, attempts, errands, gates, leaving, parts
from livetweet.store.attempts import Doubt
from livetweet.store.binding import Binding
from livetweet.store.connect import Store
from livetweet.store.leaving import Candidate, Mark, Place
from livetweet.worker.answers import called, gate_account, hold_if_shut_out, surely, wait_after
from livetweet.worker.errands import run as run_errand
from livetweet.worker.steps import Call, Sleep, Step, Steps
from livetweet.worker.waiting import Waiting

LOOKS_BACK = timedelta(minutes=2)  # before the call, for clocks that differ
LOOK_AGAIN_AFTER = timedelta(minutes=4)
FAILED_LOOK_FIRST, FAILED_LOOK_MOST = timedelta(seconds=30), timedelta(minutes=10)
CLOCK_JUMP = 5.0  # seconds by which wall clock and monotonic clock may drift apart between two steps


def outgoing_of(part: Part, media: Path) -> Outgoing:
    """PART as it was frozen, with its pictures in MEDIA; RejectedError where one is no longer there, or no longer what was approved."""
    pictures = []
    for one in part.media:
        path = media / one.file
        if not path.is_file():
            raise RejectedError(f"the picture {one.file} is no longer in media/: put it back and retry, or edit the post")
        if not is_as_frozen(path):
            raise RejectedError(f"the picture {one.file} in media/ has changed since it was approved: edit the post and approve it again")
        kind = "image/png" if path.suffix == ".png" else "image/jpeg"
        pictures.append(Picture(path=path, type=kind, width=one.width, height=one.height, alt=one.alt))
    return Outgoing(
        part=part.id,
        key=part.key,
        text=part.text,
        media=tuple(pictures),
        warning=part.warning,
        language=part.language,
        visibility=part.visibility,
    )


@dataclass(slots=True, kw_only=True)
class Lane:
    """The way out of ACCOUNT, with the pictures in `media`; its day begins in `zone`. `binding` is None in a rehearsal. Owns no state that the store does not
    have, but for the clocks it compares and the parts it could not prepare.
    """

    store: Store
    adapter: Adapter
    clock: Clock
    account: str
    media: Path
    zone: tzinfo = UTC
    binding: Binding | None = None
    _clocks: tuple[datetime, float] | None = field(default=None, init=False)
    _waiting: Waiting = field(default_factory=Waiting, init=False)

    @property
    def place(self) -> Place:
        pause = self.adapter.capabilities.pause
        if self.binding is None:
            return Place(pause=pause, zone=self.zone)
        return Place(machine=self.binding.machine, folder=self.binding.folder, pause=pause, zone=self.zone)

    def run(self) -> Steps:
        """For ever: what is to do, then sleep until there is something."""
        while True:
            wake = yield from self.once()
            yield Sleep(wake, on_change=True)

    def once(self) -> Generator[Step, Any, datetime | None]:
        """Look for one doubt, deliver one part or run one errand; when to come back (now, if there was something), None: when the store changes."""
        now = self.clock.now()
        self._notice_jump(now)
        with self.store.reading() as db:
            if self.binding and self.binding.problem(gates.read(db)):
                return None
            doubt = attempts.to_look_for(db, self.account, now)
            too_dear = leaving.any_unaffordable(db, self.account, now, self.place)
            aside, ahead = self._waiting.aside(now), self._waiting.ahead(now)
            candidate = None if doubt else leaving.next_to_leave(db, self.account, now, self.place, aside=aside, ahead=ahead)
            errand = None if doubt or candidate else errands.next_due(db, self.account, now, self.place)
            wakes = (leaving.next_wake(db, self.account, now, self.place), errands.next_wake(db, self.account, now))
        if too_dear:
            with self.store.writing() as db:
                leaving.hold_unaffordable(db, self.account, now, self.place)
        if doubt:
            yield from self._look_for(doubt)
        elif candidate:
            return (yield from self._deliver(candidate))
        elif errand:
            return (yield from run_errand(errand, self.account, self.place, self.store, self.adapter, self.clock))
        else:
            return min((wake for wake in (*wakes, *self._waiting.wakes(now)) if wake), default=None)
        return self.clock.now()

    # ---- out

    def _deliver(self, candidate: Candidate) -> Generator[Step, Any, datetime | None]:
        """One part through prepare, mark, call and answer. When to come back."""
        try:
            skew = yield from self._agreed_skew()
        except NetworkError as error:
            return self._gate_and_wait(error)
        if skew is None:
            return None
        if candidate.first_at is not None and not self._may_repeat(candidate.first_at, self.clock.now() - timedelta(seconds=skew)):
            with self.store.writing() as db:
                answered.doubt_again(db, candidate.part, self.clock.now())
            return self.clock.now()
        try:
            request = yield from self._request(candidate)
        except (RejectedError, MediaRefusedError) as error:
            return self._fail_unsent(candidate, str(error))
        except (NotSentError, RateLimitedError, AccountError) as error:
            return self._gate_and_wait(error)
        except NetworkError as error:
            return (yield from self._put_off(candidate.part, error))
        except Exception as error:  # noqa: BLE001 - what cannot be prepared must not stop what can; nothing of it has left
            return self._fail_unsent(candidate, f"it could not be prepared ({type(error).__name__}: {error})")
        self._waiting.forget(candidate.part.id)
        marked = self._mark(candidate, request)
        if marked is None:
            return self.clock.now() + timedelta(seconds=1)
        answer = yield from self._call(request, marked)
        yield from surely(lambda: self._write_down(marked.attempt, answer), self.clock)
        if isinstance(answer, RejectedError) and candidate.parent is not None and candidate.answers is not None:
            yield from self._look_at_parent(candidate.parent, candidate.answers, marked.attempt)
        return self.clock.now()

    def _look_at_parent(self, parent: int, ref: Ref, attempt: int) -> Generator[Step, Any, None]:
        """Whether the refused ATTEMPT was to answer what is gone from REF, deleted in the network's own app: then it leaves once more, as an answer to what stands."""
        try:
            seen: Sequence[Seen] = yield from called(lambda: self.adapter.reread([ref.id]))
        except NetworkError as error:  # it has failed, and is looked at again when somebody retries
            with self.store.writing() as db:
                hold_if_shut_out(db, self.account, error)
            return
        if [one.text for one in seen] == [None]:
            now = self.clock.now()
            with self.store.writing() as db:
                errands.gone(db, parent, now)
                answered.orphaned(db, attempt, now)

    def _call(self, request: Request, marked: Mark) -> Generator[Step, Any, Receipt | NetworkError]:
        """The one create call, if the clock still allows it, and what came of it."""
        if not marked.at <= self.clock.now() <= marked.until:
            return NotSentError("this machine stood still just before it would have left")
        try:
            receipt: Receipt = yield from called(lambda: self.adapter.create(request), marked=True)
        except NetworkError as error:
            return error
        return receipt

    def _request(self, candidate: Candidate) -> Generator[Step, Any, Request]:
        """The create call of CANDIDATE: byte for byte that of an earlier try whose outcome nobody knows, which needs nothing more, else made anew."""
        part = candidate.part
        if candidate.body_before is not None:
            return Request(part=part.id, key=part.key, body=candidate.body_before, record_key=candidate.record_key_before)
        outgoing = outgoing_of(part, self.media)
        prepared = yield Call(lambda: self.adapter.prepare(outgoing))
        return self.adapter.build(outgoing, prepared, candidate.answers, self.clock.now())

    def _may_repeat(self, first_at: datetime, server_now: datetime) -> bool:
        """Whether the network takes the same bytes for the same post still, by its own clock."""
        replay = self.adapter.capabilities.replay
        return replay is not None and server_now - first_at < replay

    def _mark(self, candidate: Candidate, request: Request) -> Mark | None:
        look_after = self._patience
        self._notice_jump(self.clock.now())
        if self.binding is None:
            with self.store.writing() as db:
                now = self.clock.now()
                return leaving.mark(db, candidate, request.body, request.record_key, now, self.place, now + look_after)
        with self.binding.counting():
            with self.store.writing() as db:
                if self.binding.problem(gates.read(db)):  # another copy of this store may have counted on meanwhile
                    return None
                now = self.clock.now()
                marked = leaving.mark(db, candidate, request.body, request.record_key, now, self.place, now + look_after)
                made = gates.read(db).attempts
            self.binding.count(made)  # after the commit: a crash between the two must not look like a backup put back
            return marked

    def _write_down(self, attempt: int, answer: Receipt | NetworkError, words: str | None = None) -> None:
        """One row of the table of answers."""
        now = self.clock.now()
        with self.store.writing() as db:
            if limits := self.adapter.limits():
                accounts.set_limits(db, self.account, limits.left, limits.reset)
            match answer:
                case Receipt():
                    part = answered.posted(db, attempt, answer.ref, answer.url, now, words)
                    take.attach_answers(db, part)  # some may have come in before we knew that it was there
                case NotSentError() | RateLimitedError() | AccountError():
                    answered.not_sent(db, attempt, str(answer), now)
                    gate_account(db, self.account, answer, now)
                case MediaRefusedError():
                    answered.media_refused(db, attempt, str(answer), now)
                case RejectedError():
                    answered.refused(db, attempt, str(answer), now)
                case _:
                    answered.unknown(db, attempt, str(answer), now)

    def _gate_and_wait(self, error: NetworkError) -> datetime:
        """A call before the mark failed: the part is untouched, the account waits."""
        now = self.clock.now()
        with self.store.writing() as db:
            gate_account(db, self.account, error, now)
        return now

    def _put_off(self, part: Part, error: NetworkError) -> Generator[Step, Any, datetime]:
        """PART cannot be prepared just now: it waits alone, for others may need nothing of what failed. Only where nothing gets through the account waits."""
        try:
            yield from self._ask_server()
        except NetworkError as nothing:
            return self._gate_and_wait(nothing)
        now = self.clock.now()
        self._waiting.put_off(part.id, now)
        with self.store.writing() as db:
            answered.put_off(db, part, f"it could not be prepared yet: {error}")
        return now

    def _fail_unsent(self, candidate: Candidate, words: str) -> datetime:
        """What was to be sent is refused as such, before the mark."""
        self._waiting.forget(candidate.part.id)
        now = self.clock.now()
        with self.store.writing() as db:
            answered.refused_unsent(db, candidate.part, words, now)
        return now

    # ---- doubts

    @property
    def _patience(self) -> timedelta:
        """After the mark: until whatever it allowed has either happened or never will."""
        return leaving.MARK_HOLDS_FOR + timedelta(seconds=max(2 * self.adapter.capabilities.timeout, self.adapter.capabilities.shown_within))

    def _look_for(self, doubt: Doubt) -> Generator[Step, Any, None]:
        """Look first; send again only what a network surely takes for the same; else leave it to a person."""
        part = doubt.part
        try:
            server_now, _ = yield from self._ask_server()
            too_soon = doubt.at + self._patience - server_now
            if too_soon > timedelta(0):  # our clock has jumped since the call
                now = self.clock.now()
                with self.store.writing() as db:
                    attempts.look_later(db, doubt.attempt, now + too_soon)
                return
            with self.store.reading() as db:
                if not attempts.is_open(db, doubt.attempt):  # somebody has decided meanwhile
                    return
                others = parts.remote_ids(db, self.account, doubt.at - LOOKS_BACK)
                answers = parts.what_it_answers(db, part.id)
            found = yield from called(lambda: self.adapter.find(self._tried(doubt, answers), doubt.at - LOOKS_BACK, others))
        except NetworkError as error:
            now = self.clock.now()
            with self.store.writing() as db:
                hold_if_shut_out(db, self.account, error)
                since = (now - doubt.at) / 2  # half as long again as it has been unknown: 30 s at first, then less and less often
                again = now + wait_after(error, min(max(since, FAILED_LOOK_FIRST), FAILED_LOOK_MOST))
                attempts.look_later(db, doubt.attempt, again, f"it cannot be looked for: {error}" if isinstance(error, ForbiddenError) else None)
            return
        now = self.clock.now()
        if found:
            yield from surely(lambda: self._write_down(doubt.attempt, found, "looked, and found"), self.clock)
            return
        with self.store.writing() as db:
            if not attempts.is_open(db, doubt.attempt):
                return
            if doubt.body and self._may_repeat(doubt.first_at, server_now):
                answered.reschedule_unknown(db, part.id, now)
            else:
                attempts.not_there(db, doubt.attempt, None if doubt.looks else now + LOOK_AGAIN_AFTER, now)

    def _tried(self, doubt: Doubt, answers: Ref | None) -> Request:
        """The create call to look for; where it was made from elsewhere, if at all, as it would have been made here."""
        part = doubt.part
        if doubt.body:
            return Request(part=part.id, key=part.key, body=doubt.body, record_key=doubt.record_key)
        return self.adapter.build(outgoing_of(part, self.media), None, answers, doubt.at)

    # ---- clocks

    def _agreed_skew(self) -> Generator[Step, Any, float | None]:
        """Seconds our clock is ahead of the server's, asked anew when the last answer is old; None: too far off, and everything pauses and says so."""
        now = self.clock.now()
        with self.store.reading() as db:
            skew = accounts.server_skew(db, self.account, now, leaving.SERVER_DATE_HOLDS_FOR - timedelta(minutes=1))
        if skew is None:
            _, skew = yield from self._ask_server()
        if abs(skew) <= leaving.SERVER_SKEW_ALLOWED:
            return skew
        minutes = f"{abs(skew) / 60:.0f} min {'ahead of' if skew > 0 else 'behind'}"
        with self.store.writing() as db:
            gates.pause(db, "livetweet", f"this machine's clock is {minutes} the clock of {self.account}: set it right, then go on", self.clock.now())
        return None

    def _ask_server(self) -> Generator[Step, Any, tuple[datetime, float]]:
        """The server's time, and the seconds ours is ahead of it, which are kept with the account."""
        asked = self.clock.now()
        server_now: datetime = yield from called(self.adapter.server_time)
        now = self.clock.now()
        skew = ahead_of(server_now, asked, now)
        with self.store.writing() as db:
            accounts.server_seen(db, self.account, now, skew)
            accounts.set_measures(db, self.account, self.adapter.capabilities.measures)
        return server_now, skew

    def _notice_jump(self, now: datetime) -> None:
        """Wall clock and monotonic clock drifted apart (set by hand, or asleep): every server is asked for its time before anything leaves.

        So it is when a lane begins: nobody knows what became of the clock before.
        """
        monotonic = self.clock.monotonic()
        then, monotonic_then = self._clocks or (now, float("inf"))
        drift = (now - then).total_seconds() - (monotonic - monotonic_then)
        if abs(drift) > CLOCK_JUMP:
            self._waiting.clear()
            with self.store.writing() as db:
                accounts.forget_server_time(db)
                accounts.forget_waits(db, now)
        self._clocks = (now, monotonic)
