"""A small event of our own, in French and English, for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from livetweet.model.person import Person
from livetweet.model.post import Anchor, Draft, Kind
from livetweet.model.programme import Programme
from livetweet.model.session import Session
from livetweet.writing import hashtags, speakers, templates
from livetweet.writing.compose import Context, prepare

HASHTAGS = hashtags.parse("""
event = "Rencontres du Phare"
timezone = "Europe/Paris"
language = "fr"
city = "Brest"
link = "https://phare.example.org"
programme_link = "https://phare.example.org/programme"
rooms = ["Iroise", "Molène"]
watch = ["Brest", "#phare27"]

[tags]
event = "Phare27"
[tags.tracks]
"Données" = "DonneesDuLarge"
[tags.rooms]
"Iroise" = "Iroise"
[tags.sessions]
"s1" = "Balises"
[tags.most]
mastodon = 4
x = 2

[accounts.mastodon]
handle = "@phare@example.social"
server = "https://example.social"
[accounts.bluesky]
handle = "phare.example"
[accounts.backup]
network = "x"
handle = "https://x.com/phare27"

[campaign]
announce = [30, 2027-03-10]
spotlights = 2
hours = ["16:00-18:00", "10-12"]
""")

SPEAKERS = speakers.parse("""
["Nolwenn Le Goff"]
mastodon = "https://example.social/@nolwenn"
x = ""
["Idris Haddad"]
quotes = false
["Tomoko Sato"]
pictures = false
["Secret  GUEST"]
posts = false
""")

NOLWENN = Person(name="Nolwenn Le Goff", handles={"x": "not_hers", "bluesky": "nolwenn.example"})
IDRIS = Person(name="Idris Haddad", handles={"x": "idris_h"})
TOMOKO = Person(name="Tomoko Sato")
GUEST = Person(name="Secret Guest")
START = datetime(2027, 3, 18, 9, tzinfo=UTC)  # 10:00 in Brest


def session(number: int, title: str, *persons: Person, at: int, room: str | None = "Iroise", minutes: int = 45, **more: object) -> Session:
    """Session "sNUMBER", AT minutes after the first one's start."""
    start = START + timedelta(minutes=at)
    return Session(id=f"s{number}", title=title, speakers=persons, start=start, end=start + timedelta(minutes=minutes), room=room, **more)  # type: ignore[arg-type]


PROGRAMME = Programme(
    title="Rencontres du Phare",
    timezone="Europe/Paris",
    rooms=("Iroise", "Molène", "Salle des cartes"),
    sessions=(
        session(0, "Accueil, café", at=-30, minutes=30),
        session(1, "Des balises qui parlent", NOLWENN, at=0, track="Données", language="fr", url="https://phare.example.org/s1"),
        session(2, "Small tools, long lives", IDRIS, TOMOKO, at=0, room="Molène", language="en-GB", url="https://phare.example.org/s2"),
        session(3, "Charts for @everyone", TOMOKO, at=60, room="Iroise", language="en"),
        session(4, "Table ouverte", at=60, room="Molène", minutes=10),
        session(5, "Not to be told", GUEST, at=120),
        session(6, "Elsewhere", TOMOKO, at=120, room="Salle des cartes"),
        session(7, "Gone", TOMOKO, at=180, cancelled=True),
        session(8, "Le large au matin", IDRIS, at=23 * 60, room="Iroise"),
        Session(id="s9", title="Sometime", speakers=(TOMOKO,)),
    ),
)

KNOWN = MappingProxyType(
    {
        "count_questions": "7",
        "record_link": "https://phare.example.org/recit",
        "thread_link": "https://example.social/@phare/12",
        "asker": "@maël@example.social",
        "author": "@ada@example.social",
        "original_link": "https://example.social/@ada/9",
    }
)

EVENING = datetime(2027, 3, 18, 17, 30, tzinfo=UTC)

WORDS: Mapping[Kind, Mapping[str, str]] = {
    Kind.ANNOUNCE: {"hook": "Deux jours au bord de l’eau."},
    Kind.REMINDER: {"hook": "Deux jours au bord de l’eau."},
    Kind.SPOTLIGHT: {"hook": "Et si une bouée répondait ?"},
    Kind.QUOTE: {"quote": "A buoy is a promise.", "speaker": "Nolwenn Le Goff"},
    Kind.RELAY: {"comment": "Vu du quai :"},
    Kind.DIGEST: {"highlight:2:1:s1": "Une balise ne dort jamais.", "highlight:1:2:s2": "Write less, keep it."},
    Kind.CORRECTION: {"instead": "une visite du phare"},
    Kind.ANSWERED: {"answer": "Oui, par tous les temps."},
}


def context(known: Mapping[str, str] | None = None) -> Context:
    return prepare(PROGRAMME, HASHTAGS, SPEAKERS, templates.builtin(), known)


def draft(kind: Kind, language: str | None = None, **more: object) -> Draft:
    """A post of KIND about the event's first session, its words filled in."""
    about = None if kind in {Kind.ANNOUNCE, Kind.REMINDER, Kind.UP_NEXT, Kind.DIGEST, Kind.RECAP, Kind.RELAY} else "s1"
    slot = ("s1", "s2") if kind is Kind.UP_NEXT else ()
    values = {"session": about, "slot": slot, "due": EVENING, "fields": WORDS.get(kind, {}), "anchor": Anchor.START} | more
    return Draft(kind=kind, language=language, **values)  # type: ignore[arg-type]


def day(number: int) -> date:
    return date(2027, 3, number)
