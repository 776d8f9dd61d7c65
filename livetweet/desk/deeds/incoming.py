"""Commands on what came in, and on the questions made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from livetweet.desk.browser import open_address
from livetweet.desk.commands import INBOX
from livetweet.inbox import questions, triage
from livetweet.inbox.stream import Item, Mark
from livetweet.model.incoming import IncomingState
from livetweet.store.connect import Store

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def question(desk: DeskScreen) -> None:
    """To the waiting ones."""
    ids = [item.id for item in desk.chosen_items()]
    if ids:
        desk.ask(lambda store: questions.ask(store, ids, operator=desk.operator, now=desk.clock.now(), room=desk.room_of), desk.show_asked)


def stage(desk: DeskScreen) -> None:
    """On stage now, made a question first where it is none."""
    items = desk.chosen_items()
    if not items:
        return
    item = items[0]

    def deed(store: Store) -> object:
        now = desk.clock.now()
        ids: tuple[int, ...] = (item.question,) if item.question else ()
        if not ids:
            asked = questions.ask(store, [item.id], operator=desk.operator, now=now, room=desk.room_of)
            if asked.refused:
                return asked
            ids = (*asked.questions, *asked.joined)[:1]
        return questions.stage(store, ids, operator=desk.operator, now=now, room=desk.room_of)

    desk.remember_question(item)
    desk.ask(deed)


def done(desk: DeskScreen) -> None:
    """A question on stage is answered; any other row is read."""
    items = desk.chosen_items()
    staged = [item.question for item in items if item.question and item.mark is Mark.STAGE]
    if staged:
        desk.remember_question(items[0])
        desk.ask(lambda store: questions.answer(store, staged, operator=desk.operator, now=desk.clock.now()))
    if others := [item.id for item in items if item.mark is not Mark.STAGE]:
        desk.ask(lambda store: triage.mark(store, others, IncomingState.READ, operator=desk.operator, now=desk.clock.now()))


def park(desk: DeskScreen) -> None:
    items = [item for item in desk.chosen_items() if item.question]
    if items:
        desk.remember_question(items[0])
        ids = [item.question for item in items if item.question]
        desk.ask(lambda store: questions.park(store, ids, operator=desk.operator, now=desk.clock.now()))
    else:
        desk.say("Only a question can be parked: w makes it one.")


def browser(desk: DeskScreen) -> None:
    """The post where it stands."""
    row = desk.feed(desk.pane).chosen
    address = row.url if desk.pane == INBOX and isinstance(row, Item) else None
    desk.say(open_address(address) if address else "There is no address to open.")


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {"question": question, "stage": stage, "done": done, "park": park, "browser": browser}
