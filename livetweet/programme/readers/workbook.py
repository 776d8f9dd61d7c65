"""Spreadsheets as .xlsx (Excel, LibreOffice, Google Sheets): every visible sheet whose header says something, read without formulas."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, time, timedelta

from livetweet.errors import ProgrammeError
from livetweet.model.programme import Programme
from livetweet.programme.cells import Cell
from livetweet.programme.readers import Hints
from livetweet.programme.tables import MOST_ROWS, read_tables

NAME = "Excel workbook"

_MOST_SHEETS = 40
_MOST_COLUMNS = 400
_MOST_TEXT = 12 * 1024 * 1024  # bytes of XML unpacked: openpyxl takes a second for them
_READ = ("xl/workbook", "xl/worksheets/", "xl/sharedStrings", "xl/styles", "xl/_rels/", "[Content_Types]", "_rels/", "docProps/")


def looks_like(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04") and (b"xl/" in head or (b"[Content_Types].xml" in head and b"word/" not in head and b"ppt/" not in head))


def read(data: bytes, hints: Hints) -> Programme:
    """See `readers.Reader`."""
    return read_tables(sheets(data), hints)


def sheets(data: bytes) -> list[list[list[Cell]]]:
    """The cells of every visible sheet, row by row. Of formulas what the spreadsheet last showed."""
    _weigh(data)
    from openpyxl import load_workbook  # noqa: PLC0415 (slow to import, and only spreadsheets ask for it)

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it leaves out: pictures, rules for colours
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            found = []
            for sheet in book.worksheets[:_MOST_SHEETS]:
                if sheet.sheet_state == "visible":
                    sheet.reset_dimensions()  # some say a million rows and have twenty
                    found.append(list(_rows(sheet.iter_rows(values_only=True))))
    except ProgrammeError:
        raise
    except Exception as error:  # openpyxl lets through whatever breaks in it: a dozen kinds, on damaged files
        raise ProgrammeError("is a damaged workbook: open it in your spreadsheet and save it again as .xlsx, or export it as CSV.") from error
    return found


def _rows(values: Iterator[tuple[object, ...]]) -> Iterator[list[Cell]]:
    """The rows of one sheet, cut after the last cell that says anything."""
    for count, row in enumerate(values):
        cells: list[Cell] = [cell if isinstance(cell, str | int | float | date | time | timedelta) else None for cell in row[:_MOST_COLUMNS]]
        while cells and cells[-1] in {None, ""}:
            cells.pop()
        if count > MOST_ROWS and cells:
            raise ProgrammeError(f"has more than {MOST_ROWS:,} rows, which no programme does: name the programme's own file.")
        if count > MOST_ROWS * 5:
            return
        yield cells


def _weigh(data: bytes) -> None:
    """Refuse what would unpack to more than a programme can be."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ProgrammeError("is a damaged workbook: it is not complete, fetch it again.") from error
    size = sum(part.file_size for part in parts if part.filename.startswith(_READ))
    if size > _MOST_TEXT or len(parts) > 5_000:
        raise ProgrammeError(f"unpacks to {size / 1024 / 1024:,.0f} MB, which no programme needs: export the sheet with the sessions as CSV.")
