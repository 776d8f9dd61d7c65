"""What each command does, one function of the screen a command, by the command's name. Each asks the hands for one thing and shows its result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from livetweet.desk.deeds import batches, changes, everywhere, gathered, incoming, outgoing, programme, stage, writing

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen

DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {
    **everywhere.DEEDS, **writing.DEEDS, **outgoing.DEEDS, **incoming.DEEDS, **gathered.DEEDS, **programme.DEEDS, **changes.DEEDS,
    **stage.DEEDS, **batches.DEEDS,
}  # fmt: skip
