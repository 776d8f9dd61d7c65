"""What is sent is sent once, whenever the desk is killed, left, or its store kept from it; and what is typed is kept until then."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.desk.writing import Writing, from_json, to_json
from livetweet.model.post import Draft, Kind
from tests.building import OPERATOR
from tests.desk.place import POSTED, Desk, Place, at_desk, covers, seated

WORDS = "Said once."


def posts_with(place: Place, words: str) -> list[int]:
    return [row["id"] for row in place.rows("SELECT id FROM post WHERE instr(texts, ?) ORDER BY id", words)]


def kill_before_it_knows(place: Place) -> str:
    """What a desk leaves behind that is killed after the store has the post and before it was told; returns the JSON that stood beside the words."""

    async def run() -> str:
        async with at_desk(place) as desk:
            await desk.press("n")
            await desk.write(WORDS)
            await desk.until(lambda: place.kept() == WORDS)
            about = str(place.rows("SELECT about FROM typed WHERE place = 'composer'")[0]["about"])
            await desk.press("enter")
            await desk.until(lambda: posts_with(place, WORDS) and not desk.typing)
            await desk.settled()
            return about

    about = asyncio.run(run())
    place.do("DELETE FROM typed")
    place.do("INSERT INTO typed VALUES (?, 'composer', ?, ?, '')", OPERATOR, WORDS, about)
    return about


def test_what_was_sent_when_the_desk_was_killed_does_not_come_back(place: Place) -> None:
    kill_before_it_knows(place)

    async def run() -> None:
        async with at_desk(place) as desk:
            assert not desk.typing

    asyncio.run(run())
    assert len(posts_with(place, WORDS)) == 1


def test_what_was_a_draft_yet_when_the_desk_was_killed_is_sent_as_that_draft(place: Place) -> None:
    kill_before_it_knows(place)
    [post] = posts_with(place, WORDS)
    place.do("DELETE FROM part WHERE post = ?", post)
    place.do("UPDATE post SET approved_at = NULL WHERE id = ?", post)

    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.until(lambda: desk.words == WORDS)
            await desk.press("enter")
            await desk.until(lambda: not desk.typing)
            await desk.settled()

    asyncio.run(run())
    assert posts_with(place, WORDS) == [post]
    assert place.state(post) == "scheduled"


def test_what_was_typed_on_while_it_was_sent_comes_back_and_cannot_leave_twice(place: Place) -> None:
    kill_before_it_knows(place)
    [post] = posts_with(place, WORDS)
    place.do("UPDATE typed SET text = ?", f"{WORDS} And more.")
    place.do("UPDATE part SET state = 'posted', posted_at = due, remote_id = 'r' || id WHERE post = ?", post)

    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.until(lambda: desk.words == f"{WORDS} And more.")
            await desk.press("enter")
            await desk.until(lambda: any("can no longer be edited" in one for one in desk.told()))
            assert desk.words == f"{WORDS} And more."

    asyncio.run(run())
    assert posts_with(place, WORDS) == [post]


@covers("later")
@seated()
async def test_what_is_too_long_to_post_is_not_posted_later_either(desk: Desk, place: Place) -> None:
    await desk.press("n")
    await desk.paste("x" * 20_000)
    await desk.press("ctrl+s")
    await desk.until(lambda: desk.sees("Later"))
    await desk.write("+20\n")
    await desk.until(lambda: any("too long to post: 20,000 characters" in one for one in desk.told()))
    assert desk.typing
    assert place.newest()["id"] == POSTED


@covers("leave")
def test_ctrl_q_waits_until_the_last_word_is_kept(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.press("n")
            with closing(sqlite3.connect(place.store, isolation_level=None)) as other:
                other.execute("BEGIN EXCLUSIVE")
                await desk.write("One two three")
                await desk.press("ctrl+q")
                await asyncio.sleep(0.3)
                assert not desk.app._exit
                other.execute("ROLLBACK")
            await desk.until(lambda: desk.app._exit)
            assert place.kept() == "One two three"

    asyncio.run(run())


@covers("leave")
def test_ctrl_q_asks_first_where_the_words_cannot_be_kept(place: Place) -> None:
    async def run() -> None:
        async with at_desk(place) as desk:
            await desk.press("n")
            await desk.write("Nowhere to go")
            await desk.until(lambda: place.kept() == "Nowhere to go")
            place.do("CREATE TRIGGER full BEFORE UPDATE ON typed BEGIN SELECT RAISE(ABORT, 'disk full'); END")
            await desk.write(" at all")
            await desk.press("ctrl+q")
            await desk.until(lambda: desk.sees("Your words cannot be kept", "leave all the same"))
            await desk.press("escape")
            assert not desk.app._exit
            assert desk.words == "Nowhere to go at all"
            await desk.press("ctrl+q")
            await desk.until(lambda: desk.sees("leave all the same"))
            await desk.press("y")
            await desk.until(lambda: desk.app._exit)

    asyncio.run(run())


@given(
    draft=st.builds(
        Draft,
        key=st.none() | st.text(min_size=1),
        kind=st.sampled_from(Kind),
        session=st.none() | st.text(),
        slot=st.lists(st.text(), max_size=2).map(tuple),
        offset=st.timedeltas().map(lambda one: one - (one % type(one)(seconds=1))),
        fields=st.dictionaries(st.text(), st.text(), max_size=2),
        texts=st.dictionaries(st.text(), st.text(), max_size=2),
        accounts=st.lists(st.text(), max_size=2).map(tuple),
        reply_to=st.none() | st.integers(1, 9),
        visibility=st.sampled_from(["public", "unlisted", "direct"]),
        warning=st.none() | st.text(),
    ),
    post=st.none() | st.integers(1, 9),
)
def test_what_is_kept_beside_the_words_is_all_of_it(draft: Draft, post: int | None) -> None:
    writing = Writing(draft=draft, post=post)
    back = from_json(to_json(writing))
    assert (back, back.id) == (writing, writing.id)


@pytest.mark.parametrize("gone", ["draft", "writing"])
def test_what_an_older_livetweet_kept_is_read(gone: str) -> None:
    draft = Draft(kind=Kind.LIVE, texts={"*": "Hello."})
    kept = json.loads(to_json(Writing(draft=draft)))
    if gone == "draft":
        kept |= {"kind": "live", "session": None, "fields": {}, "texts": {"*": "Hello."}, "reply_to": None, "accounts": []}
    del kept[gone]
    assert from_json(json.dumps(kept)).draft == draft
