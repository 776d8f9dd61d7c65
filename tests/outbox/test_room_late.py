"""A room runs late, and a change is looked at before it is made."""

from __future__ import annotations

from datetime import timedelta

import pytest

from livetweet.errors import NotAllowedError
from livetweet.outbox.plan import apply_plan
from livetweet.outbox.programme import change_programme, import_programme, room_late, what_follows
from livetweet.programme.change import make
from livetweet.store import posts, programmes
from livetweet.writing.plan import plan
from tests.building import NOW, OPERATOR, PROGRAMME, TEN, Event, context_of

TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def day(event: Event) -> Event:
    """The fair's programme imported and planned; the thanks for both talks in Ada approved."""
    import_programme(event.store, PROGRAMME, "fair.xml", context_of, OPERATOR, event.clock)
    apply_plan(event.store, plan(PROGRAMME, event.context.hashtags, event.context.speakers, NOW), event.context, OPERATOR, event.clock)
    assert event.approve(post_of(event, "thanks:kites"), post_of(event, "thanks:tides")).refused == ()
    return event


def post_of(event: Event, key: str) -> int:
    with event.store.reading() as db:
        return posts.by_key(db)[key].id


def starts(event: Event) -> dict[str, timedelta]:
    """Session to how long after ten it starts."""
    with event.store.reading() as db:
        found = programmes.in_force(db)
    return {one.id: one.start - TEN for one in found.sessions if one.start} if found else {}


def late(event: Event, minutes: int, *, only_look: bool = False, room: str = "Ada") -> list[str]:
    return what_follows(room_late(event.store, room, minutes, context_of, OPERATOR, event.clock, only_look=only_look))


def test_room_late_moves_what_is_still_to_begin_there_today(day: Event) -> None:
    day.clock.move_to(TEN + timedelta(minutes=20))
    thanks, due = post_of(day, "thanks:tides"), day.post(post_of(day, "thanks:tides")).draft.due
    told = late(day, 10)
    assert starts(day) == {"kites": timedelta(0), "moss": timedelta(0), "tides": timedelta(hours=1, minutes=10)}
    assert due is not None
    assert (day.post(thanks).draft.due, day.states(thanks)["masto"]) == (due + TEN_MINUTES, ["scheduled"])
    assert told[:2] == [
        "1 approved post moved with the session, still approved",
        "1 approved post held, whose text no longer holds: programme changed",
    ]


def test_room_late_said_twice_holds_as_said_last_and_zero_is_on_time_again(day: Event) -> None:
    for minutes, expected in ((10, 10), (15, 15), (0, 0)):
        late(day, minutes)
        assert starts(day) == {"kites": timedelta(minutes=expected), "moss": timedelta(0), "tides": timedelta(minutes=60 + expected)}


def ends(event: Event) -> dict[str, timedelta]:
    """Session to how long after ten it ends."""
    with event.store.reading() as db:
        found = programmes.in_force(db)
    return {one.id: one.end - TEN for one in found.sessions if one.end} if found else {}


def test_what_is_on_ends_later_and_its_call_for_questions_comes_later(day: Event) -> None:
    end, due = ends(day)["kites"], day.post(post_of(day, "questions:kites")).draft.due
    day.clock.move_to(TEN + timedelta(minutes=20))
    late(day, 10)
    assert (starts(day)["kites"], ends(day)["kites"]) == (timedelta(0), end + TEN_MINUTES)
    assert due is not None
    assert day.post(post_of(day, "questions:kites")).draft.due == due + TEN_MINUTES
    late(day, 25)  # said twice, the second holds
    assert ends(day)["kites"] == end + timedelta(minutes=25)
    late(day, 0)
    assert ends(day)["kites"] == end


def test_what_began_late_ends_as_late_as_is_said_once_it_is_on(day: Event) -> None:
    end = ends(day)["kites"]
    late(day, 10)
    day.clock.move_to(TEN + timedelta(minutes=20))
    assert (starts(day)["kites"], ends(day)["kites"]) == (TEN_MINUTES, end + TEN_MINUTES)
    late(day, 15)
    assert (starts(day)["kites"], ends(day)["kites"]) == (TEN_MINUTES, end + timedelta(minutes=15))


def test_what_would_be_over_in_spite_of_the_delay_is_left_alone(day: Event) -> None:
    before = ends(day)["kites"]
    day.clock.move_to(TEN + before + timedelta(minutes=11))
    late(day, 10)
    assert ends(day)["kites"] == before


def test_only_look_says_the_same_and_changes_nothing(day: Event) -> None:
    before = [day.rows(f"SELECT * FROM {table}") for table in ("post", "part", "programme_change", "change")]
    told = late(day, 10, only_look=True)
    assert [day.rows(f"SELECT * FROM {table}") for table in ("post", "part", "programme_change", "change")] == before
    assert told == late(day, 10) != ["No post changes."]


def test_a_cancellation_can_be_looked_at_too(day: Event) -> None:
    changes = make(PROGRAMME, "tides", cancel=True)
    seen = change_programme(day.store, changes, context_of, OPERATOR, day.clock, only_look=True)
    thanks = post_of(day, "thanks:tides")
    assert (thanks in seen.followed.held, day.states(thanks)["masto"]) == (True, ["scheduled"])
    assert change_programme(day.store, changes, context_of, OPERATOR, day.clock) == seen


def test_room_late_is_refused_where_nothing_more_begins(day: Event) -> None:
    day.clock.move_to(TEN + timedelta(hours=3))
    with pytest.raises(NotAllowedError, match="Nothing is on in Ada any more, nor begins there today: there is nothing that could be late"):
        late(day, 10)
