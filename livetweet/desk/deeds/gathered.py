"""Commands on questions as such: before all others, several that are one, one that is several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from livetweet.desk.commands import INBOX
from livetweet.desk.deeds.incoming import step_on
from livetweet.inbox import gathering, questions
from livetweet.inbox.outcome import Outcome
from livetweet.inbox.stream import Item

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def move_up(desk: DeskScreen) -> None:
    step_on(
        desk,
        lambda store, ids: questions.move_up(store, ids, operator=desk.operator, now=desk.clock.now()),
        "Only a question can be moved up: w makes it one.",
    )


def merge(desk: DeskScreen) -> None:
    """The question under the cursor takes over who asked the marked ones."""
    under = desk.feed(INBOX).chosen
    marked = [item.question for item in desk.chosen.items() if item.question]
    if not isinstance(under, Item) or under.question is None or not set(marked) - {under.question}:
        desk.say("Mark the same question elsewhere with Space, then = on the one that stays: w makes a post a question.")
        return
    ids = [under.question, *marked]

    def told(outcome: Outcome) -> None:
        desk.show_outcome(outcome, questions=True)
        desk.history.questions(outcome.done[:1])  # that takes the others' part back, too

    desk.ask(lambda store: gathering.merge(store, ids, operator=desk.operator, now=desk.clock.now()), told)


def split(desk: DeskScreen) -> None:
    step_on(
        desk,
        lambda store, ids: gathering.split(store, ids, operator=desk.operator, now=desk.clock.now()),
        "Only a question can be split: w makes it one.",
    )


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {"raise": move_up, "merge": merge, "split": split}
