"""Several people named in one text. Called by readers whose format has one field for all speakers of a session, and where a programme is imported or checked."""

from __future__ import annotations

import re
from itertools import takewhile

from livetweet.programme.spelling import DEGREE

_NOBODY = re.compile(
    r"\W*(?:you|t\.?b\.?[adc]\.?|to be (?:announced|determined|confirmed|defined)|n/?a|none|null|nil|nobody|unknown|speakers?|various( speakers)?|all|everyone|"
    r"[àa] (?:d[ée]finir|confirmer|venir|annoncer)|personne|inconnue?s?|vous)?\W*",
    re.IGNORECASE,
)
_TAIL = re.compile(rf"{DEGREE}|III?|IV|Inc\.?|Ltd\.?|LLC", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*\([^()]{0,200}\)\s*$")
_BETWEEN = re.compile(r"[;\n|]")
_COMMA = re.compile(r"\s*,\s*(?:(?:and|et|und|&)\s+)?")
_AND = re.compile(r"\s+(?:&|\+|/|and|und|et|y|e|con|avec|with|mit)\s+")
_PARTICLES = frozenset("al bin da das de del della den der des di do dos du el en la le of ten ter van von y zu".split())
_LEAD = re.compile(r"^[\"'“”«»‘’(@]*(?:[dl]['’])?")  # d’Aubigné
_COMPANY = re.compile(
    r"\b(?:co|company|corp|inc|ltd|llc|gmbh|ag|e\.? ?v|sa|sas|sarl|bv|universit\w*|institut\w*|college|school|[ée]cole|lab|labs|laborato\w*|foundation"
    r"|fondation|software|systems?|technolog\w*|consulting|media|project|projet|association|team|[ée]quipe|group\w*|collecti\w*|network|research"
    r"|friends|guests|sons|fils|crew|amis|others|autres)\b",
    re.IGNORECASE,
)


def split(text: str, *, listed: bool = False) -> list[str]:
    """The names in TEXT: `A, B`, `A & B`, `A and B`, `A et B`, one a line; without an affiliation after a comma; none where it names nobody ("you!", "tbd").

    LISTED: it stands in a place for all speakers, where three between commas are three, whatever they are called, and brackets say no more than who one is.
    """
    names = [name for part in _BETWEEN.split(text) for name in _split(" ".join(part.split()), listed=listed)]
    return list(dict.fromkeys(bare(name) if listed else name for name in names))


def bare(name: str) -> str:
    """NAME without what stands in brackets behind it: where somebody works, what they are called by."""
    return _BRACKETS.sub("", name).strip(" ,") or name


def _split(text: str, *, listed: bool) -> list[str]:
    if _NOBODY.fullmatch(text):
        return []
    pieces = _join_tails([one for one in _COMMA.split(text) if one])
    last = _AND.split(pieces[-1]) if pieces else []
    if len(last) > 1 and all(map(_is_name, last)):
        pieces[-1:] = last
        together = True
    else:
        together = False
    if len(pieces) < 2:
        return [text]
    if not (listed and len(pieces) > 2) and (not all(map(_is_name, pieces)) or (not together and _has_affiliation(pieces))):
        return _without_affiliation(pieces) or [text]
    if not together and len(pieces) == 2 and all(" " not in one for one in pieces):
        return [text]  # "Doe, Jane"
    return [one for one in pieces if not _NOBODY.fullmatch(one)]


def _join_tails(pieces: list[str]) -> list[str]:
    """PIECES with what is no name of its own ("PhD", "Jr.") back behind the one before."""
    joined: list[str] = []
    for piece in pieces:
        if joined and _TAIL.fullmatch(piece):
            joined[-1] += f", {piece}"
        else:
            joined.append(piece)
    return joined


def _is_name(text: str) -> bool:
    """Whether TEXT may be a person's name: one to five words that begin with a capital or have none."""
    text = bare(text)
    words = [word for word in text.split() if word.lower() not in _PARTICLES]
    return 0 < len(words) <= 5 and all(_begins_name(word) for word in words) and not _COMPANY.search(text)


def _begins_name(word: str) -> bool:
    first = _LEAD.sub("", word, count=1)[:1]
    return first.isalpha() and not first.islower()


def _has_affiliation(pieces: list[str]) -> bool:
    """`Jane Doe, Mozilla`: a name of several words, then one word."""
    return len(pieces) == 2 and " " in pieces[0] and " " not in pieces[1]


def _without_affiliation(pieces: list[str]) -> list[str]:
    """The whole names before the first piece that is none."""
    return list(takewhile(lambda one: " " in one and _is_name(one), pieces))
