"""The pages as people see them, in a real browser over the real stage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stage.browser import PATIENCE
from tests.stage.place import Fair, Serving, wait_for, wrote

HALL, PHONE = {"width": 1920, "height": 1080}, {"width": 390, "height": 844}
HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> javascript:alert(1) \u202eolleh\u202c z\u0335\u0321\u0322\u0327\u0328\u0334lgo?"


@pytest.fixture
def pages(browser: Browser) -> Iterator[Any]:
    """Opens a page of a size; what a page writes to its console as an error fails the test at the end."""
    errors: list[str] = []
    contexts = []

    def open_(address: str, size: dict[str, int]) -> Page:
        context = browser.new_context(viewport=size, locale="en-GB")  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    expect.set_options(timeout=PATIENCE)
    yield open_
    for context in contexts:
        context.close()
    assert errors == []


def test_moderator_puts_a_question_on_the_hall_screen_and_its_asker_gets_a_reply(fair: Fair, stage: Serving, pages: Any) -> None:
    fair.take(wrote("1", "@fair@example.social How do you steer a kite in the rain? #Fair27", language="en"))
    hall = pages(f"{stage.origin}/hall?room=Ada", HALL)
    phone = pages(f"{stage.origin}/moderator?room=Ada#{stage.moderator}", PHONE)
    expect(hall.locator(".session .title").first).to_have_text("Kites at dawn")
    assert stage.moderator not in phone.url
    phone.get_by_role("button", name="Approve").click()
    phone.locator(".waiting .card", has_text="rain").get_by_role("button", name="On stage").click()
    expect(hall.locator(".question")).to_have_text("How do you steer a kite in the rain?")
    expect(hall.locator(".asker")).to_contain_text("Ana Lima")
    phone.locator(".stage").get_by_role("button", name="Answered").click()
    expect(hall.locator(".question")).to_have_count(0)
    assert fair.rows("SELECT kind, language, session, reply_to, accounts, created_by FROM post") == [
        {"kind": "answered", "language": "en", "session": "kites", "reply_to": 1, "accounts": '["masto"]', "created_by": "Léa"}
    ]
    phone.locator(".tools").get_by_role("button", name="Undo").click()
    expect(hall.locator(".question")).to_have_text("How do you steer a kite in the rain?")
    assert fair.rows("SELECT id FROM post WHERE deleted_at IS NULL") == []


def test_phone_sends_a_quote_with_a_picture_to_the_desk_as_a_draft(fair: Fair, stage: Serving, pages: Any) -> None:
    phone = pages(f"{stage.origin}/moderator?room=Ada#{stage.moderator}", PHONE)
    phone.get_by_role("button", name="Write").click()
    phone.get_by_label("What was said").fill("The wind is the teacher.")
    phone.locator("input[type=file]").set_input_files({"name": "kite.png", "mimeType": "image/png", "buffer": phone.screenshot()})
    phone.get_by_label("Describe the picture").fill("A red kite over grey water.")
    phone.get_by_role("button", name="Send as a draft").click()
    expect(phone.locator(".note")).to_have_text("The desk has it as a draft.")
    (post,) = fair.rows("SELECT kind, session, fields, media, approved_at FROM post")
    assert (post["kind"], post["session"], post["approved_at"]) == ("quote", "kites", None)
    assert post["fields"] == '{"quote": "The wind is the teacher.", "speaker": "Zoé Marin"}'
    (picture,) = (fair.folder / "media").iterdir()
    (kept,) = json.loads(post["media"])
    assert (kept["file"], kept["alt"]) == (picture.name, "A red kite over grey water.")
    assert picture.read_bytes().startswith(b"\xff\xd8\xff")


def test_phone_takes_down_a_raised_hand_shortens_it_and_joins_it_with_another(fair: Fair, stage: Serving, pages: Any) -> None:
    other = fair.ask("Who pays for the kites?")
    phone = pages(f"{stage.origin}/moderator?room=Ada#{stage.moderator}", PHONE)
    phone.get_by_role("button", name="Write").click()
    phone.get_by_label("What was said").fill("So, er, who is it that pays for all of this?")
    phone.get_by_role("button", name="A question asked aloud").click()
    card = phone.locator(".card", has_text="So, er")
    card.get_by_role("button", name="⋯").click()
    phone.get_by_label("Shorten").fill("Who pays for all this?")
    phone.get_by_role("button", name="Save").first.click()
    card = phone.locator(".card", has_text="Who pays for all this?")
    card.get_by_role("button", name="⋯").click()
    phone.get_by_role("button", name="Same as…").click()
    phone.locator(".card.target", has_text="kites").click()
    wait_for(lambda: fair.rows("SELECT id, text, shown, session, merged FROM question ORDER BY id") == [
        {"id": other, "text": "Who pays for the kites?", "shown": None, "session": "kites", "merged": 2},
        {"id": 2, "text": "So, er, who is it that pays for all of this?", "shown": "Who pays for all this?", "session": "kites", "merged": None},
    ], "the two to be one")  # fmt: skip


def test_follower_reads_the_inbox_and_a_phone_without_the_link_reads_nothing(fair: Fair, stage: Serving, pages: Any) -> None:
    fair.take(wrote("1", "Lovely kites!"))
    expect(pages(f"{stage.origin}/follow#{stage.follow}", PHONE).locator(".card .text")).to_have_text("Lovely kites!")
    for address in ("/follow", "/follow#nonsense", f"/moderator#{stage.follow}"):
        page = pages(f"{stage.origin}{address}", PHONE)
        expect(page.locator(".empty")).to_have_text("Open this page with the link that the desk shows.")


SIZES = (HALL, PHONE, {"width": 3840, "height": 600})
TEXTS = ("Why?", "How " + "very " * 100 + "long is it?", "W" * 500 + "?", "هل يعمل هذا فوق البحر؟", "👩🏽‍🚀👨‍👩‍👧‍👦 which 🪁 flies best?", HOSTILE)
SCROLLS = """[...document.querySelectorAll("html, body, main, .question")].filter((one) => one.scrollHeight > one.clientHeight + 1
    || one.scrollWidth > one.clientWidth + 1).map((one) => one.tagName + "." + one.className)"""


@pytest.mark.parametrize("view", ["hall", "speaker"])
def test_question_fits_its_screen_whatever_it_is(fair: Fair, stage: Serving, pages: Any, view: str) -> None:
    page = pages(f"{stage.origin}/{view}?room=Ada", HALL)
    for text in TEXTS:
        question = fair.ask(text, name=HOSTILE)
        fair.stage(question)
        expect(page.locator(f".question[data-id='{question}']")).not_to_be_empty()
        for size in SIZES:
            page.set_viewport_size(size)
            wait_for(lambda: page.evaluate(f"({SCROLLS}).length") == 0, f"nothing to scroll with {text[:20]} at {size}: {page.evaluate(SCROLLS)}")
        assert page.evaluate("document.querySelectorAll('main img, main script').length") == 0
        assert "owned" not in page.title()


def test_right_to_left_questions_stand_on_the_right(fair: Fair, stage: Serving, pages: Any) -> None:
    fair.stage(fair.ask("هل يعمل هذا فوق البحر؟"))
    question = pages(f"{stage.origin}/hall", HALL).locator(".question")
    expect(question).to_have_css("direction", "rtl")


def test_screen_says_when_it_is_stale_and_comes_back_by_itself(fair: Fair, stage: Serving, pages: Any) -> None:
    page = pages(f"{stage.origin}/hall", HALL)
    expect(page.locator(".bigtag")).to_have_text("#Fair27")
    expect(page.locator("#stale")).to_be_hidden()
    away = fair.folder / "away.db"
    (fair.folder / "livetweet.db").rename(away)
    expect(page.locator("#stale")).to_be_visible()
    away.rename(fair.folder / "livetweet.db")
    expect(page.locator("#stale")).to_be_hidden()


def test_screen_of_a_room_that_is_not_in_the_programme_says_so(fair: Fair, stage: Serving, pages: Any) -> None:
    expect(pages(f"{stage.origin}/hall?room=Adda", HALL).locator(".empty")).to_have_text("There is no such room in the programme: Adda")


def test_pages_ask_nobody_else_for_anything(fair: Fair, stage: Serving, pages: Any) -> None:
    page = pages(f"{stage.origin}/hall", HALL)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.locator(".bigtag")).to_be_visible()
    wait_for(lambda: any("/events/" in address for address in asked), "the stream")
    assert [address for address in asked if not address.startswith(stage.origin)] == []
