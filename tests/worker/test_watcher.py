"""The worker looks whether the programme has changed where it comes from: with its tag, without applying anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from livetweet.outbox import version
from livetweet.outbox.programme import import_programme
from livetweet.outbox.status import status
from livetweet.programme.fetch import fetch
from livetweet.programme.read import read
from livetweet.store.sources import Look
from livetweet.worker import watcher
from livetweet.worker.drive import make
from livetweet.worker.steps import Call, Sleep, Steps
from livetweet.writing.hashtags import Follow, parse
from tests.building import HASHTAGS, NOW, OPERATOR, context_of
from tests.cli.test_programme import FAIR, LATER
from tests.programme.web import Page, Site, serve
from tests.wire import Hall


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("LIVETWEET_ALLOW_LOOPBACK", "1")
    with serve() as made:
        made.pages["/fair.toml"] = Page(body=FAIR.encode(), etag='"1"')
        yield made


def look(steps: Steps) -> Sleep:
    """One look, to the sleep after it."""
    step = next(steps)
    while isinstance(step, Call):
        step = make(step, steps)
    return step


def test_a_new_version_waits_and_the_same_is_not_fetched_again(hall: Hall, site: Site) -> None:
    source, store, said = f"{site.address}/fair.toml", hall.event.store, list[str]()
    first = fetch(source, loopback=True)
    import_programme(store, read([first.source]), source, context_of, OPERATOR, hall.event.clock, fetched=first)
    steps = watcher.run(store, Follow(source=source, every=10), "Europe/Paris", {}, hall.event.clock, said.append)
    assert look(steps) == Sleep(NOW + timedelta(minutes=10))
    assert (version.waiting(store), said) == (None, [])
    site.pages["/fair.toml"] = Page(body=LATER.encode(), etag='"2"')
    look(steps)
    there = version.waiting(store)
    assert there is not None
    assert (there.summary(), said) == ("1 moved, 1 renamed", [f"{source} has changed: it waits for somebody to review it."])
    look(steps)
    assert len(said) == 1
    version.put_aside(store, there)
    look(steps)
    assert (version.waiting(store), len(said)) == (None, 1)


def test_a_source_that_fails_is_told_and_asked_again(hall: Hall, site: Site) -> None:
    source, said = f"{site.address}/gone.toml", list[str]()
    steps = watcher.run(hall.event.store, Follow(source=source, every=10), "Europe/Paris", {}, hall.event.clock, said.append)
    look(steps)
    site.pages["/gone.toml"] = Page(body=b"<!doctype html>")
    look(steps)
    site.pages["/gone.toml"] = Page(body=FAIR.encode())
    look(steps)
    assert said[0] == f"{source} is not there: check the address."
    assert said[1].startswith(f"{source} seems to be a web page (HTML)")
    assert said[2] == f"{source} has changed: it waits for somebody to review it."


def test_how_the_last_look_ended_is_kept_and_a_failure_that_lasts_is_said_once(hall: Hall, site: Site) -> None:
    source, store, said = f"{site.address}/gone.toml", hall.event.store, list[str]()
    problem = f"{source} is not there: check the address."
    steps = watcher.run(store, Follow(source=source, every=10), "Europe/Paris", {}, hall.event.clock, said.append)

    def ended() -> Look | None:
        look(steps)
        return status(store, None, hall.event.clock, watched=source).programme

    assert status(store, None, hall.event.clock, watched=source).programme is None
    site.pages["/gone.toml"] = Page(body=FAIR.encode())
    assert ended() == Look(source=source, read_at=NOW, problem=None)
    del site.pages["/gone.toml"]
    hall.event.clock.move_to(NOW + timedelta(minutes=10))
    assert (ended(), ended()) == (Look(source=source, read_at=NOW, problem=problem),) * 2
    assert said.count(problem) == 1
    site.pages["/gone.toml"] = Page(body=FAIR.encode())
    assert ended() == Look(source=source, read_at=NOW + timedelta(minutes=10), problem=None)


def test_hashtags_toml_names_source_and_minutes() -> None:
    written = '[programme]\nsource = "https://fair.example/a.xml"\n'
    assert parse(HASHTAGS + written + "watch = 5\n").follow == Follow(source="https://fair.example/a.xml", every=5)
    assert parse(HASHTAGS + written).follow is None
