"""Commands while one types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from livetweet.desk.deeds.batches import time_of
from livetweet.desk.dialogs import Ask
from livetweet.desk.picker import Picker
from livetweet.desk.quoting import quoting
from livetweet.model.post import Kind, Media
from livetweet.outbox import album
from livetweet.outbox.album import Picture
from livetweet.programme.now import current
from livetweet.writing import alt
from livetweet.writing.compose import choose_language

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def send(desk: DeskScreen) -> None:
    desk.composer.words.post_message(desk.composer.words.Entered(desk.composer.words.text))


def later(desk: DeskScreen) -> None:
    """A draft of its session, or approved for the time that is given."""
    if desk.composer.writing is None or not desk.composer.writing.says(desk.composer.words.text):
        return

    def given(text: str | None) -> None:
        if text is None:
            return
        if not text:
            desk.writer.keep_as_draft()
            return
        if (at := time_of(desk, text)) is not None:
            desk.writer.send(desk.composer.words.text.strip(), at)

    desk.app.push_screen(Ask("Later", "nothing: a draft · a time to leave at: 14:30, +20"), given)


def speaker(desk: DeskScreen) -> None:
    """The next who speaks in the session; after the last the first, without the question that was on stage."""
    writing, session = desk.composer.writing, desk.composer.session
    if writing is None or writing.field != "quote" or session is None:
        desk.say("Only a quote has a speaker.")
        return
    asking = "question" in writing.draft.fields
    last = writing.speaker + 1 >= len(session.speakers)
    question = writing.question if writing.question and asking is not last else ""
    if last and not writing.question and len(session.speakers) <= 1:
        desk.say(f"{session.speakers[0].name} speaks alone." if session.speakers else "The programme names no speaker here.")
        return
    other = quoting(session, writing.speaker + 1, question)
    fields = {**other.draft.fields, **({"quote": writing.draft.fields["quote"]} if "quote" in writing.draft.fields else {})}
    desk.writer.change(replace(writing, draft=replace(writing.draft, fields=fields), told=other.told, title=other.title, speaker=other.speaker))


def other_room(desk: DeskScreen) -> None:
    """The same words, for what is on in the next room."""
    writing = desk.composer.writing
    if writing is None or desk.snapshot is None or not (writing.field == "quote" or writing.draft.kind is Kind.LIVE):
        desk.say("Only a quote and a new post belong to a room.")
        return
    rooms, session = desk.snapshot.rooms(), desk.composer.session
    at = session.room if session and session.room else desk.room
    for step in range(1, len(rooms) + 1):
        slot = current(desk.snapshot.slots, rooms[((rooms.index(at) if at in rooms else 0) + step) % len(rooms)], desk.clock.now())
        if slot is None or slot.session == session:
            continue
        if writing.field == "quote":
            other = quoting(slot.session, 0)
            draft = replace(writing.draft, session=slot.session.id, fields=other.draft.fields)
            desk.writer.change(replace(writing, draft=draft, told=other.told, title=other.title, speaker=0, question=""))
        else:
            told = " · ".join(filter(None, [slot.session.room, slot.session.title]))
            desk.writer.change(replace(writing, draft=replace(writing.draft, session=slot.session.id), told=told))
        return
    desk.say("Nothing is on in another room.")


def picture(desk: DeskScreen) -> None:
    """Choose among the pictures in `media/`; whoever speaks may not want any."""
    writing, session = desk.composer.writing, desk.composer.session
    if writing is None or desk.snapshot is None:
        return
    context = desk.snapshot.context
    shy = context.speakers.without(session.speakers, "pictures") if session else []
    if shy and not writing.draft.media:
        desk.complain(f"{shy[0]} wants no pictures (speakers.toml).")
        return
    begun = alt.begin(session, writing.draft.fields.get("speaker"), choose_language(writing.draft, session, context))

    def changed(media: tuple[Media, ...]) -> None:
        if desk.composer.writing is not None:
            desk.writer.change(replace(desk.composer.writing, draft=replace(desk.composer.writing.draft, media=media)))

    def there(found: list[Picture]) -> None:
        if desk.composer.writing is not None:
            desk.app.push_screen(Picker(desk, found, desk.composer.writing.draft.media, begun, changed))

    desk.ask(lambda _: album.newest(desk.workspace.media), desk.if_here(there, "Ctrl+F"))


def complete(desk: DeskScreen) -> None:
    desk.composer.complete()


def own(desk: DeskScreen) -> None:
    desk.composer.step_network()


def look(desk: DeskScreen) -> None:
    desk.composer.toggle_look()


def newline(desk: DeskScreen) -> None:
    desk.composer.words.action_insert_line()


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {
    "send": send, "later": later, "speaker": speaker,
    "other_room": other_room, "look": look, "newline": newline, "complete": complete, "own": own, "picture": picture,
}  # fmt: skip
