"""What the contract suite needs around an adapter: the other people of a network, and its accidents.

A new network adds a module `on_NETWORK.py` beside this one, with its harness in `HARNESSES`, and passes `test_adapter.py` as it stands. One that needs a
server which is not to be had here calls `pytest.skip` with the reason before it yields.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from livetweet.model.ref import Ref
from livetweet.networks.port import Adapter, Outgoing

TAG = "PyConExemple"
HANDLES = {"mastodon": "pyconexemple@example.social", "bluesky": "pyconexemple.example", "x": "pyconexemple"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A post as the server has it. `boosts` and `favourites` are by the account under test."""

    text: str
    alts: tuple[str, ...]
    warning: str | None
    visibility: str
    language: str | None
    boosts: int
    favourites: int


class Harness(Protocol):
    """`handle` is the account's, as its network writes it."""

    adapter: Adapter
    handle: str

    def now(self) -> datetime:
        """What the organiser's clock shows."""

    def wait(self, seconds: float) -> None:
        """Let time pass, for the network and for us."""

    def outgoing(self, text: str) -> Outgoing:
        """A part of its own to send."""

    def lose_answer(self) -> None:
        """Let the next create be carried out and its answer be lost."""

    def say(self, text: str, answers: Ref | None = None) -> str:
        """Somebody else writes TEXT, as an answer to ANSWERS or mentioning us; its remote id."""

    def tag(self, text: str) -> str:
        """Somebody else writes TEXT without speaking to us; its remote id."""

    def remove(self, remote_id: str) -> None:
        """Whoever wrote it deletes it."""

    def posts(self) -> int:
        """How many posts the account has on the server."""

    def standing(self, remote_id: str) -> Standing | None:
        """The post REMOTE_ID as the server has it; None: it has not, or no longer."""


Open = Callable[[Path], AbstractContextManager[Harness]]


def every() -> Mapping[str, Open]:
    """The harnesses of all modules `on_…` here, by name."""
    found: dict[str, Open] = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name.startswith("on_"):
            found |= importlib.import_module(f"tests.contracts.{module.name}").HARNESSES
    return found
