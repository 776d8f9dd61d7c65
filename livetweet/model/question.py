"""A question for the stage: a record of its own, pointing to the incoming posts it came from, or typed."""

from __future__ import annotations

from enum import StrEnum


class QuestionState(StrEnum):
    WAITING = "waiting"
    STAGE = "on stage"
    ANSWERED = "answered"
    PARKED = "parked"
    DROPPED = "dropped"
