"""Likes and boosts of our own posts: told to whoever watches the store when they change, and gone with their part."""

from __future__ import annotations

from datetime import timedelta

from livetweet.model.part import State
from livetweet.outbox.queue import Queue
from livetweet.store import applause, changes
from tests.building import NOW
from tests.wire import Hall


def test_counts_of_all_parts_together_stand_with_the_post(hall: Hall) -> None:
    post = hall.event.scheduled(accounts=("masto", "sky"))
    hall.event.put(post, State.POSTED)
    db, context, queue = hall.event.store.connection, hall.event.context, Queue()
    queue.refresh(db, None, context)
    masto, sky = (next(part.id for part in hall.event.parts(post) if part.account == name) for name in ("masto", "sky"))
    seq = changes.since(db, None).seq
    applause.put(db, [(masto, 0, 0)], NOW)
    assert not changes.since(db, seq).posts, "nothing to tell"
    applause.put(db, [(masto, 9, 3), (sky, 5, 0)], NOW)
    told = changes.since(db, seq)
    assert told.posts == {post}
    applause.put(db, [(masto, 9, 3)], NOW + timedelta(minutes=5))
    assert not changes.since(db, told.seq).posts, "asked again, the same"
    queue.refresh(db, told.posts, context)
    ((_, (entry,)),) = queue.groups(NOW, hall.event.context.hashtags.zone)
    assert (entry.likes, entry.boosts) == (14, 3)
    queue.refresh(db, None, context)
    ((_, (entry,)),) = queue.groups(NOW, hall.event.context.hashtags.zone)
    assert (entry.likes, entry.boosts) == (14, 3)


def test_what_was_asked_longest_ago_comes_first(hall: Hall) -> None:
    first, second = hall.event.scheduled("One."), hall.event.scheduled("Two.")
    for post in (first, second):
        hall.event.put(post, State.POSTED)
    db = hall.event.store.connection
    old = NOW - timedelta(days=1)
    ids = {name: next(part.id for part in hall.event.parts(post) if part.account == "masto") for name, post in (("one", first), ("two", second))}
    assert list(applause.due(db, "masto", old, 9).values()) == [ids["one"], ids["two"]]
    applause.put(db, [(ids["one"], 1, 1)], NOW)
    assert list(applause.due(db, "masto", old, 9).values()) == [ids["two"], ids["one"]]
    assert list(applause.due(db, "masto", old, 1).values()) == [ids["two"]]
    applause.put(db, [(ids["two"], 9, 3)], NOW)
    applause.miss(db, [ids["two"]], NOW + timedelta(minutes=5))
    assert applause.totals(db)[second] == (9, 3), "not there for a moment: what is known stays"
    db.execute("UPDATE part SET gone_at = posted_at WHERE id = ?", (ids["two"],))
    assert ids["two"] not in applause.due(db, "masto", old, 9).values(), "deleted by us"
    db.execute("DELETE FROM part WHERE id = ?", (ids["two"],))
    assert not applause.due(db, "masto", NOW + timedelta(seconds=1), 9), "left too long ago"
    db.execute("DELETE FROM part WHERE id = ?", (ids["one"],))
    assert [row["part"] for row in db.execute("SELECT part FROM applause")] == []
