"""Where an operator sits is kept."""

from __future__ import annotations

from livetweet.outbox import desks
from tests.building import OPERATOR, Event


def test_room_of_an_operator_is_the_one_they_covered_last(event: Event) -> None:
    assert desks.room_of(event.store, OPERATOR) is None
    desks.sit(event.store, OPERATOR, "Ada")
    desks.sit(event.store, "Sam", "Ada")
    desks.sit(event.store, OPERATOR, "Curie")
    assert (desks.room_of(event.store, OPERATOR), desks.room_of(event.store, "Sam")) == ("Curie", "Ada")
