"""The catch-up review: what was skipped and why, what waits for a decision, one at a time. Closing it remembers when this operator looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from livetweet.desk.commands import REVIEW
from livetweet.desk.decisions import decide
from livetweet.desk.dialogs import Choose
from livetweet.desk.feed import Feed, Row
from livetweet.desk.painting import heading, line, spread
from livetweet.desk.reader import Snapshot
from livetweet.desk.rows import Heading
from livetweet.desk.rows import review as review_rows
from livetweet.desk.signs import glyph
from livetweet.desk.window import Window
from livetweet.inbox.literal import literal
from livetweet.model.part import State
from livetweet.outbox import catchup, gates
from livetweet.outbox.catchup import Missed, Review, Section
from livetweet.outbox.outcome import Outcome
from livetweet.outbox.queue import Entry

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


class ReviewWindow(Window):
    """Nothing leaves from here but by a decision, or `a` for what a pause or a hold keeps."""

    PANE = REVIEW
    FOOTER = ("open", "let_go", "close", "drop", "edit")
    LABELS = {"open": "decide", "close": "later: nothing leaves"}  # noqa: RUF012 - declared in the base

    def __init__(self, desk: DeskScreen) -> None:
        super().__init__(desk)
        self.review: Review | None = None

    def body(self) -> list[Widget]:
        return [Feed(self._paint, id="review-rows")]

    def on_mount(self) -> None:
        self.query_one(Feed).focus()
        self.read()

    def take(self, snapshot: Snapshot) -> None:
        self.read()

    def read(self) -> None:
        """The review anew, off this thread; the cursor stays on its post, or goes on to the next one."""
        if (snapshot := self.desk.snapshot) is not None:
            self.look(lambda store: catchup.review(store, self.desk.operator, snapshot.context, self.desk.clock), self._show)

    def _show(self, review: Review) -> None:
        self.review = review
        rows: list[Row] = []
        for section in Section:
            of = review.of(section)
            if of:
                rows.append(Heading(text=f"{section.value} ({len(of)})", style="$error" if section is Section.DECIDE else "$faint"))
                rows += of
        self.query_one(Feed).show(rows)
        self.repaint()

    @property
    def entry(self) -> Entry | None:
        row = self.query_one(Feed).chosen
        return row.entry if isinstance(row, Missed) else None

    def open_row(self) -> None:
        row = self.query_one(Feed).chosen
        if not isinstance(row, Missed):
            return
        if row.section in {Section.DECIDE, Section.SKIPPED}:
            decide(self.desk, row.entry)
        elif row.hold is not None:
            self._ask_about(row.hold)
        else:
            self.desk.action_command("view")

    def _ask_about(self, account: str) -> None:
        """An account on hold goes on only if somebody says so: they have seen why."""
        desk = self.desk
        words = next((one.hold for one in desk.snapshot.status.accounts if one.name == account and one.hold), "") if desk.snapshot else ""
        desk.app.push_screen(
            Choose(f"{account} is on hold", [words], [("r", "on", "it goes on: what is kept leaves when it is due")]),
            lambda answer: (
                desk.ask(lambda store: gates.let_account_go_on(store, account, desk.operator, desk.clock), lambda _: desk.say(f"{account} goes on."))
                if answer == "on"
                else None
            ),
        )

    def next_decision(self) -> None:
        """The cursor to the next post that waits for a decision."""
        feed = self.query_one(Feed)
        keys = [one.key for one in self.review.of(Section.DECIDE)] if self.review else []
        if keys:
            at = keys.index(feed.chosen.key) + 1 if feed.chosen and feed.chosen.key in keys else 0
            feed.go_to(keys[at % len(keys)])

    def let_the_rest_go(self) -> None:
        """What a person holds is released and a pause ends; what waits for a decision stays."""
        review = self.review
        held = [one.entry.post for one in review.of(Section.WAITS) if one.entry.state is State.HELD] if review else []
        if review is None or not (review.paused or held):
            self.desk.say("Nothing is kept by a pause or a person here: Enter tells what can be done.")
            return
        self.desk.ask(lambda store: catchup.let_go(store, held, self.desk.operator, self.desk.clock), self._let_go)

    def _let_go(self, outcome: Outcome) -> None:
        self.desk.show_outcome(outcome)
        self.desk.history.final("What was let go leaves: h holds what has not left.")

    def closing(self) -> None:
        if self.review is not None:
            at = self.review.at
            self.desk.ask(lambda store: catchup.looked(store, self.desk.operator, at), lambda _: None)

    def paint_title(self, width: int) -> Content:
        told = "reading…" if self.review is None else literal(self.review.cause) if self.review.missed else "nothing: everything is as it should be"
        return spread(width - 1, line((glyph("▌"), "$primary"), ("Catch-up", "$primary bold"), (f"  {told}", "$muted")))

    def _paint(self, row: Row, width: int, selected: bool) -> list[Content]:
        if isinstance(row, Missed):
            return review_rows.paint(row, width - 1, selected, self.desk.view)
        return [heading(row.text if isinstance(row, Heading) else "", width, row.style if isinstance(row, Heading) else "$faint")]
