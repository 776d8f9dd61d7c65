from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from livetweet.inbox import questions
from livetweet.model.programme import Programme
from livetweet.store import programmes
from livetweet.timeline.exporters import md
from livetweet.timeline.record import read
from tests.inbox.world import ROOMS, World, came
from tests.timeline import story

GOLDEN = Path(__file__).parents[1] / "golden"
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@pytest.mark.parametrize(("language", "anonymous", "file"), [("fr", False, "record.fr.md"), ("en", True, "record.anonymous.md")])
def test_render_tells_the_whole_day(world: World, language: str, anonymous: bool, file: str) -> None:
    story.tell(world)
    assert md.render(story.record(world, language), anonymous) == (GOLDEN / file).read_text(encoding="utf-8")


def test_render_tells_sessions_that_are_gone_apart_and_without_their_ids(world: World) -> None:
    story.tell(world)
    world.part("f81d4fae", remote_id="gone", text="Who knows", key="h")
    earlier = replace(story.PROGRAMME, sessions=story.PROGRAMME.sessions[2:])
    with world.store.writing() as db:
        for programme in (earlier, Programme(title="Kite Fair")):
            programmes.save_version(db, programme, source="file", at=world.now())
    now = replace(story.PROGRAMME, sessions=story.PROGRAMME.sessions[:2])
    told = md.render(read(world.store, now, event="Kite Fair", zone=story.PARIS, language="fr"), anonymous=False)
    _, _, gone = told.replace("\u00a0", " ").partition("## N’est plus au programme\n\n")
    assert gone.partition("\n## ")[0] == (
        "> **jeudi 18 mars, 10 h** Who knows\n>\n> Mastodon\n\n"
        "### vendredi 19 mars, 10 h · Tides\n\n*Curie · annulée*\n\n**Questions**\n\n"
        "- Asked aloud?  \n  Posée par quelqu’un dans la salle · encore en attente\n"
    )


def test_render_of_a_thread_that_stopped_tells_what_left_there_and_the_rest_at_the_end(world: World) -> None:
    first = world.part(None, remote_id="1", text="One", kind="announce")
    with world.store.writing() as db:
        db.execute("UPDATE part SET url = 'https://example.social/1' WHERE id = ?", (first,))
        columns = "post, account, number, revision, key, text, visibility, due, if_late, state, reason, changed_at"
        for account, number, state in (("masto", 2, "failed"), ("masto", 3, "held"), ("sky", 1, "held"), ("sky", 2, "held")):
            values = ("1", account, number, 1, f"{account}{number}", f"Text {number}", "public", state, "so" if state == "failed" else None)
            db.execute(
                f"INSERT INTO part ({columns}) SELECT ?, ?, ?, ?, ?, ?, ?, due, if_late, ?, ?, changed_at FROM part WHERE id = ?", (*values, first)
            )
    told = md.render(story.record(world), anonymous=False).replace("\u00a0", " ")
    assert told.partition("\n\n")[2] == (
        "18–19 March 2027 · 0 sessions · 1 post published · 0 replies and mentions · 0 questions.\n\n"
        "What did not leave: 1 failed, 3 held.\n\n## Around the event\n\n"
        "> **Thursday 18 March, 10:00** One\n>\n> [Mastodon](https://example.social/1)\n\n## What did not leave\n\n"
        "- Thursday 18 March, 10:00 · announcement · Mastodon 2/3: failed (so) · Bluesky: held · “Text 2”\n"
    )


def test_render_tells_what_each_network_got_where_it_is_not_the_same_but_for_handles_tags_and_links(world: World) -> None:
    first = world.part(None, remote_id="1", text="Doors open at nine, and there is tea with @zoe@example.org.", kind="announce")
    with world.store.writing() as db:
        columns = "post, account, number, revision, key, text, visibility, due, if_late, state, changed_at, posted_at"
        for account, number, text in (
            ("rooms", 1, "Doors open at nine, #Fair27"),
            ("rooms", 2, "and there is tea with Zoé (@zoe@example.org)."),
            ("sky", 1, "Doors open at nine, https://kites.example"),
            ("sky", 2, "and there is tea with Zoé."),
        ):
            values = ("1", account, number, 1, f"{account}{number}", text, "public", "posted")
            db.execute(
                f"INSERT INTO part ({columns}) SELECT ?, ?, ?, ?, ?, ?, ?, due, if_late, ?, changed_at, posted_at FROM part WHERE id = ?",
                (*values, first),
            )
    told = md.render(story.record(world), anonymous=False).replace("\u00a0", " ")
    assert told.partition("## Around the event\n\n")[2] == (
        "> **Thursday 18 March, 10:00** Doors open at nine, #Fair27\n>\n> Mastodon · Bluesky\n\n"
        "> and there is tea with Zoé (@zoe@example.org).\n>\n> Mastodon · Bluesky\n\n"
        "> **Thursday 18 March, 10:00** Doors open at nine, and there is tea with @zoe@example.org.\n>\n> Mastodon\n"
    )


def test_render_leaves_our_own_handle_out_where_they_begin_with_it(world: World) -> None:
    world.part("kites", remote_id="kites")
    world.take(
        came("1", "@Fair@example.social Can’t hear much at the back", in_reply_to="kites"),
        came("2", "@fair@example.social @bo@example.net Is @fair@example.social a kite?", in_reply_to="kites"),
    )
    questions.ask(world.store, [2], operator="Léa", now=world.now(), room=ROOMS.get)
    told = md.render(story.record(world), anonymous=False)
    _, _, heard = told.replace("\u00a0", " ").partition("**Questions**\n\n")
    assert heard == (
        "- @bo@example.net Is @fair@example.social a kite?  \n  Asked by Ana (@ana@example.net, Mastodon) · still waiting\n\n"
        "**From the audience**\n\n- 10:00 Ana (@ana@example.net, Mastodon): Can’t hear much at the back\n"
    )


def test_render_of_an_empty_store_is_a_heading_and_its_totals(world: World) -> None:
    assert (
        md.render(story.record(world), anonymous=False)
        == "# Kite Fair\n\n18–19 March 2027 · 0\u00a0sessions · 0\u00a0posts published · 0\u00a0replies and mentions · 0\u00a0questions.\n"
    )


@given(st.text(alphabet=st.sampled_from("\\`*_{}[]()#+-.!|~<>&;:/ab1 \n\u202e\u200b\x1b\"'=") | st.characters()))
@example("<script>alert(1)</script>")
@example("![x](https://example.org/y.png)")
@example("a\n===\n    code\n```\nfence\n| a |\n|---|")
@example("&lt;b&gt; &#60; 1) [b]: https://example.org")
def test_outside_text_is_read_as_text(text: str) -> None:
    """A Markdown reader shows each line as it was, but for spaces and what cannot be seen."""
    rendered = READER.render(md._lines(text))
    tags = set(re.findall(r"<(/?\w+)", rendered))
    assert tags <= {"p", "/p", "br"}
    shown = html.unescape(re.sub(r"<[^>]*>", "", rendered))
    assert shown.split() == md._visible(text).split()


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a_(b)?c=d", "[here](https://example.org/a_%28b%29?c=d)"),
        ("https://example.org/> <b>", "[here](https://example.org/%3E%20%3Cb%3E)"),
        ("javascript:alert(1)", "here"),
        (None, "here"),
    ],
)
def test_only_web_addresses_become_links(url: str | None, link: str) -> None:
    assert md._link("here", url) == link
