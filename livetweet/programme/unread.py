"""What could not be read in a programme, gathered while it is read and told at its end. Called by the readers."""

from __future__ import annotations

from collections.abc import Iterator

_SHOWN = 5  # sessions that a warning names


class Unread:
    """Parts of sessions ("start", "duration") that are there and make no sense."""

    def __init__(self) -> None:
        self._sessions: dict[str, list[str]] = {}

    def note(self, part: str, session: str) -> None:
        """PART of SESSION (its id or title) cannot be read."""
        self._sessions.setdefault(part, []).append(session)

    def warnings(self) -> Iterator[str]:
        for part, ids in self._sessions.items():
            if len(ids) == 1:
                yield f"The {part} of session {ids[0]} cannot be read."
            else:
                yield f"The {part}s of {len(ids)} sessions cannot be read ({', '.join(ids[:_SHOWN])}{', …' if len(ids) > _SHOWN else ''})."
