"""A post in the outbox: sign, time, what it is; at the right what is about to happen or has; beneath, where there is room, about what and on which accounts."""

from __future__ import annotations

from textual.content import Content

from livetweet.desk.painting import Piece, line, spread, wrap
from livetweet.desk.rows import View, spell
from livetweet.desk.signs import glyph
from livetweet.inbox.literal import literal
from livetweet.model.part import State
from livetweet.outbox.queue import Entry

SIGNS: dict[State, tuple[str, str]] = {
    State.DRAFT: (glyph("◇"), "$muted"),
    State.SCHEDULED: (glyph("○"), "$secondary"),
    State.SENDING: (glyph("→"), "$accent"),
    State.POSTED: (glyph("✓"), "$success"),
    State.FAILED: (glyph("✗"), "$error"),
    State.UNKNOWN: (glyph("≈"), "$error"),
    State.HELD: (glyph("‖"), "$accent"),
    State.SKIPPED: (glyph("»"), "$muted"),
    State.CANCELLED: (glyph("–"), "$muted"),
}
_LOUD = {State.FAILED, State.UNKNOWN, State.HELD, State.SENDING}
DONE = {State.POSTED, State.SKIPPED, State.CANCELLED}
_ACCOUNT_COLOURS = {State.FAILED: "$error", State.UNKNOWN: "$error", State.POSTED: "$success", State.SENDING: "$accent", State.HELD: "$accent"}
INDENT = " " * 9


def paint(entry: Entry, width: int, selected: bool, view: View) -> list[Content]:
    """The lines of ENTRY; SELECTED has its text beneath."""
    waits = view.paused and entry.state is State.SCHEDULED
    soon = entry.state is State.SCHEDULED and entry.at is not None and 0 <= (entry.at - view.now).total_seconds() < 60
    sign, colour = SIGNS[State.HELD if waits else entry.state]
    done = entry.state in DONE
    body = "$muted" if done else "$foreground"
    lead = line(
        (f"{'*' if entry.key in view.marked else ' '}{sign} ", colour),
        (f"{view.clock(entry.at)} ", "$muted"),
        (entry.name, body if done else f"{body} bold"),
    )
    tail = line(("paused", "$accent")) if waits else line((_word(entry, view), "$accent" if soon else colour if entry.state in _LOUD else "$muted"))
    if entry.at is not None and not view.today(entry.at):  # its day stands in front
        tail = line((f"{view.hour(entry.at)}  ", "$muted"), tail)
    about, note = literal(entry.about), told(entry, view)
    if not view.roomy or done:
        lines = [spread(width, line(lead, (f"  {about}", body)), tail)]
        if selected:
            second = line(INDENT, accounts(entry), (f"  {note}" if note else "", "$muted"))
            offer = line(("Enter", "$primary bold"), (" what can be done", "$muted")) if entry.decide else line("")
            lines.append(spread(width, second, offer if second.cell_length + offer.cell_length + 2 <= width else ""))
            lines += [line(INDENT, (one, "$secondary")) for one in wrap(entry.text, width - 10, 3 if view.roomy else 1)]
        return lines
    lines = [spread(width, lead, tail), spread(width, line(INDENT, (about, body)), accounts(entry))]
    if note and (entry.state in _LOUD or selected):
        lines.append(spread(width, line(INDENT, (note, "$muted"))))
    if selected:
        lines += [line(INDENT, (one, "$secondary")) for one in wrap(entry.text, width - 10, 4)]
    return lines


def height(entry: Entry, roomy: bool) -> int:
    """How many lines ENTRY has without the cursor: quicker than to paint them."""
    if not roomy or entry.state in DONE:
        return 1
    return 2 + (entry.state is State.UNKNOWN or (entry.state in _LOUD and bool(literal(entry.note or ""))))


def told(entry: Entry, view: View) -> str:
    """Why ENTRY stands as it does; of an unknown one first what comes next: its network is asked again, or a person must look."""
    note = literal(entry.note or "")
    if entry.state is not State.UNKNOWN:
        return note
    doubted = [one for one in entry.on if one.state is State.UNKNOWN]
    asked = min((one for one in doubted if one.again), key=lambda one: one.again or view.now, default=None)
    if asked is None or asked.again is None:
        return f"look yourself, and say: {note}"
    when = view.clock(asked.again) if asked.again > view.now else "now"
    return f"asks {asked.network} again {when}: {note}"


def accounts(entry: Entry) -> Content:
    """`M✓ B✓ X✗`; before it leaves only the letters, and a word where the text does not fit."""
    pieces: list[Piece] = []
    for number, one in enumerate(entry.on):
        gap = " " if number else ""
        if one.over:
            pieces.append((f"{gap}{one.sign} over", "$error"))
        elif one.state in {State.DRAFT, State.SCHEDULED} and entry.state in {State.DRAFT, State.SCHEDULED}:
            pieces.append((f"{gap}{one.sign}", "$muted"))
        else:
            pieces += [(f"{gap}{one.sign}", "$muted"), (SIGNS[one.state][0], _ACCOUNT_COLOURS.get(one.state, "$muted"))]
    return line(*pieces)


def _word(entry: Entry, view: View) -> str:
    """What the right end says: the state, when it leaves, or how it fares."""
    if entry.state is State.SCHEDULED and entry.at:
        seconds = (entry.at - view.now).total_seconds()
        if seconds < 0:
            return f"waits {spell(seconds)}"
        return f"leaves in {spell(seconds)}" if seconds < 60 else f"in {spell(seconds)}"
    if entry.state is State.SKIPPED:
        return entry.note or "skipped"
    if entry.state is State.POSTED:
        return fares(entry)
    return entry.state.value


def fares(entry: Entry) -> str:
    """`♥ 9  ↻ 3`: how often it was liked and passed on."""
    return "  ".join(f"{glyph(sign)} {count}" for sign, count in (("♥", entry.likes), ("↻", entry.boosts)) if count)
