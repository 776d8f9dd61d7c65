"""What the queue tells of a session's posts."""

from __future__ import annotations

from livetweet.model.part import State
from livetweet.model.post import Kind
from livetweet.outbox.queue import Queue
from livetweet.outbox.say import take_back
from tests.building import OPERATOR, PROGRAMME, Event, changed
from tests.outbox.test_programme import approved, day, imports

__all__ = ["day"]


def counted(event: Event, session: str = "kites") -> tuple[int, int]:
    """How many posts of SESSION have left, and of how many."""
    queue = Queue()
    with event.store.reading() as db:
        queue.refresh(db, None, event.context)
    queue.groups(event.now(), event.context.hashtags.zone)
    return queue.counts()[session]


def test_what_is_taken_back_cancelled_or_skipped_is_not_counted(day: Event) -> None:
    start, asks, thanks = approved(day, "start:kites", "questions:kites", "thanks:kites")
    assert counted(day) == (0, 3)
    quote = day.scheduled("", kind=Kind.QUOTE, session="kites", fields={"quote": "Wind.", "speaker": "Zoé Marin"})
    assert counted(day) == (0, 4)
    assert take_back(day.store, quote, OPERATOR, day.clock) is not None
    assert counted(day) == (0, 3)
    day.put(asks, State.SKIPPED)
    day.put(start, State.POSTED)
    day.put(start, State.CANCELLED, account="bird")
    assert counted(day) == (1, 2)
    day.put(thanks, State.POSTED, account="masto")
    assert counted(day) == (1, 2)
    day.put(thanks, State.POSTED)
    assert counted(day) == (2, 2)


def test_what_a_change_has_replaced_is_not_counted_beside_its_new_draft(day: Event) -> None:
    approved(day, "start:kites")
    assert counted(day) == (0, 3)
    done = imports(day, changed(PROGRAMME, "kites", room="Curie"))
    assert (len(done.followed.held), len(done.followed.added)) == (1, 1)
    assert counted(day) == (0, 3)
