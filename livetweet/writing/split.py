"""Cuts a text that a person wrote into the parts of a thread. `compose` calls it, and `count` to say how many parts there would be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from livetweet.model.account import Links
from livetweet.writing.links import take_out
from livetweet.writing.rules import graphemes
from livetweet.writing.rules.rule import Rules

# White space where a line may end: not at a no-break space, which holds « mot » together.
_GAP = re.compile("[^\\S\u00a0\u202f\u2007]+")
_SENTENCE_ENDS = re.compile("(?<!\\b\\w)[.!?…。！？][)\\]\"'”’»\u00a0\u202f]*$")
_LEAST_FILLED = 3  # a border is good enough once a third of what would fit stands before it


def split(text: str, rules: Rules) -> tuple[str, ...]:
    """The parts of TEXT, at least one, each of which fits; a text that fits is one part, unchanged.

    Cuts are at the end of a paragraph, else of a sentence, else of a word; only a word too long for a whole part is cut inside, between
    graphemes. Joined, the parts are TEXT, as the account's policy on links has it, but for white space at its ends and at the cuts. No numbers are added.
    """
    return _cut(settle(text, rules), rules)


def settle(text: str, rules: Rules) -> str:
    """TEXT with its links where the account of RULES has them: all in their places, none, or, where it takes several parts, all together at its end."""
    if rules.find_links is None or rules.links is Links.WITH:
        return text
    if rules.links is Links.WITHOUT:
        return take_out(text, rules)[0]
    if not any(rules.find_links(part) for part in _cut(text, rules)[:-1]):
        return text
    rest, links = take_out(text, rules)
    return f"{rest}\n\n{' '.join(links)}".lstrip()


def _cut(text: str, rules: Rules) -> tuple[str, ...]:
    if rules.fits(text):
        return (text,)
    return tuple(_parts(_strip(text), rules)) or ("",)


def split_rest(text: str, gone: Sequence[str], rules: Rules) -> tuple[str, ...] | None:
    """The parts of TEXT where GONE, its first ones, have left and stay as they are: only what follows them is cut. None where TEXT no longer begins with them."""
    rest = text
    for part in gone:
        rest = rest.lstrip()
        if not rest.startswith(part) or rest[len(part) : len(part) + 1].strip():
            return None
        rest = rest[len(part) :]
    return (*gone, *split(rest.strip(), rules)) if rest.strip() else tuple(gone)


def _parts(text: str, rules: Rules) -> Iterator[str]:
    gaps = [*_GAP.finditer(text)]
    starts = [0, *(gap.end() for gap in gaps)]
    ends = [*(gap.start() for gap in gaps), len(text)]
    first, start = 0, 0
    while first < len(ends):
        fitting = _count_fitting(text, start, ends[first:], rules)
        if fitting == 0:
            cut = start + _cut_word(text[start : ends[first]], rules)
            yield text[start:cut]
            start = cut
            continue
        if first + fitting < len(ends):
            fitting = _best(text, start, gaps[first : first + fitting])
        yield text[start : ends[first + fitting - 1]]
        first += fitting
        start = starts[first] if first < len(starts) else len(text)


def _count_fitting(text: str, start: int, ends: Sequence[int], rules: Rules) -> int:
    """How many of ENDS may end a part that begins at START, up to the first found that may not: by doubling, then by halves."""
    high = 1
    while high <= len(ends) and rules.fits(text[start : ends[high - 1]]):
        high *= 2
    low, high = high // 2, min(high, len(ends) + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if rules.fits(text[start : ends[middle - 1]]):
            low = middle
        else:
            high = middle
    return low


def _best(text: str, start: int, gaps: Sequence[re.Match[str]]) -> int:
    """After how many words to cut: at the last of GAPS between paragraphs, else between sentences, that leaves enough before it; else the last."""
    enough = start + (gaps[-1].start() - start) // _LEAST_FILLED
    for is_border in (_ends_paragraph, _ends_sentence):
        for words in range(len(gaps), 0, -1):
            gap = gaps[words - 1]
            if gap.start() < enough:
                break
            if is_border(text, gap):
                return words
    return len(gaps)


def _ends_paragraph(_: str, gap: re.Match[str]) -> bool:
    return "\n" in gap.group()


def _ends_sentence(text: str, gap: re.Match[str]) -> bool:
    return _SENTENCE_ENDS.search(text, max(gap.start() - 12, 0), gap.start()) is not None


def _cut_word(word: str, rules: Rules) -> int:
    """Where to cut a WORD that fits in no part: after the most graphemes that do, or inside one that alone is too much."""
    units: Sequence[str] = graphemes.split(word)
    if not rules.fits(units[0]):
        units = [*units[0]]
    ends = [0]
    for unit in units:
        ends.append(ends[-1] + len(unit))
    return ends[max(_count_fitting(word, 0, ends[1:], rules), 1)]


def _strip(text: str) -> str:
    first = _GAP.match(text)
    text = text[first.end() :] if first else text
    while text and _GAP.fullmatch(text[-1]):
        text = text[:-1]
    return text
