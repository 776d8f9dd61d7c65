"""How the pages of a stream follow one another, each beginning with the last post of the one before.

A cursor is two ids: the post before the last one seen, from which the next page is asked, and the last one, so that a page of something new is never
taken for the one that was there. Ids are compared by the server alone: numbers on Mastodon, ULIDs on GoToSocial, flakes on Pleroma.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

LIMIT = 40  # the most that every server gives at once
FIRST_LOOK_BACK = timedelta(days=14)  # a stream read for the first time begins there,
FIRST_PAGES = 10  # or that many pages back, whichever is nearer
START = "0"  # before every id
_DATED = datetime(2016, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)  # outside of these no id is one of Mastodon's

Fetch = Callable[
    [str | None, str | None], Sequence[Any]
]  # (after this id, before this id) to entries, newest first; after: the oldest of those newer


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """`entries`, oldest first."""

    entries: Sequence[Any]
    cursor: str | None
    more: bool


def next_batch(fetch: Fetch, cursor: str | None, written_at: Callable[[Any], datetime], now: datetime) -> Batch:
    """The entries that follow CURSOR, the last one seen first; of a stream never read, those of the last fortnight."""
    if cursor is None:
        return _first(fetch, written_at, now - FIRST_LOOK_BACK)
    before_last, _, last = cursor.partition(" ")
    entries = list(reversed(fetch(before_last, None)))
    ids = [before_last, *(str(one["id"]) for one in entries)]
    if not entries:
        return Batch(entries=(), cursor=cursor, more=False)
    return Batch(entries=entries, cursor=f"{ids[-2]} {ids[-1]}", more=len(entries) >= LIMIT and ids[-1] != last)


def _first(fetch: Fetch, written_at: Callable[[Any], datetime], since: datetime) -> Batch:
    """Goes back page by page until SINCE, and begins there."""
    found: list[Any] = []
    before = START
    for _ in range(FIRST_PAGES):
        page = fetch(None, str(found[-1]["id"]) if found else None)
        young = [one for one in page if written_at(one) >= since]
        found += young
        if len(young) < len(page):
            before = str(page[len(young)]["id"])
            break
        if len(page) < LIMIT:
            break
    found.reverse()
    entries = found[:LIMIT]
    ids = [before, before, *(str(one["id"]) for one in entries)][-2:]
    return Batch(entries=entries, cursor=f"{ids[0]} {ids[1]}", more=len(found) > LIMIT)


def last_written(cursor: str) -> datetime | None:
    """When the last post of CURSOR was written, by its id as Mastodon gives them (lib/mastodon/snowflake.rb, 4.5); None for those of other software."""
    last = cursor.rpartition(" ")[2]
    if not last.isdecimal() or len(last) > 19:
        return None
    found = datetime.fromtimestamp((int(last) >> 16) / 1000, UTC)
    return found if _DATED[0] <= found < _DATED[1] else None
