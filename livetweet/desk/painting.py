"""Pieces of painted lines: everything a pane shows is made of these, so that outside text is literal and nothing is cut but titles, names and texts."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len
from textual.content import Content

from livetweet.desk.signs import glyph
from livetweet.inbox.literal import literal

Piece = str | Content | tuple[str, str]


def line(*pieces: Piece) -> Content:
    """PIECES one behind the other: text, or (text, style); never read as markup."""
    return Content.assemble(*pieces)


def spread(width: int, left: Content, right: Content | str = "") -> Content:
    """LEFT cut with an ellipsis where it must be, RIGHT flush right: WIDTH cells in all."""
    tail = right if isinstance(right, Content) else Content(right)
    room = max(width - tail.cell_length - (2 if tail.cell_length else 0), 0)
    left = left[: width * 8]  # no text of theirs is so long that measuring it costs a frame
    head = left if left.cell_length <= room else left.truncate(room, ellipsis=True)
    return line(head, " " * max(width - head.cell_length - tail.cell_length, 0), tail)


def items(width: int, choices: Iterable[Content], gap: int = 3) -> Content:
    """As many of CHOICES as fit, in their order; one that does not fit is dropped whole, never cut."""
    pieces: list[Piece] = []
    used = 0
    for one in choices:
        need = one.cell_length + (gap if pieces else 0)
        if one.cell_length and used + need <= width:
            pieces += [" " * gap, one] if pieces else [one]
            used += need
    return line(*pieces)


def heading(text: str, width: int, style: str = "$faint") -> Content:
    """A group's name with a rule behind it."""
    return line((f" {text} ", style), (glyph("─") * max(width - cell_len(text) - 3, 0), "$rule"))


def wrap(text: str, width: int, most: int) -> list[str]:
    """TEXT from outside in lines of at most WIDTH cells, MOST of them, the last cut with an ellipsis. French spaces never break a line."""
    lines = [""]
    for word in _words(text, width * (most + 1)):
        for piece in _pieces(word, width):
            if lines[-1] and cell_len(lines[-1]) + 1 + cell_len(piece) > width:
                lines.append(piece)
            else:
                lines[-1] = f"{lines[-1]} {piece}" if lines[-1] else piece
            if len(lines) > most:
                return [*lines[: most - 1], cut(f"{lines[most - 1]} {piece}", width)]
    return lines


def cut(text: str, width: int) -> str:
    """TEXT in at most WIDTH cells, with an ellipsis where something is missing."""
    if cell_len(text) <= width:
        return text
    kept = ""
    for character in text[: width * 2]:
        if cell_len(kept + character) > width - 1:
            break
        kept += character
    return kept.rstrip(" ,;:.") + "…"


def clean(text: str, width: int) -> str:
    """TEXT from outside on one line of at most WIDTH cells, whatever it is and however long."""
    return cut(literal(text[: width * 8]), width)


def short(handle: str) -> str:
    """A handle as one says it: without server or domain, at most 10 cells, with @."""
    return cut("@" + literal(handle.split("@", maxsplit=1)[0].split(".", maxsplit=1)[0]), 10)


def _words(text: str, most: int) -> list[str]:
    """The words of what is worth looking at: a text of 100,000 characters costs no more than one that fills its lines."""
    shown = literal(text[: most * 4])
    for before, after in ((" ?", "\u00a0?"), (" !", "\u00a0!"), (" :", "\u00a0:"), (" ;", "\u00a0;"), (" »", "\u00a0»"), ("« ", "«\u00a0")):
        shown = shown.replace(before, after)
    return shown.split() if "\u00a0" not in shown else [word for word in shown.replace("\n", " ").split(" ") if word]


def _pieces(word: str, width: int) -> list[str]:
    """WORD, in pieces of at most WIDTH cells where it is longer."""
    if cell_len(word) <= width:
        return [word]
    pieces = [""]
    for character in word:
        if cell_len(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
