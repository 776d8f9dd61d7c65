"""The desk at one moment, cell by cell: what changes on screen changes a stored picture. `LIVETWEET_PICTURES=new pytest tests/desk/test_pictures.py` stores them anew."""

from __future__ import annotations

import asyncio
import os
import runpy
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.style import Style
from textual.strip import Strip

from tests.desk import moment

STORED = Path(__file__).parent / "pictures"
SIZES = ((80, 24), (120, 36), (160, 48))
THEMES = {"dark": "livetweet-dark", "light": "livetweet-light", "ansi": "ansi-dark"}
LIVE_SIZES = ((60, 20), (79, 23), (80, 24), (109, 30), (110, 30), (139, 43), (140, 44), (200, 60))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_desk_looks_as_it_did(tmp_path: Path, width: int, height: int, theme: str) -> None:
    strips = asyncio.run(moment.look(moment.copy(tmp_path), width, height, THEMES[theme], ("pane:inbox",)))
    compare(f"{width}x{height}-{theme}.txt", describe(strips))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_composer_looks_as_it_did(tmp_path: Path, width: int, height: int) -> None:
    keys = ("q", "words:Types are documentation that gets checked.")
    strips = asyncio.run(moment.look(moment.copy(tmp_path), width, height, THEMES["dark"], keys))
    compare(f"{width}x{height}-typing.txt", describe(strips))


@pytest.mark.parametrize(("width", "height"), LIVE_SIZES)
def test_every_size_shows_header_lists_composer_and_footer_within_its_cells(tmp_path: Path, width: int, height: int) -> None:
    strips = asyncio.run(moment.look(moment.copy(tmp_path), width, height, THEMES["dark"], ("pane:inbox",)))
    lines = [strip.text for strip in strips]
    assert (len(lines), {strip.cell_length for strip in strips}) == (height, {width})
    tabbed = width < 80 or height < 24
    assert lines[0].startswith(" 10:12")
    assert lines[0].rstrip().endswith("REHEARSAL")
    assert lines[-1].rstrip().endswith("? help  ^g pause all")
    assert "q quote" in lines[-2]
    titles = "".join(line for line in lines if "Inbox" in line)
    assert [name in titles for name in ("Programme", "Outbox")] == ([True, True] if tabbed or width >= 110 else [False, False])
    assert any("How does this compare to" in line for line in lines)
    assert any(" failed " in line for line in lines) is not tabbed


def describe(strips: Sequence[Strip]) -> str:
    """The text of each line, and beneath each the styles of its runs of cells, by number; then what each number is."""
    styles: dict[str, int] = {}
    lines = []
    for strip in strips:
        runs, cell = [], 0
        for text, style, _ in strip:
            runs.append(f"{cell}:{styles.setdefault(_told(style or Style()), len(styles))}")
            cell += Strip([strip._segments[0].__class__(text)]).cell_length
        lines += [strip.text.rstrip(), f"    {' '.join(runs)}"]
    return "\n".join([*lines, "", *(f"{number} = {style}" for style, number in styles.items()), ""])


def _told(style: Style) -> str:
    flags = [name for name in ("bold", "dim", "italic", "underline", "reverse") if getattr(style, name)]
    ink, ground = (color.name if color else "-" for color in (style.color, style.bgcolor))
    return " ".join([f"{ink} on {ground}", *flags])


def compare(name: str, picture: str) -> None:
    path = STORED / name
    if os.environ.get("LIVETWEET_PICTURES") == "new":
        STORED.mkdir(exist_ok=True)
        path.write_text(picture, encoding="utf-8")
    assert picture.splitlines() == path.read_text(encoding="utf-8").splitlines()


def test_the_key_card_in_the_docs_is_the_one_on_screen() -> None:
    pictures = runpy.run_path(str(moment.ROOT / "docs" / "pictures.py"))
    page = pictures["PAGE"].read_text(encoding="utf-8")
    assert page.split(pictures["CARD_BEGINS"])[1].split(pictures["CARD_ENDS"])[0].strip() == pictures["key_card"]().strip()
