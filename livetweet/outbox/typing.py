"""What an operator types, kept at every keystroke until it is sent."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from livetweet.clock import Clock
from livetweet.store import posts, typing
from livetweet.store.connect import Store
from livetweet.store.typing import Kept

COMPOSER, ASIDE = "composer", "aside"


def keep(store: Store, operator: str, typed: Kept | None, aside: Sequence[Kept], clock: Clock) -> None:
    """What OPERATOR has TYPED so far, and what was put ASIDE, the oldest first; all else is forgotten."""
    places = ({COMPOSER: typed} if typed else {}) | {f"{ASIDE} {number}": one for number, one in enumerate(aside)}
    with store.writing() as db:
        typing.keep(db, operator, places, clock.now())


def kept(store: Store, operator: str) -> tuple[Kept | None, list[Kept]]:
    """What OPERATOR had typed and not sent, and what they had put aside. What had been sent when the desk was killed, before it was told, is not typed any more."""
    with store.reading() as db:
        places = {place: one for place, one in typing.kept(db, operator).items() if not _is_sent(db, one)}
    typed = places.pop(COMPOSER, None)
    return typed, [places[place] for place in sorted(places, key=lambda place: int(place.removeprefix(ASIDE) or 0))]


def _is_sent(db: sqlite3.Connection, kept: Kept) -> bool:
    """Whether a post was made of just these words, and approved."""
    writing = json.loads(kept.about).get("writing")
    found = posts.of_writing(db, writing) if writing else None
    return found is not None and found.approved_at is not None and kept.text.strip() in {*found.draft.texts.values(), *found.draft.fields.values()}
