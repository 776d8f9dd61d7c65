"""Quote in two keys, and the other ways to write: what reaches the store is right for each account."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.building import OPERATOR
from tests.desk.place import GRACE, NOW, SECOND, Desk, Place, covers, seated


@covers("quote", "send")
@seated()
async def test_quote_in_two_keys_is_due_in_ten_seconds_and_u_brings_the_words_back(desk: Desk, place: Place) -> None:
    await desk.press("q")
    await desk.write("Wind is a material.")
    await desk.until(lambda: desk.sees("Quote", "Ada · Kites at dawn · Zoé Marin", "in rehearsal"))
    await desk.press("enter")
    await desk.until(lambda: not desk.typing)
    post = place.newest()
    assert (post["kind"], post["session"], post["approved_by"]) == ("quote", "kites", OPERATOR)
    assert place.due(post["id"]) == NOW + GRACE
    parts = place.rows("SELECT account, text, thread, state, due FROM part WHERE post = ? ORDER BY account", post["id"])
    assert [(part["account"], part["text"], part["thread"], part["state"]) for part in parts] == [
        ("bird", "“Wind is a material.” — Zoé Marin #Fair27", "kites", "scheduled"),
        ("masto", "“Wind is a material.” — Zoé Marin (@zoe@example.org) #Fair27", "kites", "scheduled"),
        ("sky", "“Wind is a material.” — Zoé Marin #Fair27", "kites", "scheduled"),
    ]
    await desk.until(lambda: place.kept() is None)
    await desk.lone("u")
    await desk.until(lambda: desk.typing and desk.words == "Wind is a material.")
    assert place.state(post["id"]) == "cancelled"
    await desk.press("enter")  # and away again
    await desk.until(lambda: not desk.typing)
    assert place.newest()["id"] > post["id"]
    assert place.state(place.newest()["id"]) == "scheduled"


@covers("undo")
@seated()
async def test_what_was_taken_back_never_leaves_by_another_u(desk: Desk, place: Place) -> None:
    await desk.go_post(SECOND)
    await desk.lone("h")
    await desk.until(lambda: place.state(SECOND) == "held")
    await desk.press("q")
    await desk.write("Said too soon.\n")
    await desk.until(lambda: not desk.typing)
    post = place.newest()["id"]
    await desk.lone("u")
    await desk.until(lambda: desk.words == "Said too soon.")
    assert (place.state(post), place.state(SECOND)) == ("cancelled", "held")
    await desk.press("escape")
    await desk.until(lambda: not desk.typing)
    await desk.lone("u")
    await desk.until(lambda: place.state(SECOND) == "scheduled")
    told = len(desk.told())
    await desk.lone("u")
    await desk.until(lambda: len(desk.told()) > told)
    assert place.state(post) == "cancelled"


@covers("quote")
@seated()
async def test_quote_says_who_wants_no_quotes(desk: Desk, place: Place) -> None:
    await desk.lone("m")
    await desk.press("q")
    await desk.write("Moss remembers.\n")
    await desk.until(lambda: desk.told())
    assert "Ines Roy" in desk.told()[0]
    assert desk.words == "Moss remembers."
    assert not place.rows("SELECT * FROM part WHERE text LIKE '%remembers%'")


@covers("speaker", "other_room")
@seated()
async def test_ctrl_o_and_ctrl_r_change_speaker_and_room_and_keep_the_words(desk: Desk, place: Place) -> None:
    await desk.press("q")
    await desk.write("Words stay")
    await desk.press("ctrl+r")
    await desk.until(lambda: desk.sees("Curie · Moss · Ines Roy"))
    assert desk.words == "Words stay"
    await desk.press("ctrl+r")
    await desk.until(lambda: desk.sees("Quote  Ada · Kites at dawn · Zoé Marin"))
    await desk.press("ctrl+o")
    await desk.settled()
    assert desk.words == "Words stay"
    assert desk.sees("Zoé Marin")


@covers("look")
@seated(size=(160, 48))
async def test_ctrl_l_shows_what_each_account_would_post(desk: Desk, place: Place) -> None:
    await desk.press("q")
    await desk.write("Wind")
    await desk.press("ctrl+l")
    await desk.until(lambda: desk.sees("What each account posts", "“Wind” — Zoé Marin (@zoe@example.org) #Fair27", "“Wind” — Zoé Marin #Fair27"))


@covers("later")
@seated()
async def test_ctrl_s_keeps_a_draft_of_the_session(desk: Desk, place: Place) -> None:
    await desk.press("q")
    await desk.write("For the record")
    await desk.press("ctrl+s")
    await desk.until(lambda: desk.sees("Later", "nothing: a draft"))
    await desk.press("enter")
    await desk.until(lambda: not desk.typing)
    post = place.newest()
    assert (post["kind"], post["session"], post["approved_at"], "For the record" in post["fields"]) == ("quote", "kites", None, True)
    await desk.until(lambda: place.kept() is None)


@covers("later")
@pytest.mark.parametrize(("when", "due"), [("10:30", 25), ("+20", 20)])
def test_ctrl_s_and_a_time_approves_it_for_then(place: Place, when: str, due: int) -> None:
    async def schedule(desk: Desk, place: Place) -> None:
        await desk.press("q")
        await desk.write("Wind, later")
        for refused, why in (("soon", "is no time"), ("10:00", "has passed")):
            await desk.press("ctrl+s")
            await desk.until(lambda: desk.sees("Later"))
            await desk.write(f"{refused}\n")
            await desk.until(lambda why=why: why in desk.told()[-1] if desk.told() else False)  # type: ignore[misc]
            assert desk.words == "Wind, later"
        await desk.press("ctrl+s")
        await desk.write(f"{when}\n")
        await desk.until(lambda: not desk.typing)
        post = place.newest()["id"]
        assert (place.state(post), place.due(post)) == ("scheduled", NOW + timedelta(minutes=due))
        assert {row["text"] for row in place.rows("SELECT text FROM part WHERE post = ? AND account = 'sky'", post)} == {
            "“Wind, later” — Zoé Marin #Fair27"
        }

    seated()(schedule)(place)


@covers("new", "newline", "send")
@seated()
async def test_n_writes_a_post_of_ones_own_with_lines(desk: Desk, place: Place) -> None:
    await desk.press("n")
    await desk.write("One")
    await desk.press("ctrl+j")
    await desk.write("Two\n")
    await desk.until(lambda: not desk.typing)
    post = place.newest()
    assert (post["kind"], post["session"]) == ("live", "kites")
    assert {row["text"] for row in place.rows("SELECT text FROM part WHERE post = ?", post["id"])} == {"One\nTwo"}
