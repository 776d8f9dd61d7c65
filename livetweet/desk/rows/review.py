"""A post of the catch-up review: sign, time, what it is, about what; why it stands there at the right; under the cursor its words and what may be done. Pure."""

from __future__ import annotations

from textual.content import Content

from livetweet.desk.painting import cut, line, spread, wrap
from livetweet.desk.rows import View
from livetweet.desk.rows.outbox import SIGNS, accounts
from livetweet.inbox.literal import literal
from livetweet.model.part import State
from livetweet.outbox.catchup import Missed, Section

_OFFERS = {
    Section.DECIDE: "Enter: what can be done · x drop · e edit",
    Section.WAITS: "Enter: look at it · x drop · e edit · a let them go",
    Section.SKIPPED: "Enter: send it all the same · e edit",
    Section.POSTED: "Enter: look at it",
}


def paint(missed: Missed, width: int, selected: bool, view: View) -> list[Content]:
    """The lines of MISSED."""
    entry = missed.entry
    loud = missed.section is Section.DECIDE
    sign, colour = ("!", "$error") if loud else SIGNS[entry.state]
    dim = missed.section in {Section.SKIPPED, Section.POSTED}
    body = "$muted" if dim else "$foreground"
    lead = line(
        (f" {sign} ", colour),
        (f"{view.moment(entry.at)} ", "$muted"),
        (f"{cut(entry.name, 10):<11}", f"{body} bold" if loud else body),
        (literal(entry.about), body),
    )
    lines = [spread(width, lead, line((literal(missed.why)[:40], "$error" if loud else "$muted")))]
    if selected:
        indent = " " * 9
        lines += [line(indent, (one, "$secondary")) for one in wrap(entry.text, width - 10, 3 if view.roomy else 1)]
        offer = "Enter: what can be done" if entry.state is State.UNKNOWN else _OFFERS[missed.section]
        lines.append(spread(width, line(indent, (offer, "$primary")), accounts(entry)))
    return lines
