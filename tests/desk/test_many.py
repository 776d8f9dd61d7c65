"""Many posts at once, another time for some, and what is shown of the lists."""

from __future__ import annotations

from datetime import timedelta

from livetweet.desk.dialogs import Choose
from livetweet.desk.filtering import Find
from tests.desk.place import ANSWER, ASKS, DRAFTED, NOW, PLAIN, PRIVATE, SCHEDULED, SECOND, Desk, Place, covers, seated

THREE = ("bird", "masto", "sky")
TOMORROW = "2027-03-19T09:00:00.000000Z"


async def _choose(desk: Desk, *keys: str) -> None:
    """Open the batches and answer with KEYS, each once its question stands there."""
    await desk.go("outbox")
    await desk.lone(".")
    for key in keys:
        before = desk.app.screen
        await desk.until(lambda: isinstance(desk.app.screen, Choose))
        await desk.press(key)
        await desk.until(lambda before=before: desk.app.screen is not before)  # type: ignore[misc]


@covers("approve_many")
@seated()
async def test_a_whole_day_is_approved_after_a_look_and_other_days_stay_drafts(desk: Desk, place: Place) -> None:
    await desk.go("outbox")
    await desk.lone(".")
    await desk.until(lambda: desk.sees("Approve several", "Thu 18 March: 1 post", "all live: 1 post"))
    assert place.state(DRAFTED) == "draft"
    await desk.press("b")
    await desk.until(lambda: desk.sees("18/03 10:16 · live · Drafted words.", "approve: each leaves at its time"))
    assert place.state(DRAFTED) == "draft"
    await desk.press("escape")
    await desk.until(lambda: desk.app.screen is desk.screen)
    assert place.state(DRAFTED) == "draft"
    await _choose(desk, "b", "a")
    await desk.until(lambda: place.states(DRAFTED) == dict.fromkeys(THREE, "scheduled"))
    await _choose(desk)
    await desk.until(lambda: any("No draft with a time" in one for one in desk.told()))


@covers("approve_many")
@seated()
async def test_all_of_a_kind_are_approved_on_whatever_day_but_those_still_to_be_written(desk: Desk, place: Place) -> None:
    place.do("UPDATE post SET due = ?, latest = NULL WHERE id = ?", TOMORROW, DRAFTED)
    place.do("UPDATE post SET kind = 'quote', texts = '{}', approved_at = NULL, due = ? WHERE id = ?", TOMORROW, SECOND)
    await desk.go("outbox")
    await desk.lone(".")
    await desk.until(lambda: desk.sees("Fri 19 March: 1 post", "all live: 1 post") and not desk.sees("all quote"))
    await desk.press("b")
    await desk.until(lambda: desk.sees("19/03 10:00 · live · Drafted words.", "1 post more still wants words of a person"))
    await desk.press("a")
    await desk.until(lambda: place.state(DRAFTED) == "scheduled")
    assert place.rows("SELECT approved_at FROM post WHERE id = ?", SECOND) == [{"approved_at": None}]


@covers("approve_many")
@seated()
async def test_each_post_of_a_batch_says_what_it_is_about(desk: Desk, place: Place) -> None:
    change = "UPDATE post SET kind = ?, texts = '{}', slot = ?, session = NULL, approved_at = NULL, due = ?, latest = NULL WHERE id = ?"
    place.do(change, "up-next", '["kites", "moss"]', TOMORROW, DRAFTED)
    place.do(change, "recap", "[]", TOMORROW, SECOND)
    await desk.go("outbox")
    await desk.lone(".")
    await desk.until(lambda: desk.sees("Fri 19 March: 2 posts", "a approves them"))
    await desk.press("b")
    await desk.until(lambda: desk.sees("19/03 10:00 · up-next · 10:00 in 2 rooms", "19/03 10:00 · recap "))
    assert not desk.sees("recap ·")


@covers("at")
@seated()
async def test_colon_gives_another_time_and_the_approval_stays(desk: Desk, place: Place) -> None:
    await desk.go_post(SCHEDULED)
    await desk.lone(":")
    await desk.until(lambda: desk.sees("Another time"))
    await desk.write("10:01\n")
    await desk.until(lambda: any("has passed" in one for one in desk.told()))
    await desk.lone(":")
    await desk.until(lambda: desk.sees("Another time"))
    await desk.write("+20\n")
    await desk.until(lambda: place.due(SCHEDULED) == NOW + timedelta(minutes=20))
    assert place.state(SCHEDULED) == "scheduled"


@covers("find", "close")
@seated()
async def test_tab_in_find_shows_one_sort_of_the_inbox_and_the_title_says_which(desk: Desk, place: Place) -> None:
    place.do("UPDATE incoming SET session = 'kites' WHERE id = ?", ANSWER)
    place.do("UPDATE incoming SET state = 'read' WHERE id = ?", PLAIN)
    await desk.go("inbox")

    def shown() -> list[int]:
        return [row.id for row in desk.screen.feed("inbox").rows]  # type: ignore[attr-defined]

    await desk.until(lambda: desk.sees("read"))
    for sort, ids in (
        ("unread", [ANSWER, PRIVATE, ASKS]),
        ("questions", [ASKS]),
        ("this session", [ANSWER]),
        ("Mastodon", [ANSWER, PRIVATE, ASKS, PLAIN]),
        ("Bluesky", []),
        ("X", []),
    ):
        await desk.lone("/")
        await desk.until(lambda: isinstance(desk.app.screen, Find))
        await desk.press("tab")
        await desk.until(lambda sort=sort: desk.sees(f"[{sort}]"))  # type: ignore[misc]
        await desk.press("enter")
        await desk.until(lambda ids=ids: shown() == ids, sort)  # type: ignore[misc]
        assert desk.sees(f"only {sort}")
        await desk.go("inbox")
    await desk.press("escape")
    await desk.until(lambda: len(shown()) == 4 and not desk.sees("only X"))
