"""A session in the programme pane: room and title; while it is on, speakers and minutes left."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from textual.content import Content

from livetweet.desk.painting import cut, line, spread
from livetweet.desk.rows import View, spell
from livetweet.desk.signs import glyph
from livetweet.inbox.literal import literal
from livetweet.model.session import Session
from livetweet.programme.now import Slot
from livetweet.writing.compose import Context

_BREAKS = {"break", "lunch"}
_CALLED_OFF = re.compile(r"^\[[^\]]{1,20}\]\s*(?=\S)")  # « [CANCELLED] » before a title: the row says so at its end


class OnProgramme(NamedTuple):
    """A session with how many of its posts have left, of how many; `note` is what an operator should know of it."""

    slot: Slot
    posted: int
    drafted: int
    on: bool  # now: a row's height depends on nothing but the row
    past: bool
    note: str | None = None

    @property
    def key(self) -> str:
        return f"session:{self.slot.session.id}"

    @property
    def heading(self) -> bool:
        return False


def note_on(session: Session, context: Context, networks: Collection[str]) -> str | None:
    """What an operator should know before writing about SESSION: what its speakers do not want, and who has no handle on any of NETWORKS."""
    people, wishes = session.speakers, context.speakers
    if any(not wishes.of(one).posts for one in people):
        return "not to be posted about"
    told = [f"no {flag}" for flag in ("quotes", "pictures") if wishes.without(people, flag)]
    unknown = [one.name for one in people if not set(wishes.complete(one).handles) & set(networks)]
    if unknown:
        told.append("no handle" if len(people) == 1 else f"no handle: {', '.join(unknown)}")
    return " · ".join(told) or None


def height(row: OnProgramme) -> int:
    """How many lines ROW has without the cursor: quicker than to paint them."""
    return 2 if row.on or _note(row) else 1


def _note(row: OnProgramme) -> str:
    """What is worth saying about a session that is still to come."""
    return "" if row.past or row.slot.session.cancelled else row.note or ""


def paint(row: OnProgramme, width: int, selected: bool, view: View) -> list[Content]:
    session = row.slot.session
    now, past = row.on, row.past
    mine = view.room is not None and session.room == view.room
    dim = past or session.cancelled or not session.speakers
    body = "$muted" if dim else "$foreground"
    sign, colour = (
        (glyph("►"), "$accent") if now else (glyph("–"), "$muted") if session.cancelled else (glyph("✓"), "$success") if past else (" ", "$muted")
    )
    tail = "cancelled" if session.cancelled else f"{row.posted}/{row.drafted}" if row.drafted else ""
    room = "" if session.kind in _BREAKS and not session.speakers else f"{cut(literal(session.room or ''), 6):<7}"
    left = line(
        (f" {sign} ", colour),
        (room, "$primary" if mine and not dim else "$muted"),
        (literal(_CALLED_OFF.sub("", session.title) if session.cancelled else session.title), f"{body} bold" if now and mine else body),
    )
    who = literal(", ".join(person.name for person in session.speakers))
    indent = " " * 10
    if now:
        minutes = line((tail, "$muted"), (f"  {spell(row.slot.left(view.now).total_seconds())}", "$accent" if mine else "$muted"))
        return [spread(width, left), spread(width, line(indent, (who, "$muted")), minutes)]
    lines = [spread(width, left, line((tail, "$muted")))]
    note = _note(row)
    if note or (selected and who):
        lines.append(spread(width, line(indent, (f"{who}  " if selected and who else "", "$muted"), (note, "$warning"))))
    return lines
