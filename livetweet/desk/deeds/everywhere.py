"""Commands that hold in every pane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from livetweet.desk.cards import KeyCard
from livetweet.desk.commands import OUTBOX
from livetweet.desk.dialogs import Ask
from livetweet.inbox import gathering
from livetweet.outbox import acts, gates

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def pause(desk: DeskScreen) -> None:
    """Pause all, or go on."""
    paused = desk.snapshot is not None and desk.snapshot.status.gate.paused_at is not None
    if paused:
        desk.ask(
            lambda store: gates.resume(store, desk.operator, desk.clock),
            lambda _: desk.say("The pause is over: what is approved leaves when it is due."),
        )
    else:
        desk.ask(lambda store: gates.pause(store, desk.operator, desk.clock), lambda _: desk.say("PAUSED: nothing leaves until ^g."))


def palette(desk: DeskScreen) -> None:
    desk.app.action_command_palette()


def card(desk: DeskScreen) -> None:
    desk.app.push_screen(KeyCard())


def close(desk: DeskScreen) -> None:
    """Out of the composer, with what is typed kept; out of a search; marks away."""
    if desk.composer.writing is not None:
        desk.leave_composer()
    else:
        desk.find_text = ""
        desk.marked.clear()
        desk.refill()


def leave(desk: DeskScreen) -> None:
    desk.app.exit()


def undo(desk: DeskScreen) -> None:
    """What leaves within its ten seconds comes back as text; else the last hold, cancel or delete, or the last step of a question."""
    if desk.take_back_last():
        return
    question = desk.last_question
    if question is not None:
        desk.last_question = None
        desk.ask(lambda store: gathering.undo(store, [question], operator=desk.operator, now=desk.clock.now()))
        return
    desk.ask(lambda store: acts.undo(store, desk.operator, desk.clock), lambda post: desk.say(f"Post {post} is as it was."))


def needs(desk: DeskScreen) -> None:
    """The next row of the outbox that needs a person."""
    keys = desk.keys_that_need()
    if not keys:
        desk.say("Nothing needs you.")
        return
    chosen = desk.feed(OUTBOX).chosen
    at = keys.index(chosen.key) + 1 if chosen is not None and chosen.key in keys and desk.pane == OUTBOX else 0
    desk.go_to_pane(OUTBOX)
    desk.feed(OUTBOX).go_to(keys[at % len(keys)])


def find(desk: DeskScreen) -> None:
    """Show only rows that hold a text."""

    def found(text: str | None) -> None:
        desk.find_text = (text or "").casefold()
        desk.refill()

    desk.app.push_screen(Ask("Find", "part of a text, a name, a title; empty shows all", desk.find_text), found)


def mark(desk: DeskScreen) -> None:
    """Mark the row, or take the mark away, and go on to the next."""
    feed = desk.feed(desk.pane)
    if feed.chosen is not None:
        desk.marked ^= {feed.chosen.key}
        feed.action_move(1)
        feed.tick()


def room(desk: DeskScreen) -> None:
    """My room: the next one of the programme."""
    rooms = desk.rooms()
    if rooms:
        desk.choose_room(rooms[(rooms.index(desk.room) + 1) % len(rooms)] if desk.room in rooms else rooms[0])


def open_row(desk: DeskScreen) -> None:
    """Open what the row holds; nothing is ever sent from a list."""
    match desk.pane:
        case "outbox":
            desk.open_post()
        case "inbox":
            desk.open_item()
        case "programme":
            desk.open_session()


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {
    "pause": pause, "palette": palette, "card": card, "close": close, "leave": leave, "undo": undo, "needs": needs, "find": find, "mark": mark,
    "room": room, "open": open_row,
}  # fmt: skip
