"""A session in the programme pane: room and title; while it is on, speakers and minutes left."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from livetweet.desk.painting import line, spread
from livetweet.desk.rows import View, spell
from livetweet.inbox.literal import literal
from livetweet.programme.now import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class OnProgramme:
    """A session with how many of its posts have left, of how many; `note` is what an operator should know of it."""

    slot: Slot
    posted: int
    drafted: int
    note: str | None = None

    @property
    def key(self) -> str:
        return f"session:{self.slot.session.id}"

    @property
    def heading(self) -> bool:
        return False


def paint(row: OnProgramme, width: int, selected: bool, view: View) -> list[Content]:
    session = row.slot.session
    now, past = row.slot.on(view.now), row.slot.over(view.now)
    mine = view.room is not None and session.room == view.room
    dim = past or session.cancelled or not session.speakers
    body = "$muted" if dim else "$foreground"
    sign, colour = ("►", "$accent") if now else ("–", "$muted") if session.cancelled else ("✓", "$success") if past else (" ", "$muted")
    tail = "cancelled" if session.cancelled else f"{row.posted}/{row.drafted}" if row.drafted else ""
    room = f"{literal(session.room or '')[:6]:<7}"
    left = line(
        (f" {sign} ", colour),
        (room, "$primary" if mine and not dim else "$muted"),
        (literal(session.title), f"{body} bold" if now and mine else body),
    )
    who = literal(", ".join(person.name for person in session.speakers))
    indent = " " * 10
    if now:
        minutes = line((tail, "$muted"), (f"  {spell(row.slot.left(view.now).total_seconds())}", "$accent" if mine else "$muted"))
        return [spread(width, left), spread(width, line(indent, (who, "$muted")), minutes)]
    lines = [spread(width, left, line((tail, "$muted")))]
    if row.note or (selected and who):
        lines.append(spread(width, line(indent, (who if selected else row.note or "", "$muted" if selected else "$warning"))))
    return lines
