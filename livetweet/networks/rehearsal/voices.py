"""Who sits in the audience and how they talk: the texts of `voices.toml`, and what hasty typing does to them. Only the audience calls this."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

NO_BREAK = "\u00a0"
_SERVERS = ("social.example", "toot.example", "amis.example")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """What is said in one language, with `{title}`, `{us}` and `{tag}` to be filled. `questions`: wordings of the same question together."""

    questions: Sequence[Sequence[str]]
    remarks: Sequence[str]
    thanks: Sequence[str]
    tagged: Sequence[str]
    mentions: Sequence[str]
    quotes: Sequence[str]
    private: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """`people`: name as shown and short handle. `hostile`: texts that break what takes them for markup. `long`: a phrase that can go on for ever."""

    people: Sequence[tuple[str, str]]
    hostile_names: Sequence[str]
    hostile: Sequence[str]
    long: str
    by_language: Mapping[str, Voice]


@cache
def load_voices() -> Voices:
    found = tomllib.loads(files(__package__).joinpath("voices.toml").read_text(encoding="utf-8"))
    return Voices(
        people=tuple((name, handle) for name, handle in found["people"]),
        hostile_names=found["hostile_names"],
        hostile=found["hostile"],
        long=found["long"],
        by_language={language: Voice(**voice) for language, voice in found.items() if isinstance(voice, dict)},
    )


def name_author(network: str, handle: str) -> str:
    """The short HANDLE in full, as NETWORK writes it; people of the fediverse are at home on several servers."""
    if network == "mastodon":
        return f"{handle}@{_SERVERS[sum(map(ord, handle)) % len(_SERVERS)]}"
    return f"{handle}.example" if network == "bluesky" else f"{handle}_ex"


def type_hastily(text: str, draw: Random) -> str:
    """TEXT as somebody types it with a thumb: without capitals, accents or a question mark, or with too many."""
    text = text.replace(NO_BREAK, " ")
    match draw.randrange(5):
        case 0:
            return text.lower()
        case 1:
            if any("\u0370" <= letter <= "\u1fff" or letter >= "\u3000" for letter in text):
                return text  # in Arabic and Japanese the marks are no decoration
            return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
        case 2:
            return text.rstrip("?.!").rstrip() + "…"
        case 3:
            return text.replace(" ?", "?").replace("?", "??")
        case _:
            return text.lower().rstrip("?.!").rstrip()


def misspell(tag: str, draw: Random) -> str:
    """TAG with one slip of the finger; never TAG itself, whatever the case."""
    for _ in range(8):
        at = draw.randrange(len(tag))
        slip = draw.choice(
            (tag[:at] + tag[at + 1 :], tag[:at] + tag[at] + tag[at:], tag[:at] + tag[at + 1 : at + 2] + tag[at : at + 1] + tag[at + 2 :])
        )
        if slip and slip.casefold() != tag.casefold():
            return slip
    return tag + tag[-1]
