"""What every command gets, and how all of them print: who acts where, JSON, and the sign of a state.

Apart from `cli/__init__.py`, so that `livetweet --help` imports none of it.
"""

from __future__ import annotations

import getpass
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import click

from livetweet.model.part import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """`folder` is where to look for the workspace, here or above it; `operator` the name that acts are recorded under."""

    folder: Path
    operator: str

    @classmethod
    def of(cls, folder: str, operator: str | None) -> Self:
        return cls(folder=Path(folder), operator=operator or os.environ.get("LIVETWEET_OPERATOR") or login())


def login() -> str:
    """The name this person is logged in as; "operator" where the system knows none, as in some containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "operator"


def number(count: int, noun: str) -> str:
    """COUNT with NOUN: `1 draft`, `2 drafts`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def say_json(answer: object) -> None:
    """Print ANSWER to stdout as JSON in UTF-8, whatever the locale; what a terminal would obey is escaped, as JSON allows."""
    text = _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(answer, ensure_ascii=False, indent=2))
    click.echo(text.encode("utf-8", "replace"))


_OBEYED = re.compile(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")  # C1 controls and bidi controls; JSON escapes C0 by itself

# One cell each and none with an emoji form. Red needs a person, amber is now or kept back, green is done, the rest is quiet.
_SIGNS: Mapping[State, tuple[str, str | None]] = {
    State.DRAFT: ("◇", "bright_black"),
    State.SCHEDULED: ("○", None),
    State.SENDING: ("→", "yellow"),
    State.POSTED: ("✓", "green"),
    State.FAILED: ("✗", "red"),
    State.UNKNOWN: ("≈", "red"),
    State.HELD: ("‖", "yellow"),
    State.SKIPPED: ("»", "bright_black"),
    State.CANCELLED: ("–", "bright_black"),
}


def sign(state: State) -> str:
    """The sign of STATE in its colour; the word is said beside it, since colour and sign alone tell nothing to some."""
    mark, colour = _SIGNS[state]
    return click.style(mark, fg=colour)
