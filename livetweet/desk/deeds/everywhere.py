"""Commands that hold in every pane."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from livetweet.desk.accounts import AccountsCard
from livetweet.desk.cards import KeyCard, open_page
from livetweet.desk.changes import ChangesWindow
from livetweet.desk.commands import INBOX, OUTBOX
from livetweet.desk.dialogs import Choose
from livetweet.desk.filtering import Find, Shown, choices
from livetweet.desk.golive import GoLive
from livetweet.desk.review import ReviewWindow
from livetweet.errors import NotAllowedError
from livetweet.inbox.stream import Item, Mark
from livetweet.model.part import Part
from livetweet.outbox import gates
from livetweet.secrets import state_folder
from livetweet.starting import start_worker
from livetweet.store import gates as gates_store

if TYPE_CHECKING:
    from livetweet.desk.reader import Snapshot
    from livetweet.desk.screen import DeskScreen
    from livetweet.store.connect import Store


PAUSES = "Ctrl+G goes on, or pauses again."
GOES_LIVE = "g goes live, or no longer."


def pause(desk: DeskScreen) -> None:
    """Pause all, or go on with what is seen to be paused: what somebody has paused just now stays so."""
    gate = desk.snapshot.status.gate if desk.snapshot is not None else None

    def resume(store: Store) -> str:
        with store.reading() as db:
            now = gates_store.read(db)
        if gate is not None and now.paused_at is not None and (now.paused_at, now.paused_by) != (gate.paused_at, gate.paused_by):
            raise NotAllowedError(just_paused(now.paused_by))
        gates.resume(store, desk.operator, desk.clock)
        return "The pause is over: what is approved leaves when it is due."

    if gate is not None and desk.just_paused:
        desk.say(just_paused(gate.paused_by))
    elif gate is not None and gate.paused_at is not None:
        desk.ask(resume, lambda told: desk.say_final(told, PAUSES), desk.say)
    else:
        desk.ask(lambda store: gates.pause(store, desk.operator, desk.clock), lambda _: desk.say_final("PAUSED: nothing leaves until ^g.", PAUSES))


def just_paused(by: str | None) -> str:
    return f"{by or 'livetweet'} has just paused all, and it stays so: Ctrl+G in a moment goes on."


def palette(desk: DeskScreen) -> None:
    desk.app.action_command_palette()


def card(desk: DeskScreen) -> None:
    """Opened, or closed where it is open: the desk hears its key first, whatever stands over it."""
    if isinstance(desk.app.screen, KeyCard):
        desk.app.screen.dismiss()
    else:
        desk.app.push_screen(KeyCard(lambda: desk.aside(open_page, desk.say)))


def accounts(desk: DeskScreen) -> None:
    if desk.snapshot is not None:
        desk.app.push_screen(AccountsCard(desk.snapshot, desk.view, desk.workspace.folder))


def close(desk: DeskScreen) -> None:
    """Out of a window; out of the composer, with what is typed kept; out of a search; marks away."""
    if desk.window is not None:
        desk.close_window()
    elif desk.composer.writing is not None:
        desk.writer.leave()
    else:
        desk.chosen.marked.clear()
        _show_only(desk, Shown())


def leave(desk: DeskScreen) -> None:
    """Once what is typed is kept; where it cannot be, that is said before."""

    def failed(sentence: str) -> None:
        told = [sentence, "What you are typing is on this screen only."]
        desk.app.push_screen(
            Choose("Your words cannot be kept", told, [("y", "leave", "leave all the same: they are lost")]),
            lambda answer: desk.app.exit() if answer == "leave" else None,
        )

    desk.writer.keeping.keep_for_good(desk.app.exit, failed)


def undo(desk: DeskScreen) -> None:
    """The last thing done at this desk is taken back: what leaves within its ten seconds comes back as text."""
    desk.history.undo()


def needs(desk: DeskScreen) -> None:
    """The next thing that needs a person: what somebody cannot wait with, a worker that is gone, then the catch-up review; in it, the next decision."""
    snapshot = desk.snapshot
    if isinstance(desk.window, ReviewWindow):
        desk.window.next_decision()
    elif snapshot is None:
        return
    elif (alarm := _next_alarm(desk, from_cursor=True)) is not None:
        _go_to_alarm(desk, alarm)
    elif not snapshot.status.worker and snapshot.status.due is not None:
        _offer_worker(desk, snapshot)
    else:
        _review(desk, snapshot)


def _offer_worker(desk: DeskScreen, snapshot: Snapshot) -> None:
    def chosen(answer: str | None) -> None:
        if answer == "start":
            desk.ask(lambda _: start_worker(desk.workspace.folder), lambda _: desk.say("A worker is on its way; what it says stands in worker.log."))
        elif answer == "rest":
            _review(desk, snapshot)

    told = [
        "None has been seen for a while: until one runs nothing leaves and nothing comes in. What is too late by then is held or skipped, as its post says."
    ]
    desk.app.push_screen(Choose("No worker runs", told, [("s", "start", "start one"), ("r", "rest", "the rest that needs you")]), chosen)


def _review(desk: DeskScreen, snapshot: Snapshot) -> None:
    if snapshot.keys_that_need() or snapshot.news or snapshot.keeps(desk.clock.now()):
        desk.app.push_screen(ReviewWindow(desk))
    elif snapshot.changes is not None:
        desk.app.push_screen(ChangesWindow(desk))
    elif (alarm := _next_alarm(desk, from_cursor=False)) is not None:
        _go_to_alarm(desk, alarm)
    elif snapshot.marks.get(Mark.NEEDS):
        desk.say("What needs you is not among the rows shown: Esc shows all.")
    else:
        desk.say("Nothing needs you.")


def _next_alarm(desk: DeskScreen, *, from_cursor: bool) -> str | None:
    """The first row of the inbox that cannot wait; FROM_CURSOR: below that one where the keyboard is on such a row."""
    feed = desk.feed(INBOX)
    on_one = desk.pane == INBOX and isinstance(feed.chosen, Item) and feed.chosen.mark is Mark.NEEDS
    rows = feed.rows[feed.cursor + 1 :] if from_cursor and on_one else feed.rows
    return next((row.key for row in rows if isinstance(row, Item) and row.mark is Mark.NEEDS), None)


def _go_to_alarm(desk: DeskScreen, key: str) -> None:
    desk.go_to_pane(INBOX)
    desk.feed(INBOX).go_to(key)


def let_go(desk: DeskScreen) -> None:
    """What a pause or a hold keeps leaves; what waits for a decision stays."""
    if isinstance(desk.window, ReviewWindow):
        desk.window.let_the_rest_go()


def live(desk: DeskScreen) -> None:
    """Go live, after a look at what would leave within the hour; or no longer be live."""
    snapshot = desk.snapshot
    if snapshot is None:
        return
    if snapshot.status.mode == "REHEARSAL":
        desk.say("This is a rehearsal: it never goes live. Go live in the workspace it was made from.")
    elif snapshot.status.mode == "LIVE":
        desk.app.push_screen(
            Choose("LIVE: what is approved leaves for real", [], [("n", "off", "NOT LIVE: nothing leaves any more")]),
            lambda answer: (
                desk.ask(
                    lambda store: gates.leave_live(store, desk.operator, desk.clock),
                    lambda _: desk.say_final("NOT LIVE: nothing leaves until you go live.", GOES_LIVE),
                )
                if answer == "off"
                else None
            ),
        )
    else:
        desk.ask(lambda store: gates.would_leave_soon(store, desk.clock), desk.if_here(lambda soon: _ask_to_go_live(desk, soon), "g"))


def _ask_to_go_live(desk: DeskScreen, soon: Sequence[Part]) -> None:
    def went(_: object) -> None:
        desk.say_final("LIVE: what is approved leaves for real when it is due.", GOES_LIVE)

    def answered(sure: bool | None) -> None:
        if sure:
            desk.ask(lambda store: gates.go_live(store, state_folder(), desk.operator, desk.clock), went)

    if desk.snapshot is not None:
        desk.app.push_screen(GoLive(soon, desk.view, desk.snapshot.status), answered)


def find(desk: DeskScreen) -> None:
    """Show only rows that hold a text; in the inbox also only those of one sort."""

    def found(shown: Shown | None) -> None:
        if shown is not None:
            _show_only(desk, shown)

    desk.app.push_screen(Find(desk.shown, choices(desk.snapshot, desk.session_now()) if desk.pane == INBOX else ()), found)


def _show_only(desk: DeskScreen, shown: Shown) -> None:
    """Where that changes what is to be seen, the list that nobody is in begins at its top again: its row was chosen by the search, not by a person."""
    changes = shown != desk.shown
    desk.shown = shown
    desk.refill()
    for pane in (OUTBOX, INBOX) if changes else ():
        if pane != desk.pane:
            desk.feed(pane).begin()


def mark(desk: DeskScreen) -> None:
    """Mark the row, or take the mark away, and go on to the next."""
    feed = desk.feed(desk.pane)
    if feed.chosen is not None:
        desk.chosen.marked ^= {feed.chosen.key}
        feed.move(1)
        feed.tick()
        desk.lines.repaint()


def room(desk: DeskScreen) -> None:
    """My room: the next one of the programme; from a script, its room."""
    if desk.window is not None:
        if (session := desk.window.session) is not None and session.room:
            desk.choose_room(session.room)
        return
    rooms = desk.snapshot.rooms() if desk.snapshot else []
    if rooms:
        desk.choose_room(rooms[(rooms.index(desk.room) + 1) % len(rooms)] if desk.room in rooms else rooms[0])


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {
    "pause": pause, "palette": palette, "card": card, "close": close, "leave": leave, "undo": undo, "needs": needs, "find": find, "mark": mark,
    "room": room, "let_go": let_go, "live": live, "accounts": accounts,
}  # fmt: skip
