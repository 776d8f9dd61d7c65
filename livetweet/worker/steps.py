"""How a lane says what it wants done in the world, so that the same lane runs in a thread, in the headless loop and under a test that kills it.

A lane is a generator. It yields a `Call` and is sent the result (or has the exception thrown in), or a `Sleep` and is sent None.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Call:
    """One call to a network; it may take long, and nothing repeats it. `marked`: behind a commit mark, so that a process that ends makes it first."""

    make: Callable[[], Any]
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Sleep:
    """Nothing to do before `until` (None: for ever) or, with `on_change`, before something changes in the store."""

    until: datetime | None
    on_change: bool = False


Step: TypeAlias = Call | Sleep
Steps: TypeAlias = Generator[Step, Any, None]
