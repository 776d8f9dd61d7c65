"""Links where an account wants them: in their places, nowhere, or together at the end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.model.account import Account, Links
from livetweet.model.post import Draft, Kind
from livetweet.writing import rules
from livetweet.writing.compose import compose
from livetweet.writing.links import take_out
from livetweet.writing.rules import x
from livetweet.writing.rules.rule import Rules
from livetweet.writing.split import settle, split
from tests.writing.event import context

WITHOUT, LAST = (rules.of(Account(name="bird", network="x", handle="phare27", links=links)) for links in (Links.WITHOUT, Links.LAST))
A, B = "https://phare.example.org/a", "https://phare.example.org/b"
WORDS = st.sampled_from(["mot", "fin.", A, B, f"({A})", "Billets :", "\n", "\n\n", "phrase " * 20, "kites.org"])
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


@pytest.mark.parametrize(
    ("text", "rest", "links"),
    [
        (f"Come: {A}", "Come", (A,)),
        (f"Billets : {A}\nÀ demain", "Billets\nÀ demain", (A,)),
        (f"Read {A} and {B} now", "Read and now", (A, B)),
        (f"Tickets here:\n{A}\n\nSee you", "Tickets here\n\nSee you", (A,)),
        (f"One ({A}) and again {A}.", "One and again.", (A,)),
        ("ASP.net, on kites.org", "ASP.net, on kites.org", ()),
        (A, "", (A,)),
    ],
)
def test_a_link_goes_with_what_only_led_to_it(text: str, rest: str, links: tuple[str, ...]) -> None:
    assert take_out(text, x.RULES) == (rest, links)


@given(TEXTS)
def test_without_links_no_part_has_one_and_no_other_word_is_lost(text: str) -> None:
    parts = split(text, WITHOUT)
    assert not any("://" in part for part in parts)
    bare = [word for word in text.split() if "://" not in word and word != ":"]
    assert [word.rstrip(":") for word in " ".join(parts).split() if word != ":"] == [word.rstrip(":") for word in bare]


@given(TEXTS)
def test_links_come_in_the_last_part_only_and_none_is_lost(text: str) -> None:
    *before, last = split(text, LAST)
    assert not any("://" in part for part in before)
    assert {A in last, B in last} == {A in text, B in text}
    assert settle(settle(text, LAST), LAST) == settle(text, LAST)


@given(TEXTS, st.sampled_from([WITHOUT, LAST]))
def test_what_fits_one_part_keeps_its_links_in_place_unless_there_are_to_be_none(text: str, by: Rules) -> None:
    if by is LAST and by.fits(text):
        assert split(text, by) == (text,)


@pytest.mark.parametrize("kind", [Kind.ANNOUNCE, Kind.SPOTLIGHT])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_templates_take_their_variants_without_links(kind: Kind, language: str) -> None:
    draft = Draft(kind=kind, language=language, session="s1" if kind is Kind.SPOTLIGHT else None, fields={"hook": f"Look, {A} !"})
    usual, without, last = (compose(draft, by, context()).texts for by in ("x", WITHOUT, LAST))
    assert any("://" in text for text in usual)
    assert without
    assert not any("://" in text for text in without)
    assert not any("://" in text for text in last[:-1])
    assert len(without) == len(last) == len(usual)
    assert sum(map(x.price, without)) == len(without) * x.WITHOUT_LINK


def test_a_template_that_is_nothing_without_its_link_says_so() -> None:
    draft = Draft(kind=Kind.RELAY, language="en", fields={"comment": "Read this.", "author": "@jane", "original_link": A})
    assert compose(draft, WITHOUT, context()).problem == (
        "Every text of the template relay (en) has a link, and this account's posts on X carry none (`links` in hashtags.toml): "
        "write words of their own for X, or leave it out."
    )
    assert A in compose(draft, LAST, context()).texts[0]
