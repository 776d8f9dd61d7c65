"""Posts that the programme has overtaken: the new text stands beside the old one, and is taken with one key."""

from __future__ import annotations

from livetweet.clock import DiscreteClock
from livetweet.outbox.approve import approve
from livetweet.outbox.plan import apply_plan
from livetweet.outbox.programme import change_programme
from livetweet.programme import change
from livetweet.store.connect import Store
from livetweet.writing.plan import plan
from tests.building import NOW, OPERATOR, PROGRAMME, context_of
from tests.desk.place import Desk, Place, covers, seated

KEY = "thanks:kites"


def with_thanks(place: Place, *, overtaken: bool) -> int:
    """The thanks of Kites are approved; OVERTAKEN: then Kites got another title. Their post."""
    context, clock = context_of(PROGRAMME), DiscreteClock(NOW)
    store = Store(place.store)
    apply_plan(store, plan(PROGRAMME, context.hashtags, context.speakers, NOW), context, OPERATOR, clock)
    post = int(store.connection.execute("SELECT id FROM post WHERE key = ?", (KEY,)).fetchone()["id"])
    assert approve(store, [post], context, place.folder / "media", OPERATOR, clock).done == (post,)
    if overtaken:
        change_programme(store, change.make(PROGRAMME, "kites", room="Tent", title="Kites at dusk"), context_of, OPERATOR, clock)
    store.close()
    return post


def in_its_place(place: Place, post: int) -> int:
    return int(place.rows("SELECT id FROM post WHERE replaces = ? AND deleted_at IS NULL", post)[0]["id"])


@covers("open")
@seated()
async def test_enter_on_it_shows_both_texts_and_n_takes_the_new_one(desk: Desk, place: Place) -> None:
    post = with_thanks(place, overtaken=True)
    draft = in_its_place(place, post)
    await desk.until(lambda: desk.screen.snapshot is not None and f"post:{post}" in desk.screen.snapshot.keys_that_need())
    await desk.settled()
    await desk.go_post(post)
    await desk.press("enter")
    await desk.until(lambda: desk.sees("“Tides”", "It would read now", "the new one instead"))
    await desk.lone("n")
    await desk.until(lambda: place.state(draft) == "scheduled" and place.state(post) == "cancelled")
    await desk.until(lambda: desk.screen.snapshot is not None and f"post:{post}" not in desk.screen.snapshot.keys_that_need())


@covers("change")
@seated()
async def test_a_at_the_confirmation_approves_what_takes_the_place_of_approved_posts(desk: Desk, place: Place) -> None:
    post = with_thanks(place, overtaken=False)
    await desk.go("programme", "session:kites")
    await desk.lone("c")
    await desk.until(lambda: desk.sees("Change “Kites at dawn”"))
    await desk.press("s")
    await desk.until(lambda: desk.sees("Speakers"))
    await desk.press("ctrl+u")
    await desk.write("Ann Poe\n")
    await desk.until(lambda: desk.sees("so be it, and one new text is approved"))
    assert place.state(post) == "scheduled"
    await desk.lone("a")
    await desk.until(lambda: place.state(post) == "cancelled")
    await desk.until(lambda: place.state(in_its_place(place, post)) == "scheduled")
