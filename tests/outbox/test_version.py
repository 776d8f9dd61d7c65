"""A new version of the programme waits for a person, is looked at item by item, imported but for what they keep, or put aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from livetweet.errors import NotAllowedError
from livetweet.model.person import Person
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.outbox import version
from livetweet.outbox.programme import change_programme
from livetweet.outbox.version import Waiting
from livetweet.programme import change
from livetweet.programme.diff import What
from livetweet.programme.fetch import Fetched
from livetweet.programme.tag import Tag
from livetweet.store import programmes, sources
from tests.building import OPERATOR, PROGRAMME, TEN, Event, changed, context_of
from tests.outbox.test_programme import HALF, LATER, STARS, approved, day, imports

__all__ = ["day"]

URL = "https://fair.example/fair.xml"
NEW = changed(changed(LATER, "moss", title="Moss and stone", room="Ada"), "tides", cancelled=True)


def found(event: Event, programme: Programme, etag: str = "1") -> bool:
    return version.found(event.store, URL, Fetched(address=URL, data=b"x", tag=Tag(etag=etag)), programme, event.clock)


def waiting(event: Event) -> Waiting:
    there = version.waiting(event.store)
    assert there is not None
    return there


def session(event: Event, key: str) -> Session:
    with event.store.reading() as db:
        programme = programmes.in_force(db)
    assert programme is not None
    return change.find(programme, key)


def test_what_is_found_waits_and_changes_nothing(day: Event) -> None:
    approved(day, "start:kites")
    before = day.rows("SELECT * FROM post"), day.rows("SELECT * FROM part"), day.rows("SELECT * FROM programme")
    assert found(day, NEW)
    there = waiting(day)
    assert (there.source, there.summary()) == (URL, "1 cancelled, 2 moved, 1 renamed")
    assert (day.rows("SELECT * FROM post"), day.rows("SELECT * FROM part"), day.rows("SELECT * FROM programme")) == before


def test_what_says_the_same_does_not_wait_but_is_known(day: Event) -> None:
    assert not found(day, PROGRAMME)
    assert version.waiting(day.store) is None
    with day.store.reading() as db:
        assert sources.seen_tags(db, URL) == {URL: Tag(etag="1")}


def test_import_of_what_waits_is_an_import(day: Event) -> None:
    [start] = approved(day, "start:kites")
    found(day, NEW)
    look = version.import_waiting(day.store, waiting(day), context_of, OPERATOR, day.clock, only_look=True)
    assert (start in look.followed.moved, session(day, "kites").start) == (True, TEN)
    done = version.import_waiting(day.store, waiting(day), context_of, OPERATOR, day.clock)
    assert (done, session(day, "kites").start) == (look, TEN + HALF)
    assert version.waiting(day.store) is None
    with day.store.reading() as db:
        assert sources.imported_tags(db, URL) == {URL: Tag(etag="1")}


def test_what_somebody_keeps_stays_over_this_import_and_later_ones(day: Event) -> None:
    found(day, NEW)
    there = waiting(day)
    kept = [one for one in there.differences if one.session.id == "tides" or (one.what is What.MOVED and one.session.id == "moss")]
    version.import_waiting(day.store, there, context_of, OPERATOR, day.clock, kept=kept)
    assert (session(day, "tides").cancelled, session(day, "moss").room, session(day, "moss").title) == (False, "Curie", "Moss and stone")
    assert session(day, "kites").start == TEN + HALF
    imports(day, replace(NEW, title="Fair"))
    assert (session(day, "tides").cancelled, session(day, "moss").room) == (False, "Curie")
    imports(day, PROGRAMME)  # the source has come round
    assert day.rows("SELECT * FROM programme_change") == []


@pytest.mark.parametrize("what", [What.MOVED, What.RENAMED, What.SPEAKERS, What.CANCELLED])
def test_each_kind_of_change_can_be_kept_away(day: Event, what: What) -> None:
    before = session(day, "kites")
    found(day, changed(LATER, "kites", title="Dusk", speakers=(), cancelled=True, room="Curie"))
    there = waiting(day)
    assert [one.what for one in there.differences] == [What.CANCELLED, What.MOVED, What.RENAMED, What.SPEAKERS]
    version.import_waiting(day.store, there, context_of, OPERATOR, day.clock, kept=[one for one in there.differences if one.what is what])
    after = session(day, "kites")
    same = {
        What.MOVED: (after.start, after.end, after.room) == (before.start, before.end, before.room),
        What.RENAMED: after.title == before.title,
        What.SPEAKERS: [one.name for one in after.speakers] == [one.name for one in before.speakers],
        What.CANCELLED: after.cancelled == before.cancelled,
    }
    assert same == {one: one is what for one in same}


def test_what_runs_late_is_late_on_top_of_the_time_kept(day: Event) -> None:
    change_programme(day.store, change.make(PROGRAMME, "kites", late=10), context_of, OPERATOR, day.clock)
    late = session(day, "kites").start
    found(day, changed(PROGRAMME, "kites", start=TEN + 4 * HALF, end=TEN + 5 * HALF))
    there = waiting(day)
    version.import_waiting(day.store, there, context_of, OPERATOR, day.clock, kept=there.differences)
    assert session(day, "kites").start == late == TEN + timedelta(minutes=10)


def test_what_is_new_or_gone_is_the_sources(day: Event) -> None:
    found(day, replace(PROGRAMME, sessions=(*PROGRAMME.sessions[1:], STARS)))
    assert [(one.what, version.keeps(one)) for one in waiting(day).differences] == [(What.REMOVED, False), (What.ADDED, False)]


def test_a_link_a_track_and_handles_wait_too_and_are_the_sources(day: Event) -> None:
    zoe = Person(name="Zoé Marin", handles={"mastodon": "zoe@new.example"})
    assert found(day, changed(PROGRAMME, "kites", url="https://fair.example/kites", track="Wind", language="fr", kind="talk", speakers=(zoe,)))
    there = waiting(day)
    assert there.summary() == "1 with another link, 1 in another track, 1 in another language, 1 of another kind, 1 with other handles"
    assert not any(version.keeps(one) for one in there.differences)
    version.import_waiting(day.store, there, context_of, OPERATOR, day.clock, kept=there.differences)
    assert (session(day, "kites").track, session(day, "kites").speakers) == ("Wind", (zoe,))


def test_put_aside_is_told_again_when_it_changes(day: Event) -> None:
    found(day, NEW)
    version.put_aside(day.store, waiting(day))
    assert version.waiting(day.store) is None
    found(day, LATER, "2")
    assert waiting(day).summary() == "1 moved"


def test_nobody_decides_on_a_version_that_another_has_replaced(day: Event) -> None:
    found(day, NEW)
    seen = waiting(day)
    day.clock.move_to(day.now() + timedelta(minutes=5))
    found(day, LATER, "2")
    for decide in (lambda: version.put_aside(day.store, seen), lambda: version.import_waiting(day.store, seen, context_of, OPERATOR, day.clock)):
        with pytest.raises(NotAllowedError, match="Another version of the programme has come meanwhile"):
            decide()
    assert waiting(day).summary() == "1 moved"


def test_an_import_by_hand_settles_what_waited(day: Event) -> None:
    found(day, NEW)
    imports(day, LATER)
    assert version.waiting(day.store) is None


def test_a_file_that_somebody_brings_waits_the_same_way(day: Event) -> None:
    assert version.bring(day.store, "later.xml", LATER, day.clock)
    version.import_waiting(day.store, waiting(day), context_of, OPERATOR, day.clock)
    assert session(day, "kites").start == TEN + HALF
    assert not version.bring(day.store, "later.xml", LATER, day.clock)


def test_the_first_programme_of_all_waits_too(event: Event) -> None:
    found(event, PROGRAMME)
    assert waiting(event).summary() == "3 new"
