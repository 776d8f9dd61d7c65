"""A part: what is sent, and the only thing that stores a state. States of a delivery and a post are derived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from livetweet.model.post import Media


class State(StrEnum):
    DRAFT = "draft"  # of a post that is not approved; no part has it
    SCHEDULED = "scheduled"
    SENDING = "sending"
    POSTED = "posted"
    FAILED = "failed"
    UNKNOWN = "unknown"
    HELD = "held"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


_DERIVED = (State.SENDING, State.UNKNOWN, State.FAILED, State.HELD, State.SCHEDULED, State.SKIPPED, State.CANCELLED, State.POSTED)


def derive(states: Iterable[State]) -> State:
    """The state of a delivery or a post from those of its parts: the first of the order above that is present; none: a draft."""
    present = set(states)
    return next((state for state in _DERIVED if state in present), State.DRAFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One post on one network. `number` counts from 1 within the delivery (`post`, `account`).

    `key` is the UUID of this revision: idempotency key and seed of the record key of every try. `latest` of a part beyond the first is set
    when the one before it was posted. `thread` names the session thread it belongs to on its account, if any. `gone_at` is since when it is known to be deleted on its network.
    """

    id: int
    post: int
    account: str
    number: int
    revision: int
    key: str
    text: str
    state: State
    due: datetime
    latest: datetime | None
    if_late: str
    reason: str | None = None
    thread: str | None = None
    reply_to: int | None = None
    answers: int | None = None
    media: tuple[Media, ...] = ()
    warning: str | None = None
    language: str | None = None
    visibility: str = "public"
    remote_id: str | None = None
    url: str | None = None
    posted_at: datetime | None = None
    gone_at: datetime | None = None
