"""What could not be read in a programme, gathered while it is read and told at its end. Called by the readers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_SHOWN = 5  # sessions that a warning names
_QUOTED = 40  # characters of what stands there


class _Noted(NamedTuple):
    session: str
    value: str
    row: int | None


class Unread:
    """Parts of sessions ("start", "duration") that are there and make no sense."""

    def __init__(self) -> None:
        self._found: dict[str, list[_Noted]] = {}

    def note(self, part: str, session: str, value: str = "", row: int | None = None) -> None:
        """PART of SESSION (its id or title) cannot be read; VALUE stands there, in that ROW where it is a table, the first being 1."""
        self._found.setdefault(part, []).append(_Noted(session, value, row))

    def warnings(self) -> Iterator[str]:
        for part, noted in self._found.items():
            example = next((quote(one.value, one.row) for one in noted if one.value), "")
            if len(noted) == 1:
                yield f"The {part} of session {noted[0].session} cannot be read{example and f': {example}'}."
            else:
                ids = ", ".join(one.session for one in noted[:_SHOWN])
                yield f"The {part}s of {len(noted)} sessions cannot be read ({ids}{', …' if len(noted) > _SHOWN else ''}){example and f': {example}, for instance'}."


def quote(value: str, row: int | None = None) -> str:
    """VALUE as a sentence quotes it, on one line, and the ROW of the table it stands in."""
    words = " ".join(value.split())
    return f"“{words[: _QUOTED - 1] + '…' if len(words) > _QUOTED else words}”{f' in row {row}' if row else ''}"
