"""What every lane does with an answer: which errors there are, what one means for the account as a whole, and how a result is surely written down."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from typing import Any

from livetweet.clock import Clock
from livetweet.errors import AccountError, ForbiddenError, NetworkError, OutcomeUnknownError, RateLimitedError, StoreError, StoreIsNewerError
from livetweet.store import accounts
from livetweet.worker.steps import Call, Sleep, Step


def called(make: Callable[[], Any], *, marked: bool = False) -> Generator[Step, Any, Any]:
    """The answer of the call that MAKE makes. Whatever else than a NetworkError a library raises: it may have been carried out."""
    try:
        return (yield Call(make, marked=marked))
    except NetworkError:
        raise
    except Exception as error:
        raise OutcomeUnknownError(f"{type(error).__name__}: {error}") from error


def gate_account(db: sqlite3.Connection, account: str, error: NetworkError, now: datetime) -> None:
    """The account is on hold, or waits as long as it was told; inside the caller's transaction."""
    if isinstance(error, AccountError):
        accounts.hold(db, account, str(error))
    elif isinstance(error, RateLimitedError):
        accounts.back_off(db, account, now, at_least=error.retry_after or 0.0, spread=now.microsecond / 1_000_000)
    else:
        accounts.back_off(db, account, now)


def hold_if_shut_out(db: sqlite3.Connection, account: str, error: NetworkError) -> None:
    """What was asked beside the posts holds the account only where the server no longer lets it in: that it may not do this, or not so often, says nothing of posts."""
    if isinstance(error, AccountError) and not isinstance(error, ForbiddenError):
        accounts.hold(db, account, str(error))


def wait_after(error: NetworkError, least: timedelta) -> timedelta:
    """How long to leave alone what was answered with ERROR: as long as the server asks for, a day at most, and LEAST."""
    asked = error.retry_after or 0.0 if isinstance(error, RateLimitedError) else 0.0
    return max(least, timedelta(seconds=min(asked, accounts.WAIT_MOST.total_seconds())))


def surely(write: Callable[[], None], clock: Clock) -> Generator[Step, Any, None]:
    """WRITE, again and again while the store cannot (disk full, held by another program): the answer must not be lost."""
    while True:
        try:
            return write()
        except StoreIsNewerError:
            raise
        except StoreError:
            yield Sleep(clock.now() + timedelta(seconds=1))
