"""A list within a text that may lose its end when the whole would not fit: names, rooms at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_AND = {"en": " and ", "fr": " et "}
_FRENCH_NUMBERS = ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """At least one item. `lines`: one a line, else "A, B and C". Lines are sessions, the others people. `counted`: what is left out is counted ("and 3 more")."""

    items: tuple[str, ...]
    language: str
    lines: bool = False
    counted: bool = True

    def show(self, most: int) -> str:
        """The first MOST items (at least one), and how many there are beyond them."""
        shown = self.items[: max(most, 1)]
        left = len(self.items) - len(shown)
        more = [self._left_out(left)] if left and self.counted else []
        if self.lines:
            return "\n".join([*shown, *(f"{_AND[self.language].strip()} {one}" for one in more)])
        return join([*shown, *more], self.language)

    def _left_out(self, count: int) -> str:
        if self.language != "fr":
            return f"{count} more"
        noun = "session" if self.lines else "personne"
        if count == 1:
            return f"une autre {noun}"
        written = _FRENCH_NUMBERS[count - 2] if count <= len(_FRENCH_NUMBERS) + 1 else f"{count}"
        return f"{written} autres {noun}s"


def join(items: Sequence[str], language: str) -> str:
    """ITEMS as a phrase: "A, B and C", « A, B et C »."""
    return _AND[language].join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
