"""A session's script: who speaks and what they wish, and its posts with their words. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from livetweet.desk.painting import items, line, spread, wrap
from livetweet.desk.rows import View
from livetweet.desk.rows.outbox import SIGNS, accounts, fares
from livetweet.desk.signs import glyph
from livetweet.inbox.literal import literal
from livetweet.model.account import Account
from livetweet.model.session import Session
from livetweet.outbox.queue import Entry
from livetweet.writing import rules
from livetweet.writing.compose import Context

_SHOWN, _SHOWN_OPEN = 3, 12  # lines of words


def title(session: Session, context: Context, view: View, width: int) -> Content:
    """When, where and what."""
    when = view.moment(context.agenda.instant(session.start)) if session.start else "no time"
    until = f"–{view.hour(context.agenda.instant(session.end))}" if session.start and session.end else ""
    left = line(
        (glyph("▌"), "$primary"),
        ("Script", "$primary bold"),
        (f"  {when}{until}", "$muted"),
        (f"  {literal(session.room or '')}", "$primary" if session.room == view.room else "$muted"),
        (f"  {literal(session.title)}", "$foreground bold"),
    )
    return spread(width - 1, left, line(("cancelled", "$error")) if session.cancelled else "")


def speakers(session: Session, networks: Sequence[Account], context: Context, width: int) -> Content:
    """A line a speaker: name, handle per network, what they do not want."""
    lines: list[Content] = []
    for person in session.speakers:
        complete, wishes = context.speakers.complete(person), context.speakers.of(person)
        flags = [
            name for name, allowed in (("no quotes", wishes.quotes), ("no pictures", wishes.pictures), ("no posts", wishes.posts)) if not allowed
        ]
        handles = [
            line((f"{rules.get(network).sign} ", "$muted"), (literal(complete.handles[network]), "$secondary"))
            if network in complete.handles
            else line((f"{rules.get(network).sign} no handle", "$warning"))
            for network in dict.fromkeys(account.network for account in networks)
        ]
        choices = [line((flag, "$error bold")) for flag in flags] + handles
        lines.append(line("   ", items(width - 4, [line((literal(person.name), "$foreground")), *choices], gap=3)))
    return Content("\n").join(lines or [line(("   nobody named", "$muted"))])


def paint(entry: Entry, width: int, selected: bool, view: View) -> list[Content]:
    """The lines of ENTRY, its words beneath."""
    sign, colour = SIGNS[entry.state]
    lead = line((f" {sign} ", colour), (f"{view.moment(entry.at)} ", "$muted"), (entry.name, "$foreground bold"))
    note = f": {literal(entry.note)}" if entry.note else ""
    praise = f"{fares(entry)}  " if entry.likes or entry.boosts else ""
    tail = line((praise, "$muted"), accounts(entry), (f"  {entry.state}{note[:60]}", colour if entry.note else "$muted"))
    words = [one for paragraph in entry.text.split("\n")[:_SHOWN_OPEN] for one in wrap(paragraph, width - 10, _SHOWN_OPEN if selected else _SHOWN)]
    shown = words[: _SHOWN_OPEN if selected else _SHOWN]
    return [spread(width, lead, tail), *(line(" " * 9, (one, "$foreground" if selected else "$secondary")) for one in shown)]
