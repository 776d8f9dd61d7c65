"""Every command of the desk by its key: pressed for real, and looked for in the store or on the screen."""

from __future__ import annotations

import re
import tempfile
import webbrowser
from datetime import timedelta
from html import escape
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest

from livetweet.desk.browser import open_address
from livetweet.desk.cards import KeyCard
from livetweet.desk.commands import COMMANDS
from livetweet.desk.deeds import DEEDS, deed
from livetweet.desk.dialogs import Look
from tests.building import OPERATOR
from tests.desk.place import ANSWER, ASKS, DRAFTED, HELD, PLAIN, POSTED, PRIVATE, SCHEDULED, SECOND, Desk, Place, covers, seated

THREE = ("bird", "masto", "sky")


def test_every_command_is_tested_and_done_by_a_deed() -> None:
    tested = {
        name
        for file in Path(__file__).parent.glob("test_*.py")
        for told in re.findall(r"@covers\(([^)]*)\)", file.read_text("utf-8"))
        for name in re.findall(r'"(\w+)"', told)
    }
    assert {command.name for command in COMMANDS} - tested == set()
    assert {command.name for command in COMMANDS} == set(DEEDS)
    assert all(callable(deed(name)) for name in DEEDS)


# ---- outbox


@covers("approve", "mark")
@seated()
async def test_a_approves_the_row_or_those_marked(desk: Desk, place: Place) -> None:
    await desk.go_post(DRAFTED)
    await desk.lone("a")
    await desk.until(lambda: place.states(DRAFTED) == dict.fromkeys(THREE, "scheduled"))
    for post in (SCHEDULED, SECOND):
        await desk.go_post(post)
        await desk.press("space")
        await desk.until(lambda: f"post:{post}" in desk.screen.chosen.marked)
    assert desk.sees("*○ 10:15", "*○ 10:35")
    await desk.go_post(HELD)
    await desk.lone("h")  # those marked, not the row under the cursor
    await desk.until(lambda: (place.state(SCHEDULED), place.state(SECOND)) == ("held", "held"))
    assert place.rows("SELECT DISTINCT reason FROM part WHERE post = ?", HELD) == [{"reason": "too late"}]
    assert desk.screen.chosen.marked == set()


@covers("approve")
@seated()
async def test_a_says_why_a_post_cannot_be_approved(desk: Desk, place: Place) -> None:
    await desk.go_post(SCHEDULED)
    await desk.lone("a")
    await desk.until(lambda: desk.told() == [f"Post {SCHEDULED} is approved already."])


@seated()
async def test_mark_in_the_inbox_leaves_the_outbox_its_own_row(desk: Desk, place: Place) -> None:
    await desk.go_item(PLAIN)
    await desk.press("space")
    await desk.go_post(DRAFTED)
    await desk.lone("a")
    await desk.until(lambda: place.state(DRAFTED) == "scheduled")


@seated()
async def test_what_is_marked_and_hidden_by_a_search_is_left_alone(desk: Desk, place: Place) -> None:
    await desk.go_post(DRAFTED)
    await desk.press("space", "/")
    await desk.write("second\n")
    await desk.until(lambda: desk.sees("Second") and not desk.sees("Drafted") and desk.app.screen is desk.screen)
    await desk.lone("h")
    await desk.until(lambda: place.state(SECOND) == "held", f"it is held; told: {desk.told()}")
    await desk.lone("a")
    await desk.settled()
    assert place.state(DRAFTED) == "draft"


@covers("hold", "undo")
@seated()
async def test_h_holds_releases_and_u_undoes(desk: Desk, place: Place) -> None:
    await desk.go_post(SCHEDULED)
    await desk.lone("h")
    await desk.until(
        lambda: place.rows("SELECT DISTINCT state, reason FROM part WHERE post = ?", SCHEDULED) == [{"state": "held", "reason": f"by {OPERATOR}"}]
    )
    await desk.until(lambda: desk.shows(SCHEDULED) == "held")
    await desk.lone("h")
    await desk.until(lambda: place.state(SCHEDULED) == "scheduled")
    await desk.until(lambda: desk.shows(SCHEDULED) == "scheduled")
    await desk.lone("h")
    await desk.until(lambda: place.state(SCHEDULED) == "held")
    await desk.lone("u")
    await desk.until(lambda: place.state(SCHEDULED) == "scheduled")


@covers("earlier", "later_by_one", "earlier_by_five", "later_by_five")
@seated()
async def test_minus_plus_and_angles_move_the_hour_and_keep_the_approval(desk: Desk, place: Place) -> None:
    due = place.due(SECOND)
    await desk.go_post(SECOND)
    for key, minutes in (("+", 1), (">", 6), ("-", 5), ("<", 0), ("<", -5)):
        await desk.press(key)
        await desk.until(lambda: place.due(SECOND) == due + timedelta(minutes=minutes), key)
    assert place.state(SECOND) == "scheduled"


@covers("drop", "undo")
@seated()
async def test_x_deletes_a_draft_cancels_a_post_dismisses_a_reply_and_u_brings_back(desk: Desk, place: Place) -> None:
    await desk.go_post(DRAFTED)
    await desk.lone("x")
    await desk.until(lambda: place.rows("SELECT deleted_at FROM post WHERE id = ?", DRAFTED)[0]["deleted_at"])
    await desk.lone("u")
    await desk.until(lambda: not place.rows("SELECT deleted_at FROM post WHERE id = ?", DRAFTED)[0]["deleted_at"])
    await desk.go_post(SCHEDULED)
    await desk.lone("x")
    await desk.until(lambda: place.state(SCHEDULED) == "cancelled")
    await desk.lone("u")
    await desk.until(lambda: place.state(SCHEDULED) == "scheduled")
    await desk.go_item(PLAIN)
    await desk.lone("x")
    await desk.until(lambda: place.incoming(PLAIN) == "dismissed")


@covers("drop", "undo")
@seated()
async def test_x_deletes_what_has_left_once_that_is_confirmed_and_u_takes_it_back(desk: Desk, place: Place) -> None:
    def errands() -> list[object]:
        return [row["state"] for row in place.rows("SELECT state FROM errand WHERE what = 'delete'")]

    await desk.go_post(POSTED)
    await desk.lone("x")
    await desk.until(lambda: desk.sees("Delete where it stands", "This post has left."))
    await desk.press("escape")
    await desk.until(lambda: desk.app.screen is desk.screen)
    assert errands() == []
    await desk.lone("x")
    await desk.until(lambda: desk.sees("Delete where it stands"))
    await desk.press("y")
    await desk.until(lambda: set(errands()) == {"scheduled"})
    await desk.until(lambda: "It is deleted in 10 s: u takes that back." in desk.told())
    await desk.lone("u")
    await desk.until(lambda: set(errands()) == {"cancelled"})


@covers("boost", "favourite", "undo")
@seated()
async def test_b_boosts_and_f_likes_what_came_in_and_u_takes_the_last_back(desk: Desk, place: Place) -> None:
    def errands() -> dict[object, object]:
        return {row["what"]: row["state"] for row in place.rows("SELECT what, state FROM errand WHERE incoming = ?", ANSWER)}

    await desk.go_item(ANSWER)
    await desk.lone("b")
    await desk.until(lambda: errands() == {"boost": "scheduled"})
    await desk.lone("f")
    await desk.until(lambda: errands() == {"boost": "scheduled", "favourite": "scheduled"})
    await desk.until(lambda: desk.sees("boosted") and desk.sees("liked"))
    await desk.lone("u")
    await desk.until(lambda: errands() == {"boost": "scheduled", "favourite": "cancelled"})
    await desk.lone("b")
    await desk.until(lambda: f"Post {ANSWER} has its boost already." in desk.told())


@covers("view", "open")
@seated()
async def test_v_and_enter_show_what_each_account_posts(desk: Desk, place: Place) -> None:
    await desk.go_post(POSTED)
    for key in ("v", "enter"):
        await desk.press(key)
        await desk.until(lambda: isinstance(desk.app.screen, Look), key)
        await desk.until(lambda: desk.sees("Posted words.", "https://masto.example/", "bird", "sky"))
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.screen)
    await desk.go_post(DRAFTED)
    await desk.lone("v")
    await desk.until(lambda: desk.told() == ["Drafted words."] or isinstance(desk.app.screen, Look))


@covers("edit")
@seated()
async def test_e_brings_the_words_into_the_composer_and_enter_approves_the_new_text(desk: Desk, place: Place) -> None:
    await desk.go_post(SCHEDULED)
    await desk.press("e")
    await desk.until(lambda: desk.words == "Scheduled words.")
    await desk.write(" More.\n")
    await desk.until(lambda: not desk.typing)
    await desk.until(
        lambda: (
            {row["text"] for row in place.rows("SELECT text FROM part WHERE post = ? AND state = 'scheduled'", SCHEDULED)}
            == {"Scheduled words. More."}
        )
    )


@covers("open")
@seated()
async def test_enter_in_a_list_never_sends(desk: Desk, place: Place) -> None:
    before = place.leaving()
    for pane in ("outbox", "inbox", "programme"):
        await desk.go(pane)
        await desk.press("enter")
        await desk.settled()
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.screen)
    assert place.leaving() == before


# ---- inbox and stage


@covers("question", "park", "undo")
@seated()
async def test_w_makes_a_question_p_parks_it_u_steps_back(desk: Desk, place: Place) -> None:
    await desk.go_item(ASKS)
    await desk.lone("w")
    await desk.until(lambda: place.questions() == [("How high do they fly?", "waiting")])
    await desk.until(lambda: desk.sees("1 waiting") or desk.sees(" 1 How high"))
    await desk.lone("p")
    await desk.until(lambda: place.questions() == [("How high do they fly?", "parked")])
    await desk.lone("u")
    await desk.until(lambda: place.questions() == [("How high do they fly?", "waiting")])


@covers("stage", "done")
@seated()
async def test_s_puts_on_stage_and_d_says_answered_or_read(desk: Desk, place: Place) -> None:
    await desk.go_item(ASKS)
    await desk.lone("s")
    await desk.until(lambda: place.questions() == [("How high do they fly?", "on stage")])
    await desk.until(lambda: desk.sees("► On stage") and not desk.sees("nothing"))
    await desk.until(lambda: any(item.id == ASKS and item.mark == "on stage" for item in desk.screen.snapshot.inbox))  # type: ignore[union-attr]
    await desk.lone("d")
    await desk.until(lambda: place.questions() == [("How high do they fly?", "answered")])
    assert place.incoming(ASKS) == "answered"
    await desk.go_item(PLAIN)
    await desk.lone("d")
    await desk.until(lambda: place.incoming(PLAIN) == "read")


@covers("question", "stage")
@seated()
async def test_what_was_not_said_in_public_is_refused_with_the_reason(desk: Desk, place: Place) -> None:
    await desk.go_item(PRIVATE)
    await desk.lone("s")
    await desk.until(lambda: any("is not public" in one for one in desk.told()))
    await desk.lone("w")
    await desk.until(lambda: len(desk.told()) == 2)
    assert place.questions() == []


def test_no_browser_takes_the_terminal_that_the_desk_is_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over ssh the only one may be lynx or w3m, which would paint over the desk."""
    opened: list[str] = []
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("lynx"))
    assert open_address("https://masto.example/4") == "No browser here: https://masto.example/4"
    assert opened == []


@covers("browser")
def test_o_opens_the_address_of_the_row(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_address(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setenv("BROWSER", "one of this test")
    monkeypatch.setattr(webbrowser, "open", open_address)

    async def look(desk: Desk, place: Place) -> None:
        await desk.go_item(ANSWER)
        await desk.lone("o")
        await desk.until(lambda: opened == ["https://masto.example/4"])
        place.do("UPDATE part SET url = 'https://masto.example/ours' WHERE post = ? AND account = 'masto'", POSTED)
        await desk.go_post(POSTED)
        await desk.lone("o")
        await desk.until(lambda: opened[1:] == ["https://masto.example/ours"])
        await desk.go_post(SCHEDULED)
        await desk.lone("o")
        await desk.until(lambda: "There is no address to open." in desk.told())

    seated()(look)(place)


@covers("card")
def test_p_on_the_key_card_opens_it_as_a_page_to_print(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    opened: list[str] = []

    def open_address(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setenv("BROWSER", "one of this test")
    monkeypatch.setattr(webbrowser, "open", open_address)

    async def look(desk: Desk, place: Place) -> None:
        await desk.press("?")
        await desk.until(lambda: isinstance(desk.app.screen, KeyCard))
        await desk.press("p")
        await desk.until(lambda: bool(opened))

    seated()(look)(place)
    page = Path(url2pathname(urlsplit(opened[0]).path)).read_text("utf-8")
    told_in_pairs = {"earlier", "later_by_one", "earlier_by_five", "later_by_five"}
    assert {command.name for command in COMMANDS if f"<td>{escape(command.help)}</td>" not in page} == told_in_pairs


@covers("reply")
@seated()
async def test_r_answers_from_the_account_that_was_addressed(desk: Desk, place: Place) -> None:
    await desk.go_item(ANSWER)
    await desk.press("r")
    await desk.until(lambda: desk.words == "@dee@example.net ")
    await desk.write("With pleasure.\n")
    await desk.until(
        lambda: not desk.typing and desk.screen.pane == "inbox", "back where the answer began: the next letter is meant for what came in"
    )
    post = place.newest()
    assert (post["kind"], post["reply_to"]) == ("reply", ANSWER)
    assert [(row["account"], row["text"], row["reply_to"]) for row in place.rows("SELECT * FROM part WHERE post = ?", post["id"])] == [
        ("masto", "@dee@example.net With pleasure.", ANSWER)
    ]


@covers("thank")
@seated()
async def test_t_begins_a_word_of_thanks(desk: Desk, place: Place) -> None:
    await desk.go_item(PLAIN)
    await desk.press("t")
    await desk.until(lambda: desk.words == "@ana@example.net Thank you!")
    before = place.leaving()
    await desk.press("escape")
    await desk.settled()
    assert place.leaving() == before


# ---- everywhere


@covers("pause")
@seated()
async def test_ctrl_g_pauses_all_and_goes_on_also_while_typing(desk: Desk, place: Place) -> None:
    before = place.leaving()
    for pane in ("outbox", "inbox"):
        await desk.go(pane)
        await desk.press("ctrl+g")
        await desk.until(lambda: desk.sees("PAUSED 2 wait"))
        assert place.rows("SELECT paused_by FROM gate") == [{"paused_by": OPERATOR}]
        await desk.press("ctrl+g")
        await desk.until(lambda: desk.sees("REHEARSAL") and not desk.sees(" PAUSED "))
    await desk.press("n")
    await desk.write("Words")
    await desk.press("ctrl+g")
    await desk.until(lambda: desk.sees(" PAUSED ", "when the pause is over"))
    assert desk.words == "Words"
    assert place.leaving() == before


@covers("room")
@seated()
async def test_m_takes_the_next_room(desk: Desk, place: Place) -> None:
    assert desk.sees("my room Ada", "Kites at dawn · Zoé Marin")
    await desk.lone("m")
    await desk.until(lambda: desk.sees("my room Curie", "Moss · Ines Roy"))
    await desk.lone("m")
    await desk.until(lambda: desk.sees("my room Ada"))


@covers("card", "close")
@seated()
async def test_f1_and_question_mark_show_the_key_card(desk: Desk, place: Place) -> None:
    await desk.press("?")
    await desk.until(lambda: isinstance(desk.app.screen, KeyCard))
    assert desk.sees("Keys", "Ctrl+G", "pause all / go on")
    await desk.press("escape")
    await desk.until(lambda: desk.app.screen is desk.screen)
    await desk.press("n")
    await desk.write("Why?")
    await desk.press("f1")
    await desk.until(lambda: isinstance(desk.app.screen, KeyCard))
    await desk.press("escape")
    await desk.until(lambda: desk.app.screen is desk.screen)
    assert desk.words == "Why?"


@covers("palette")
@seated()
async def test_ctrl_p_finds_every_command_of_the_pane_and_does_it(desk: Desk, place: Place) -> None:
    await desk.go_post(SCHEDULED)
    names = {command.title for command in desk.app.get_system_commands(desk.app.screen)}
    assert {f"{command.label} ({command.sign})" for command in COMMANDS if "outbox" in command.panes and command.name != "palette"} <= names
    await desk.press("ctrl+p")
    await desk.until(lambda: desk.app.screen is not desk.screen)
    await desk.write("hold (h)")
    await desk.until(lambda: desk.sees("hold / release"))
    await desk.press("enter")
    await desk.until(lambda: place.state(SCHEDULED) == "held")


@seated()
async def test_control_c_leaves_nothing_and_says_how_to_leave_once(desk: Desk, place: Place) -> None:
    await desk.press("ctrl+c", "ctrl+c")
    await desk.press("n")
    await desk.press("ctrl+c")
    assert desk.told() == ["Ctrl+Q leaves the desk."]
    assert desk.typing


@covers("leave")
@seated()
async def test_ctrl_q_leaves_with_the_words_kept(desk: Desk, place: Place) -> None:
    await desk.press("n")
    await desk.write("Not yet said")
    await desk.press("ctrl+q")
    await desk.until(lambda: not desk.app.is_running or desk.app._exit)
    await desk.until(lambda: place.kept() == "Not yet said")


@covers("find", "close")
@seated()
async def test_slash_shows_only_what_holds_a_text_and_escape_shows_all(desk: Desk, place: Place) -> None:
    await desk.press("/")
    await desk.until(lambda: desk.app.screen is not desk.screen)
    assert desk.app.screen.styles.background.a < 1, "the lists are to be seen behind what is asked"
    await desk.write("FLY\n")
    await desk.until(lambda: desk.sees("How high") and not desk.sees("Nice hall"))
    assert desk.screen.pane == "outbox"
    await desk.press("escape")
    await desk.until(lambda: desk.sees("How high", "Nice hall"))
    assert desk.screen.feed("inbox").cursor == 0, "a list that nobody is in begins at its top again"


@covers("change")
@seated()
async def test_c_opens_the_change_of_a_session(desk: Desk, place: Place) -> None:
    await desk.go("programme", "session:tides")
    await desk.lone("c")
    await desk.until(lambda: desk.app.screen is not desk.screen)
