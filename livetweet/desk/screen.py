"""The screen an operator works on: it routes. Keys become commands, commands become deeds in the hands' thread, snapshots become rows."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen

from livetweet.clock import Clock
from livetweet.desk import bars
from livetweet.desk.bars import Line
from livetweet.desk.commands import BY_NAME, COMMANDS, INBOX, LISTS, OUTBOX, PROGRAMME, TYPING, in_pane
from livetweet.desk.composer import Composer, Writing
from livetweet.desk.conversation import ConversationWindow
from livetweet.desk.decisions import decide
from livetweet.desk.deeds import DEEDS
from livetweet.desk.dialogs import Look
from livetweet.desk.feed import Feed, Row
from livetweet.desk.hands import Deed, Hands
from livetweet.desk.keeping import Keeping
from livetweet.desk.letters import Letters
from livetweet.desk.painting import clean, heading, items, line
from livetweet.desk.panes import Pane
from livetweet.desk.reader import Reader, Snapshot
from livetweet.desk.rows import Heading, View
from livetweet.desk.rows import inbox as inbox_rows
from livetweet.desk.rows import outbox as outbox_rows
from livetweet.desk.rows import programme as programme_rows
from livetweet.desk.rows.programme import OnProgramme, note_on
from livetweet.desk.script import ScriptWindow
from livetweet.desk.window import Window
from livetweet.inbox import claims
from livetweet.inbox.stream import Item, Mark
from livetweet.model.part import State
from livetweet.model.post import Draft, Kind
from livetweet.model.session import Session
from livetweet.outbox import desks, say, show
from livetweet.outbox.compose import preview
from livetweet.outbox.queue import Entry, Group
from livetweet.outbox.show import Listed
from livetweet.programme.now import current
from livetweet.workspace import Workspace

TOLD = 400  # cells of a sentence in the corner


class DeskScreen(Screen[None]):
    """All panes and the composer. What a command does stands in `deeds`."""

    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (110, "-three"), (140, "-wide")]  # noqa: RUF012 - declared by Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-flat"), (30, "-mid"), (44, "-high")]  # noqa: RUF012 - declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key, f"command('{command.name}')", command.label, show=False)
            for command in COMMANDS
            for key in command.keys
            if command.name in {"close", "later", "speaker", "other_room", "look", "palette"}
        ),
        Binding("tab,right", "pane(1)", show=False),
        Binding("shift+tab,left", "pane(-1)", show=False),
        Binding("enter", "command('open')", show=False),
    ]

    class Read(Message):
        """The store was read."""

        def __init__(self, snapshot: Snapshot) -> None:
            super().__init__()
            self.snapshot = snapshot

    class Unreadable(Message):
        """The store cannot be read, for a reason told in a sentence."""

        def __init__(self, sentence: str) -> None:
            super().__init__()
            self.sentence = sentence

    class Answered(Message):
        """A deed is done, or could not be."""

        def __init__(self, then: Callable[[Any], None], result: object) -> None:
            super().__init__()
            self.then = then
            self.result = result

    def __init__(self, workspace: Workspace, clock: Clock, reader: Reader, hands: Hands, operator: str) -> None:
        super().__init__()
        self.workspace = workspace
        self.clock = clock
        self.operator = operator
        self.snapshot: Snapshot | None = None
        self.problem: str | None = None
        self.room: str | None = None
        self.marked: set[str] = set()
        self._ours: frozenset[str] = frozenset()
        self._was_roomy = False
        self._counted: tuple[Sequence[Item] | None, int, int] = (None, 0, 0)
        self.find_text = ""
        self._reader = reader
        self._hands = hands
        self._ended = threading.Event()
        self._letters = Letters(self, self.action_command, self.begin_unasked, self.say)
        self._keeping = Keeping(self)
        self._opening = False  # the composer is open, and its focus still on its way
        self._sending = False
        self._rows: dict[str, dict[str, Row]] = {}
        self.last_question: int | None = None
        self._last_sent: int | None = None

    # ---- widgets

    def compose(self) -> ComposeResult:
        yield Line(self.paint_header, id="header")
        yield Line(self._trouble, id="trouble")
        yield Line(self._strip, id="strip")
        with Container(id="body"):
            yield Pane(PROGRAMME, "Programme", self._paint, self._programme_counts)
            yield Pane(OUTBOX, "Outbox", self._paint, self._outbox_counts)
            with Vertical(id="incoming"):
                yield Pane(INBOX, "Inbox", self._paint, self._inbox_counts, self._measure)
                yield Line(self._stage, id="stage")
        yield Composer()
        yield Line(self._footer, id="footer")

    def on_mount(self) -> None:
        self.add_class("on-outbox")
        self.feed(OUTBOX).focus()
        self.run_worker(self._read_for_ever, thread=True, group="reader", exit_on_error=False)
        self.run_worker(self._hands.run, thread=True, group="hands", exit_on_error=False)
        self.set_interval(1.0, self._tick)
        self.ask(lambda store: desks.room_of(store, self.operator), self._sit)
        self._keeping.bring_back()

    def on_unmount(self) -> None:
        self._ended.set()
        self._hands.end()

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)

    def feed(self, pane: str) -> Feed:
        return self.query_one(f"#{pane}-rows", Feed)

    @property
    def pane(self) -> str:
        """Where the keyboard is: a list's name, `typing`, or a window over the desk."""
        if (window := self.window) is not None:
            return window.PANE
        focused = self.focused
        if isinstance(focused, Feed) and focused.id:
            return focused.id.removesuffix("-rows")
        return TYPING if focused is not None else OUTBOX

    @property
    def window(self) -> Window | None:
        """What is open over the desk, be there a dialog above it or not."""
        return next((one for one in reversed(self.app.screen_stack) if isinstance(one, Window)), None)

    def close_window(self) -> None:
        if (window := self.window) is not None and window.is_current:
            window.closing()
            window.dismiss()

    @property
    def roomy(self) -> bool:
        """Whether rows may have two lines."""
        return self.size.width >= 110 and self.size.height >= 30

    @property
    def view(self) -> View:
        return View(
            now=self.clock.now(),
            zone=self.workspace.hashtags.zone,
            roomy=self.roomy,
            room=self.room,
            marked=frozenset(self.marked),
            paused=bars.mode_of(self.snapshot) == "paused",
            ours=self._ours,
        )

    # ---- what the store says

    def _read_for_ever(self) -> None:
        self._reader.run(lambda snapshot: self._tell(self.Read(snapshot)), lambda sentence: self._tell(self.Unreadable(sentence)), self._ended.wait)

    def _tell(self, message: Message) -> None:
        if not self._ended.is_set():
            self.post_message(message)

    @on(Read)
    def _take(self, message: Read) -> None:
        before = self.snapshot
        self.snapshot, self.problem = message.snapshot, None
        self._ours = frozenset(f"@{one.handle.lstrip('@')}".casefold() for one in self.snapshot.status.accounts)
        self.tell_trouble()
        if self.room is None and self.snapshot.slots:
            self.room = next((slot.session.room for slot in self.snapshot.slots if slot.session.room and slot.session.speakers), None)
        self._fill(before)
        if before is None:
            gc.freeze()  # thousands of rows that stay: walked through again and again, they would make a key wait for 200 ms
        if before is None and self.room and (now := current(self.snapshot.slots, self.room, self.clock.now())):
            self.feed(PROGRAMME).go_to(f"session:{now.session.id}")
        self.composer.take(self.snapshot, self._idle())
        self._repaint_lines()
        if (window := self.window) is not None:
            window.take(self.snapshot)

    @on(Unreadable)
    def _say_unreadable(self, message: Unreadable) -> None:
        self.problem = message.sentence
        self.tell_trouble()

    def tell_trouble(self) -> None:
        """A line of its own for what is wrong with the store: it must not be cut for want of room."""
        self.set_class(bool(self.problem or self._keeping.problem), "in-trouble")
        self._repaint_lines()

    def _trouble(self, width: int) -> Content:
        return bars.trouble(self.problem, self._keeping.problem, width)

    def _fill(self, before: Snapshot | None = None) -> None:
        """Show what the snapshot holds; of one that came after BEFORE, what differs."""
        if self.snapshot is None:
            return
        if before is None or before.inbox is not self.snapshot.inbox:
            came = self.snapshot.inbox
            self.feed(INBOX).show([item for item in came if self._found(item.author, item.name, item.text or "")] if self.find_text else came)
        if before is not None and before.queue is self.snapshot.queue:
            return
        outbox: list[Row] = []
        for group, entries in self.snapshot.queue:
            shown = [entry for entry in entries if self._found(entry.about, entry.text, entry.kind)]
            if shown and (self.view.roomy or group is Group.POSTED):
                outbox.append(Heading(text=group.value, style="$error" if group is Group.NEEDS else "$faint"))
            outbox += shown
        self._stay_ahead()
        self.feed(OUTBOX).show(outbox)
        self.feed(PROGRAMME).show(self._programme_rows())

    def _stay_ahead(self) -> None:
        """The cursor does not follow a post that has just left down to the posted ones: it goes to the next that is still to leave."""
        feed = self.feed(OUTBOX)
        row = feed.chosen
        if self.snapshot is None or not isinstance(row, Entry) or row.state in outbox_rows.DONE:
            return
        groups = {entry.key: group for group, entries in self.snapshot.queue for entry in entries}
        if groups.get(row.key) is Group.POSTED:
            others = (*feed.rows[feed.cursor + 1 :], *reversed(feed.rows[: feed.cursor]))
            if (ahead := next((one.key for one in others if groups.get(one.key, Group.POSTED) is not Group.POSTED), None)) is not None:
                feed.go_to(ahead)

    def _programme_rows(self) -> list[Row]:
        if self.snapshot is None:
            return []
        rows: list[Row] = []
        known = self._rows.setdefault(PROGRAMME, {})
        now = self.clock.now()
        days = {slot.start.astimezone(self.view.zone).date() for slot in self.snapshot.slots}
        today = min((day for day in days if day >= now.astimezone(self.view.zone).date()), default=max(days, default=None))
        before = ""
        for slot in self.snapshot.slots:
            local = slot.start.astimezone(self.view.zone)
            if local.date() != today or not self._found(slot.session.title, slot.session.room or ""):
                continue
            if (clock := f"{local:%H:%M}") != before:
                before = clock
                rows.append(Heading(text=clock))
            posted, drafted = self.snapshot.counts.get(slot.session.id, (0, 0))
            note = note_on(slot.session, self.snapshot.context, {one.network for one in self.snapshot.status.accounts})
            row = OnProgramme(slot=slot, posted=posted, drafted=drafted, on=slot.on(now), past=slot.over(now), note=note)
            if known.get(row.key) != row:
                known[row.key] = row
            rows.append(known[row.key])
        return rows

    def _found(self, *texts: str) -> bool:
        return not self.find_text or any(self.find_text in text.casefold() for text in texts)

    # ---- painting

    def _paint(self, row: Row, width: int, selected: bool) -> list[Content]:
        match row:
            case Entry():
                return outbox_rows.paint(row, width - 1, selected, self.view)
            case Item():
                return inbox_rows.paint(row, width - 1, selected, self.view)
            case OnProgramme():
                return programme_rows.paint(row, width - 1, selected, self.view)
            case Heading():
                return [heading(row.text, width, row.style)]
        raise TypeError(row)

    def _measure(self, row: Row, width: int) -> int:
        if isinstance(row, Item):
            return inbox_rows.height(row, width - 1, self.roomy, self._ours)
        return len(self._paint(row, width, False))

    def _tick(self) -> None:
        self._keeping.try_again()
        self._repaint_lines()
        for pane in self.query(Pane):
            pane.repaint()
        if (window := self.window) is not None:
            window.repaint()

    def _repaint_lines(self) -> None:
        for one in self.query(Line):
            one.repaint()
        self.composer.repaint()

    def paint_header(self, width: int) -> Content:
        place = self.workspace.hashtags.timezone.split("/")[-1].replace("_", " ")
        return bars.header(self.snapshot, self.view, self.workspace.hashtags.event, place, width)

    def _strip(self, width: int) -> Content:
        return bars.strip(self.snapshot, self.view, width)

    def _stage(self, width: int) -> Content:
        return bars.stage(self.snapshot, self.view, width, typing=self.composer.writing is not None)

    def _footer(self, width: int) -> Content:
        commands = [command for command in in_pane(self.pane) if command.footer and command.name not in {"pause", "card"}]
        pause = replace(BY_NAME["pause"], label="go on") if bars.mode_of(self.snapshot) == "paused" else BY_NAME["pause"]
        if self.pane == TYPING:
            return bars.footer([*commands, replace(BY_NAME["close"], label="keep")], [pause], width)
        return bars.footer(commands, [BY_NAME["card"], pause], width)

    def _idle(self) -> Content:
        now = current(self.snapshot.slots, self.room, self.clock.now()) if self.snapshot and self.room else None
        told = (
            clean(
                " · ".join([(now.session.room or "")[:40], now.session.title[:200], ", ".join(one.name for one in now.session.speakers)]),
                max(self.size.width - 40, 20),
            )
            if now
            else "nothing on in my room"
        )
        choices = [
            line(("q", "$primary bold"), " quote  ", (told, "$muted")),
            line(("m", "$primary bold"), " other room"),
            line(("n", "$primary bold"), " new post"),
        ]
        return items(self.size.width - 2, choices)

    def _programme_counts(self) -> list[Content]:
        return [line((f"my room {clean(self.room, 12)}", "$muted"))] if self.room else []

    def _outbox_counts(self) -> list[Content]:
        if self.snapshot is None:
            return []
        drafts = sum(entry.state is State.DRAFT for _, entries in self.snapshot.queue for entry in entries)
        told = [line((f"{bars.waiting(self.snapshot)} waiting", "$muted"))]
        return [*told, line((f"{drafts} draft{'s' if drafts > 1 else ''}", "$muted"))] if drafts else told

    def _inbox_counts(self) -> list[Content]:
        if self.snapshot is None:
            return []
        if self._counted[0] is not self.snapshot.inbox:
            marks = [item.mark for item in self.snapshot.inbox]
            self._counted = self.snapshot.inbox, marks.count(Mark.NEW), marks.count(Mark.QUESTION)
        _, new, asked = self._counted
        above = self.feed(INBOX).above
        told = [line((f"↑ {above} above", "$muted"))] if above else []
        told += [line((f"{new} new", "$primary"))] if new else []
        return [*told, line((f"{asked} question{'s' if asked > 1 else ''}", "$accent"))] if asked else told

    # ---- keys

    @on(Feed.Typed)
    def _typed_into_list(self, message: Feed.Typed) -> None:
        """A letter is a command, unless another one follows within 0.2 s: then it is prose, which runs nothing and is kept."""
        if self._opening:
            if message.key != "enter":  # prose may end with one, which sends nothing
                self.composer.append(message.character)
            return
        self._letters.typed(message.key, message.character, self.pane, message.feed)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted into a list: prose, whatever its letters are."""
        if self.pane in LISTS and event.text.strip():
            self.begin_unasked(event.text)

    def action_command(self, name: str) -> None:
        """Carry out a command by its name, if it holds where the keyboard is."""
        command = BY_NAME[name]
        if self.pane in command.panes:
            DEEDS[name](self)

    def action_pane(self, by: int) -> None:
        """To the next pane that is to be seen."""
        if self.pane not in LISTS:
            return
        shown = [pane for pane in (PROGRAMME, OUTBOX, INBOX) if self.tabbed or self.feed(pane).region.width > 0]
        self.go_to_pane(shown[(shown.index(self.pane) + by) % len(shown)] if self.pane in shown else shown[0])

    def go_to_pane(self, pane: str) -> None:
        self._show_tab(pane)
        self.feed(pane).focus()
        self._repaint_lines()

    def _show_tab(self, pane: str) -> None:
        """Where there is room for one list only, this one; elsewhere all are there, and styles need not be worked out anew."""
        if self.tabbed and pane in LISTS:
            for one in LISTS:
                self.set_class(one == pane, f"on-{one}")

    @property
    def tabbed(self) -> bool:
        """Too small for more than one list at a time."""
        return self.size.width < 80 or self.size.height < 24

    def on_descendant_focus(self) -> None:
        self._opening = self._opening and self.pane != TYPING
        self._show_tab(self.pane)
        self._repaint_lines()

    def on_resize(self) -> None:
        self._fill()
        if self.roomy != self._was_roomy:  # rows are of another height now, even where they are as wide as before
            self._was_roomy = self.roomy
            for pane in self.query(Pane):
                pane.feed.repaint()
        self._show_tab(self.pane)
        if self.pane == PROGRAMME and not self.tabbed and self.size.width < 110:
            self.go_to_pane(OUTBOX)

    # ---- deeds

    def ask(self, deed: Deed, then: Callable[[Any], None] | None = None, failed: Callable[[str], None] | None = None) -> None:
        """Let DEED be done to the store, off this thread; THEN gets its result here, FAILED the sentence that says why it could not be."""
        self._hands.ask(
            deed,
            lambda result: self._tell(self.Answered(then or self.show_outcome, result)),
            lambda sentence: self._tell(self.Answered(failed or self.complain, sentence)),
        )

    @on(Answered)
    def _hand_back(self, message: Answered) -> None:
        message.then(message.result)

    def chosen_posts(self) -> list[int]:
        """Posts of the rows marked, else of the row under the cursor; where a window is open, of its row."""
        if self.window is not None:
            return [self.window.entry.post] if self.window.entry else []
        feed = self.feed(OUTBOX)
        marked = [row.post for row in feed.rows if isinstance(row, Entry) and row.key in self.marked]  # what a search hides is left alone
        return marked or ([feed.chosen.post] if isinstance(feed.chosen, Entry) else [])

    def chosen_items(self) -> list[Item]:
        """Incoming posts marked, else the one under the cursor; where a window is open, the one that it is about."""
        if self.window is not None:
            return [self.window.item] if self.window.item else []
        rows = self.feed(INBOX).rows
        found = [row for row in rows if isinstance(row, Item) and row.key in self.marked]
        chosen = self.feed(INBOX).chosen
        return found or ([chosen] if isinstance(chosen, Item) else [])

    def entry_under_cursor(self) -> Entry | None:
        row = self.window.entry if self.window is not None else self.feed(OUTBOX).chosen if self.pane == OUTBOX else None
        return row if isinstance(row, Entry) else None

    def session_in_hand(self) -> Session | None:
        """The session of the window that is open, else of the programme's row."""
        if self.window is not None:
            return self.window.session
        row = self.feed(PROGRAMME).chosen
        return row.slot.session if isinstance(row, OnProgramme) else None

    def state_of(self, post: int) -> State | None:
        if self.window is not None and self.window.entry and self.window.entry.post == post:
            return self.window.entry.state
        return next((entry.state for _, entries in self.snapshot.queue for entry in entries if entry.post == post), None) if self.snapshot else None

    def keys_that_need(self) -> list[str]:
        """Rows of the outbox that need a person, in their order."""
        return [entry.key for group, entries in self.snapshot.queue if group is Group.NEEDS for entry in entries] if self.snapshot else []

    def rooms(self) -> list[str]:
        """Rooms with sessions that have speakers, in the programme's order."""
        return (
            list(dict.fromkeys(slot.session.room for slot in self.snapshot.slots if slot.session.room and slot.session.speakers))
            if self.snapshot
            else []
        )

    def room_of(self, session: str) -> str | None:
        return next((slot.session.room for slot in self.snapshot.slots if slot.session.id == session), None) if self.snapshot else None

    def choose_room(self, room: str) -> None:
        """My room, kept for the next time."""
        self._sit(room)
        self.ask(lambda store: desks.sit(store, self.operator, room), lambda _: None)

    def _sit(self, room: str | None) -> None:
        if room is not None:
            self.room = room
            self.refill()

    def refill(self) -> None:
        """Show what is there anew, through filter, room and marks."""
        self._fill()
        for pane in self.query(Pane):
            pane.feed.repaint()
        if self.snapshot:
            self.composer.take(self.snapshot, self._idle())
        self._repaint_lines()

    # ---- telling

    def say(self, sentence: str) -> None:
        self.notify(clean(sentence, TOLD), markup=False)

    def complain(self, sentence: str) -> None:
        self.notify(clean(sentence, TOLD), severity="error", markup=False, timeout=10)

    def show_outcome(self, outcome: Any) -> None:
        """Say what was left as it was; what was done is to be seen."""
        self.marked.clear()
        refused = getattr(outcome, "refused", ())
        sentences = list(refused.values()) if isinstance(refused, dict) else [one.why for one in refused]
        for sentence in sentences[:3]:
            self.complain(sentence)
        for sentence in getattr(outcome, "warnings", ())[:2]:
            self.say(sentence)

    def show_asked(self, asked: Any) -> None:
        self.show_outcome(asked)
        for question in list(asked.questions.values())[:1]:
            self.remember(question=question)

    def remember(self, *, sent: int | None = None, question: int | None = None) -> None:
        """What `u` takes back: a post that was SENT, the last step of a QUESTION; neither: the last act on a post."""
        self._last_sent, self.last_question = sent, question

    # ---- writing

    def write(self, writing: Writing, words: str = "") -> None:
        """Open the composer for WRITING; words that stand in it go on there, or are put aside where WORDS take their place."""
        self.close_window()
        if self.composer.writing is not None and words:
            self._keeping.put_aside()
        self._opening = self.pane != TYPING
        self.composer.write(writing, words or (self.composer.words.text if self.composer.writing else ""))
        self.add_class("writing")
        self._repaint_lines()

    def begin_unasked(self, words: str) -> None:
        """Prose typed into a list: a kept draft, which the first Enter does not send. Where something is written already it goes on there."""
        if (writing := self.composer.writing) is not None:
            self.composer.change(replace(writing, unasked=True))
            self.composer.append(words)
            self.composer.words.focus()
        else:
            self.write(Writing(draft=Draft(kind=Kind.LIVE), unasked=True), words)

    def write_on(self) -> bool:
        """Whether there is something put aside, which is written on."""
        back = self._keeping.take_up() if self.composer.writing is None else None
        if back is not None:
            self.write(*back)
        return back is not None

    def leave_composer(self) -> None:
        """Out of the composer; what is typed is put aside, and there again at the next `n` or start."""
        if self._sending:
            self.say("It is just being sent.")
            return
        self._keeping.put_aside()
        self._close_composer()

    def _close_composer(self) -> None:
        answers = self.composer.writing.draft.reply_to if self.composer.writing else None
        if answers is not None:
            self.ask(lambda store: claims.release(store, answers, operator=self.operator), lambda _: None)
        self.composer.close()
        self._keeping.keep()
        self._opening = False
        self.remove_class("writing")
        self.go_to_pane(OUTBOX)

    @on(Composer.Typed)
    def _keep(self, message: Composer.Typed) -> None:
        self._keeping.keep()
        if (answers := message.writing.draft.reply_to) is not None:  # still at it
            self.ask(lambda store: claims.claim(store, answers, operator=self.operator, now=self.clock.now()), lambda _: None)

    @on(Composer.Sent)
    def _send(self, message: Composer.Sent) -> None:
        if self.snapshot is None:
            self.complain("The store has not been read yet: nothing was sent, your words are here.")
            return
        if self._sending:  # Enter twice is one post
            return
        self._sending = True
        context, writing = self.snapshot.context, message.writing
        draft = writing.with_words(message.words)

        def sent(result: tuple[int, object, Any]) -> None:
            post, _, outcome = result
            self._sending = False
            if outcome.refused:
                self.composer.change(replace(self.composer.writing or writing, post=post))
                self.show_outcome(outcome)
                return
            self.remember(sent=post)
            if draft.reply_to is not None:
                incoming = draft.reply_to
                self.ask(lambda store: claims.answered(store, incoming, operator=self.operator, now=self.clock.now()), lambda _: None)
            self._typed_on(message.words)

        self.ask(lambda store: say.send(store, draft, writing.post, context, self.workspace.media, self.operator, self.clock), sent, self._not_sent)

    def _not_sent(self, sentence: str) -> None:
        self._sending = False
        self.complain(sentence)

    def _typed_on(self, words: str) -> None:
        """WORDS are away; what was typed behind them meanwhile is a post of its own."""
        writing, behind = self.composer.writing, self.composer.words.text.strip().removeprefix(words).strip()
        self._close_composer()
        if writing is not None and behind:
            self.write(replace(writing, post=None), behind)

    def keep_as_draft(self) -> None:
        writing, words = self.composer.writing, self.composer.words.text.strip()
        if writing is None or not words or self._sending:
            return
        self._sending = True

        def kept(post: int) -> None:
            self._sending = False
            self._typed_on(words)
            self.say(f"Kept as draft {post}.")

        self.ask(lambda store: say.keep_as_draft(store, writing.with_words(words), writing.post, self.operator, self.clock), kept, self._not_sent)

    def take_back_last(self) -> bool:
        """Whether a post sent a moment ago is being taken back: its words return to the composer."""
        post, self._last_sent = self._last_sent, None
        if post is None:
            return False

        def back(draft: Draft | None) -> None:
            if draft is None:
                self.complain(f"Post {post} has left: it can be deleted once it is posted.")
                return
            field = "quote" if draft.kind is Kind.QUOTE else None
            words = draft.fields.get("quote", "") if field else draft.texts.get("*", "")
            session = next((slot.session for slot in self.snapshot.slots if slot.session.id == draft.session), None) if self.snapshot else None
            told = " · ".join(filter(None, [session.room, session.title, str(draft.fields.get("speaker") or "")] if session else []))
            self.write(Writing(draft=draft, field=field, title="Taken back", told=told, session=session), words)
            if (answers := draft.reply_to) is not None:
                self.ask(lambda store: claims.take_up_again(store, answers, operator=self.operator, now=self.clock.now()), lambda _: None)

        self.ask(lambda store: say.take_back(store, post, self.operator, self.clock), back)
        return True

    def edit_post(self, post: int) -> None:
        def there(listed: Listed | None) -> None:
            if listed is None:
                return
            draft = listed.post.draft
            if draft.kind is Kind.QUOTE and not draft.texts:
                writing, words = Writing(draft=draft, field="quote", title="Quote", post=post), draft.fields.get("quote", "")
            else:
                made = preview(draft, self.snapshot.status.accounts, self.snapshot.context) if self.snapshot else {}
                first = next((one.texts for one in made.values() if one.texts), ())
                writing, words = Writing(draft=draft, title="Edit", post=post), draft.texts.get("*") or "\n\n".join(first)
            self.write(writing, words)

        self.ask(lambda store: show.one(store, post), there)

    def look_at(self, listed: Listed | None) -> None:
        """What each account posts; of a draft, its text."""
        if listed and listed.deliveries:
            self.app.push_screen(Look(listed))
        else:
            self.say(self.text_under_cursor())

    def text_under_cursor(self) -> str:
        entry = self.entry_under_cursor()
        return entry.text if entry else ""

    # ---- opening

    def open_post(self) -> None:
        """What happened to it, in the server's words, and exactly what may be done."""
        row = self.feed(OUTBOX).chosen
        if isinstance(row, Entry):
            if row.decide:
                decide(self, row)
            else:
                DEEDS["view"](self)

    def open_item(self) -> None:
        row = self.feed(INBOX).chosen
        if isinstance(row, Item):
            self.app.push_screen(ConversationWindow(self, row))

    def open_session(self) -> None:
        session = self.session_in_hand()
        if session is not None:
            self.app.push_screen(ScriptWindow(self, session))
