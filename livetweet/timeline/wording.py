"""What the record says in its own words, in French and in English.

Apart from the exporters, since every form meant for people says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`nouns`: one, several. `zero_is_one`: 0 takes the singular. `colon` with the space before and after it. `check`: the sentence for one
    part whose fate is unknown, and for several. `reasons`: how the reasons that livetweet itself gives begin, and what the record says instead;
    a server's own words stay as they are.
    """

    nouns: Mapping[str, tuple[str, str]]
    zero_is_one: bool
    and_: str
    colon: str
    campaign: str
    undated: str
    questions: str
    audience: str
    apart: str
    check: tuple[str, str]
    gone: str
    called_off: str
    deleted: str
    edited: str
    taken_down: str
    shown: str
    aloud: str
    asked_by: str
    someone: str
    late: str
    kinds: Mapping[str, str]
    states: Mapping[str, str]
    fates: Mapping[str, str]
    reasons: Mapping[str, str]

    def reason(self, reason: str) -> str:
        """Why a part has not left, in these words as far as there are some; the names and numbers at the end stay."""
        for begins, instead in self.reasons.items():
            if reason == begins or (begins.endswith(" ") and reason.startswith(begins)):
                return instead + reason[len(begins) :]
        return reason

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
            "post": ("post published", "posts published"),
            "incoming": ("reply or mention", "replies and mentions"),
            "question": ("question", "questions"),
            "answered": ("answered", "answered"),
            "person": ("person in the audience", "people in the audience"),
            "like": ("like", "likes"),
            "scheduled": ("scheduled", "scheduled"),
            "sending": ("leaving", "leaving"),
            "failed": ("failed", "failed"),
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
        apart="What did not leave",
        check=("One delivery is still to be checked", "{count} deliveries are still to be checked"),
        gone="No longer in the programme",
        called_off="cancelled",
        deleted="deleted by its author",
        edited="edited by its author",
        taken_down="deleted since",
        shown="on stage",
        aloud="someone in the room",
        asked_by="Asked by {who}",
        someone="Someone",
        late="left {minutes}\u00a0min late",
        kinds={
            "announce": "announcement",
            "reminder": "reminder",
            "spotlight": "spotlight",
            "up-next": "up next",
            "start": "start",
            "quote": "quote",
            "questions": "call for questions",
            "relay": "relay",
            "thanks": "thanks",
            "digest": "digest",
            "recap": "recap",
            "correction": "correction",
            "change": "change of plan",
            "answered": "answered on stage",
            "reply": "reply",
            "live": "post",
        },
        states={
            "scheduled": "scheduled",
            "sending": "leaving now",
            "failed": "failed",
            "unknown": "not known to have left, to be checked",
            "held": "held",
            "skipped": "skipped, too late",
            "cancelled": "cancelled",
        },
        fates={"waiting": "still waiting", "on stage": "on stage now", "answered": "answered", "parked": "kept for later", "dropped": "not taken up"},
        reasons={},
    ),
    "fr": Words(
        nouns={
            "session": ("session", "sessions"),
            "post": ("message publié", "messages publiés"),
            "incoming": ("réponse ou mention", "réponses et mentions"),
            "question": ("question", "questions"),
            "answered": ("a reçu une réponse", "ont reçu une réponse"),
            "person": ("personne du public", "personnes du public"),
            "like": ("«\u00a0J’aime\u00a0»", "«\u00a0J’aime\u00a0»"),
            "scheduled": ("programmé", "programmés"),
            "sending": ("en cours d’envoi", "en cours d’envoi"),
            "failed": ("en échec", "en échec"),
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
        apart="Ce qui n’est pas parti",
        check=("Un envoi reste à vérifier", "{count}\u00a0envois restent à vérifier"),
        gone="N’est plus au programme",
        called_off="annulée",
        deleted="supprimé par son auteur",
        edited="modifié par son auteur",
        taken_down="supprimé depuis",
        shown="à l’écran",
        aloud="quelqu’un dans la salle",
        asked_by="Posée par {who}",
        someone="Quelqu’un",
        late="parti avec {minutes}\u00a0min de retard",
        kinds={
            "announce": "annonce",
            "reminder": "rappel",
            "spotlight": "présentation",
            "up-next": "à suivre",
            "start": "début",
            "quote": "citation",
            "questions": "appel à questions",
            "relay": "relais",
            "thanks": "remerciements",
            "digest": "bilan du jour",
            "recap": "bilan",
            "correction": "changement",
            "change": "changement de programme",
            "answered": "réponse donnée en salle",
            "reply": "réponse",
            "live": "message",
        },
        states={
            "scheduled": "programmé",
            "sending": "en cours d’envoi",
            "failed": "échec",
            "unknown": "à vérifier, on ne sait pas s’il est parti",
            "held": "retenu",
            "skipped": "abandonné, trop tard",
            "cancelled": "annulé",
        },
        fates={
            "waiting": "encore en attente",
            "on stage": "à l’écran",
            "answered": "a reçu une réponse",
            "parked": "gardée pour plus tard",
            "dropped": "non retenue",
        },
        reasons={
            "too late": "trop tard",
            "interrupted": "fil interrompu",
            "programme changed": "le programme a changé",
            "daily cap": "plafond de dépense du jour atteint",
            "looked twice, not there": "cherché deux fois, introuvable",
            "the worker ended while it was leaving": "l’envoi a été interrompu par un arrêt",
            "taken over: it may have left from the other place": "repris sur une autre machine\u00a0: il est peut-être parti de la première",
            "waits for part ": "attend la partie ",
            "dropped by ": "abandonné par ",
            "by hand": "à publier à la main",
            "by ": "par ",
        },
    ),
}
