"""What the composer does for whoever types: completion, words of its own for one network, question and answer."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from livetweet.clock import SimulatedClock
from livetweet.desk.writing import from_json
from livetweet.store import gates
from livetweet.store.connect import Store
from tests.desk.place import ASKS, NOW, PRIVATE, SCHEDULED, Desk, Place, at_desk, covers, seated

OWN = "Only here: wind."


def texts(place: Place) -> dict[str, str]:
    """Account to the text of the newest post's only part."""
    return {row["account"]: row["text"] for row in place.rows("SELECT account, text FROM part WHERE post = ?", place.newest()["id"])}


def move_clock(place: Place, minutes: int) -> None:
    store = Store(place.store)
    try:
        with store.writing() as db:
            gates.set_simulated_time(db, SimulatedClock(anchor=NOW + timedelta(minutes=minutes), anchor_monotonic=0.0, speed=0.0))
    finally:
        store.close()


@covers("complete")
@seated()
async def test_tab_takes_the_proposal_then_the_next_then_the_letters_again(desk: Desk, place: Place) -> None:
    await desk.press("n")
    await desk.write("With zo")
    await desk.until(lambda: desk.sees("Tab Zoé Marin", "@{Zoé Marin}"))
    await desk.press("tab")
    assert desk.words == "With Zoé Marin"
    await desk.press("tab")
    assert desk.words == "With @{Zoé Marin}"
    await desk.until(lambda: place.kept() == "With @{Zoé Marin}")
    await desk.press("tab")
    assert desk.words == "With zo"
    await desk.press("tab", "tab")
    await desk.write(" on stage. fai")
    await desk.until(lambda: desk.sees("Tab #Fair27"))
    await desk.press("tab", "enter")
    await desk.until(lambda: not desk.typing)
    assert texts(place) == {
        "bird": "With Zoé Marin on stage. #Fair27",
        "masto": "With @zoe@example.org on stage. #Fair27",
        "sky": "With Zoé Marin on stage. #Fair27",
    }


@covers("later")
@seated()
async def test_a_draft_of_no_session_stays_in_sight(desk: Desk, place: Place) -> None:
    place.do("DELETE FROM programme")
    await desk.until(lambda: desk.sees("nothing on in my room"))
    await desk.press("n")
    await desk.write("One day")
    await desk.press("ctrl+s", "enter")
    await desk.until(lambda: not desk.typing)
    await desk.until(lambda: desk.sees("Later", "One day"))


@covers("complete")
@seated(size=(80, 24))
async def test_a_proposal_takes_no_key_from_whoever_types(desk: Desk, place: Place) -> None:
    await desk.press("n")
    await desk.write("thanks to zoé")
    await desk.until(lambda: desk.sees("Tab Zoé Marin"))
    await desk.press("enter")
    await desk.until(lambda: not desk.typing)
    assert set(texts(place).values()) == {"thanks to zoé"}
    await desk.press("n", "tab")  # nothing is proposed: nothing happens
    await desk.write("x")
    await desk.until(lambda: desk.words == "x")


@covers("own")
@seated(size=(160, 48))
async def test_one_network_gets_words_of_its_own_and_the_others_those_for_all(desk: Desk, place: Place) -> None:
    await desk.press("q")
    await desk.write("Wind is a material.")
    await desk.press("shift+tab", "shift+tab", "shift+tab")
    await desk.until(lambda: desk.sees("for X only") and desk.words == "“Wind is a material.” — Zoé Marin #Fair27")
    await desk.press("ctrl+u")
    await desk.write(OWN)
    await desk.until(lambda: desk.sees("X own 16/280 fits", "M 48/500 fits", f"X  {OWN}"))
    await desk.press("shift+tab")
    await desk.until(lambda: desk.words == "Wind is a material." and desk.sees("X own 16/280 fits"))
    await desk.press("enter")
    await desk.until(lambda: not desk.typing)
    assert texts(place) == {
        "bird": OWN,
        "masto": "“Wind is a material.” — Zoé Marin (@zoe@example.org) #Fair27",
        "sky": "“Wind is a material.” — Zoé Marin #Fair27",
    }
    await desk.lone("u")  # all of it comes back
    await desk.until(lambda: desk.words == "Wind is a material." and desk.sees("X own 16/280 fits"))


@covers("own")
@seated()
async def test_words_of_its_own_that_are_emptied_or_never_changed_are_those_for_all(desk: Desk, place: Place) -> None:
    await desk.press("n")
    await desk.write("For all.")
    await desk.press("shift+tab")
    await desk.until(lambda: desk.sees("for Mastodon only"))
    await desk.press("shift+tab")  # looked at, not changed
    await desk.until(lambda: desk.sees("for Bluesky only") and not desk.sees(" own 8/"))
    await desk.write(" More.")
    await desk.until(lambda: desk.sees("B own 14/300"))
    await desk.press("ctrl+u")
    await desk.until(lambda: not desk.words and desk.sees("B 8/300 fits"))
    await desk.press("enter")
    await desk.until(lambda: not desk.typing)
    assert texts(place) == {"bird": "For all.", "masto": "For all.", "sky": "For all."}


def test_words_of_its_own_are_back_after_a_kill(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.press("q")
            await desk.write("Shared")
            await desk.press("shift+tab", "ctrl+u")
            await desk.write(OWN)
            await desk.until(
                lambda: [dict(from_json(row["about"]).draft.texts) for row in place.rows("SELECT about FROM typed")] == [{"mastodon": OWN}]
            )
            killed = place.rows("SELECT * FROM typed")
        place.do("DELETE FROM typed")
        for row in killed:
            place.do("INSERT INTO typed VALUES (?, ?, ?, ?, ?)", *row.values())
        async with at_desk(place) as desk:
            await desk.until(lambda: desk.words == "Shared" and desk.sees("M own 16/500 fits"))
            await desk.press("ctrl+o")  # the session is known again
            await desk.until(lambda: desk.told() and "Zoé Marin speaks alone." in desk.told())
            await desk.press("shift+tab")
            await desk.until(lambda: desk.words == OWN)

    asyncio.run(run())


@covers("quote", "speaker")
@seated()
async def test_q_in_the_last_ten_minutes_answers_the_question_on_stage(desk: Desk, place: Place) -> None:
    await desk.go_item(ASKS)
    await desk.lone("s")
    await desk.until(lambda: place.questions() == [("How high do they fly?", "on stage")])
    await desk.press("q")  # too early
    await desk.until(lambda: desk.sees("Quote  Ada"))
    await desk.press("escape")
    move_clock(place, 31)
    await desk.until(lambda: desk.sees("q answer"))
    await desk.press("q")
    await desk.write("Two hundred metres.")
    await desk.until(lambda: desk.sees("Answer  Ada · Kites at dawn · Zoé Marin · “How high do they fly?”"))
    await desk.press("ctrl+o")  # only a quote
    await desk.until(lambda: desk.sees("Quote  Ada"))
    await desk.press("ctrl+o")
    await desk.until(lambda: desk.sees("Answer  Ada"))
    await desk.press("enter")
    await desk.until(lambda: not desk.typing)
    assert texts(place) == {
        "bird": "“How high do they fly?” Zoé Marin: “Two hundred metres.” #Fair27",
        "masto": "“How high do they fly?” Zoé Marin (@zoe@example.org): “Two hundred metres.” #Fair27",
        "sky": "“How high do they fly?” Zoé Marin: “Two hundred metres.” #Fair27",
    }


@seated()
async def test_an_answer_carries_neither_the_askers_tags_nor_whom_they_asked(desk: Desk, place: Place) -> None:
    place.do("UPDATE incoming SET text = '@fair@example.org How high do they fly? #Fair27 #Kites' WHERE id = ?", ASKS)
    await desk.go_item(ASKS)
    await desk.lone("s")
    move_clock(place, 31)
    await desk.until(lambda: desk.sees("q answer"))
    await desk.press("q")
    await desk.write("Two hundred metres.")
    await desk.press("enter")
    await desk.until(lambda: not desk.typing)
    assert texts(place)["bird"] == "“How high do they fly?” Zoé Marin: “Two hundred metres.” #Fair27"


@covers("stage")
@seated((80, 24))
async def test_the_stage_line_counts_minutes_and_seconds_up_to_an_hour(desk: Desk, place: Place) -> None:
    await desk.go_item(ASKS)
    await desk.lone("s")
    await desk.until(lambda: desk.sees("on stage How high do they fly?", "@bo  0:00"))
    move_clock(place, 31)
    await desk.until(lambda: desk.sees("@bo  31:00"))
    move_clock(place, 391)
    await desk.until(lambda: desk.sees("  6 h 31  session over"))


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_the_stage_line_tells_that_the_session_of_its_question_is_over(place: Place, size: tuple[int, int]) -> None:
    async def run() -> None:
        async with at_desk(place, size) as desk:
            await desk.go_item(ASKS)
            await desk.lone("s")
            await desk.until(lambda: desk.sees("How high do they fly?", "0:00"))
            assert not desk.sees("is over")
            move_clock(place, 40)
            await desk.until(lambda: desk.sees("session over: d takes it off"))
            await desk.press("d")
            await desk.until(lambda: not desk.sees("is over"))

    asyncio.run(run())


@covers("quote", "stage")
@seated()
async def test_private_words_are_neither_staged_nor_quoted(desk: Desk, place: Place) -> None:
    await desk.go_item(PRIVATE)
    await desk.lone("s")
    await desk.until(desk.told)
    assert place.questions() == []
    move_clock(place, 31)
    await desk.press("q")
    await desk.until(lambda: desk.sees("Quote  Ada · Kites at dawn"))
    assert desk.words == ""
    assert "Only for you." not in str(desk.screen.composer.writing)


@covers("edit")
@seated()
async def test_a_scripted_post_is_edited_for_all_networks_at_once(desk: Desk, place: Place) -> None:
    place.do("UPDATE post SET kind = 'start', session = 'kites', texts = '{}' WHERE id = ?", SCHEDULED)
    await desk.until(lambda: desk.sees("10:15 start"))
    await desk.go_post(SCHEDULED)
    await desk.press("e")
    await desk.until(lambda: "Zoé Marin (@{Zoé Marin})" in desk.words)
    await desk.write(" Come!\n")
    await desk.until(lambda: not desk.typing)
    made = {row["account"]: row["text"] for row in place.rows("SELECT account, text FROM part WHERE post = ? AND state = 'scheduled'", SCHEDULED)}
    assert {account: "(@zoe@example.org)" in text for account, text in made.items()} == {"bird": False, "masto": True, "sky": False}
    assert all(text.endswith(" Come!") and "(Zoé" not in text and "{" not in text for text in made.values())
