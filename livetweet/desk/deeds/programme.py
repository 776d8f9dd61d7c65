"""Commands on the programme. Each shows first what will follow for the posts, then does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from livetweet.desk.dialogs import Ask, Choose
from livetweet.inbox.literal import literal
from livetweet.model.session import Session
from livetweet.outbox.outcome import Outcome
from livetweet.outbox.programme import Imported, approve_in_place, change_programme, room_late, what_follows
from livetweet.programme.change import make
from livetweet.store.connect import Store

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen

Changing = Callable[[Store, bool], Imported]  # the store, and whether only to look
LISTED = 6  # changes told one by one
STAYS = "What changed in the programme stays: c changes it again, l says how late a room is now."


def change(desk: DeskScreen) -> None:
    """Cancel a session, or give it another time, room or speaker."""
    session = desk.chosen.session()
    if session is None:
        desk.say("Nothing is on in my room: choose a session in the programme.")
        return
    choices = [
        ("x", "cancel", "it is cancelled"),
        ("t", "start", "another time"),
        ("r", "room", "another room"),
        ("s", "speakers", "another speaker"),
    ]
    asked = {
        "start": ("Starts", "14:30, or 2027-03-18T14:30"),
        "room": ("Room", "its name, as the programme writes it"),
        "speakers": ("Speakers", "the names of all who speak, with a comma between"),
    }

    def chosen(answer: str | None) -> None:
        if answer == "cancel":
            _look_first(desk, f"Cancel “{literal(session.title)}”", _change_of(desk, session, answer, ""), "c")
        elif answer in asked:
            title, told = asked[answer]
            desk.app.push_screen(Ask(title, told, _as_it_is(desk, session, answer)), lambda text: given(answer, text))

    def given(answer: str, text: str | None) -> None:
        if text:
            _look_first(desk, f"“{literal(session.title)}”: {answer} {literal(text)}", _change_of(desk, session, answer, text), "c")

    told = " · ".join(filter(None, [_as_it_is(desk, session, "start"), literal(session.room or ""), literal(_as_it_is(desk, session, "speakers"))]))
    desk.app.push_screen(Choose(f"Change “{literal(session.title)}”", [told], choices), chosen)


def late(desk: DeskScreen) -> None:
    """The room of the session runs late: what is on there, and everything still to begin today."""
    session = desk.chosen.session()
    room = session.room if session else desk.room
    if room is None:
        desk.say("This session has no room yet.")
        return

    def given(text: str | None) -> None:
        if not text:
            return
        if not text.removeprefix("-").isdecimal():
            desk.complain(f"“{text}” are no minutes: write a number, such as 10.")
            return
        minutes = int(text)

        def changing(store: Store, only_look: bool) -> Imported:
            return room_late(store, room, minutes, desk.workspace.context, desk.operator, desk.clock, only_look=only_look)

        _look_first(desk, f"{literal(room)} runs {minutes} min late" if minutes else f"{literal(room)} is on time again", changing, "l")

    desk.app.push_screen(
        Ask(f"{literal(room)} runs late", "minutes behind the programme, for what is on and all to come today; 0: on time again"), given
    )


def _change_of(desk: DeskScreen, session: Session, what: str, text: str) -> Changing:
    def changing(store: Store, only_look: bool) -> Imported:
        programme = desk.snapshot.context.programme if desk.snapshot else None
        changes = (
            make(
                programme,
                session.id,
                cancel=what == "cancel",
                start=text if what == "start" else None,
                room=text if what == "room" else None,
                speakers=[name.strip() for name in text.split(",")] if what == "speakers" else (),
            )
            if programme
            else []
        )
        return change_programme(store, changes, desk.workspace.context, desk.operator, desk.clock, only_look=only_look)

    return changing


def _as_it_is(desk: DeskScreen, session: Session, what: str) -> str:
    match what:
        case "start":
            return f"{session.start.astimezone(desk.view.zone):%H:%M}" if session.start and session.start.tzinfo else ""
        case "speakers":
            return ", ".join(person.name for person in session.speakers)
    return session.room or ""


def _look_first(desk: DeskScreen, title: str, changing: Changing, key: str) -> None:
    """Show what would follow of what KEY began; done only once it is confirmed."""

    def seen(would: Imported) -> None:
        sentences = [literal(one.sentence()) for one in would.differences]
        told = sentences[:LISTED] or ["The programme says so already."]
        if len(sentences) > LISTED:
            told.append(f"and {len(sentences) - LISTED} more")
        confirm(desk, title, told, would, changing)

    desk.ask(lambda store: changing(store, True), desk.if_here(seen, key))


def confirm(desk: DeskScreen, title: str, told: Sequence[str], would: Imported, changing: Changing, after: Callable[[], None] = lambda: None) -> None:
    """TOLD and what WOULD follow for the posts; done once somebody says so. What comes into the place of approved posts can be approved with it: they were, and
    nobody wrote in it.
    """

    def do(store: Store, approves: bool) -> tuple[Imported, Outcome]:
        done = changing(store, False)
        if not approves:
            return done, Outcome()
        return done, approve_in_place(store, done, desk.workspace.context, desk.workspace.media, desk.operator, desk.clock)

    def done(result: tuple[Imported, Outcome]) -> None:
        imported, approved = result
        sentences = [*what_follows(imported), *([f"{_texts(len(approved.done))} approved"] if approved.done else [])]
        desk.say_final(" ".join(f"{one.rstrip('.')}." for one in sentences), STAYS)
        desk.show_refused(approved)
        after()

    def answered(answer: str | None) -> None:
        if answer:
            desk.ask(lambda store: do(store, answer == "approve"), done)

    choices = [("y", "yes", "so be it")]
    if new := len(would.followed.in_place):
        choices.append(("a", "approve", f"so be it, and {_texts(new)} approved in the place of what is held"))
    desk.app.push_screen(Choose(title, [*told, "", *what_follows(would)], choices), answered)


def _texts(number: int) -> str:
    return "one new text is" if number == 1 else f"{number} new texts are"


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {"change": change, "room_late": late}
