"""What an operator types, kept at every keystroke until it is sent."""

from __future__ import annotations

from collections.abc import Sequence

from livetweet.clock import Clock
from livetweet.store import typing
from livetweet.store.connect import Store
from livetweet.store.typing import Kept

COMPOSER, ASIDE = "composer", "aside"


def keep(store: Store, operator: str, typed: Kept | None, aside: Sequence[Kept], clock: Clock) -> None:
    """What OPERATOR has TYPED so far, and what was put ASIDE, the oldest first; all else is forgotten."""
    places = ({COMPOSER: typed} if typed else {}) | {f"{ASIDE} {number}": one for number, one in enumerate(aside)}
    with store.writing() as db:
        typing.keep(db, operator, places, clock.now())


def kept(store: Store, operator: str) -> tuple[Kept | None, list[Kept]]:
    """What OPERATOR had typed and not sent, and what they had put aside."""
    with store.reading() as db:
        places = typing.kept(db, operator)
    typed = places.pop(COMPOSER, None)
    return typed, [places[place] for place in sorted(places, key=lambda place: int(place.removeprefix(ASIDE) or 0))]
