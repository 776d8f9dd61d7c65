"""What every command gets, and how all of them print: who acts where, JSON, and the sign of a state.

Apart from `cli/__init__.py`, so that `livetweet --help` imports none of it.
"""

from __future__ import annotations

import getpass
import json
import os
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


def say_json(answer: object) -> None:
    """Print ANSWER to stdout as JSON in UTF-8, whatever the locale."""
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2).encode("utf-8", "replace"))


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
