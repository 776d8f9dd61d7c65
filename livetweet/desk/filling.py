"""What a snapshot puts into the three panes: which rows, in which order, found by a search or not; and how a row is painted and measured."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual.content import Content

from livetweet.desk.commands import INBOX, OUTBOX, PROGRAMME
from livetweet.desk.feed import Row
from livetweet.desk.painting import heading
from livetweet.desk.reader import Snapshot
from livetweet.desk.rows import Heading
from livetweet.desk.rows import inbox as inbox_rows
from livetweet.desk.rows import outbox as outbox_rows
from livetweet.desk.rows import programme as programme_rows
from livetweet.desk.rows.programme import OnProgramme, note_on
from livetweet.inbox.stream import Item
from livetweet.model.session import Session
from livetweet.outbox.queue import Entry, Group
from livetweet.writing.compose import Context

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


class Filling:
    """One desk's. Rows that say the same stay the same objects, so that a feed paints only what differs."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._sessions: dict[str, OnProgramme] = {}
        self._notes: dict[str, str | None] = {}  # by session
        self._notes_for: tuple[int, frozenset[str]] = 0, frozenset()

    def fill(self, before: Snapshot | None = None) -> None:
        """Show what the snapshot holds; of one that came after BEFORE, what differs."""
        snapshot = self._desk.snapshot
        if snapshot is None:
            return
        if before is None or before.inbox is not snapshot.inbox:
            came = snapshot.inbox
            self._desk.feed(INBOX).show(
                [item for item in came if self._desk.shown.has(item) and self._found(item.author, item.name, item.text or "")]
                if self._desk.shown
                else came
            )
        moved = before is None or before.outgoing is not snapshot.outgoing
        if moved or _beside(before) != _beside(snapshot):
            self._desk.feed(PROGRAMME).show(self._programme_rows(snapshot))
        if not moved:
            return
        roomy, outbox = self._desk.roomy, list[Row]()
        for group, entries in snapshot.outgoing.queue:
            shown = [entry for entry in entries if self._found(entry.about, entry.text, entry.name)]
            if shown and (roomy or group is Group.POSTED):
                outbox.append(Heading(text=group.value, style="$error" if group is Group.NEEDS else "$faint"))
            outbox += shown
        if not outbox and not self._desk.shown and (drafts := snapshot.status.drafts):
            outbox.append(Heading(text=f"{drafts} draft{'s' if drafts > 1 else ''} later: . approves several"))
        self._stay_ahead(snapshot)
        self._desk.feed(OUTBOX).show(outbox)

    def _stay_ahead(self, snapshot: Snapshot) -> None:
        """The cursor does not follow a post that has just left down to the posted ones: it goes to the next that is still to leave."""
        feed = self._desk.feed(OUTBOX)
        row = feed.chosen
        if not isinstance(row, Entry) or row.state in outbox_rows.DONE:
            return
        groups = {entry.key: group for group, entries in snapshot.outgoing.queue for entry in entries}
        if groups.get(row.key) is Group.POSTED:
            others = (*feed.rows[feed.cursor + 1 :], *reversed(feed.rows[: feed.cursor]))
            if (ahead := next((one.key for one in others if groups.get(one.key, Group.POSTED) is not Group.POSTED), None)) is not None:
                feed.go_to(ahead)

    def _programme_rows(self, snapshot: Snapshot) -> list[Row]:
        """Today, or the next day there is, and those behind it; of a programme that is over its last day. A search looks into every day."""
        rows: list[Row] = []
        now, zone = self._desk.clock.now(), self._desk.view.zone
        days = sorted({slot.start.astimezone(zone).date() for slot in snapshot.slots})
        today = next((day for day in days if day >= now.astimezone(zone).date()), days[-1] if days else None)
        networks = frozenset(one.network for one in snapshot.status.accounts)
        before: datetime | None = None
        day = now.astimezone(zone).date()
        for slot in snapshot.slots:
            local = slot.start.astimezone(zone)
            if today is None or (local.date() < today and not self._desk.shown.text) or not self._found(slot.session.title, slot.session.room or ""):
                continue
            if day != local.date():
                rows.append(Heading(text=f"{local:%a %d %B}".replace(" 0", " "), style="$secondary bold"))
            if before is None or (before.date(), f"{before:%H:%M}") != (local.date(), f"{local:%H:%M}"):
                rows.append(Heading(text=f"{local:%H:%M}", of=f"{local:%d}"))
            before, day = local, local.date()
            posted, drafted = snapshot.outgoing.counts.get(slot.session.id, (0, 0))
            note = self._note_on(slot.session, snapshot.context, networks)
            row = OnProgramme(slot=slot, posted=posted, drafted=drafted, on=slot.on(now), past=slot.over(now), note=note)
            if self._sessions.get(row.key) != row:
                self._sessions[row.key] = row
            rows.append(self._sessions[row.key])
        return rows

    def _note_on(self, session: Session, context: Context, networks: frozenset[str]) -> str | None:
        """Of every session once, until the programme or the accounts are others."""
        if self._notes_for != (id(context), networks):
            self._notes_for, self._notes = (id(context), networks), {}
        if session.id not in self._notes:
            self._notes[session.id] = note_on(session, context, networks)
        return self._notes[session.id]

    def _found(self, *texts: str) -> bool:
        return self._desk.shown.says(*texts)

    def paint(self, row: Row, width: int, selected: bool) -> list[Content]:
        match row:
            case Entry():
                return outbox_rows.paint(row, width - 1, selected, self._desk.view)
            case Item():
                return inbox_rows.paint(row, width - 1, selected, self._desk.view)
            case OnProgramme():
                return programme_rows.paint(row, width - 1, selected, self._desk.view)
            case Heading():
                return [heading(row.text, width, row.style)]
        raise TypeError(row)

    def measure(self, row: Row, width: int) -> int:
        """How many lines ROW has without the cursor."""
        match row:
            case Entry():
                return outbox_rows.height(row, self._desk.roomy)
            case Item():
                return inbox_rows.height(row, width - 1, self._desk.roomy, self._desk.ours)
            case OnProgramme():
                return programme_rows.height(row)
            case Heading():
                return 1
        raise TypeError(row)


def _beside(snapshot: Snapshot | None) -> tuple[datetime, set[str]] | None:
    """What the programme shows depends on besides the queue: the minute, and the networks there are."""
    return (snapshot.at.replace(second=0, microsecond=0), {one.network for one in snapshot.status.accounts}) if snapshot else None
