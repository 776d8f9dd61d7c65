"""`make pictures`: the pictures of README and docs/desk.md, taken of the desk itself at one rehearsed moment, and the key card in docs/desk.md.

A picture is an SVG of text and rectangles: every run of cells says where it begins and how wide it is, so that it stands right in whatever monospaced font the
browser has.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from rich.color import Color
from rich.style import Style
from rich.terminal_theme import DIMMED_MONOKAI, TerminalTheme
from textual.strip import Strip

from livetweet.desk import cards
from tests.desk import moment

FOLDER = Path(__file__).parent / "pictures"
PAGE = Path(__file__).parent / "desk.md"
CARD_BEGINS, CARD_ENDS = "<!-- the key card: made by `make pictures` -->", "<!-- the key card ends -->"

WIDE, HIGH, SIZE = 8.4, 17.0, 14.0  # a cell and the letters in it, in units of the picture
FONTS = "'JetBrains Mono','Cascadia Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono','Courier New',monospace"

TYPING = ("q", "words:Types are documentation that gets checked.")
SHOTS: tuple[tuple[str, int, int, str, Sequence[str]], ...] = (
    ("80x24-inbox", 80, 24, "livetweet-dark", ("pane:inbox",)),
    ("80x24-typing", 80, 24, "livetweet-dark", TYPING),
    ("120x36", 120, 36, "livetweet-dark", ("pane:inbox",)),
    ("120x36-light", 120, 36, "livetweet-light", ("pane:inbox",)),
    ("120x36-contrast", 120, 36, "livetweet-contrast", ("pane:outbox",)),
    ("120x36-ansi", 120, 36, "ansi-dark", ("pane:inbox",)),
    ("120x36-paused", 120, 36, "livetweet-dark", ("pane:outbox", "ctrl+g")),
    ("120x36-keys", 120, 36, "livetweet-dark", ("f1",)),
    ("80x24-proposal", 80, 24, "livetweet-dark", ("q", "words:Types are documentation, says ja")),
    ("160x48", 160, 48, "livetweet-dark", ("pane:inbox",)),
    ("160x48-own", 160, 48, "livetweet-dark", (*TYPING, "shift+tab", "shift+tab", "shift+tab", "words: Yes.")),
    ("160x48-typing", 160, 48, "livetweet-dark", TYPING),
)


def draw(strips: Sequence[Strip], theme: TerminalTheme = DIMMED_MONOKAI) -> str:
    """STRIPS as an SVG."""
    width, height = max(strip.cell_length for strip in strips) * WIDE, len(strips) * HIGH
    paper = _hex(strips[len(strips) // 2]._segments[0].style or Style(), theme)[1]
    classes: dict[str, str] = {}
    body = [piece for row, strip in enumerate(strips) for piece in _row(row, strip, theme, paper, classes)]
    rules = "".join(f".{name}{{{rule}}}" for rule, name in classes.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'
        f"<style>text{{font:{SIZE:g}px {FONTS};white-space:pre}}{rules}</style>"
        f'<rect width="100%" height="100%" fill="{paper}"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _row(row: int, strip: Strip, theme: TerminalTheme, paper: str, classes: dict[str, str]) -> Iterator[str]:
    cell = 0
    texts = []
    for text, style, _ in strip:
        ink, ground = _hex(style or Style(), theme)
        wide = sum(1 for _ in text) if text.isascii() else Strip([strip._segments[0].__class__(text)]).cell_length
        if ground != paper:
            yield f'<rect x="{cell * WIDE:.5g}" y="{row * HIGH:g}" width="{wide * WIDE + 0.3:.5g}" height="{HIGH + 0.3:g}" fill="{ground}"/>'
        for start, part in _words(text):
            rule = f"fill:{ink}" + (";font-weight:bold" if style and style.bold else "")
            name = classes.setdefault(rule, f"c{len(classes)}")
            cells = Strip([strip._segments[0].__class__(part)]).cell_length
            before = Strip([strip._segments[0].__class__(text[:start])]).cell_length
            texts.append(
                f'<text class="{name}" x="{(cell + before) * WIDE:.5g}" y="{row * HIGH + 13:g}" textLength="{cells * WIDE:.5g}" '
                f'lengthAdjust="spacingAndGlyphs">{escape(part, quote=False)}</text>'
            )
        cell += wide
    yield from texts


def _words(text: str) -> Iterator[tuple[int, str]]:
    """What is to be seen of TEXT, without the spaces around it, with where it begins."""
    if text.strip(" "):
        start = len(text) - len(text.lstrip(" "))
        yield start, text.strip(" ")


def _hex(style: Style, theme: TerminalTheme) -> tuple[str, str]:
    """Ink and ground of STYLE."""
    ink, ground = (_rgb(style.color, theme, True), _rgb(style.bgcolor, theme, False))
    return (ground, ink) if style.reverse else (ink, ground)


def _rgb(color: Color | None, theme: TerminalTheme, ink: bool) -> str:
    return (color or Color.default()).get_truecolor(theme, foreground=ink).hex


def key_card() -> str:
    """The key card as Markdown."""
    lines = []
    for title, rows in cards.sections():
        lines += [f"**{title}**", "", "| key | what it does |", "|---|---|"]
        lines += [f"| `{key}` | {told} |" for key, told in rows]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, width, height, theme, keys in SHOTS:
        with tempfile.TemporaryDirectory() as folder:
            workspace = moment.copy(Path(folder))
            (FOLDER / f"{name}.svg").write_text(draw(asyncio.run(moment.look(workspace, width, height, theme, keys))), encoding="utf-8")
    if PAGE.exists():
        before, rest = PAGE.read_text(encoding="utf-8").split(CARD_BEGINS)
        after = rest.split(CARD_ENDS)[1]
        PAGE.write_text(f"{before}{CARD_BEGINS}\n\n{key_card()}\n{CARD_ENDS}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
