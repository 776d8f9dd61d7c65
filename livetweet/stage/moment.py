"""What the store holds at one moment, as far as the views need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from livetweet.inbox.belonging import Sessions
from livetweet.inbox.stream import Item
from livetweet.programme.now import Slot
from livetweet.store.questions import Question
from livetweet.writing.hashtags import Hashtags


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """`speed` is a rehearsal's, 0 while its time stands. `questions` in the order in which they should be asked; `inbox` newest first."""

    at: datetime
    speed: float
    rehearsal: bool
    hashtags: Hashtags
    rooms: Sequence[str]
    sessions: Sessions
    questions: Sequence[Question]
    inbox: Sequence[Item]

    @property
    def slots(self) -> Sequence[Slot]:
        return self.sessions.slots

    @property
    def zone(self) -> ZoneInfo:
        return self.hashtags.zone

    def room_of(self, session: str) -> str | None:
        return next((slot.session.room for slot in self.slots if slot.session.id == session), None)
