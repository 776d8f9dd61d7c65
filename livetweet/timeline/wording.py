"""What the record says in its own words, in French and in English.

Apart from the exporters, since every form meant for people says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`nouns`: one, several. `zero_is_one`: 0 takes the singular. `colon` with the space before and after it."""

    nouns: Mapping[str, tuple[str, str]]
    zero_is_one: bool
    and_: str
    colon: str
    campaign: str
    undated: str
    questions: str
    audience: str
    apart: str
    called_off: str
    deleted: str
    edited: str
    shown: str
    aloud: str
    asked_by: str
    someone: str
    late: str
    states: Mapping[str, str]
    fates: Mapping[str, str]

    def count(self, number: int, noun: str) -> str:
        """« 1 question », "3 questions"."""
        one, several = self.nouns[noun]
        return f"{number}\u00a0{one if number == 1 or (number == 0 and self.zero_is_one) else several}"

    def join(self, items: Sequence[str]) -> str:
        """« A, B et C », "A, B and C"."""
        return f"{', '.join(items[:-1])} {self.and_} {items[-1]}" if len(items) > 1 else "".join(items)


WORDS: Mapping[str, Words] = {
    "en": Words(
        nouns={
            "session": ("session", "sessions"),
            "post": ("post", "posts"),
            "incoming": ("reply or mention", "replies and mentions"),
            "question": ("question", "questions"),
            "answered": ("answered", "answered"),
            "person": ("person in the audience", "people in the audience"),
            "like": ("like", "likes"),
            "scheduled": ("scheduled", "scheduled"),
            "sending": ("leaving", "leaving"),
            "failed": ("failed", "failed"),
            "unknown": ("unknown", "unknown"),
            "held": ("held", "held"),
            "skipped": ("skipped", "skipped"),
            "cancelled": ("cancelled", "cancelled"),
        },
        zero_is_one=False,
        and_="and",
        colon=": ",
        campaign="Around the event",
        undated="Without a date",
        questions="Questions",
        audience="From the audience",
        apart="Not all of it left",
        called_off="cancelled",
        deleted="deleted by its author",
        edited="edited by its author",
        shown="on stage",
        aloud="someone in the room",
        asked_by="Asked by {who}",
        someone="Someone",
        late="{minutes} min late",
        states={
            "scheduled": "scheduled",
            "sending": "leaving now",
            "failed": "failed",
            "unknown": "it is not known whether it left",
            "held": "held",
            "skipped": "skipped, too late",
            "cancelled": "cancelled",
        },
        fates={"waiting": "still waiting", "on stage": "on stage now", "answered": "answered", "parked": "kept for later", "dropped": "not taken up"},
    ),
    "fr": Words(
        nouns={
            "session": ("session", "sessions"),
            "post": ("message publié ou prévu", "messages publiés ou prévus"),
            "incoming": ("réponse ou mention", "réponses et mentions"),
            "question": ("question", "questions"),
            "answered": ("traitée", "traitées"),
            "person": ("personne du public", "personnes du public"),
            "like": ("mention «\u00a0j’aime\u00a0»", "mentions «\u00a0j’aime\u00a0»"),
            "scheduled": ("programmé", "programmés"),
            "sending": ("en cours d’envoi", "en cours d’envoi"),
            "failed": ("en échec", "en échec"),
            "unknown": ("au sort incertain", "au sort incertain"),
            "held": ("retenu", "retenus"),
            "skipped": ("abandonné, trop tard", "abandonnés, trop tard"),
            "cancelled": ("annulé", "annulés"),
        },
        zero_is_one=True,
        and_="et",
        colon="\u00a0: ",
        campaign="Autour de l’événement",
        undated="Sans date",
        questions="Questions",
        audience="Dans le public",
        apart="Tout n’est pas parti",
        called_off="annulée",
        deleted="supprimé par son auteur",
        edited="modifié par son auteur",
        shown="à l’écran",
        aloud="quelqu’un dans la salle",
        asked_by="Posée par {who}",
        someone="Quelqu’un",
        late="avec {minutes}\u00a0min de retard",
        states={
            "scheduled": "programmé",
            "sending": "en cours d’envoi",
            "failed": "échec",
            "unknown": "on ne sait pas si le message est parti",
            "held": "retenu",
            "skipped": "abandonné, trop tard",
            "cancelled": "annulé",
        },
        fates={
            "waiting": "encore en attente",
            "on stage": "à l’écran",
            "answered": "réponse donnée",
            "parked": "gardée pour plus tard",
            "dropped": "non retenue",
        },
    ),
}
