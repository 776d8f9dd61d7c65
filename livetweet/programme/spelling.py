"""A name as it is compared with others."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DEGREE = r"(?:Ph\.? ?D|M\.?D|M\.?Sc|B\.?Sc|M\.?B\.?A|Jr|Sr|PE|Esq)\.?"
_TITLES = frozenset("dr prof professor professeur mr mrs ms mx mme mlle ing".split())
_DEGREES = re.compile(rf"(?:[,\s]+(?:{DEGREE}))+\s*$", re.IGNORECASE)
_PRONOUNS = re.compile(r"\s*\([^()]*/[^()]*\)\s*$")  # "(she/her)"
_NO_MARKS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "’": "'"})


@lru_cache(1 << 15)  # the same names, at every layout of the desk and every line of a programme
def fold(name: str) -> str:
    """NAME without case, diacritics, titles, pronouns, punctuation."""
    plain = unicodedata.normalize("NFKD", _DEGREES.sub("", _PRONOUNS.sub("", name))).casefold().translate(_NO_MARKS)
    words = "".join(" " if not one.isalnum() else one for one in plain if not unicodedata.combining(one)).split()
    while len(words) > 1 and words[0] in _TITLES:
        words.pop(0)
    return " ".join(words) or " ".join(name.split()).casefold()
