"""The conversation view, and two operators at one inbox."""

from __future__ import annotations

from livetweet.clock import to_stamp
from livetweet.desk.conversation import ConversationWindow
from tests.building import OPERATOR
from tests.desk.place import ANSWER, ASKS, NOW, PLAIN, PRIVATE, Desk, Place, covers, seated


def claimed(place: Place, id_: int) -> object:
    return place.rows("SELECT claimed_by FROM incoming WHERE id = ?", id_)[0]["claimed_by"]


@covers("open", "close")
@seated((80, 24))
async def test_enter_shows_what_we_said_above_their_words(desk: Desk, place: Place) -> None:
    await desk.go_item(ANSWER)
    await desk.press("enter")
    await desk.until(lambda: desk.sees("We said", "Posted words.", "They answer", "Thank you for this."))
    shown = desk.text()
    assert shown.index("Posted words.") < shown.index("Thank you for this.")
    assert place.incoming(ANSWER) == "new"
    await desk.press("escape")
    await desk.until(lambda: desk.screen.window is None)


@covers("question", "stage", "done", "raise")
@seated((80, 24))
async def test_the_keys_of_the_inbox_work_there(desk: Desk, place: Place) -> None:
    await desk.go_item(ASKS)
    await desk.press("enter")
    await desk.until(lambda: isinstance(desk.screen.window, ConversationWindow))
    await desk.lone("w")
    await desk.until(lambda: desk.sees("waiting · asked once"))
    await desk.lone("y")
    await desk.until(lambda: place.rows("SELECT raised FROM question") == [{"raised": 1}])
    await desk.lone("s")
    await desk.until(lambda: desk.sees("on stage · asked once"))
    await desk.lone("d")
    await desk.until(lambda: place.questions() == [("How high do they fly?", "answered")])


@covers("reply")
@seated()
async def test_an_answer_is_claimed_while_it_is_written_and_given_back_by_escape(desk: Desk, place: Place) -> None:
    await desk.go_item(PLAIN)
    await desk.press("enter")
    await desk.until(lambda: desk.screen.window is not None)
    await desk.press("r")
    await desk.until(lambda: desk.screen.window is None and claimed(place, PLAIN) == OPERATOR)
    await desk.until(lambda: desk.sees(f"{OPERATOR} answers"))
    await desk.press("escape")
    await desk.until(lambda: claimed(place, PLAIN) is None)


@covers("reply", "undo")
@seated()
async def test_a_sent_answer_marks_the_post_and_u_takes_both_back(desk: Desk, place: Place) -> None:
    await desk.go_item(PLAIN)
    await desk.press("r")
    await desk.write("Glad you like it")
    await desk.press("enter")
    await desk.until(lambda: (place.incoming(PLAIN), claimed(place, PLAIN)) == ("answered", None))
    await desk.until(lambda: desk.screen.composer.writing is None)
    await desk.lone("u")
    await desk.until(lambda: (place.incoming(PLAIN), claimed(place, PLAIN)) == ("read", OPERATOR))


@covers("reply")
@seated()
async def test_a_post_that_somebody_else_answers_is_asked_about_first(desk: Desk, place: Place) -> None:
    place.do("UPDATE incoming SET claimed_by = 'Sam', claimed_at = ? WHERE id = ?", to_stamp(NOW), PLAIN)
    await desk.until(lambda: desk.sees("Sam answers"))
    await desk.go_item(PLAIN)
    await desk.press("r")
    await desk.until(lambda: desk.sees("Sam is answering this"))
    await desk.press("escape")
    await desk.settled()
    assert (desk.screen.composer.writing, claimed(place, PLAIN)) == (None, "Sam")
    await desk.press("r")
    await desk.until(lambda: desk.sees("Sam is answering this"))
    await desk.press("y")
    await desk.until(lambda: claimed(place, PLAIN) == OPERATOR and desk.screen.composer.writing is not None)


@covers("keep", "mute")
@seated()
async def test_star_keeps_for_the_recap_and_z_mutes_a_person_or_a_word(desk: Desk, place: Place) -> None:
    await desk.go_item(PLAIN)
    await desk.press("asterisk")
    await desk.until(lambda: place.rows("SELECT id FROM incoming WHERE kept = 1") == [{"id": PLAIN}])
    await desk.lone("z")
    await desk.until(lambda: desk.sees("Nobody and nothing is muted."))
    await desk.press("p")
    await desk.until(lambda: place.rows("SELECT what FROM mute") and not desk.sees("Mute:") and not desk.sees("Nice hall."))
    await desk.lone("z")
    await desk.until(lambda: desk.sees("Muted now: @ana@example.net"))
    await desk.press("w")
    await desk.until(lambda: desk.sees("no post that says it is shown"))
    await desk.press(*"thank", "enter")
    await desk.until(lambda: len(place.rows("SELECT what FROM mute")) == 2 and not desk.sees("Thank you for this."))
    await desk.lone("z")
    await desk.until(lambda: desk.sees("“thank”"))
    await desk.press("b")
    await desk.until(lambda: desk.sees("Thank you for this."))


@covers("merge", "split", "undo")
@seated()
async def test_equals_makes_one_question_of_two_and_percent_two_of_one(desk: Desk, place: Place) -> None:
    for post in (ANSWER, ASKS):
        await desk.go_item(post)
        await desk.lone("w")
    await desk.until(lambda: desk.screen.snapshot and {one.id for one in desk.screen.snapshot.inbox if one.question} == {ANSWER, ASKS})
    await desk.go_item(ANSWER)
    await desk.press("space")
    await desk.go_item(ASKS)
    await desk.until(lambda: len(desk.screen.chosen.marked) == 1)
    await desk.press("equals_sign")
    await desk.until(lambda: len(place.rows("SELECT DISTINCT question FROM asker")) == 1)
    await desk.until(lambda: desk.sees("×2"))
    await desk.go_item(ASKS)
    await desk.press("percent_sign")
    await desk.until(lambda: len(place.rows("SELECT DISTINCT question FROM asker")) == 2)
    await desk.lone("u")
    await desk.until(lambda: len(place.rows("SELECT DISTINCT question FROM asker")) == 1)


@covers("relay")
@seated()
async def test_a_post_is_passed_on_with_a_word_of_ours_who_wrote_it_and_where(desk: Desk, place: Place) -> None:
    await desk.go_item(PLAIN)
    await desk.press('"')
    await desk.until(lambda: desk.sees("Pass on", "Nice hall."))
    await desk.write("Seen from the back.")
    await desk.press("enter")
    await desk.until(lambda: not desk.typing)
    post = place.newest()
    assert (post["kind"], post["session"]) == ("relay", "kites")
    assert {row["text"] for row in place.rows("SELECT text FROM part WHERE post = ?", post["id"])} == {
        "Seen from the back. Worth your time, by Ana: https://masto.example/1 #Fair27"
    }


@covers("relay")
@seated()
async def test_what_was_not_said_in_public_is_not_passed_on(desk: Desk, place: Place) -> None:
    await desk.go_item(PRIVATE)
    await desk.press('"')
    await desk.until(lambda: any("is private" in one for one in desk.told()))
    assert not desk.typing


@covers("reply")
@seated((80, 24))
async def test_a_reply_is_shown_for_the_account_it_leaves_from_and_no_wider_than_what_it_answers(desk: Desk, place: Place) -> None:
    await desk.go_item(PRIVATE)
    await desk.press("r")
    await desk.until(lambda: desk.sees("Reply, direct", "to M in rehearsal"))
    await desk.write("Only for you too.")
    await desk.press("enter")
    await desk.until(lambda: not desk.typing)
    parts = place.rows("SELECT account, visibility, state FROM part WHERE post = ?", place.newest()["id"])
    assert parts == [{"account": "masto", "visibility": "direct", "state": "scheduled"}]
