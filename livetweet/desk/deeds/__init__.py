"""What each command does, one function of the screen a command, by the command's name. Each asks the hands for one thing and shows its result.

Windows, dialogs and what they reach take as long to import as all the rest of the desk: a module comes in with the first of its commands, or with
`import_all`, for which the screen waits until it is painted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen

_MODULES = {
    "everywhere": "pause palette card close accounts leave undo needs let_go live find mark room",
    "opening": "open",
    "beginning": "quote new edit",
    "answering": "reply thank relay",
    "writing": "send later speaker other_room look newline complete own picture",
    "outgoing": "approve hold drop view earlier later_by_one earlier_by_five later_by_five",
    "batches": "approve_many at",
    "incoming": "question stage done park browser keep mute boost favourite",
    "gathered": "raise merge split",
    "programme": "change room_late",
    "changes": "changes changes_import changes_keep changes_aside",
    "stage": "stage_page",
}
DEEDS: Mapping[str, str] = {name: module for module, names in _MODULES.items() for name in names.split()}  # command to module


def deed(name: str) -> Callable[[DeskScreen], None]:
    """What the command of NAME does."""
    found: Callable[[DeskScreen], None] = import_module(f"{__name__}.{DEEDS[name]}").DEEDS[name]
    return found


def import_all() -> None:
    """So that no key waits for an import."""
    for module in _MODULES:
        import_module(f"{__name__}.{module}")
