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
from livetweet.model.session import Session
from livetweet.writing import speakers, templates
from livetweet.writing.compose import Composed, compose, known_fields, prepare
from livetweet.writing.rules import every, get
from tests.writing.event import HASHTAGS, IDRIS, KNOWN, NOLWENN, PROGRAMME, SPEAKERS, TOMOKO, WORDS, context, draft, session

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
    texts = [compose(draft(Kind.START, session=name), "x", context()).texts[0].replace("\u00a0", " ")[:18] for name in ("s1", "s2", "s4")]
    assert texts == ["Iroise : c’est par", "Now in Molène: “Sm", "Molène : c’est par"]
    assert compose(draft(Kind.START, "en", session="s1"), "x", context()).texts[0].startswith("Now in Iroise: “Des balises")


def test_compose_drops_tags_room_and_handle_in_this_order_and_never_title_or_names() -> None:
    def start(length: int) -> str:
        title = "é" * length
        programme = Programme(title="P", sessions=(session(1, title, NOLWENN, at=0),))
        (text,) = compose(draft(Kind.START, "fr"), "bluesky", prepare(programme, HASHTAGS, SPEAKERS, templates.builtin())).texts
        return text.replace("\u00a0", " ").replace(title, "…")

    assert [start(length) for length in (165, 180, 196, 209, 240)] == [
        "Iroise : c’est parti pour « … », avec Nolwenn Le Goff (@nolwenn.example). On vous raconte dans ce fil. #Phare27 #Balises #Iroise",
        "Iroise : c’est parti pour « … », avec Nolwenn Le Goff (@nolwenn.example). On vous raconte dans ce fil. #Phare27",
        "C’est parti pour « … », avec Nolwenn Le Goff (@nolwenn.example). On vous raconte dans ce fil. #Phare27",
        "C’est parti pour « … », avec Nolwenn Le Goff. On vous raconte dans ce fil. #Phare27",
        "C’est parti pour « … », avec Nolwenn Le Goff. #Phare27",
    ]


def test_compose_says_how_much_too_long_the_shortest_variant_is() -> None:
    programme = Programme(title="P", sessions=(session(1, "t" * 280, TOMOKO, at=0),))
    composed = compose(draft(Kind.START, "en"), "x", prepare(programme, HASHTAGS, SPEAKERS, templates.builtin()))
    assert composed == Composed(
        problem="This start post does not fit on X: its shortest variant is 34 over 280. Write a shorter text for X.",
        over=34,
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
        "et six autres sessions\n"
        "#Phare27"
    )


def test_compose_writes_an_up_next_of_one_session_as_a_sentence() -> None:
    def up_next(language: str, *sessions: Session) -> str:
        about = prepare(Programme(title="P", sessions=sessions), HASHTAGS, SPEAKERS, templates.builtin())
        (text,) = compose(draft(Kind.UP_NEXT, language, slot=("s1", "s2", "gone")), "x", about).texts
        return text.replace("\u00a0", " ")

    kites, off = session(1, "Kites", NOLWENN, IDRIS, at=0), session(2, "Moss", TOMOKO, at=0, cancelled=True)
    for one in ((kites,), (kites, off)):
        assert up_next("fr", *one) == "À 10 h, Iroise : « Kites », avec Nolwenn Le Goff et Idris Haddad. À suivre avec #Phare27"
        assert up_next("en", *one) == "At 10:00 in Iroise: “Kites” with Nolwenn Le Goff and Idris Haddad. Follow along: #Phare27"
    nowhere = session(1, "Kites", at=0, room=None)
    assert (up_next("fr", nowhere), up_next("en", nowhere)) == (
        "À 10 h : « Kites ». À suivre avec #Phare27",
        "At 10:00: “Kites”. Follow along: #Phare27",
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
        (draft(Kind.START, texts={"x": "Sur X.", "*": "Ailleurs."}), Composed(texts=("Sur X.",), whole="Sur X.")),
    ],
)
def test_compose_names_what_is_missing_or_not_wanted(post: Draft, composed: Composed) -> None:
    assert compose(post, "x", context()) == composed


def test_compose_takes_a_person_s_text_for_the_networks_it_is_for() -> None:
    post = draft(Kind.START, texts={"x": "Sur X."})
    assert [compose(post, network, context()).texts[0][:6] for network in NETWORKS] == ["Iroise", "Iroise", "Sur X."]


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


def bare(text: str) -> str:
    """TEXT without what typography changes."""
    return "".join(re.sub("[«»“”]", "", text).split())


@given(st.text(max_size=400).filter(lambda text: bool(text.strip())), st.sampled_from(NETWORKS))
def test_compose_sets_any_words_whole_and_fitting_or_says_why_not(words: str, network: str) -> None:
    composed = compose(draft(Kind.QUOTE, "fr", fields={"quote": words, "speaker": "Nolwenn Le Goff"}), network, context())
    if composed.problem is None:
        (text,) = composed.texts
        assert get(network).fits(text)
        assert bare(words) in bare(text)
    else:
        assert not composed.texts


@pytest.mark.parametrize("kind", list(templates.builtin()["fr"]))
def test_french_has_its_spaces_and_apostrophes(kind: Kind) -> None:
    template = templates.builtin()["fr"][kind]
    for variant in (variant for part in template.parts for variant in part):
        text = "x".join(variant.pieces[::2])
        assert not re.search(r"[^\u00a0][:;!?»](?!//)|«[^\u00a0]|['\"]| [:;!?»]|« ", text), text


DIGEST_LINES = """Une balise ne dort jamais. — nolwenn  le goff
« Écrire moins » | s4
Garder, c’est choisir — ou renoncer

Un mot de trop ? — Tomoko Sato
The sea is late. | s3
"""


def test_digest_takes_one_highlight_a_line() -> None:
    kept = compose(draft(Kind.DIGEST, "fr", fields={"highlight": DIGEST_LINES}), "x", context()).texts
    assert [text.replace("\u00a0", " ") for text in kept[1:-1]] == [
        "« Une balise ne dort jamais. » — Nolwenn Le Goff, « Des balises qui parlent » (2/7)",
        "« Écrire moins » — « Table ouverte » (3/7)",
        "« Garder, c’est choisir — ou renoncer » (4/7)",
        "« Un mot de trop ? » — Tomoko Sato, « Small tools, long lives » (5/7)",
        "« The sea is late. » — Tomoko Sato, « Charts for @\u200beveryone » (6/7)",
    ]


def test_digest_finds_a_speaker_s_session_of_its_own_day_and_one_who_has_none() -> None:
    own = Programme(title="P", sessions=(session(1, "Hier", NOLWENN, at=0), session(2, "Ce soir", NOLWENN, at=24 * 60)), people=(TOMOKO,))
    about = prepare(own, HASHTAGS, SPEAKERS, templates.builtin())
    post = draft(Kind.DIGEST, "en", due=datetime(2027, 3, 19, 17, tzinfo=UTC), fields={"highlight": "A – Nolwenn Le Goff\nB — Tomoko Sato"})
    assert compose(post, "x", about).texts[1:3] == ("“A” — Nolwenn Le Goff, “Ce soir” (2/4)", "“B” — Tomoko Sato (3/4)")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Oui. — Idris Haddad", "Idris Haddad wants no quotes (speakers.toml)."),
        ("Oui. — Secret Guest", "Secret Guest wants no posts (speakers.toml)."),
        ("Oui. | s2", "Idris Haddad wants no quotes (speakers.toml)."),
        ("Oui. — Idriss Hadad", 'Nobody in the programme is called "Idriss Hadad"; did you mean Idris Haddad?'),
        ("Oui. | s99", "There is no session s99 in the programme: write `words | SESSION-ID`, `words — Speaker` or the words alone."),
    ],
)
def test_digest_refuses_whom_nobody_may_quote_and_names_that_are_nearly_right(line: str, problem: str) -> None:
    assert compose(draft(Kind.DIGEST, "fr", fields={"highlight": line}), "x", context()) == Composed(problem=problem)


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (Kind.DIGEST, {"highlight"}),
        (Kind.QUOTE, {"question", "quote", "speaker"}),
        (Kind.SPOTLIGHT, {"hook"}),
        (Kind.START, set()),
        (Kind.LIVE, set()),
    ],
)
def test_known_fields_are_those_a_person_may_fill(kind: Kind, fields: set[str]) -> None:
    assert known_fields(kind, "fr", context()) == fields


def test_compose_spaces_what_a_person_wrote_in_french_only() -> None:
    words = "Vu « ici » : https://a.example/?b à 10:45 !"
    french, english = (compose(draft(Kind.LIVE, language, texts={"*": words}), "x", context()).texts for language in ("fr", "en"))
    assert (french, english) == (("Vu «\u00a0ici\u00a0»\u00a0: https://a.example/?b à 10:45\u00a0!",), (words,))


@pytest.mark.parametrize(("language", "title"), [("fr", "«\u00a0Le “vrai” coût, “dit-on”\u00a0»"), ("en", "“Le « vrai » coût, ‘dit-on’”")])
def test_compose_sets_quotation_marks_within_others(language: str, title: str) -> None:
    about = prepare(Programme(title="P", sessions=(session(1, "Le « vrai » coût, “dit-on”", at=0),)), HASHTAGS, SPEAKERS, templates.builtin())
    assert title in compose(draft(Kind.START, language), "x", about).texts[0]
    assert title in compose(draft(Kind.UP_NEXT, language, slot=("s1",)), "x", about).texts[0]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", "salle\u00a0: c’est parti pour «\u00a0Écrire un “vrai” compilateur\u00a0: en un an\u00a0?\u00a0». "),
        ("en", 'Now in La « grande » salle: “Écrire un "vrai" compilateur : en un an ?”. '),
    ],
)
def test_compose_sets_what_the_programme_says_as_french_does_in_french_only(language: str, told: str) -> None:
    title = 'Écrire un "vrai" compilateur : en un an ?'
    about = prepare(Programme(title="P", sessions=(session(1, title, at=0, room="La « grande » salle"),)), HASHTAGS, SPEAKERS, templates.builtin())
    assert told in compose(draft(Kind.START, language), "x", about).texts[0]
    up_next = compose(draft(Kind.UP_NEXT, language, slot=("s1",)), "x", about).texts[0]
    assert (told.split(" pour ")[1].rstrip(". ") if language == "fr" else '“Écrire un "vrai" compilateur : en un an ?”') in up_next


def test_compose_mentions_and_tags_nobody_a_title_or_a_room_names() -> None:
    title, quiet = "C# and F#: @ada, ＠bob #ada (#1) ＃bob #_x", "C# and F#: @\u200bada, ＠\u200bbob #\u200bada (#\u200b1) ＃\u200bbob #\u200b_x"
    about = prepare(Programme(title="P", sessions=(session(1, title, at=0, room="#Ada"),)), HASHTAGS, SPEAKERS, templates.builtin())
    assert compose(draft(Kind.START, "en"), "x", about).texts[0].startswith(f"Now in #\u200bAda: “{quiet}”. ")
    assert compose(draft(Kind.UP_NEXT, "en", slot=("s1",)), "x", about).texts[0].startswith(f"At 10:00 in #\u200bAda: “{quiet}”. ")


def test_speakers_of_cancelled_sessions_are_not_announced() -> None:
    sessions = (session(1, "A", NOLWENN, TOMOKO, at=0, cancelled=True), session(2, "B", IDRIS, TOMOKO, at=60))
    about = prepare(Programme(title="P", sessions=sessions), HASHTAGS, SPEAKERS, templates.builtin())
    assert compose(draft(Kind.ANNOUNCE, "en"), "x", about).texts[1].startswith("First names: Idris Haddad and Tomoko Sato. ")


def test_speakers_without_posts_are_in_no_list_of_names() -> None:
    only = speakers.parse('["Nolwenn Le Goff"]\nposts = false')
    about = prepare(PROGRAMME, HASHTAGS, only, templates.builtin())
    assert "Nolwenn" not in "".join(compose(draft(Kind.ANNOUNCE, "en"), "x", about).texts)
