"""What an operator types, kept at every keystroke until it is sent."""

from __future__ import annotations

from livetweet.clock import Clock
from livetweet.store import typing
from livetweet.store.connect import Store
from livetweet.store.typing import Kept

COMPOSER, ASIDE = "composer", "aside"


def keep(store: Store, operator: str, typed: Kept | None, aside: Kept | None, clock: Clock) -> None:
    """What OPERATOR has TYPED so far, and what was put ASIDE for it; None is forgotten."""
    with store.writing() as db:
        for place, kept in ((COMPOSER, typed), (ASIDE, aside)):
            typing.keep(db, operator, place, kept, clock.now())


def kept(store: Store, operator: str) -> tuple[Kept | None, Kept | None]:
    """What OPERATOR had typed and not sent, and what they had put aside."""
    with store.reading() as db:
        return typing.kept(db, operator, COMPOSER), typing.kept(db, operator, ASIDE)
