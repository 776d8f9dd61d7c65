"""What the lines around the panes say at one desk, and the counts in the panes' titles. `bars` paints what a snapshot tells; this knows pane, room and mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from livetweet.desk import bars
from livetweet.desk.bars import Line
from livetweet.desk.commands import BY_NAME, INBOX, OUTBOX, TYPING, in_pane
from livetweet.desk.painting import clean, items, line
from livetweet.desk.quoting import asked
from livetweet.desk.rows import spell
from livetweet.desk.signs import glyph
from livetweet.inbox.stream import Mark
from livetweet.model.part import State
from livetweet.programme.now import current

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


class Lines:
    """One desk's."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk

    def repaint(self) -> None:
        """All of them, where they say something else now."""
        for one in self._desk.query(Line):
            one.repaint()

    def trouble(self, width: int) -> Content:
        return bars.trouble(self._desk.problem, self._desk.writer.keeping.problem, self._desk.files, width)

    def header(self, width: int) -> Content:
        place = self._desk.workspace.hashtags.timezone.split("/")[-1].replace("_", " ")
        return bars.header(self._desk.snapshot, self._desk.view, self._desk.workspace.hashtags.event, place, width)

    def strip(self, width: int) -> Content:
        return bars.strip(self._desk.snapshot, self._desk.view, width)

    def stage(self, width: int) -> Content:
        return bars.stage(self._desk.snapshot, self._desk.view, width, typing=self._desk.composer.writing is not None)

    def footer(self, width: int) -> Content:
        pane = self._desk.pane
        commands = [command for command in in_pane(pane) if pane in command.footer and command.name not in {"pause", "card"}]
        pause = bars.pause(self._desk.snapshot)
        if pane == TYPING:
            return bars.footer([*commands, BY_NAME["close"]._replace(label="keep")], [pause], width)
        return bars.footer(commands, [BY_NAME["card"], pause], width)

    def idle(self) -> Content:
        """What the keys that write would do now."""
        snapshot, room, now = self._desk.snapshot, self._desk.room, self._desk.clock.now()
        slot = current(snapshot.slots, room, now) if snapshot and room else None
        what, told = "quote", f"nothing on in my room{f', {clean(room, 20)}' if room else ''}"
        if slot is not None:
            what = "answer" if asked(snapshot, slot.session, now) else "quote"
            names = ", ".join(one.name for one in slot.session.speakers)
            told = " · ".join(filter(None, [(slot.session.room or "")[:40], slot.session.title[:200], names]))
        back, width = self._take_back(), self._desk.size.width - 2
        aside = self._desk.writer.keeping.aside
        new = line(("n", "$primary bold"), f" go on ({aside} kept)" if aside else " new post")
        left = max(width - 38 - sum(one.cell_length for one in back), 12)
        quote = line(("q", "$primary bold"), f" {what}")
        if (fits := width - sum(one.cell_length + 3 for one in [*back, quote]) - 2 - new.cell_length) > 0:  # what is kept is never dropped
            quote = line(quote, "  ", (clean(told, min(left, fits) if aside else left), "$muted"))
        other = line(("m", "$primary bold"), " other room")
        late = line(("l", "$primary bold"), " room is late")
        return items(width, [*back, quote, new, other, late] if aside else [*back, quote, other, new, late])

    def _take_back(self) -> list[Content]:
        """As long as what was sent last can be taken back, until when."""
        snapshot, sent = self._desk.snapshot, self._desk.writer.last_sent
        entry = snapshot.entry_of(sent) if snapshot is not None and sent is not None else None
        if (
            entry is None
            or entry.state is not State.SCHEDULED
            or entry.at is None
            or (left := (entry.at - self._desk.clock.now()).total_seconds()) <= 0
        ):
            return []
        return [line(("u", "$primary bold"), (f" take back, leaves in {spell(left)}", "$accent"))]

    def programme_counts(self) -> list[Content]:
        room = [line((f"my room {clean(self._desk.room, 12)}", "$muted"))] if self._desk.room else []
        return [*self._only(), *room]

    def _only(self, *, inbox: bool = False) -> list[Content]:
        """That not all rows are to be seen, and which."""
        told = self._desk.shown.told(inbox=inbox)
        return [line((f"only {clean(told, 24)}", "$accent bold"))] if told else []

    def _marked(self, pane: str) -> list[Content]:
        """How many rows a key acts on, which may be off the screen."""
        marked = self._desk.chosen.marked
        count = sum(row.key in marked for row in self._desk.feed(pane).rows) if marked else 0
        return [line((f"{count} marked", "$accent bold"))] if count else []

    def _above(self, pane: str) -> list[Content]:
        """How many rows are above those that are seen."""
        above = self._desk.feed(pane).above
        return [line((f"{glyph('↑')} {above} above", "$muted"))] if above else []

    def outbox_counts(self) -> list[Content]:
        if self._desk.snapshot is None:
            return []
        drafts = self._desk.snapshot.outgoing.drafts
        told = [*self._only(), *self._marked(OUTBOX), *self._above(OUTBOX), line((f"{self._desk.snapshot.outgoing.to_leave} waiting", "$muted"))]
        return [*told, line((f"{drafts} draft{'s' if drafts > 1 else ''}", "$muted"))] if drafts else told

    def inbox_counts(self) -> list[Content]:
        if self._desk.snapshot is None:
            return []
        needs, new, asked = (self._desk.snapshot.marks.get(mark, 0) for mark in (Mark.NEEDS, Mark.NEW, Mark.QUESTION))
        told = [*self._only(inbox=True), *self._marked(INBOX), *self._above(INBOX)]
        told += [line((f"{needs} need{'s' if needs == 1 else ''} you", "$error"))] if needs else []
        told += [line((f"{new} new", "$primary"))] if new else []
        return [*told, line((f"{asked} question{'s' if asked > 1 else ''}", "$accent"))] if asked else told
