from __future__ import annotations

from datetime import date, timedelta

from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.store import programmes
from livetweet.timeline.record import Totals, late, read
from tests.inbox.world import World
from tests.timeline import story


def test_read_tells_by_session_in_the_order_of_the_programme(world: World) -> None:
    story.tell(world)
    told = story.record(world)
    assert (told.first, told.last) == (date(2027, 3, 18), date(2027, 3, 19))
    assert told.totals == Totals(
        sessions=2, posts=8, published=5, parts={"posted": 5, "failed": 1, "unknown": 1, "held": 1}, incoming=6, questions=2, answered=1
    )
    assert [
        (
            chapter.session and chapter.session.id,
            [post.id for post in chapter.posts],
            [one.id for one in chapter.incoming],
            [question.id for question in chapter.questions],
        )
        for chapter in (*told.sessions, told.campaign)
    ] == [("kites", [6, 2, 4, 9, 3], [1, 2, 3, 4, 6], [1]), ("tides", [8], [], [2]), (None, [1, 7], [7], [])]


def test_read_keeps_what_belongs_to_a_session_that_is_gone(world: World) -> None:
    story.tell(world)
    told = read(world.store, Programme(title="Kite Fair"), event="Kite Fair", zone=story.PARIS, language="en")
    assert [(chapter.session, chapter.gone, len(chapter.posts)) for chapter in told.sessions] == [
        (Session(id="kites", title=""), True, 5),
        (Session(id="tides", title=""), True, 1),
    ]
    assert (told.first, told.last) == (None, None)


def test_read_shows_a_session_that_is_gone_as_it_last_was(world: World) -> None:
    story.tell(world)
    with world.store.writing() as db:
        for programme in (story.PROGRAMME, Programme(title="Kite Fair")):
            programmes.save_version(db, programme, source="file", at=world.now())
    told = read(world.store, Programme(title="Kite Fair"), event="Kite Fair", zone=story.PARIS, language="en")
    assert [(chapter.session, chapter.gone) for chapter in told.sessions] == [
        (story.PROGRAMME.sessions[0], True),
        (story.PROGRAMME.sessions[2], True),
    ]


def test_late_is_what_left_after_its_latest_or_long_after_it_was_due(world: World) -> None:
    story.tell(world)
    parts = [part for post in story.record(world).sessions[0].posts for delivery in post.deliveries for part in delivery.parts]
    assert [late(part) for part in parts] == [timedelta(minutes=4), None, None, None, timedelta(minutes=12)]
