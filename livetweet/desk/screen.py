"""The screen an operator works on: it routes. Keys become commands, commands become deeds in the hands' thread, snapshots become rows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.message import Message
from textual.screen import Screen

from livetweet.clock import Clock, RealClock
from livetweet.desk import bars, garbage
from livetweet.desk.bars import Line
from livetweet.desk.chosen import Chosen
from livetweet.desk.commands import BY_NAME, COMMANDS, INBOX, LISTS, OUTBOX, PROGRAMME, TYPING
from livetweet.desk.composer import Composer
from livetweet.desk.deeds import deed, import_all
from livetweet.desk.feed import Feed
from livetweet.desk.filling import Filling
from livetweet.desk.filtering import Shown
from livetweet.desk.hands import Deed, Hands
from livetweet.desk.letters import Letters
from livetweet.desk.lines import Lines
from livetweet.desk.painting import clean
from livetweet.desk.panes import Pane
from livetweet.desk.reader import Reader, Snapshot
from livetweet.desk.rows import View
from livetweet.desk.window import Window
from livetweet.desk.writer import Writer
from livetweet.model.session import Session
from livetweet.outbox import desks
from livetweet.outbox.outcome import sentences as why_not
from livetweet.programme.now import current
from livetweet.workspace import Workspace

if TYPE_CHECKING:
    from livetweet.desk.history import History

THREE_FROM = 110  # cells: the programme stands beside the others
TOLD = 400  # cells of a sentence in the corner
PAUSE_STANDS = 2.0  # real seconds in which nobody ends by mistake what somebody else has just paused
READS_AFTER, IMPORTS_AFTER = 0.1, 1.0  # real seconds from the first rows on: the first keys come first


class DeskScreen(Screen[None]):
    """All panes and the composer. What a command does stands in `deeds`."""

    AUTO_FOCUS = f"#{OUTBOX}-rows"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (80, "-narrow"), (THREE_FROM, "-three"), (140, "-wide")]  # noqa: RUF012 - declared by Textual
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-flat"), (30, "-mid"), (44, "-high")]  # noqa: RUF012 - declared by Textual
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key, f"command('{command.name}')", command.label, show=False)
            for command in COMMANDS
            for key in command.keys
            if command.name in {"close", "later", "speaker", "other_room", "picture", "look", "palette"}
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

        def __init__(self, then: Callable[[Any], object], result: object) -> None:
            super().__init__()
            self.then = then
            self.result = result

    def __init__(self, workspace: Workspace, clock: Clock, reader: Reader, hands: Hands, operator: str, first: Snapshot | None = None) -> None:
        """FIRST is what it is painted with at the start; without it the rows come when they are read."""
        super().__init__()
        self.workspace = workspace
        self.clock = clock
        self.operator = operator
        self.snapshot: Snapshot | None = None
        self.problem: str | None = None
        self.room: str | None = None
        self.chosen = Chosen(self)
        self.ours: frozenset[str] = frozenset()
        self._was_roomy = False
        self._pause_seen = -PAUSE_STANDS
        self._was_in = OUTBOX  # the pane that has the keyboard again once the terminal is in front
        self._first = first
        self.shown = Shown()
        self._reader = reader
        self._hands = hands
        self._ended = threading.Event()
        self.lines = Lines(self)
        self.writer = Writer(self)
        self._filling = Filling(self)
        self._letters = Letters(self, self.carry_out, lambda: self.pane, self.writer.begin_unasked, self.say, self.chosen.marked)

    # ---- widgets

    def compose(self) -> ComposeResult:
        self.add_class("on-outbox", *self._sizes())  # before anything is laid out, which else would be done twice
        yield Line(self.lines.header, id="header")
        yield Line(self.lines.trouble, id="trouble")
        yield Line(self.lines.strip, id="strip")
        with Container(id="body"):
            yield Pane(PROGRAMME, "Programme", self._filling.paint, self._filling.measure, self.lines.programme_counts)
            yield Pane(OUTBOX, "Outbox", self._filling.paint, self._filling.measure, self.lines.outbox_counts)
            with Vertical(id="incoming"):
                yield Pane(INBOX, "Inbox", self._filling.paint, self._filling.measure, self.lines.inbox_counts)
                yield Line(self.lines.stage, id="stage")
        yield Composer()
        yield Line(self.lines.footer, id="footer")

    def on_mount(self) -> None:
        self.feed(OUTBOX).focus()  # AUTO_FOCUS does nothing while the terminal is in the background
        self.set_timer(READS_AFTER if self._first else 0.001, self._begin)
        self.set_interval(1.0, self._tick)
        self.ask(lambda store: desks.room_of(store, self.operator), self._sit)
        self.writer.keeping.bring_back()
        self._was_roomy = self.roomy
        if self._first is not None:
            self._take(self.Read(self._first))
            self._first = None

    def _begin(self) -> None:
        """The threads; the first rows and the first key are before them."""
        self.run_worker(self._read_for_ever, thread=True, group="reader", exit_on_error=False)
        self.run_worker(self._hands.run, thread=True, group="hands", exit_on_error=False)

    def _sizes(self) -> list[str]:
        """The classes of the size it has."""
        width, height = self.app.size
        sizes = (width, self.HORIZONTAL_BREAKPOINTS), (height, self.VERTICAL_BREAKPOINTS)
        return [next(name for least, name in reversed(breakpoints) if cells >= least) for cells, breakpoints in sizes]

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
        return TYPING if focused is not None else self._was_in

    @property
    def window(self) -> Window | None:
        """What is open over the desk, be there a dialog above it or not."""
        return next((one for one in reversed(self.app.screen_stack) if isinstance(one, Window)), None)

    def close_window(self) -> None:
        if (window := self.window) is not None and window.is_current:
            window.closing()
            window.dismiss()

    @property
    def files(self) -> str | None:
        """What is wrong with the workspace's files, as they were read last."""
        return self.snapshot.files if self.snapshot is not None else None

    @property
    def roomy(self) -> bool:
        """Whether rows may have two lines."""
        return self.size.width >= THREE_FROM and self.size.height >= 30

    @property
    def view(self) -> View:
        return View(
            now=self.clock.now(),
            zone=self.workspace.hashtags.zone,
            roomy=self.roomy,
            room=self.room,
            marked=frozenset(self.chosen.marked),
            paused=bars.mode_of(self.snapshot) == "paused",
            ours=self.ours,
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
        self.snapshot, self.problem, self.workspace = message.snapshot, None, message.snapshot.workspace
        self.ours = self.snapshot.ours
        if before is not None and _pause(before) != _pause(self.snapshot):
            self._pause_seen = RealClock().monotonic()
        self._make_room_for_trouble()
        if self.room is None:
            self.room = next(iter(self.snapshot.rooms()), None)
        self._filling.fill(before)
        if before is None:
            garbage.leave_alone()
            self.set_timer(IMPORTS_AFTER, lambda: self.run_worker(self._import_all, thread=True, group="imports", exit_on_error=False))
        if before is None:
            self._point_at_my_session()
        self.composer.take(self.snapshot, self.lines.idle())
        self.lines.repaint()
        if (window := self.window) is not None:
            window.take(self.snapshot)

    @on(Unreadable)
    def _say_unreadable(self, message: Unreadable) -> None:
        self.problem = message.sentence
        self.tell_trouble()

    @property
    def just_paused(self) -> bool:
        """Whether somebody else has paused all, and it has hardly been seen here."""
        at, by = _pause(self.snapshot) if self.snapshot is not None else (None, None)
        return at is not None and by != self.operator and RealClock().monotonic() - self._pause_seen < PAUSE_STANDS

    def tell_trouble(self) -> None:
        """A line of its own for what is wrong with the store: it must not be cut for want of room."""
        self._make_room_for_trouble()
        self.lines.repaint()

    def _make_room_for_trouble(self) -> None:
        self.set_class(bool(self.problem or self.files or self.writer.keeping.problem), "in-trouble")

    def _import_all(self) -> None:
        import_all()
        import_module("livetweet.desk.history")
        self._tell(self.Answered(self._settle, None))

    def _settle(self, _: object) -> None:
        self.composer.prepare()
        garbage.leave_alone()

    # ---- painting

    def _tick(self) -> None:
        self.writer.keeping.try_again()
        self.lines.repaint()
        for pane in self.query(Pane):
            pane.call_later(pane.repaint)  # one after the other: a key may come between
        if (window := self.window) is not None:
            window.repaint()

    # ---- keys

    @on(Feed.Typed)
    def _typed_into_list(self, message: Feed.Typed) -> None:
        """A letter is a command, unless another one follows within 0.2 s: then it is prose, which runs nothing and is kept."""
        if self.writer.opening:
            if message.key != "enter":  # prose may end with one, which sends nothing
                self.composer.append(message.character)
            return
        if not self._letters.waits:
            self.chosen.key_pressed()
        self._letters.typed(message.key, message.character, self.pane, message.feed.move, message.feed, message.row)

    def on_paste(self, event: events.Paste) -> None:
        """Pasted into a list: prose, whatever its letters are."""
        if self.pane in LISTS and event.text.strip():
            self.writer.begin_unasked(event.text)

    def action_command(self, name: str) -> None:
        """Carry out a command whose key acts at once."""
        self.chosen.key_pressed()
        self.carry_out(name)

    def carry_out(self, name: str) -> None:
        """Carry out a command by its name, if it holds where the keyboard is."""
        command = BY_NAME[name]
        if self.pane in command.panes:
            deed(name)(self)

    def action_pane(self, by: int) -> None:
        """To the next pane; where it has no room of its own, it takes that of the others."""
        if self.pane not in LISTS:
            return
        self._letters.act()  # what was pressed before was alone
        panes = (PROGRAMME, OUTBOX, INBOX)
        self.go_to_pane(panes[(panes.index(self.pane) + by) % len(panes)])

    def go_to_pane(self, pane: str) -> None:
        self._show_tab(pane)
        self.feed(pane).focus()
        self.lines.repaint()

    def _show_tab(self, pane: str) -> None:
        """Where there is not room for all, this one; elsewhere all are there, and styles need not be worked out anew."""
        if pane in LISTS and (self.tabbed or self.size.width < THREE_FROM):
            for one in LISTS:
                self.set_class(one == pane, f"on-{one}")

    @property
    def tabbed(self) -> bool:
        """Too small for more than one list at a time."""
        return self.size.width < 80 or self.size.height < 24

    def on_descendant_focus(self) -> None:
        self._was_in = self.pane
        self.writer.opening = self.writer.opening and self.pane != TYPING
        self._show_tab(self.pane)
        self.lines.repaint()

    def on_resize(self) -> None:
        if self.roomy != self._was_roomy:  # rows are of another height now, even where they are as wide as before
            self._was_roomy = self.roomy
            self._filling.fill()
            for pane in self.query(Pane):
                pane.feed.repaint()
        self._show_tab(self.pane)

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

    def if_here(self, open_: Callable[[Any], None], key: str) -> Callable[[Any], None]:
        """OPEN_, which takes the keyboard, for an answer that may be late: where somebody has gone on meanwhile, they are told to press KEY again."""
        here = self._here()

        def answered(result: Any) -> None:
            if self._here() == here and not self._letter_waits():
                open_(result)
            else:
                self.say(f"You have gone on meanwhile, and nothing was opened: press {key} again.")

        return answered

    def _here(self) -> tuple[object, ...]:
        return self.pane, self.composer.writing is not None, self.composer.words.text, *self.app.screen_stack

    def _letter_waits(self) -> bool:
        """Whether somebody may have begun to write."""
        return self._letters.waits or (self.window is not None and self.window.letter_waits)

    def aside(self, work: Callable[[], Any], then: Callable[[Any], object]) -> None:
        """WORK, which waits for another program, in a thread of its own that nobody waits for; THEN gets its result here."""

        def run() -> None:
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - whatever another program does, it is told
                self._tell(self.Answered(self.complain, f"That could not be done ({type(error).__name__}: {error})."))
            else:
                self._tell(self.Answered(then, result))

        threading.Thread(target=run, daemon=True).start()

    def session_now(self) -> Session | None:
        """The session on now in my room."""
        if self.snapshot is None or self.room is None:
            return None
        slot = current(self.snapshot.slots, self.room, self.clock.now())
        return slot.session if slot else None

    def choose_room(self, room: str) -> None:
        """My room, kept for the next time."""
        self._sit(room)
        self.ask(lambda store: desks.sit(store, self.operator, room), lambda _: None)

    def _sit(self, room: str | None) -> None:
        if room is not None and room != self.room:
            self.room = room
            self.refill()
            if self.pane != PROGRAMME:
                self._point_at_my_session()

    def _point_at_my_session(self) -> None:
        """The programme's cursor is on what is on in my room."""
        if (now := self.session_now()) is not None:
            self.feed(PROGRAMME).go_to(f"session:{now.id}")

    def refill(self) -> None:
        """Show what is there anew, through filter, room and marks."""
        self._filling.fill()
        for pane in self.query(Pane):
            pane.feed.repaint()
        if self.snapshot:
            self.composer.take(self.snapshot, self.lines.idle())
        self.lines.repaint()

    @cached_property
    def history(self) -> History:
        """What `u` takes back."""
        from livetweet.desk.history import History  # noqa: PLC0415 - behind the first rows

        return History(self)

    # ---- telling

    def say(self, sentence: str) -> None:
        self.notify(clean(sentence, TOLD), markup=False)

    def say_final(self, sentence: str, why: str) -> None:
        """SENTENCE tells what was done and stays done for `u`: WHY, and what to do instead."""
        self.say(sentence)
        self.history.final(why)

    def complain(self, sentence: str) -> None:
        self.notify(clean(sentence, TOLD), severity="error", markup=False, timeout=10)

    def show_outcome(self, outcome: Any, *, questions: bool = False) -> None:
        """Say what was left as it was, and stays marked; what was done, posts, incoming ones or QUESTIONS, is to be seen."""
        self.chosen.done(getattr(outcome, "done", ()), questions=questions)
        self.show_refused(outcome)

    def show_refused(self, outcome: Any) -> None:
        refused = getattr(outcome, "refused", ())
        sentences = list(refused.values()) if isinstance(refused, dict) else why_not(refused)
        for sentence in _some(sentences, 3):
            self.complain(sentence)
        for sentence in _some(getattr(outcome, "warnings", ()), 2):
            self.say(sentence)

    def show_asked(self, asked: Any) -> None:
        self.chosen.done(asked.questions)
        self.show_refused(asked)
        self.history.questions(tuple(asked.questions.values()))

    # ---- writing

    @on(Composer.Typed)
    def _keep(self, message: Composer.Typed) -> None:
        self.writer.typed()

    @on(Composer.Sent)
    def _send(self, message: Composer.Sent) -> None:
        self.writer.send(message.words)


def _some(sentences: Sequence[str], most: int) -> list[str]:
    """MOST of SENTENCES, and how many there are more."""
    return [*sentences[:most], f"And {more} more."] if (more := len(sentences) - most) > 0 else list(sentences)


def _pause(snapshot: Snapshot) -> tuple[datetime | None, str | None]:
    return snapshot.status.gate.paused_at, snapshot.status.gate.paused_by
