"""One line of the table: what was measured, against what, and the goal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`ours` and `theirs` in `unit`. The goal binds `ours / theirs`, or, where there is nothing to compare with (None), `ours` itself.

    It is met at or below `goal`, or at or above it where `more` is better. `note` says what was measured on.
    """

    name: str
    ours: float
    theirs: float | None = None
    unit: str
    goal: float
    more: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return None if self.theirs is None else self.ours / self.theirs

    @property
    def met(self) -> bool:
        reached = self.ours if self.ratio is None else self.ratio
        return reached >= self.goal if self.more else reached <= self.goal

    def cells(self) -> tuple[str, ...]:
        """Name, ours, theirs, ratio, goal, verdict, note, as text."""
        sign = "≥" if self.more else "≤"
        limit = f"{sign} {self.goal:g} ×" if self.ratio is not None else f"{sign} {self.goal:g} {self.unit}"
        return (
            self.name,
            f"{self.ours:.4g} {self.unit}",
            "" if self.theirs is None else f"{self.theirs:.4g} {self.unit}",
            "" if self.ratio is None else f"{self.ratio:.2f} ×",
            limit,
            "met" if self.met else "MISSED",
            self.note,
        )
