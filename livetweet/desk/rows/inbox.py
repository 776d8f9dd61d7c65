"""An incoming post: sign, time, who; at the right how it stands and on which network; the words beneath where there is room."""

from __future__ import annotations

from collections.abc import Collection

from textual.content import Content

from livetweet.desk.painting import items, line, short, spread, wrap
from livetweet.desk.rows import View
from livetweet.desk.signs import glyph
from livetweet.inbox.literal import literal
from livetweet.inbox.stream import Item, Mark
from livetweet.model.errand import Deed
from livetweet.model.incoming import without_us

SIGNS: dict[Mark, tuple[str, str]] = {
    Mark.NEW: (glyph("●"), "$primary"),
    Mark.NEEDS: ("!", "$error"),
    Mark.QUESTION: ("?", "$accent"),
    Mark.STAGE: (glyph("►"), "$accent"),
    Mark.BUSY: (glyph("…"), "$muted"),
    Mark.ANSWERED: (glyph("✓"), "$success"),
    Mark.READ: (glyph("·"), "$muted"),
    Mark.DISMISSED: (glyph("–"), "$muted"),
    Mark.PRIVATE: (glyph("¤"), "$muted"),
}
_OLD = {Mark.ANSWERED, Mark.READ, Mark.DISMISSED}
_LOUD = {Mark.NEW, Mark.NEEDS, Mark.QUESTION, Mark.STAGE}
INDENT = " " * 9


def paint(item: Item, width: int, selected: bool, view: View) -> list[Content]:
    """The lines of ITEM; SELECTED has all its words, as far as they may take space."""
    sign, colour = SIGNS[item.mark]
    old = item.mark in _OLD
    body, name = ("$muted", "$muted") if old else ("$foreground", "$secondary")
    loud = colour if item.mark in _LOUD else "$muted"
    word = f"{literal(item.by or '')} answers" if item.mark is Mark.BUSY else item.mark.value
    said = "deleted by its author" if item.text is None else view.said(item.text)
    votes = [  # the least important first: where there is no room, they are dropped in this order
        f"{glyph('♥')} {item.likes}" if item.likes else "",
        f"{glyph('×')}{item.people}" if item.people > 1 else "",
        "boosted" if Deed.BOOST in item.deeds else "",
        "liked" if Deed.FAVOURITE in item.deeds else "",
        "kept" if item.kept else "",
        "edited" if item.edited else "",
        "private" if item.mark is Mark.NEEDS and not item.open else "",
    ]
    who = "@" + literal(item.author)
    lead = line((f"{'*' if item.key in view.marked else ' '}{sign} ", colour), (f"{view.clock(item.at)} ", "$muted"))
    if not view.roomy:
        tail = line((word, loud), (f" {glyph('×')}{item.people}" if item.people > 1 else "", loud), (f"  {item.sign}", "$muted"))
        if not selected:
            return [spread(width, line(lead, (f"{short(item.author):<11}", name), (literal(said[: width * 2]), body)), tail)]
        about = "".join(f"  {one}" for one in (item.how, *votes) if one)
        return [spread(width, line(lead, (who, name), (about, "$muted")), tail), *_words(said, width, 4, "$foreground")]
    tail = line((word, loud), (f"  {item.sign}", "$muted"))
    room = width - lead.cell_length - len(short(item.author)) - 2 - tail.cell_length
    while votes and len("  ".join(one for one in votes if one)) + 2 > room:
        votes.pop(0)
    tail = line(("".join(f"{one}  " for one in votes if one), "$muted"), tail)
    fits = 9 + len(who) + 2 + tail.cell_length <= width
    head = spread(width, line(lead, (who if fits else short(item.author), name)), tail)
    if old and not selected:
        return [head, spread(width, line(INDENT, (literal(said[: width * 2]), body)))]
    lines = [head, *_words(said, width, 6 if selected else 2, "$foreground" if selected else body)]
    if selected:
        told = f"{item.how} to our post" if item.how == "reply" and item.part else item.how
        lines.append(line(INDENT, items(width - 9, [line((one, "$muted")) for one in ([told] if fits else [who, told])], gap=2)))
    return lines


def height(item: Item, width: int, roomy: bool, ours: Collection[str]) -> int:
    """How many lines ITEM has without the cursor: quicker than to paint them."""
    if not roomy:
        return 1
    if item.mark in _OLD or item.text is None:
        return 2
    said = without_us(item.text, ours)
    if len(said) <= width - 10 and said.isascii() and said.isprintable():
        return 2
    return 1 + len(wrap(said, width - 10, 2))


def _words(text: str, width: int, most: int, style: str) -> list[Content]:
    return [line(INDENT, (one, style)) for one in wrap(text, width - 10, most)]
