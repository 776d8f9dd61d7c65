"""A new version of the programme: announced in the header, reviewed item by item, imported after a look at what follows, or put aside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from livetweet.clock import DiscreteClock
from livetweet.desk.changes import ChangesWindow
from livetweet.outbox import version
from livetweet.programme import change
from livetweet.programme.fetch import Fetched
from livetweet.programme.tag import Tag
from livetweet.store import programmes
from livetweet.store.connect import Store
from tests.building import PROGRAMME, TEN, changed
from tests.desk.place import NOW, Desk, Place, covers, seated
from tests.outbox.test_programme import HALF

NEW = changed(changed(PROGRAMME, "tides", start=TEN + 3 * HALF, end=TEN + 4 * HALF), "moss", title="Moss and stone")
URL = "https://fair.example/fair.xml"


@contextmanager
def store_of(place: Place) -> Iterator[Store]:
    store = Store(place.store)
    try:
        yield store
    finally:
        store.close()


def find(place: Place) -> None:
    """What the worker does when the source has changed."""
    with store_of(place) as store:
        version.found(store, URL, Fetched(address=URL, data=b"x", tag=Tag(etag="2")), NEW, DiscreteClock(NOW))


def in_force(place: Place) -> tuple[str, object]:
    with store_of(place) as store, store.reading() as db:
        programme = programmes.in_force(db)
    assert programme is not None
    return change.find(programme, "moss").title, change.find(programme, "tides").start


async def open_changes(desk: Desk, place: Place) -> ChangesWindow:
    find(place)
    await desk.until(lambda: desk.screen.snapshot is not None and desk.screen.snapshot.changes is not None)
    await desk.lone(",")
    await desk.until(lambda: isinstance(desk.screen.window, ChangesWindow) and desk.screen.window.version, "the version is shown")
    await desk.settled()
    window = desk.screen.window
    assert isinstance(window, ChangesWindow)
    return window


@covers("changes", "changes_import", "changes_keep")
@seated((120, 36))
async def test_a_version_is_reviewed_item_by_item_and_imported_after_a_look(desk: Desk, place: Place) -> None:
    window = await open_changes(desk, place)
    assert desk.sees("Programme changed", "1 moved, 1 renamed", "“Moss” is now called “Moss and stone”.", "moves from 2027-03-18 11:00 to 11:30")
    assert in_force(place) == ("Moss", TEN + 2 * HALF)
    await desk.lone("x")
    await desk.until(lambda: desk.sees("stays as it was", "x take it after all"))
    await desk.lone("a")
    await desk.until(lambda: desk.sees("Import the new version", "1 of 2 changes are taken."))
    assert in_force(place) == ("Moss", TEN + 2 * HALF)
    await desk.press("y")
    await desk.until(lambda: desk.screen.window is not window)
    assert in_force(place) == ("Moss", TEN + 3 * HALF)


@covers("changes_aside")
@seated((80, 24))
async def test_a_version_put_aside_changes_nothing_and_is_announced_no_more(desk: Desk, place: Place) -> None:
    window = await open_changes(desk, place)
    await desk.lone("d")
    await desk.until(lambda: desk.screen.window is not window)
    await desk.until(lambda: desk.screen.snapshot is not None and desk.screen.snapshot.changes is None)
    assert in_force(place) == ("Moss", TEN + 2 * HALF)


@covers("close", "needs")
@seated((160, 48))
async def test_the_header_says_what_changed_and_escape_decides_nothing(desk: Desk, place: Place) -> None:
    await open_changes(desk, place)
    assert desk.sees("! programme changed: 1 moved, 1 renamed")
    await desk.press("escape")
    await desk.until(lambda: desk.screen.window is None)
    assert desk.sees("! programme changed: 1 moved, 1 renamed")
    assert in_force(place) == ("Moss", TEN + 2 * HALF)


FILE = 'title = "Kite Fair"\ntimezone = "Europe/Paris"\nday = 2027-03-18\n[[session]]\nid = "moss"\ntitle = "Moss and stone"\nstart = 10:00\nminutes = 45\nroom = "Curie"\n'


@covers("changes")
@seated((120, 36))
async def test_a_file_is_reviewed_the_same_way(desk: Desk, place: Place) -> None:
    (place.folder / "later.toml").write_text(FILE, "utf-8")
    await desk.lone(",")
    await desk.until(lambda: desk.sees("New version"))
    await desk.write("later.toml")
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.screen.window, ChangesWindow) and desk.screen.window.version, "the version is shown")
    await desk.until(lambda: desk.sees("“Kites at dawn” is no longer in the programme"))
    await desk.lone("a")
    await desk.until(lambda: desk.sees("Import the new version", "Most sessions of the programme in force are not in it"))
    assert in_force(place) == ("Moss", TEN + 2 * HALF)


@seated((120, 36))
async def test_a_file_that_cannot_be_read_is_told(desk: Desk, place: Place) -> None:
    for name, words in (("gone.toml", "There is no file"), ("https://fair.example/a", "The desk fetches nothing")):
        await desk.lone(",")
        await desk.until(lambda: desk.sees("New version"))
        await desk.write(name)
        await desk.press("enter")
        await desk.until(lambda words=words: any(words in told for told in desk.told()))  # type: ignore[misc]
