"""Tables in text: CSV with commas, semicolons, tabs or bars, in UTF-8, UTF-16 or Windows' Latin, as spreadsheets and sites export them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from livetweet.errors import ProgrammeError
from livetweet.model.programme import Programme
from livetweet.programme.columns import find_header
from livetweet.programme.readers import Hints
from livetweet.programme.tables import MOST_ROWS, read_tables
from livetweet.programme.text import decode_old

NAME = "CSV table"

_SEPARATORS = ",;\t|"
_OTHERS = re.compile(r"[<{\[]|BEGIN:|---\s|%|#{1,6} |#!|- ", re.IGNORECASE)


def looks_like(head: bytes) -> bool:
    """Most of its rows have as many cells as one another, and a header says something, or every row has three at least."""
    text = decode_old(head)
    if "\0" in text or _OTHERS.match(text.lstrip()):
        return False
    rows = [row for row in _split(text[:20_000], _separator(text)) if any(cell.strip() for cell in row)][:40]
    width, count = _usual(rows)
    if width < 2 or len(rows) < 2:
        return False
    return (count * 2 >= len(rows) and find_header(rows, {}) is not None) or (width > 2 and count >= len(rows) - 2 and len(rows) > 2)


def read(data: bytes, hints: Hints) -> Programme:
    """See `readers.Reader`."""
    return read_tables(sheets(data), hints)


def sheets(data: bytes) -> list[list[list[str]]]:
    """The one table of DATA, row by row."""
    text = decode_old(data)
    try:
        rows = list(islice(csv.reader(text.splitlines(keepends=True), delimiter=_separator(text)), MOST_ROWS + 1))
    except csv.Error as error:
        raise ProgrammeError(f"is a damaged table ({error}): look for a quotation mark that is never closed, or export it again.") from error
    if len(rows) > MOST_ROWS:
        raise ProgrammeError(f"has more than {MOST_ROWS:,} rows, which no programme does: name the programme's own file.")
    return [rows]


def _separator(text: str) -> str:
    """What parts the cells: what the first line of the file may say (`sep=;`), else what gives the header that says most."""
    said = re.match(r"sep=([,;\t|])\r?\n", text)
    if said:
        return said[1]
    beginning = text[:20_000]

    def judge(separator: str) -> tuple[int, int, int]:
        rows = [row for row in _split(beginning, separator) if any(cell.strip() for cell in row)][:40]
        header = find_header(rows, {})
        width, count = _usual(rows)
        return (len(header.columns) if header else 0, count if width > 1 else 0, width)

    return max(_SEPARATORS, key=judge)


def _split(text: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(islice(csv.reader(text.splitlines(keepends=True), delimiter=separator), 60))
    except csv.Error:
        return rows
    return rows


def _usual(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many cells most of ROWS have, and how many rows that is."""
    widths = Counter(len(row) for row in rows)
    return max(widths.items(), key=lambda one: (one[1], one[0])) if widths else (0, 0)
