"""Commands that begin to write: which composer opens, with what about it known already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from livetweet.desk.commands import SCRIPT
from livetweet.desk.quoting import asked, quoting
from livetweet.desk.writing import Writing
from livetweet.inbox.literal import literal
from livetweet.model.part import State
from livetweet.model.post import Draft, Kind
from livetweet.outbox.acts import WHY_NOT

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def quote(desk: DeskScreen) -> None:
    """A quote from the session on now in my room; in a script, from its session. In its last ten minutes with a question on stage: question and answer."""
    session = desk.chosen.session() if desk.pane == SCRIPT else desk.session_now()
    if session is None:
        desk.say("Nothing is on in my room: m takes the next room, n writes a post.")
        return
    desk.writer.begin(quoting(session, 0, asked(desk.snapshot, session, desk.clock.now())))


def new(desk: DeskScreen) -> None:
    """What was put aside; else a post of one's own, in the thread of the session on now in my room if there is one."""
    if desk.writer.write_on():
        return
    session = desk.session_now()
    told = " · ".join(filter(None, [session.room, session.title])) if session else ""
    desk.writer.begin(Writing(draft=Draft(kind=Kind.LIVE, session=session.id if session else None), told=told))


def edit(desk: DeskScreen) -> None:
    """The words of the post under the cursor; approved ones are drafts again once they are changed."""
    entry = desk.chosen.entry()
    if entry is None:
        return
    if entry.state in {State.UNKNOWN, State.SENDING, State.POSTED, State.CANCELLED}:  # as `drafts.edit` would say once all is written
        desk.complain(f"“{entry.name} · {literal(entry.about)}” cannot be edited: {WHY_NOT[entry.state]}.")
    else:
        desk.writer.edit(entry.post)


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {"quote": quote, "new": new, "edit": edit}
