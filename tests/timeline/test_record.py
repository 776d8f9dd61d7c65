from __future__ import annotations

from datetime import date, timedelta

from livetweet.model.programme import Programme
from livetweet.timeline.record import Totals, late, read
from tests.inbox.world import World
from tests.timeline import story


def test_read_tells_by_session_in_the_order_of_the_programme(world: World) -> None:
    story.tell(world)
    told = story.record(world)
    assert (told.first, told.last) == (date(2027, 3, 18), date(2027, 3, 19))
    assert told.totals == Totals(sessions=2, posts=6, parts={"posted": 4, "failed": 1, "held": 1}, incoming=6, questions=2, answered=1)
    assert [
        (
            chapter.session and chapter.session.id,
            [post.id for post in chapter.posts],
            [one.id for one in chapter.incoming],
            [question.id for question in chapter.questions],
        )
        for chapter in (*told.sessions, told.campaign)
    ] == [("kites", [2, 4, 7, 3], [1, 2, 3, 4, 6], [1]), ("tides", [6], [], [2]), (None, [1], [7], [])]


def test_read_keeps_what_belongs_to_a_session_that_is_gone(world: World) -> None:
    story.tell(world)
    told = read(world.store, Programme(title="Kite Fair"), event="Kite Fair", zone=story.PARIS, language="en")
    assert [(chapter.session and chapter.session.title, len(chapter.posts)) for chapter in told.sessions] == [("kites", 4), ("tides", 1)]
    assert (told.first, told.last) == (None, None)


def test_late_is_what_left_a_minute_or_more_after_it_was_due(world: World) -> None:
    story.tell(world)
    parts = [part for post in story.record(world).sessions[0].posts for delivery in post.deliveries for part in delivery.parts]
    assert [late(part) for part in parts] == [None, None, None, timedelta(minutes=4)]
