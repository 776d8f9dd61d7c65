"""What each kind of post says, whole. The texts of `golden.toml` were read by a person; change one there only after reading it again."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from livetweet.model.person import Person
from livetweet.model.post import Draft, Kind, Media
from livetweet.model.programme import Programme
from livetweet.writing import speakers, templates
from livetweet.writing.compose import Composed, compose, prepare
from livetweet.writing.rules import every, get
from tests.writing.event import HASHTAGS, KNOWN, NOLWENN, PROGRAMME, SPEAKERS, TOMOKO, WORDS, context, draft, session

GOLDEN = tomllib.loads((Path(__file__).parent / "golden.toml").read_text("utf-8"))
NETWORKS = [rules.network for rules in every()]


def shown(post: Draft, known: dict[str, str]) -> dict[str, Any]:
    """What each network would get: its parts, or why there are none."""
    composed = {network: compose(post, network, context(known)) for network in NETWORKS}
    return {network: list(one.texts) or one.problem or f"missing {', '.join(one.missing)}" for network, one in composed.items()}


def sparse(kind: Kind, language: str) -> Draft:
    """A post about a session without speakers, link or tags of its own, with nothing written that may be left out."""
    words = {name: text for name, text in WORDS.get(kind, {}).items() if name != "hook" and not name.startswith("highlight:2")}
    full = draft(kind, language, fields=words)
    return replace(full, session="s4" if full.session else None, slot=("s3",) if full.slot else (), due=datetime(2027, 3, 19, 17, tzinfo=UTC))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", list(templates.builtin()["fr"]))
def test_compose_with_everything_known(kind: Kind, language: str) -> None:
    assert shown(draft(kind, language), dict(KNOWN)) == GOLDEN["full"][language][kind]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", list(templates.builtin()["fr"]))
def test_compose_with_hardly_anything_known(kind: Kind, language: str) -> None:
    assert shown(sparse(kind, language), {}) == GOLDEN["sparse"][language][kind]


def test_compose_speaks_the_session_s_language_then_the_event_s() -> None:
    texts = [compose(draft(Kind.START, session=name), "x", context()).texts[0][:12] for name in ("s1", "s2", "s4")]
    assert texts == ["C’est parti ", "Now in Molèn", "C’est parti "]
    assert compose(draft(Kind.START, "en", session="s1"), "x", context()).texts[0].startswith("Now in Iroise: “Des balises")


def test_compose_drops_tags_room_and_handle_in_this_order_and_never_title_or_names() -> None:
    def start(length: int) -> str:
        title = "é" * length
        programme = Programme(title="P", sessions=(session(1, title, NOLWENN, at=0),))
        (text,) = compose(draft(Kind.START, "fr"), "bluesky", prepare(programme, HASHTAGS, SPEAKERS, templates.builtin())).texts
        return text.replace("\u00a0", " ").replace(title, "…")

    assert [start(length) for length in (175, 190, 200, 214, 240)] == [
        "C’est parti (Iroise) : « … », avec Nolwenn Le Goff (@nolwenn.example). On vous raconte dans ce fil. #Phare27 #Balises #Iroise",
        "C’est parti (Iroise) : « … », avec Nolwenn Le Goff (@nolwenn.example). On vous raconte dans ce fil. #Phare27",
        "C’est parti : « … », avec Nolwenn Le Goff (@nolwenn.example). On vous raconte dans ce fil. #Phare27",
        "C’est parti : « … », avec Nolwenn Le Goff. On vous raconte dans ce fil. #Phare27",
        "C’est parti : « … », avec Nolwenn Le Goff. #Phare27",
    ]


def test_compose_says_how_much_too_long_the_shortest_variant_is() -> None:
    programme = Programme(title="P", sessions=(session(1, "t" * 280, TOMOKO, at=0),))
    composed = compose(draft(Kind.START, "en"), "x", prepare(programme, HASHTAGS, SPEAKERS, templates.builtin()))
    assert composed == Composed(
        problem="This start post does not fit on X: its shortest variant is 34 over 280. Write a shorter text for X.",
    )


def test_compose_shortens_lists_of_rooms_and_counts_the_rest() -> None:
    sessions = tuple(
        session(number, f"Une assez longue histoire de la mer, volume {number}", TOMOKO, at=0, room=f"Salle {number}") for number in range(10)
    )
    hashtags = replace(HASHTAGS, rooms=())
    about = prepare(Programme(title="P", sessions=sessions), hashtags, SPEAKERS, templates.builtin())
    (text,) = compose(draft(Kind.UP_NEXT, "fr", slot=tuple(one.id for one in sessions)), "x", about).texts
    assert text.replace("\u00a0", " ") == (
        "À 10 h :\n"
        "Salle 0 : « Une assez longue histoire de la mer, volume 0 »\n"
        "Salle 1 : « Une assez longue histoire de la mer, volume 1 »\n"
        "Salle 2 : « Une assez longue histoire de la mer, volume 2 »\n"
        "Salle 3 : « Une assez longue histoire de la mer, volume 3 »\n"
        "et 6 autres\n"
        "#Phare27"
    )


def test_compose_shortens_lists_of_names_last() -> None:
    many = [Person(name=f"Anne-Marie-Élisabeth Kerguelen-Trémarec {number}") for number in range(9)]
    about = prepare(Programme(title="P", sessions=(session(1, "Table ronde", *many, at=0),)), HASHTAGS, SPEAKERS, templates.builtin())
    assert compose(draft(Kind.START, "en"), "x", about).texts == (
        f"Now: “Table ronde” with {', '.join(person.name for person in many[:5])} and 4 more. #Phare27",
    )


@pytest.mark.parametrize(
    ("post", "composed"),
    [
        (draft(Kind.QUOTE, fields={"quote": " "}), Composed(missing=("quote",))),
        (draft(Kind.QUOTE, session="s2"), Composed(missing=("speaker",))),
        (draft(Kind.CORRECTION, fields={}), Composed(missing=("instead",))),
        (draft(Kind.DIGEST, fields={}), Composed(missing=("highlight",))),
        (draft(Kind.LIVE, fields={}), Composed(missing=("text",))),
        (draft(Kind.START, texts={"*": "\n"}), Composed(missing=("text",))),
        (
            draft(Kind.QUOTE, session="s2", fields={"quote": "Oui.", "speaker": "idris haddad"}),
            Composed(problem="Idris Haddad wants no quotes (speakers.toml)."),
        ),
        (draft(Kind.DIGEST, fields={"highlight:1:1:s2": "Oui."}), Composed(problem="Idris Haddad wants no quotes (speakers.toml).")),
        (draft(Kind.START, session="s5"), Composed(problem="Secret Guest wants no posts (speakers.toml).")),
        (
            draft(Kind.START, session="s3", media=(Media(file="a.jpg", alt="Tomoko Sato"),)),
            Composed(problem="Tomoko Sato wants no pictures (speakers.toml)."),
        ),
        (
            draft(Kind.START, session="s99"),
            Composed(problem="The session s99 is not in the programme any more: cancel the post or give it another session."),
        ),
        (draft(Kind.START, texts={"x": "Sur X.", "*": "Ailleurs."}), Composed(texts=("Sur X.",))),
    ],
)
def test_compose_names_what_is_missing_or_not_wanted(post: Draft, composed: Composed) -> None:
    assert compose(post, "x", context()) == composed


def test_compose_takes_a_person_s_text_for_the_networks_it_is_for() -> None:
    post = draft(Kind.START, texts={"x": "Sur X."})
    assert [compose(post, network, context()).texts[0][:11] for network in NETWORKS] == ["C’est parti", "C’est parti", "Sur X."]


def test_compose_splits_what_a_person_wrote() -> None:
    words = "Une phrase. " * 40
    assert [len(compose(draft(Kind.LIVE, texts={"*": words}), network, context()).texts) for network in NETWORKS] == [1, 2, 2]


def test_compose_splits_an_announcement_that_fits_no_other_way() -> None:
    about = prepare(PROGRAMME, replace(HASHTAGS, event="Fête " * 70, dates=None), SPEAKERS, templates.builtin())
    composed = compose(draft(Kind.ANNOUNCE), "x", about)
    assert (composed.problem, len(composed.texts)) == (None, 4)


@pytest.mark.parametrize("count", ["0", "1"])
def test_compose_leaves_counts_of_nought_and_one_out(count: str) -> None:
    recap = compose(draft(Kind.RECAP, "en"), "x", context({"count_questions": count}))
    assert recap.texts == ("That was Rencontres du Phare: 5 sessions, your questions, and you. Thank you. #Phare27",)


def test_compose_uses_a_workspace_s_templates() -> None:
    own = templates.parse('[fr]\nstart = "{{{title}}} {at_city}, aux {part}/{parts} {event_tag}"')
    about = prepare(PROGRAMME, replace(HASHTAGS, city="Le Havre"), SPEAKERS, own)
    assert compose(draft(Kind.START, "fr"), "x", about).texts == ("{Des balises qui parlent} au Havre, aux 1/1 #Phare27",)


@given(st.text(max_size=400).filter(lambda text: bool(text.strip())), st.sampled_from(NETWORKS))
def test_compose_sets_any_words_whole_and_fitting_or_says_why_not(words: str, network: str) -> None:
    composed = compose(draft(Kind.QUOTE, "fr", fields={"quote": words, "speaker": "Nolwenn Le Goff"}), network, context())
    if composed.problem is None:
        (text,) = composed.texts
        assert get(network).fits(text)
        assert words.strip() in text
    else:
        assert not composed.texts


@pytest.mark.parametrize("kind", list(templates.builtin()["fr"]))
def test_french_has_its_spaces_and_apostrophes(kind: Kind) -> None:
    template = templates.builtin()["fr"][kind]
    for variant in (variant for part in template.parts for variant in part):
        text = "x".join(variant.pieces[::2])
        assert not re.search(r"[^\u00a0][:;!?»](?!//)|«[^\u00a0]|['\"]| [:;!?»]|« ", text), text


def test_speakers_without_posts_are_in_no_list_of_names() -> None:
    only = speakers.parse('["Nolwenn Le Goff"]\nposts = false')
    about = prepare(PROGRAMME, HASHTAGS, only, templates.builtin())
    assert "Nolwenn" not in "".join(compose(draft(Kind.ANNOUNCE, "en"), "x", about).texts)
