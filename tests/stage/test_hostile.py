"""Whatever an audience writes is harmless on every screen: on the web, at the desk and on the command line. Exports are proven beside their exporters."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.desk.painting import clean, wrap
from livetweet.inbox.belonging import sessions_of
from livetweet.inbox.literal import literal
from livetweet.inbox.stream import Stream
from livetweet.model.incoming import How, Incoming
from livetweet.stage import private, public
from livetweet.stage.moment import Moment
from livetweet.stage.words import NAME, QUESTION, asked, cut, name, said
from livetweet.writing.hashtags import Names, parse
from tests.building import HASHTAGS, PROGRAMME, TEN
from tests.stage.place import Fair

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "\u202egnp.exe\u202c?", "\u2066\u2067\u2068abc\u2069", "Z\u0351" + "\u0335" * 500,
    "x" * 100_000, "a\x00b\x00?", "\x1b[2J\x1b]0;owned\x07", "\r\nHTTP/1.1 200 OK\r\n\r\n", '\n\ndata: {"question": null}\n\nevent: out\n\n', "[/][bold red]", "\ud83d",
    "{{7*7}} ${7*7}", "\u2028\u2029\u0085", '=HYPERLINK("http://evil.example")', "🏴\U000e0067\U000e0062\U000e007f", "]]>--></style>", "\ufeff\u200b\u00ad\u3164",
]  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=400), st.lists(st.sampled_from(HOSTILE), max_size=3).map(" ".join).map(lambda text: text[:120_000])
)
_OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> bool:
    """Nothing that a line obeys, and nowhere more than two marks of the kinds that pile up on one letter."""
    piled = max((len(run) for run in re.findall("[\u0300-\u036f\u20d0-\u20ff]+", text)), default=0)
    return _OBEYED.search(text) is None and piled <= 2


@given(TEXTS)
def test_words_for_screens_are_one_harmless_line_of_bounded_length(text: str) -> None:
    for shown, most in (
        (asked(text), QUESTION),
        (said(text), QUESTION),
        (name(text, text, Names.SHOWN) or "", NAME),
        (name(text, text, Names.SHORT) or "", NAME),
    ):
        assert len(shown) <= most
        assert harmless(shown)
    assert name(text, text, Names.HIDDEN) is None


@given(TEXTS)
def test_words_for_the_desk_are_harmless(text: str) -> None:
    assert harmless(clean(text, 40))
    assert all(harmless(line) for line in wrap(text, 40, 5))
    assert harmless(literal(text))


@given(st.text(max_size=300), st.integers(2, 80))
def test_cut_never_makes_longer_and_keeps_the_beginning(text: str, most: int) -> None:
    shown = cut(text, most)
    assert len(shown) <= most
    assert shown == text or text.startswith(shown[:-1])


@pytest.fixture
def told(fair: Fair) -> Any:
    """Every document and every export, with what is hostile in text, name, handle and address."""
    for number, text in enumerate(HOSTILE):
        for how in ("asked", "only came in"):
            post = Incoming(
                network="mastodon", remote_id=f"{number}{how}", how=How.MENTION, author=text[:5_000] or "x", name=text[:5_000], text=f"Why {number} {text}?", at=TEN,
                url=f"javascript:alert({number})//{text[:100]}",
            )  # fmt: skip
            if how == "asked":
                fair.stage(fair.ask(post.text, author=post.author, name=post.name, url=post.url))
            else:
                fair.take(post)
    stream = Stream()
    with fair.store.reading() as db:
        stream.refresh(db, None, None)
    hashtags = parse(HASHTAGS)
    return Moment(
        at=TEN + timedelta(minutes=20), speed=1.0, rehearsal=True, hashtags=hashtags, rooms=PROGRAMME.rooms, sessions=sessions_of(PROGRAMME.sessions, hashtags.tags),
        questions=tuple(stream.questions.values()), inbox=stream.newest(),
    )  # fmt: skip


def strings(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for one in value.values() for text in strings(one)]
        case list() | tuple():
            return [text for one in value for text in strings(one)]
    return []


def test_documents_hold_nothing_that_harms_and_no_address_but_of_the_web(told: Moment) -> None:
    documents = [
        view(replace(told, questions=(one,)), room)
        for view in (public.hall, public.speaker, private.moderator)
        for one in told.questions
        for room in (None, "Ada")
    ]
    documents.append(private.follow(told, None))
    for document in documents:
        assert [text for text in strings(document) if not harmless(text)] == []
        line = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
        assert b"\n" not in line  # one event stays one
        assert len(line) < 200_000
    addresses = [asker["url"] for document in documents for group in ("stage", "over") for one in document.get(group, ()) for asker in one["askers"]]
    assert addresses
    assert set(addresses) == {None}
