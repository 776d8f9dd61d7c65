"""The key card: every command from the one list, by where it holds."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from livetweet.desk.bars import Line
from livetweet.desk.browser import open_file
from livetweet.desk.commands import COMMANDS
from livetweet.desk.modal import Modal
from livetweet.desk.painting import line, spread, wrap
from livetweet.desk.signs import glyph

_MORE = (("Move", "↑ ↓  j k", "row"), ("Move", "← →  Tab", "pane"))
_PAIRS = {"-": ("- +", "a minute earlier, later"), "<": ("< >", "five minutes earlier, later")}  # two commands on one line of the card


def sections() -> list[tuple[str, list[tuple[str, str]]]]:
    """Section to (key, what it does), in the order of the list of commands."""
    found: dict[str, list[tuple[str, str]]] = {}
    for command in COMMANDS:
        sign = f"Ctrl+{command.sign[1:].upper()}" if command.sign.startswith("^") else command.sign.replace("S-", "Shift+")
        if sign not in {"+", ">"}:
            found.setdefault(command.card, []).append(_PAIRS.get(sign, (sign, command.help)))
    for card, sign, told in _MORE:
        found.setdefault(card, []).append((sign, told))
    return list(found.items())


def page() -> str:
    """The card as an HTML page of its own that prints on one sheet."""
    blocks = []
    for title, rows in sections():
        lines = "".join(f"<tr><th>{escape(key)}</th><td>{escape(told)}</td></tr>" for key, told in rows)
        blocks.append(f"<section><h2>{escape(title)}</h2><table>{lines}</table></section>")
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>livetweet: keys</title>'
        "<style>@page{size:A4;margin:12mm}body{font:9.5pt/1.3 sans-serif;columns:2;column-gap:8mm}h1{font-size:13pt;column-span:all;margin:0 0 2mm}"
        "h2{font-size:10.5pt;margin:0 0 1mm}section{break-inside:avoid;margin:0 0 3mm}table{border-collapse:collapse}"
        "th{font:bold 9.5pt monospace;text-align:left;white-space:nowrap;padding:0 3mm 0 0;vertical-align:top}</style>"
        f"<h1>livetweet: keys</h1>{''.join(blocks)}</html>\n"
    )


def open_page() -> str:
    """The page in the browser, which prints it; what to tell: where there is none, the file is named."""
    path = Path(tempfile.mkdtemp(prefix="livetweet-")) / "keys.html"
    path.write_text(page(), encoding="utf-8")
    return open_file(path)


def _row(key: str, told: str, width: int) -> Iterator[Content]:
    for number, words in enumerate(wrap(told, width - 14, 3)):
        yield line((f"  {'' if number else key:<10}", "$primary bold"), (words, "$foreground"))


class KeyCard(Modal[None]):
    """One letter, one meaning, in every pane."""

    DEFAULT_CSS = """
    KeyCard { background: $background; }
    KeyCard #card-title { background: $surface; height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark,q", "dismiss", show=False), Binding("p", "print", show=False)]

    def __init__(self, print_it: Callable[[], None]) -> None:
        super().__init__()
        self._print_it = print_it

    def compose(self) -> ComposeResult:
        yield Line(self._title, id="card-title")
        with VerticalScroll():
            yield Line(self._card, id="card")

    def _title(self, width: int) -> Content:
        left = line((glyph("▌"), "$primary"), ("Keys", "$primary bold"), ("  one letter, one meaning, in every pane", "$muted"))
        return spread(width - 1, left, line(("p", "$primary bold"), (" print  ", "$muted"), ("Esc", "$primary bold"), (" close", "$muted")))

    def action_print(self) -> None:
        self._print_it()

    def _card(self, width: int) -> Content:
        blocks = [
            [
                line((f"  {title}", "$secondary bold")),
                *(one for key, told in rows for one in _row(key, told, width if width < 100 else width // 2)),
                line(""),
            ]
            for title, rows in sections()
        ]
        if width < 100:
            return Content("\n").join([line(""), *(row for block in blocks for row in block)])
        columns: tuple[list[Content], list[Content]] = ([], [])
        for block in blocks:
            columns[0 if len(columns[0]) <= len(columns[1]) else 1].extend(block)
        half = width // 2
        height = max(map(len, columns))
        left, right = ([*column, *[line("")] * (height - len(column))] for column in columns)
        return Content("\n").join([line(""), *(line(spread(half, one), other) for one, other in zip(left, right, strict=True))])
