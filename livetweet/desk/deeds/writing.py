"""Commands that write: which composer opens, with what about it known already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from livetweet.desk.answering import answer
from livetweet.desk.commands import SCRIPT
from livetweet.desk.painting import clean
from livetweet.desk.writing import Writing
from livetweet.model.post import Draft, Kind
from livetweet.model.session import Session
from livetweet.programme.now import current

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def quote(desk: DeskScreen) -> None:
    """A quote from the session on now in my room; in a script, from its session."""
    session = desk.session_in_hand() if desk.pane == SCRIPT else _session_now(desk)
    if session is None:
        desk.say("Nothing is on in my room: m takes the next room, n writes a post.")
        return
    desk.writer.write(quoting(session, 0))


def quoting(session: Session, speaker: int) -> Writing:
    """What a quote of that speaker of SESSION (counted from 0) is written as."""
    names = [person.name for person in session.speakers]
    who = names[speaker % len(names)] if names else None
    fields = {"speaker": who} if who else {}
    told = " · ".join(filter(None, [session.room, session.title, who]))
    draft = Draft(kind=Kind.QUOTE, session=session.id, fields=fields)
    return Writing(draft=draft, field="quote", title="Quote", told=told, session=session, speaker=speaker % max(len(names), 1))


def new(desk: DeskScreen) -> None:
    """What was put aside; else a post of one's own, in the thread of the session on now in my room if there is one."""
    if desk.writer.write_on():
        return
    session = _session_now(desk)
    told = " · ".join(filter(None, [session.room, session.title])) if session else ""
    desk.writer.write(Writing(draft=Draft(kind=Kind.LIVE, session=session.id if session else None), told=told, session=session))


def reply(desk: DeskScreen) -> None:
    """An answer to the row, from the account that it reached."""
    if items := desk.chosen_items():
        answer(desk, items[0], "Reply", f"@{clean(items[0].author, 100)} ")


def thank(desk: DeskScreen) -> None:
    """A word of thanks to its author, to be sent or changed."""
    if items := desk.chosen_items():
        words = "Merci !" if desk.workspace.hashtags.language == "fr" else "Thank you!"
        answer(desk, items[0], "Thank", f"@{clean(items[0].author, 100)} {words}")


def edit(desk: DeskScreen) -> None:
    """The words of the post under the cursor; approved ones are drafts again once they are changed."""
    entry = desk.entry_under_cursor()
    if entry is not None:
        desk.writer.edit(entry.post)


def send(desk: DeskScreen) -> None:
    desk.composer.words.post_message(desk.composer.words.Entered(desk.composer.words.text))


def later(desk: DeskScreen) -> None:
    """Keep what is written as a draft of its session."""
    desk.writer.keep_as_draft()


def speaker(desk: DeskScreen) -> None:
    writing = desk.composer.writing
    if writing and writing.session and writing.field == "quote":
        desk.composer.change(replace(quoting(writing.session, writing.speaker + 1), post=writing.post))


def other_room(desk: DeskScreen) -> None:
    """The same words, for what is on in the next room."""
    rooms = desk.rooms()
    writing = desk.composer.writing
    if not rooms or writing is None or desk.snapshot is None:
        return
    at = writing.session.room if writing.session and writing.session.room else desk.room
    for step in range(1, len(rooms) + 1):
        room = rooms[((rooms.index(at) if at in rooms else 0) + step) % len(rooms)]
        slot = current(desk.snapshot.slots, room, desk.clock.now())
        if slot:
            if writing.field == "quote":
                desk.composer.change(quoting(slot.session, 0))
            elif writing.draft.kind is Kind.LIVE:
                told = f"{slot.session.room} · {slot.session.title}"
                desk.composer.change(replace(writing, draft=replace(writing.draft, session=slot.session.id), told=told, session=slot.session))
            return


def look(desk: DeskScreen) -> None:
    desk.composer.toggle_look()


def newline(desk: DeskScreen) -> None:
    desk.composer.words.action_insert_line()


def _session_now(desk: DeskScreen) -> Session | None:
    if desk.snapshot is None or desk.room is None:
        return None
    slot = current(desk.snapshot.slots, desk.room, desk.clock.now())
    return slot.session if slot else None


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {
    "quote": quote, "new": new, "reply": reply, "thank": thank, "edit": edit, "send": send, "later": later, "speaker": speaker,
    "other_room": other_room, "look": look, "newline": newline,
}  # fmt: skip
