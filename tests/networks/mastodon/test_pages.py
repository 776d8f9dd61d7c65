"""Pages that overlap by one, whatever is written, deleted or comes late between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.networks.mastodon.pages import LIMIT, last_written, next_batch

NOW = datetime(2027, 3, 18, 9, tzinfo=UTC)


@dataclass
class Shelf:
    """Entries by id, as a server pages them: immediately newer than, or older than, newest first."""

    entries: dict[int, datetime] = field(default_factory=dict)

    def fetch(self, after: str | None, before: str | None) -> Sequence[Any]:
        ids = sorted(id_ for id_ in self.entries if (after is None or id_ > int(after)) and (before is None or id_ < int(before)))
        chosen = ids[:LIMIT] if after is not None else ids[-LIMIT:]
        return [{"id": str(id_), "at": self.entries[id_]} for id_ in reversed(chosen)]


def read_on(shelf: Shelf, cursor: str | None) -> tuple[list[int], str | None]:
    found: list[int] = []
    while True:
        batch = next_batch(shelf.fetch, cursor, lambda one: one["at"], NOW)
        if batch.cursor != cursor:  # as the collector does
            found += [int(one["id"]) for one in batch.entries]
        cursor = batch.cursor
        if not batch.more:
            return found, cursor


@given(st.lists(st.integers(0, 130), max_size=6))
def test_everything_written_between_two_reads_is_read(steps: list[int]) -> None:
    shelf, cursor, seen = Shelf(), None, set()
    for step in steps:
        for _ in range(step):
            shelf.entries[len(shelf.entries) + 1] = NOW
        found, cursor = read_on(shelf, cursor)
        seen |= set(found)
        assert seen == set(shelf.entries)


def test_first_reading_goes_back_a_fortnight_and_no_further() -> None:
    shelf = Shelf({id_: NOW - timedelta(days=300 - id_) for id_ in range(1, 301)})
    found, cursor = read_on(shelf, None)
    assert found == list(range(286, 301))
    assert cursor == "299 300"


def test_stream_of_nothing_but_old_ones_waits_for_a_new_one() -> None:
    shelf = Shelf({1: NOW - timedelta(days=100)})
    assert read_on(shelf, None) == ([], "1 1")
    shelf.entries[2] = NOW
    assert read_on(shelf, "1 1") == ([2], "1 2")


def test_new_one_after_the_last_was_deleted_is_read() -> None:
    shelf = Shelf({1: NOW, 2: NOW})
    _, cursor = read_on(shelf, None)
    del shelf.entries[2]
    assert read_on(shelf, cursor) == ([], cursor)
    shelf.entries[3] = NOW
    assert read_on(shelf, cursor) == ([3], "1 3")


def test_one_that_comes_late_beneath_the_last_is_read() -> None:
    shelf = Shelf({10: NOW, 20: NOW})
    _, cursor = read_on(shelf, None)
    shelf.entries[15] = NOW
    assert read_on(shelf, cursor) == ([15, 20], "15 20")


def test_an_id_of_mastodons_tells_when_its_post_was_written() -> None:
    """As the documentation's example has it."""
    found = last_written("103254193998341330 103254962155278888")
    assert found is not None
    assert abs(found - datetime(2019, 12, 5, 11, 34, 47, 196000, tzinfo=UTC)) < timedelta(seconds=1)


@pytest.mark.parametrize("cursor", ["01JPM0000000000000000000AA 01JPM0000000000000000000AB", "1 2", "AbCdEf", "0 760000000000000000", "9" * 40])
def test_an_id_of_other_software_tells_nothing(cursor: str) -> None:
    assert last_written(cursor) is None
