from __future__ import annotations

from datetime import timedelta

from livetweet.programme.tag import Tag
from livetweet.store import programmes, sources
from livetweet.store.sources import Found, Standing
from tests.building import NOW, PROGRAMME
from tests.wire import Hall

URL = "https://fair.example/"
NEW = Found(address=f"{URL}a.xml", source=URL, tag=Tag(etag='"2"'), standing=Standing.WAITING, document="{}", at=NOW)


def test_one_version_at_most_waits_and_the_last_one_found_does(hall: Hall) -> None:
    later = NEW._replace(address=f"{URL}b.xml", at=NOW + timedelta(minutes=5))
    with hall.event.store.writing() as db:
        sources.save(db, NEW)
        before = sources.mark(db)
        sources.save(db, later)
        assert (sources.waiting(db), sources.mark(db) != before) == (later, True)


def test_put_aside_is_the_version_that_was_looked_at_and_no_later_one(hall: Hall) -> None:
    with hall.event.store.writing() as db:
        sources.save(db, NEW._replace(at=NOW + timedelta(minutes=5)))
        sources.put_aside(db, NEW)
        assert sources.waiting(db) is not None
        sources.put_aside(db, NEW._replace(at=NOW + timedelta(minutes=5)))
        assert sources.waiting(db) is None


def test_tags_are_known_of_what_is_in_force_and_of_what_was_told(hall: Hall) -> None:
    imported = NEW._replace(standing=Standing.IMPORTED, document=None)
    with hall.event.store.writing() as db:
        sources.save(db, imported)
        assert (sources.imported_tags(db, URL), sources.seen_tags(db, URL)) == ({}, {})  # nothing was imported since
        programmes.save_version(db, PROGRAMME, source=URL, at=NOW)
        assert (sources.imported_tags(db, URL), sources.seen_tags(db, URL)) == ({NEW.address: NEW.tag}, {NEW.address: NEW.tag})
        sources.save(db, NEW)
        assert (sources.imported_tags(db, URL), sources.seen_tags(db, URL)) == ({}, {NEW.address: NEW.tag})
