"""One thing that a new version of the programme changes: what became different, and whether it is taken or stays as it was. Pure."""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content

from livetweet.desk.painting import line, spread, wrap
from livetweet.desk.signs import glyph
from livetweet.inbox.literal import literal
from livetweet.outbox import version
from livetweet.programme.diff import Difference


class Item(NamedTuple):
    """`kept`: it stays as it was."""

    difference: Difference
    kept: bool

    @property
    def key(self) -> str:
        return f"change:{self.difference.what}:{self.difference.session.id}"

    @property
    def heading(self) -> bool:
        return False


def paint(item: Item, width: int, selected: bool) -> list[Content]:
    """The lines of ITEM."""
    difference = item.difference
    sign, colour = (glyph("–"), "$muted") if item.kept else (glyph("✓"), "$success")
    told = wrap(literal(difference.sentence()), width - 20, 3 if selected else 1)
    tail = line(("stays as it was", "$warning")) if item.kept else line((str(difference.what), "$muted"))
    body = "$muted" if item.kept else "$foreground"
    lines = [spread(width, line((f" {sign} ", colour), (told[0], body)), tail), *(line("   ", (one, body)) for one in told[1:])]
    if selected:
        offer = "x take it after all" if item.kept else "x keep it as it was" if version.keeps(difference) else "the source alone says that"
        lines.append(line("   ", (offer, "$primary")))
    return lines
