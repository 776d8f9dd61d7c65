"""The law of following: an outbox that has followed a changed programme is the one planned from scratch, but for what people touched.

Held on every shared programme that can be read, changed in a copy by chance with a seed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from livetweet.clock import DiscreteClock
from livetweet.errors import ProgrammeError
from livetweet.model.person import Person
from livetweet.model.post import Draft
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.outbox import drafts
from livetweet.outbox.plan import apply_plan
from livetweet.outbox.programme import import_programme
from livetweet.programme import people
from livetweet.programme.check import needs_zone
from livetweet.programme.diff import What, compare
from livetweet.programme.finish import sort
from livetweet.programme.read import load, read
from livetweet.store import posts, programmes
from livetweet.writing.plan import plan
from tests.building import NOW, OPERATOR, Event, context_of
from tests.programme.corpus import PROGRAMMES
from tests.programme.readers.test_tables import MAPS

FOLDERS = ("csv", "frab-json", "frab-xml", "ics", "pretalx-api", "sessionize")
LARGE = 400_000  # bytes: those above take most of the time, and are left to the soak
OURS = Path(__file__).parents[2] / "programs"


def sources() -> list[object]:
    """Every shared programme, and ours."""
    found = [path for folder in FOLDERS for path in sorted((PROGRAMMES / folder).glob("*"))] if PROGRAMMES.is_dir() else []
    every = [*sorted(OURS.glob("*")), *found]
    return [pytest.param(path, marks=[pytest.mark.soak] if path.stat().st_size > LARGE else [], id=path.name) for path in every]


def readable(path: Path) -> Programme:
    """The programme at PATH, of a table with the columns that a person would name; the test is skipped where it is none, or speakers alone."""
    columns, _ = MAPS.get(path.name, ({}, {}))
    try:
        programme = read([load(path)], "Europe/Paris", columns)
    except ProgrammeError as error:
        pytest.skip(f"{path.name} is not for livetweet alone: {error}")
    assert not needs_zone(programme)
    return people.unite(programme)


def change_by_chance(programme: Programme, seed: int) -> Programme:
    """PROGRAMME with two fifths of its sessions moved, renamed, cancelled, removed, given to others, told otherwise; two are new; one in three times all have other ids."""
    chance = random.Random(seed)
    sessions = [changed for one in programme.sessions if (changed := _change_one(one, chance, programme.rooms)) is not None]
    timed = [one for one in programme.sessions if one.start]
    sessions += [replace(one, id=f"new-{number}", title=f"New {number}") for number, one in enumerate(chance.sample(timed, min(2, len(timed))))]
    if seed % 3 == 0:
        sessions = [replace(one, id=f"n{number}") for number, one in enumerate(sessions)]
    return replace(programme, sessions=tuple(sort(sessions)))


def _change_one(one: Session, chance: random.Random, rooms: tuple[str, ...]) -> Session | None:
    match chance.randrange(30):
        case 0:
            return None
        case 1:
            return replace(one, cancelled=not one.cancelled)
        case 2 if one.start:
            step = timedelta(minutes=chance.choice((-25, 5, 10, 60, 24 * 60)))
            return replace(one, start=one.start + step, end=one.end and one.end + step)
        case 3:
            return replace(one, title=f"{one.title} (new)")
        case 4:
            return replace(one, speakers=(Person(name="Nour Haddad"), *one.speakers[1:]))
        case 5:
            return replace(one, room=chance.choice((*rooms, "Annexe")))
        case 6 if one.end and one.start:
            return replace(one, end=one.start + timedelta(minutes=chance.choice((10, 20, 90))))
        case 7:
            return replace(one, url="https://elsewhere.example/")
        case 8:
            return replace(one, track="Elsewhere")
        case 9:
            return replace(one, language="en" if one.language == "fr" else "fr")
        case 10:
            return replace(one, kind="break" if one.kind != "break" else "talk")
        case 11 if one.speakers:
            return replace(one, speakers=(replace(one.speakers[0], handles={"mastodon": "new@example.social"}), *one.speakers[1:]))
    return one


def outbox(event: Event) -> dict[str, Draft]:
    with event.store.reading() as db:
        return {key: post.draft for key, post in posts.by_key(db).items() if not post.deleted}


def planned(event: Event, programme: Programme) -> None:
    import_programme(event.store, programme, "a", context_of, OPERATOR, event.clock)
    with event.store.reading() as db:
        in_force = programmes.in_force(db)
    assert in_force is not None
    event.context = context_of(in_force)
    apply_plan(event.store, plan(in_force, event.context.hashtags, event.context.speakers, event.now()), event.context, OPERATOR, event.clock)


def opened(folder: Path, programme: Programme) -> Event:
    """An event half a year before its first day; without a day, it is some day."""
    folder.mkdir()
    first = min((one.start for one in programme.sessions if one.start), default=NOW).astimezone(UTC)
    return Event(folder=folder, clock=DiscreteClock(max(first - timedelta(days=180), datetime(1971, 1, 1, tzinfo=UTC))))


def differing(followed: Mapping[str, Draft], scratch: Mapping[str, Draft]) -> dict[str, tuple[Draft | None, Draft | None]]:
    keys = followed.keys() | scratch.keys()
    return {key: (followed.get(key), scratch.get(key)) for key in sorted(keys) if followed.get(key) != scratch.get(key)}


@pytest.mark.parametrize("path", sources())
def test_what_has_followed_is_what_would_be_planned_from_scratch(path: Path, tmp_path: Path) -> None:
    before = readable(path)
    after = change_by_chance(before, len(before.sessions))
    following, scratch = opened(tmp_path / "a", before), opened(tmp_path / "b", before)
    try:
        planned(following, before)
        import_programme(following.store, after, "b", context_of, OPERATOR, following.clock)
        planned(scratch, after)
        assert differing(outbox(following), outbox(scratch)) == {}
    finally:
        following.close()
        scratch.close()


@pytest.mark.parametrize("seed", range(20))
def test_what_people_touched_stays_and_all_else_is_as_from_scratch(seed: int, tmp_path: Path) -> None:
    before = readable(OURS / "pycon-exemple-2027.xml")
    following, scratch = opened(tmp_path / "a", before), opened(tmp_path / "b", before)
    try:
        planned(following, before)
        chance = random.Random(seed)
        with following.store.reading() as db:
            there = list(posts.by_key(db).values())
        touched = {post.id: f"My own words, {post.id}." for post in chance.sample(there, 20)}
        for post, words in touched.items():
            drafts.edit(following.store, post, texts={"*": words})
        for step in range(3):
            before = change_by_chance(before, seed * 3 + step)
            import_programme(following.store, before, "b", context_of, OPERATOR, following.clock)
        planned(scratch, before)
        with following.store.reading() as db:
            mine = {key for key, post in posts.by_key(db).items() if post.id in touched}
            assert {post.id: post.draft.texts["*"] for post in posts.by_key(db).values() if post.id in touched} == touched
        assert {key: pair for key, pair in differing(outbox(following), outbox(scratch)).items() if key not in mine} == {}
    finally:
        following.close()
        scratch.close()


def test_chance_makes_every_kind_of_difference() -> None:
    """Else the law would hold of nothing."""
    before = readable(OURS / "pycon-exemple-2027.xml")
    assert {one.what for seed in range(12) for one in compare(before, change_by_chance(before, seed))} == set(What)
