"""Completion while one types: proposals stand beneath the words, `Tab` takes the first, once more the next, in the end the letters again. It takes no key from the words."""

from __future__ import annotations

from typing import NamedTuple

from livetweet.desk.words import Words
from livetweet.model.session import Session
from livetweet.writing.compose import Context
from livetweet.writing.proposals import Proposal, propose


class _Taken(NamedTuple):
    """Proposal number `at` of `proposals` was taken where `begun` stood before the cursor."""

    begun: str
    proposals: tuple[Proposal, ...]
    at: int

    @property
    def text(self) -> str:
        return self.proposals[self.at].text if self.at < len(self.proposals) else self.begun[-self.proposals[-1].replaces :]

    @property
    def before(self) -> str:
        """What stands before the cursor now."""
        replaces = self.proposals[min(self.at, len(self.proposals) - 1)].replaces
        return self.begun[: len(self.begun) - replaces] + self.text


class Completing:
    """Of one text area."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._taken: _Taken | None = None

    def proposals(self, session: Session | None, context: Context) -> tuple[Proposal, ...]:
        """What `take` would take now, and then, the first one first."""
        before = self._words.before
        if self._taken is not None and self._taken.before == before:
            return self._taken.proposals[self._taken.at + 1 :]
        return propose(before, session, context)

    def take(self, session: Session | None, context: Context) -> None:
        """The proposal, or the next of those of which one was just taken, or what was typed."""
        before = self._words.before
        if self._taken is not None and self._taken.before == before:
            begun, proposals, at = self._taken.begun, self._taken.proposals, (self._taken.at + 1) % (len(self._taken.proposals) + 1)
        else:
            begun, proposals, at = before, propose(before, session, context), 0
        if not proposals:
            return
        taken = _Taken(begun=begun, proposals=proposals, at=at)
        same = next(
            (place for place, (one, other) in enumerate(zip(before, taken.before, strict=False)) if one != other), min(len(before), len(taken.before))
        )
        self._words.put(taken.before[same:], len(before) - same)
        self._taken = taken
