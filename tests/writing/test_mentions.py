"""People called in hand-written words: their handle where they have one, their name elsewhere."""

from __future__ import annotations

import pytest

from livetweet.model.post import Draft, Kind
from livetweet.writing import mentions, rules
from livetweet.writing.compose import Composed, compose
from tests.building import GUEST, KITES, PROGRAMME, changed, context_of

CONTEXT = context_of(PROGRAMME)


def made(text: str, network: str) -> Composed:
    return compose(Draft(kind=Kind.LIVE, session="kites", texts={"*": text}), network, CONTEXT)


@pytest.mark.parametrize(
    ("text", "mastodon", "x"),
    [
        ("Bravo @{Zoé Marin}!", "Bravo @zoe@example.org!", "Bravo Zoé Marin!"),
        ("Bravo @{ZOÉ  marin}!", "Bravo @zoe@example.org!", "Bravo Zoé Marin!"),
        ("Zoé Marin (@{Zoé Marin}), again", "Zoé Marin (@zoe@example.org), again", "Zoé Marin, again"),
        ("the speaker (@{Zoé Marin})", "the speaker (@zoe@example.org)", "the speaker (Zoé Marin)"),
        ("no mark @{} {here}", "no mark @{} {here}", "no mark @{} {here}"),
    ],
)
def test_mark_is_a_handle_where_there_is_one_and_a_name_elsewhere(text: str, mastodon: str, x: str) -> None:
    assert (made(text, "mastodon"), made(text, "x")) == (Composed(texts=(mastodon,), whole=mastodon), Composed(texts=(x,), whole=x))


def test_mark_of_nobody_or_of_whoever_wants_no_posts_is_refused() -> None:
    assert made("@{Zoe Martin}", "x") == Composed(problem="@{Zoe Martin} names nobody in the programme: write the name as the programme has it.")
    with_guest = context_of(changed(PROGRAMME, "moss", speakers=(*KITES.speakers, GUEST)))
    draft = Draft(kind=Kind.LIVE, session="kites", texts={"*": "@{Guest Nobody}"})
    assert compose(draft, "x", with_guest) == Composed(problem="Guest Nobody wants no posts (speakers.toml).")


def test_words_of_a_quote_may_call_people_too() -> None:
    draft = Draft(kind=Kind.QUOTE, session="kites", fields={"quote": "As @{Zoé Marin} says."})
    assert compose(draft, "mastodon", CONTEXT) == Composed(texts=("“As @zoe@example.org says.” — Zoé Marin (@zoe@example.org) #Fair27",))


def test_call_is_the_inverse_of_expand_and_leaves_longer_handles_alone() -> None:
    people, speakers, mastodon = KITES.speakers, CONTEXT.speakers, rules.get("mastodon")
    text = "Zoé Marin (@zoe@example.org) and @zoe@example.org.uk and x@zoe@example.org, @zoe@example.org."
    called = mentions.call(text, people, speakers, mastodon)
    assert called == "Zoé Marin (@{Zoé Marin}) and @zoe@example.org.uk and x@zoe@example.org, @{Zoé Marin}."
    assert mentions.expand(called, people, speakers, mastodon) == text
