"""Whether two people ask the same thing. Pure, and slow to believe it: two that stay apart cost a key, two that are wrongly one lose somebody's question.

Called by `questions.py` when a post becomes a question. The same are questions in the same words, whatever marks, accents, greetings and small words
stand around them, up to one slip of the finger in a long word. A number, a name, a negation, another verb make another question.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from livetweet.inbox.asking import ADDRESS, NAMES, READ

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_ACCENTS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_APART = re.compile(r"[\W_]+")
_POLITE = re.compile(
    r"^(?:(?:bonjour|salut|hello|hi|hey|question|q|ma question|my question|une question|a question) )+|(?: (?:merci|thanks|thank you|svp|please))+$"
)
_SPELLED = (  # what is written in several ways, in the form that `key` leaves
    (re.compile(r"\best ce que?\b ?"), ""),
    (
        re.compile(
            r"\b(?:je me demand(?:e|ais) si|j aimerais (?:bien )?savoir (?:si )?|i m wondering (?:if )?|i was wondering (?:if )?|wondering (?:if )?) ?"
        ),
        "",
    ),
    (re.compile(r"(?<=[a-z]) (?:t )?(?:il|elle|ils|elles)\b(?= |$)"), ""),
    (re.compile(r"\b(what|where|who|how|when|it|that) s\b"), r"\1 is"),
    (re.compile(r"n t\b"), " not"),
)
_FILLERS = frozenset(
    """a an the so and but just also actually really ok le la les l un une des du de d et mais donc alors svp vraiment juste aussi please merci
    bonjour salut hello hi hey thanks""".split()
)
_LONG, _MIDDLING = 7, 6  # letters of words in which a slip is one: in shorter ones it makes another word


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """What is left of a question when it is compared: case, accents on Latin letters, punctuation, addresses, mentions, hashtags and
    greetings gone. Two questions are the same when their keys are equal and not empty.
    """
    plain = NAMES.sub(" ", ADDRESS.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text[:READ]))))
    folded = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", plain.casefold())))
    return _POLITE.sub("", _APART.sub(" ", folded).strip())


def same(one: str, other: str) -> bool:
    """Whether two people ask the same thing, in the same words."""
    first, second = key(one), key(other)
    if first == second:
        return first != ""
    words, others = _words(first), _words(second)
    if len(words) != len(others) or len(words) < 2:
        return False
    differ = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    return not differ or (len(differ) == 1 and len(words) >= 4 and _slipped(*differ[0]))


@lru_cache(maxsize=8192)
def _words(plain: str) -> tuple[str, ...]:
    """The words of a key that make the question what it is, in their order."""
    for spelling, instead in _SPELLED:
        plain = spelling.sub(instead, plain)
    return tuple(word for word in plain.split() if word not in _FILLERS)


def _slipped(one: str, other: str) -> bool:
    """Whether two words are one, mistyped: letters exchanged, doubled, missing or wrong beyond the first."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only where two questions are nearly the same

    if not (one.isalpha() and other.isalpha()) or one[0] != other[0] or min(len(one), len(other)) < _MIDDLING:
        return False
    if OSA.distance(one, other, score_cutoff=1) > 1:
        return False
    doubled = set(one) == set(other)
    return doubled or min(len(one), len(other)) >= _LONG
