"""Nothing typed is lost, and nothing leaves because of where it was typed."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import pytest
from textual import events
from textual.app import App

from livetweet.desk.app import make
from livetweet.desk.letters import ACTS_AFTER
from livetweet.desk.writing import Writing, to_json
from livetweet.model.post import Draft, Kind
from livetweet.workspace import find
from tests.building import OPERATOR
from tests.desk.place import ANSWER, ASKS, DRAFTED, PLAIN, PRIVATE, SCHEDULED, SECOND, Desk, Place, at_desk, seated

ABOUT = to_json(Writing(draft=Draft(kind=Kind.QUOTE, session="kites"), field="quote", title="Quote"))
PROSE = "ajar stands the door, hj fby"  # begins with a command, then a move


@seated()
async def test_what_is_put_aside_stays_apart_and_comes_back_where_it_belongs(desk: Desk, place: Place) -> None:
    await desk.press("q")
    await desk.write("Half a thought")
    await desk.press("escape")
    await desk.until(lambda: not desk.typing)
    await desk.go_item(PRIVATE)
    await desk.press("r")  # other words meanwhile, put aside in their turn
    await desk.write("between us")
    await desk.until(lambda: desk.words == "@cy@example.net between us")
    await desk.press("escape")
    await desk.until(lambda: not desk.typing and desk.sees("go on (2 kept)"))
    await desk.press("q")
    await desk.until(lambda: desk.words == "Half a thought" and desk.sees("Quote", "Kites at dawn"))
    await desk.press("escape")
    await desk.until(lambda: not desk.typing)
    await desk.go_item(PRIVATE)
    await desk.press("r")
    await desk.until(lambda: desk.words == "@cy@example.net between us" and desk.sees("Reply, direct"))
    await desk.press("enter")
    await desk.until(lambda: not desk.typing)
    assert (place.newest()["kind"], place.newest()["visibility"]) == ("reply", "direct")
    await desk.press("n")  # the last that is left
    await desk.until(lambda: desk.words == "Half a thought" and desk.sees("Quote", "Kites at dawn"))


@seated()
async def test_another_thing_begun_over_a_private_reply_leaves_its_words_private(desk: Desk, place: Place) -> None:
    await desk.go_item(PRIVATE)
    await desk.press("r")
    await desk.write("between us")
    desk.screen.feed("inbox").focus()  # as a click does
    await desk.until(lambda: desk.screen.pane == "inbox")
    await desk.press("n")
    await desk.until(lambda: desk.sees("New post"))
    assert desk.words == ""
    await desk.until(lambda: place.rows("SELECT place, text FROM typed") == [{"place": "aside 0", "text": "@cy@example.net between us"}])


@seated()
async def test_the_same_again_goes_on_in_the_composer_that_is_open(desk: Desk, place: Place) -> None:
    await desk.go_item(PLAIN)
    await desk.press("r")
    await desk.write("Thanks")
    desk.screen.feed("inbox").focus()
    await desk.until(lambda: desk.screen.pane == "inbox")
    await desk.press("r")
    await desk.until(lambda: desk.screen.pane == "typing")
    assert desk.words == "@ana@example.net Thanks"


def test_words_typed_before_those_kept_are_there_write_over_none_of_them(place: Place) -> None:
    """Another program keeps the store to itself while the desk opens."""

    async def run() -> None:
        place.do("INSERT INTO typed VALUES (?, 'composer', 'From before', ?, '2027')", OPERATOR, ABOUT)
        place.do("INSERT INTO typed VALUES (?, 'aside', 'Long before', ?, '2027')", OPERATOR, ABOUT.replace("kites", "moss"))
        app = make(find(place.folder), OPERATOR)
        with closing(sqlite3.connect(place.store, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            async with app.run_test(size=(120, 36)) as pilot:
                desk = Desk(app=app, screen=app._desk, pilot=pilot)
                await desk.press("n")
                await desk.write("Now")
                await desk.until(lambda: desk.words == "Now")
                other.execute("ROLLBACK")
                texts = {"Now", "From before", "Long before"}
                await desk.until(lambda: {row["text"] for row in place.rows("SELECT text FROM typed")} == texts)
                assert desk.words == "Now"

    asyncio.run(run())


@pytest.mark.parametrize("keys", [(), ("escape",)])
def test_words_are_back_after_a_kill_at_any_keystroke(place: Place, keys: tuple[str, ...]) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.press("q")
            for word in ("W", "Wi", "Win"):
                await desk.write(word[-1])
                await desk.until(lambda word=word: place.kept() == word)  # type: ignore[misc]
            await desk.press(*keys)
            await desk.settled()
            await desk.settled()
            killed = place.rows("SELECT * FROM typed")
        place.do("DELETE FROM typed")
        for row in killed:
            place.do("INSERT INTO typed VALUES (?, ?, ?, ?, ?)", *row.values())
        async with at_desk(place) as desk:
            await desk.until(lambda: desk.words == "Win" and desk.sees("Quote", "Zoé Marin", "M 32/500 fits"))
            await desk.write("d\n")
            await desk.until(lambda: not desk.typing)
            assert place.rows("SELECT session, fields FROM post ORDER BY id DESC LIMIT 1") == [
                {"session": "kites", "fields": '{"speaker": "Zoé Marin", "quote": "Wind"}'}
            ]
            await desk.until(lambda: not place.rows("SELECT * FROM typed"))

    asyncio.run(run())


@seated()
async def test_enter_twice_is_one_post_and_words_typed_behind_it_stay(desk: Desk, place: Place) -> None:
    before = place.newest()["id"]
    await desk.press("n")
    await desk.write("Once.\n\nMore")
    await desk.until(lambda: desk.typing and desk.words == "More")
    await desk.settled()
    assert place.newest()["id"] == before + 1
    assert {row["text"] for row in place.rows("SELECT text FROM part WHERE post = ?", before + 1)} == {"Once."}
    await desk.until(lambda: place.kept() == "More")


@seated()
async def test_paste_never_sends(desk: Desk, place: Place) -> None:
    before = place.leaving()
    await desk.press("n")
    await desk.paste("One.\nTwo.\n")
    await desk.until(lambda: desk.words == "One.\nTwo.\n")
    await desk.press("escape")
    await desk.go_post(DRAFTED)
    await desk.paste("a")
    await desk.until(lambda: desk.typing and desk.words == "a")
    await desk.press("enter")
    await desk.settled()
    assert (place.leaving(), place.state(DRAFTED)) == (before, "draft")


@pytest.mark.parametrize("pane", ["outbox", "inbox", "programme"])
def test_prose_typed_into_a_list_runs_nothing_is_kept_and_its_first_enter_does_not_send(place: Place, pane: str) -> None:
    async def type_prose(desk: Desk, place: Place) -> None:
        before, incoming = place.leaving(), place.rows("SELECT state FROM incoming")
        await desk.go(pane)
        if pane == "outbox":
            await desk.go_post(DRAFTED)
        await desk.write(PROSE)
        await desk.until(lambda: desk.words == PROSE and desk.sees("You typed this into a list"), "told")
        await desk.press("enter")
        await desk.settled()
        assert (place.leaving(), place.rows("SELECT state FROM incoming"), place.questions()) == (before, incoming, [])
        await desk.until(lambda: place.kept() == PROSE)
        await desk.press("enter")  # now it is meant
        await desk.until(lambda: not desk.typing)
        assert place.newest()["texts"] == f'{{"*": "{PROSE}"}}'

    seated()(type_prose)(place)


@seated()
async def test_prose_at_the_speed_of_a_terminal_ends_with_an_enter_that_sends_nothing(desk: Desk, place: Place) -> None:
    before = place.leaving()
    await desk.write("as fast as a paste\n")
    await desk.until(lambda: desk.words == "as fast as a paste")
    await desk.settled()
    assert desk.typing
    assert desk.app.screen is desk.screen
    assert place.leaving() == before


@pytest.mark.parametrize(("pane", "opens"), [("outbox", None), ("outbox", "!"), ("programme", "enter")])
@pytest.mark.parametrize("every", [0.0, 0.13])
def test_marks_and_moves_are_no_prose_however_fast_they_come(place: Place, every: float, pane: str, opens: str | None) -> None:
    """In a list they mark and move; in a window (the review, a session's script), where nothing can be marked, they move."""

    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.go(pane)
            await desk.press("home")
            if opens:
                await desk.lone(opens)
                assert desk.screen.window is not None
            for key in ("space", "j", "space", "down", "k", "j", "space", "j"):
                desk._send(key)
                await asyncio.sleep(every)
            await asyncio.sleep(ACTS_AFTER)
            await desk.settled()
            assert not desk.typing
            rows = [row.key for row in desk.screen.feed("outbox").rows if not row.heading]
            assert desk.screen.chosen.marked == (set() if opens else {rows[0], rows[2], rows[4]})

    asyncio.run(run())


@pytest.mark.parametrize("prose", ["just so", " just so", "j'ai vu", "k  jj à toi", "  jamais"])
def test_prose_that_begins_with_marks_or_moves_is_whole_and_marks_nothing(place: Place, prose: str) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.go("outbox")
            await desk.press("home")
            await desk.press("space")
            await asyncio.sleep(2 * ACTS_AFTER)
            marked = set(desk.screen.chosen.marked)
            await desk.write(prose)
            await desk.until(lambda: desk.words == prose)
            assert desk.screen.chosen.marked == marked != set()

    asyncio.run(run())


@seated()
async def test_prose_in_a_conversation_is_whole_too(desk: Desk, place: Place) -> None:
    await desk.go_item(PLAIN)
    await desk.press("enter")
    await desk.write("fjord, jeudi")
    await desk.until(lambda: desk.words == "fjord, jeudi")


@seated()
async def test_prose_in_a_list_goes_on_where_something_is_written(desk: Desk, place: Place) -> None:
    await desk.press("n")
    await desk.write("Written. ")
    desk.screen.feed("outbox").focus()  # by the mouse
    await desk.until(lambda: desk.screen.pane == "outbox")
    await desk.write("hx")
    await desk.until(lambda: desk.words == "Written. hx")
    await desk.press("enter")
    await desk.settled()
    assert desk.typing


@seated()
async def test_letter_acts_on_the_row_it_was_pressed_on(desk: Desk, place: Place) -> None:
    await desk.go_post(SCHEDULED)
    await desk.press("h", "down", "down")  # faster than the letter acts
    await desk.until(lambda: place.state(SCHEDULED) == "held")
    await desk.settled()
    assert place.state(SECOND) == "scheduled"


@seated()
async def test_letter_whose_row_has_gone_does_nothing(desk: Desk, place: Place) -> None:
    await desk.go_post(DRAFTED)
    await desk.press("x")
    feed = desk.screen.feed("outbox")
    feed.show([row for row in feed.rows if row.key != f"post:{DRAFTED}"])
    await asyncio.sleep(ACTS_AFTER)
    await desk.until(lambda: desk.told() == ["The row has gone meanwhile: nothing was done."])
    await desk.settled()
    assert place.rows("SELECT count(*) AS gone FROM post WHERE deleted_at IS NOT NULL") == [{"gone": 0}]


@seated()
async def test_refused_words_stay_in_the_composer_with_the_reason(desk: Desk, place: Place) -> None:
    await desk.press("q")
    await desk.write("long " * 120 + "\n")
    await desk.until(lambda: desk.told())
    assert desk.words.startswith("long long")
    await desk.until(lambda: (place.kept() or "").startswith("long long"))
    assert not place.rows("SELECT * FROM part WHERE text LIKE '%long long%'")


@seated((80, 24))
async def test_what_was_sent_says_until_when_it_can_be_taken_back(desk: Desk, place: Place) -> None:
    assert not desk.sees("take back")
    await desk.press("n")
    await desk.write("Said too soon.")
    await desk.press("enter")
    await desk.until(lambda: desk.sees("▌u take back, leaves in 10 s", "q quote"))
    await desk.press("u")
    await desk.until(lambda: desk.words == "Said too soon.")
    await desk.press("escape")
    await desk.until(lambda: desk.sees("▌q quote"))
    assert not desk.sees("take back")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
def test_what_is_said_in_the_corner_leaves_the_composer_and_the_keys_to_be_seen(place: Place, size: tuple[int, int]) -> None:
    """Outside text in it is literal; what is said by a key that cannot do anything is such a sentence."""

    async def look() -> None:
        async with at_desk(place, size, corner=True) as desk:
            await desk.go_item(PLAIN)
            await desk.lone("p")
            await desk.until(lambda: desk.sees("Only a question can be parked"))
            desk.screen.complain("A sentence [/] that is long enough to need a second line in the corner of any screen that is not wide.")
            await desk.until(lambda: desk.sees("A sentence [/] that is", "Only a question"))
            lines = desk.text().splitlines()
            assert lines[-2].startswith("▌q quote")
            assert lines[-1].rstrip().endswith("? help  ^g pause all")
            assert "Kite Fair" in lines[0]
            await desk.press("n")
            await desk.write("Words.")
            await desk.until(lambda: desk.sees("▌Words.", "fits", "A sentence [/] that is", "Only a question"))
            assert not [one for one in desk.text().splitlines()[-7:] if "sentence" in one or "question" in one]

    asyncio.run(look())


@seated()
async def test_two_operators_type_side_by_side(desk: Desk, place: Place) -> None:
    place.do("INSERT INTO typed VALUES ('Ana', 'composer', 'hers', '{}', '2027')")
    await desk.press("n")
    await desk.write("mine")
    await desk.until(lambda: place.kept() == "mine")
    assert place.rows("SELECT operator, text FROM typed ORDER BY operator") == [
        {"operator": "Ana", "text": "hers"},
        {"operator": OPERATOR, "text": "mine"},
    ]


@pytest.mark.parametrize("key", ["h", "space"])
def test_a_key_is_for_the_row_it_was_pressed_on_though_an_arrow_comes_with_it(place: Place, key: str) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.go_post(SCHEDULED)
            desk._send(key)
            desk._send("down")  # in one piece, as a slow line brings them
            if key == "h":
                await desk.until(lambda: place.state(SCHEDULED) == "held")
            else:
                await desk.until(lambda: desk.screen.chosen.marked == {f"post:{SCHEDULED}"})
            await desk.settled()
            assert place.state(SECOND) == "scheduled"
            chosen = desk.screen.feed("outbox").chosen
            assert chosen is not None
            assert chosen.key != f"post:{SCHEDULED}"

    asyncio.run(run())


@pytest.mark.parametrize("then", ["left", "blur"])
@pytest.mark.parametrize("key", ["x", "d"])
def test_a_key_is_for_the_list_it_was_pressed_in_though_the_keyboard_goes_elsewhere(place: Place, key: str, then: str) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            before = place.leaving()
            await desk.go_item(PLAIN)
            desk._send(key)
            if then == "left":
                desk._send("left")
            else:
                desk.app.post_message(events.AppBlur())
            await desk.until(lambda: place.incoming(PLAIN) == ("dismissed" if key == "x" else "read"))
            await desk.settled()
            assert place.leaving() == before
            assert {place.incoming(one) for one in (ASKS, PRIVATE, ANSWER)} == {"new"}

    asyncio.run(run())


def test_a_key_whose_list_was_left_by_the_mouse_does_nothing_and_says_so(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            before = place.leaving()
            await desk.go_item(PLAIN)
            desk._send("x")
            await desk.until(lambda: desk.screen._letters.waits)
            desk.screen.feed("outbox").focus()  # as a click does
            await desk.until(lambda: any("gone elsewhere" in one for one in desk.told()))
            await desk.settled()
            assert (place.incoming(PLAIN), place.leaving()) == ("new", before)

    asyncio.run(run())


def test_desk_that_opens_behind_another_window_has_its_keyboard(place: Place) -> None:
    async def run() -> None:
        app = make(find(place.folder), OPERATOR)
        app.set_reactive(App.app_focus, False)
        async with app.run_test(size=(120, 36)) as pilot:
            desk = Desk(app=app, screen=app._desk, pilot=pilot)
            await desk.until(lambda: desk.screen.snapshot is not None)
            await desk.press("n")
            await desk.until(lambda: desk.typing)

    asyncio.run(run())


@seated()
async def test_quotes_of_two_speakers_put_aside_stay_two(desk: Desk, place: Place) -> None:
    for name in ("Zoé Marin", "Bob"):
        about = Writing(draft=Draft(kind=Kind.QUOTE, session="kites", fields={"speaker": name}), field="quote", title="Quote")
        desk.screen.writer.write(about, f"{name} said this.")
        await desk.until(lambda name=name: desk.words == f"{name} said this.")  # type: ignore[misc]
        await desk.press("escape")
        await desk.until(lambda: not desk.typing)
    await desk.until(lambda: {row["text"] for row in place.rows("SELECT text FROM typed")} == {"Zoé Marin said this.", "Bob said this."})
