"""One errand: mark, call, write down. It may be run again whatever became of it, so that nothing is ever in doubt; a lane calls this."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

from livetweet.clock import Clock
from livetweet.errors import AccountError, ForbiddenError, NetworkError, NotSentError, RateLimitedError, RejectedError
from livetweet.inbox import take
from livetweet.model.errand import Deed
from livetweet.model.ref import Ref
from livetweet.networks.port import Adapter
from livetweet.store import answered, errands
from livetweet.store.connect import Store
from livetweet.store.errands import Errand
from livetweet.store.leaving import Place
from livetweet.worker.answers import called, gate_account, surely, wait_after
from livetweet.worker.steps import Step

AGAIN_FIRST, AGAIN_MOST = timedelta(seconds=10), timedelta(minutes=10)
GIVEN_UP_AFTER = timedelta(hours=24)


def run(errand: Errand, account: str, place: Place, store: Store, adapter: Adapter, clock: Clock) -> Generator[Step, Any, datetime]:
    """ERRAND of ACCOUNT from beginning to end; when to come back."""
    with store.writing() as db:
        if not errands.mark(db, errand, clock.now(), place):
            return clock.now() + timedelta(seconds=1)
    answer: Ref | NetworkError | None
    try:
        answer = yield from called(lambda: _do(errand, adapter), marked=True)
    except NetworkError as error:
        answer = error
    yield from surely(lambda: _write_down(errand, account, answer, store, clock.now()), clock)
    return clock.now()


def _do(errand: Errand, adapter: Adapter) -> Ref | None:
    """The one call; what RESOLVE has found."""
    if errand.what is Deed.RESOLVE:
        return adapter.resolve(errand.url or "")
    if errand.ref is None:
        raise RejectedError("nobody knows how to name the post there")
    {Deed.BOOST: adapter.boost, Deed.FAVOURITE: adapter.favourite, Deed.DELETE: adapter.delete}[errand.what](errand.ref)
    return None


def _write_down(errand: Errand, account: str, answer: Ref | NetworkError | None, store: Store, now: datetime) -> None:
    """What is refused, or asked to wait, is this errand alone: posts go on leaving."""
    later = min(max((now - errand.asked_at) / 2, AGAIN_FIRST), AGAIN_MOST)
    with store.writing() as db:
        match answer:
            case Ref():
                errands.done(db, errand, now)
                answered.named(db, errand.part or 0, answer, now)
                take.attach_answers(db, errand.part or 0)
            case None if errand.what is Deed.RESOLVE:
                errands.failed(db, errand, f"there is no post of ours at {errand.url}", now)
            case None:
                errands.done(db, errand, now)
            case RejectedError() | ForbiddenError():
                errands.failed(db, errand, str(answer), now)
            case NotSentError() | AccountError():
                errands.not_done(db, errand, now, now)
                gate_account(db, account, answer, now)
            case RateLimitedError():
                errands.not_done(db, errand, now + wait_after(answer, later), now)
            case _ if now - errand.asked_at > GIVEN_UP_AFTER:
                errands.failed(db, errand, f"no answer in a day: {answer}", now)
            case _:
                errands.again(db, errand, str(answer), now + later, now)
