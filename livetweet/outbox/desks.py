"""Where an operator sits: the room of a desk, kept for the next time it is opened."""

from __future__ import annotations

from livetweet.store import operators
from livetweet.store.connect import Store


def sit(store: Store, operator: str, room: str) -> None:
    """OPERATOR covers ROOM."""
    with store.writing() as db:
        operators.sit(db, operator, room)


def room_of(store: Store, operator: str) -> str | None:
    """The room that OPERATOR covered last."""
    with store.reading() as db:
        return operators.get(db, operator).room
