"""The catch-up review: announced in the header, opened by `!`, one at a time; what closes it, and what leaves from it."""

from __future__ import annotations

from datetime import timedelta

from livetweet.clock import to_stamp
from livetweet.desk.commands import INBOX
from livetweet.desk.filtering import Find
from livetweet.desk.review import ReviewWindow
from tests.building import OPERATOR
from tests.desk.place import ANSWER, DRAFTED, FAILED, HELD, NOW, PLAIN, POSTED, SCHEDULED, SECOND, UNKNOWN, Desk, Place, covers, seated


async def open_review(desk: Desk) -> ReviewWindow:
    await desk.press("exclamation_mark")
    await desk.until(lambda: isinstance(desk.screen.window, ReviewWindow) and desk.screen.window.review, "the review is open")
    await desk.settled()
    window = desk.screen.window
    assert isinstance(window, ReviewWindow)
    return window


async def on_post(desk: Desk, window: ReviewWindow, post: int) -> None:
    await desk.until(lambda: window.entry is not None)
    await desk.press("home")
    while window.entry is None or window.entry.post != post:
        before = window.entry
        await desk.press("down")
        assert window.entry != before, desk.text()


def missed(window: ReviewWindow) -> list[tuple[str, int]]:
    return [(one.section.value, one.entry.post) for one in window.review.missed] if window.review else []


@covers("needs", "close")
@seated((80, 24))
async def test_needs_opens_the_review_steps_through_it_and_escape_remembers_the_look(desk: Desk, place: Place) -> None:
    assert desk.sees("! 3 need you")
    window = await open_review(desk)
    assert missed(window) == [
        ("Your decision", HELD),
        ("Your decision", FAILED),
        ("Your decision", UNKNOWN),
        ("Already posted before the cut", POSTED),
    ]
    assert desk.sees("Catch-up", "Your decision (3)", "422 text too long", "Esc later: nothing leaves", "^g pause all")
    before = place.leaving()
    seen = []
    for _ in range(3):
        await desk.press("exclamation_mark")
        await desk.settled()
        seen.append(window.entry and window.entry.post)
    assert seen == [FAILED, UNKNOWN, HELD]
    await desk.press("escape")
    await desk.until(lambda: desk.screen.window is None)
    await desk.settled()
    assert place.leaving() == before
    assert place.rows("SELECT looked_at FROM operator WHERE name = ?", OPERATOR) == [{"looked_at": to_stamp(NOW)}]


@covers("open", "drop", "edit")
@seated((80, 24))
async def test_a_decision_is_made_from_the_review_and_the_next_one_comes_up(desk: Desk, place: Place) -> None:
    window = await open_review(desk)
    await on_post(desk, window, FAILED)
    await desk.press("enter", "r")
    await desk.until(lambda: place.state(FAILED) == "scheduled")
    await desk.until(lambda: ("Your decision", FAILED) not in missed(window))
    await on_post(desk, window, HELD)
    await desk.lone("x")
    await desk.until(lambda: place.state(HELD) == "cancelled")
    await desk.until(lambda: [one for one in missed(window) if one[0] == "Your decision"] == [("Your decision", UNKNOWN)])
    assert desk.screen.window is window


@covers("let_go", "pause", "hold")
@seated((120, 36))
async def test_a_lets_go_what_a_pause_and_a_hold_keep_and_no_decision(desk: Desk, place: Place) -> None:
    await desk.go_post(SECOND)
    await desk.lone("h")
    await desk.until(lambda: place.state(SECOND) == "held")
    window = await open_review(desk)
    await desk.press("ctrl+g")  # anywhere, also here
    await desk.until(lambda: desk.sees("PAUSED", "REHEARSAL", f"paused by {OPERATOR}"))
    assert ("Leaves when you say so", SECOND) in missed(window)
    await desk.lone("a")
    await desk.until(lambda: place.rows("SELECT paused_at FROM gate") == [{"paused_at": None}])
    assert (place.state(SECOND), place.state(HELD), place.state(FAILED), place.state(DRAFTED)) == ("scheduled", "held", "failed", "draft")


@seated((80, 24))
async def test_prose_typed_into_the_review_runs_nothing_and_is_kept(desk: Desk, place: Place) -> None:
    await open_review(desk)
    before = place.leaving()
    await desk.write("a hall full of kites")
    await desk.until(lambda: place.kept() == "a hall full of kites")
    assert (desk.screen.window, place.leaving()) == (None, before)


@seated((80, 24))
async def test_what_another_operator_holds_is_announced_until_it_was_looked_at(desk: Desk, place: Place) -> None:
    place.do("UPDATE part SET state = 'held', reason = 'by Sam', changed_at = ? WHERE post = ?", to_stamp(NOW), SCHEDULED)
    await desk.until(lambda: desk.sees("! 4 need you"))
    window = await open_review(desk)
    assert ("Leaves when you say so", SCHEDULED) in missed(window)
    await desk.press("escape")
    await desk.until(lambda: desk.sees("! 3 need you"))


@covers("open")
@seated((80, 24))
async def test_an_account_on_hold_goes_on_only_once_somebody_says_so(desk: Desk, place: Place) -> None:
    place.do("UPDATE part SET due = ? WHERE post = ?", to_stamp(NOW), SCHEDULED)
    place.do("UPDATE account SET hold = 'out of credits (402)' WHERE name = 'bird'")
    await desk.until(lambda: desk.sees("X on hold"))
    window = await open_review(desk)
    assert desk.sees("bird on hold: out of credits (402)")
    await on_post(desk, window, SCHEDULED)
    await desk.press("enter")
    await desk.until(lambda: desk.sees("bird is on hold", "it goes on"))
    await desk.press("r")
    await desk.until(lambda: place.rows("SELECT hold FROM account WHERE name = 'bird'") == [{"hold": None}])


@covers("needs")
@seated()
async def test_what_the_hall_cannot_wait_with_comes_before_what_has_not_left(desk: Desk, place: Place) -> None:
    place.do("UPDATE incoming SET text = 'Pas de son au fond.', alarms = 1 WHERE id IN (?, ?)", PLAIN, ANSWER)
    await desk.until(lambda: desk.sees("! 5 need you", "2 need you"))
    for item in (ANSWER, PLAIN):  # newest first
        await desk.press("exclamation_mark")
        await desk.until(lambda item=item: desk.screen.pane == INBOX and desk.screen.chosen.items()[0].id == item)  # type: ignore[misc]
    await open_review(desk)
    await desk.press("escape")
    await desk.until(lambda: desk.screen.window is None)
    for item in (ANSWER, PLAIN):
        await desk.go_item(item)
        await desk.lone("d")
        await desk.until(lambda item=item: place.incoming(item) == "read")  # type: ignore[misc]
    await desk.until(lambda: desk.sees("! 3 need you") and not desk.sees("2 need you"))


@covers("needs")
@seated()
async def test_what_needs_somebody_is_said_to_be_there_where_a_search_hides_it(desk: Desk, place: Place) -> None:
    place.do("UPDATE incoming SET text = 'Pas de son au fond.', alarms = 1 WHERE id = ?", PLAIN)
    place.do("DELETE FROM part WHERE state IN ('failed', 'unknown', 'held')")
    place.do("DELETE FROM post WHERE id IN (?, ?, ?)", HELD, FAILED, UNKNOWN)
    await desk.until(lambda: desk.sees("! 1 needs you"))
    await desk.press("/")
    await desk.until(lambda: isinstance(desk.app.screen, Find))
    await desk.write("fly\n")
    await desk.until(lambda: not desk.sees("Pas de son"))
    await desk.press("exclamation_mark")
    await desk.until(lambda: any("Esc shows all" in one for one in desk.told()))
    await desk.press("escape")
    await desk.until(lambda: desk.sees("Pas de son"))
    for _ in range(2):  # there is but one
        await desk.press("exclamation_mark")
        await desk.until(lambda: desk.screen.pane == INBOX and desk.screen.chosen.items()[0].id == PLAIN)
    place.do("UPDATE incoming SET alarms = 0 WHERE id = ?", PLAIN)
    await desk.until(lambda: not desk.sees("1 needs you"))
    await desk.press("exclamation_mark")
    await desk.until(lambda: any("Nothing needs you" in one for one in desk.told()))


@covers("needs")
@seated((80, 24))
async def test_a_worker_that_is_gone_can_be_started_from_the_desk(desk: Desk, place: Place) -> None:
    place.do("UPDATE gate SET worker_seen_at = NULL, worker_pid = NULL")
    await desk.until(lambda: desk.sees("no worker"))
    await desk.press("exclamation_mark")
    await desk.until(lambda: desk.sees("No worker runs", "until one runs", "start one", "the rest that needs you"))
    await desk.press("r")
    await desk.until(lambda: isinstance(desk.screen.window, ReviewWindow))
    await desk.press("escape")
    await desk.until(lambda: desk.screen.window is None)
    await desk.press("exclamation_mark")
    await desk.until(lambda: desk.sees("No worker runs"))
    await desk.press("s")
    log = place.folder / "worker.log"  # that of a rehearsal whose time stands says so, and ends
    await desk.until(lambda: log.exists() and "nothing more leaves" in log.read_text())


@covers("needs")
@seated()
async def test_what_a_pause_keeps_past_its_time_opens_the_review(desk: Desk, place: Place) -> None:
    half = timedelta(minutes=3)
    place.do("DELETE FROM part WHERE state IN ('failed', 'unknown', 'held')")
    place.do("DELETE FROM post WHERE id IN (?, ?, ?)", HELD, FAILED, UNKNOWN)
    place.do("UPDATE gate SET paused_at = ?, paused_by = 'Sam'", to_stamp(NOW))
    for table, key in (("post", "id"), ("part", "post")):
        place.do(f"UPDATE {table} SET due = ?, latest = ? WHERE {key} = ?", to_stamp(NOW - half), to_stamp(NOW + half), SCHEDULED)
    await desk.until(lambda: desk.screen.snapshot is not None and desk.screen.snapshot.keeps(NOW) and not desk.screen.snapshot.keys_that_need())
    await desk.press("exclamation_mark")
    await desk.until(lambda: desk.screen.window is not None and desk.sees("paused by Sam", "Leaves when you say so (1)", "Scheduled words."))
