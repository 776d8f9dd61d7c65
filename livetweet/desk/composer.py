"""Where words are typed. Marks, speaker, handle and tags are a frame that the template adds per network, shown beneath; every keystroke is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from livetweet.desk.bars import Line, mode_of
from livetweet.desk.beneath import Beneath
from livetweet.desk.painting import line
from livetweet.desk.reader import Snapshot
from livetweet.desk.writing import LONGEST, Writing
from livetweet.model.session import Session
from livetweet.outbox.compose import Preview
from livetweet.outbox.compose import preview as preview_of

if TYPE_CHECKING:
    from textual.widgets import TextArea

    from livetweet.desk.completing import Completing
    from livetweet.desk.words import Words
    from livetweet.writing.proposals import Proposal


class Composer(Vertical):
    """One line while nothing is written; context, words, frame, pictures, counters and look while something is."""

    DEFAULT_CSS = """
    Composer { height: auto; background: $surface; }
    Composer #words { height: 2; background: $surface; border: none; border-left: outer $rehearsal; padding: 0 1 0 0; color: $foreground;
        scrollbar-size-vertical: 1; scrollbar-background: $surface; scrollbar-color: $rule; scrollbar-corner-color: $surface; }
    Composer #words .text-area--cursor { background: $primary; color: $background; }
    Composer #words, Composer #composer-frame, Composer #composer-pictures, Composer #composer-counters, Composer #composer-look { display: none; }
    Composer.writing #words, Composer.writing #composer-frame, Composer.writing #composer-counters { display: block; }
    Composer.writing.pictured #composer-pictures { display: block; }
    Composer.writing.looking #composer-look { display: block; }
    Composer.live #words { border-left: outer $live; }
    Composer.paused #words { border-left: outer $paused; }
    """

    class Typed(Message):
        """The words have changed."""

    class Sent(Message):
        """Enter was pressed when WORDS stood there: they shall leave."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self) -> None:
        super().__init__(id="composer")
        self.writing: Writing | None = None
        self.snapshot: Snapshot | None = None
        self.idle: Content = line("")
        self.previews: Mapping[str, Preview] = {}  # by account
        self._beneath = Beneath(self)
        self._words: Words | None = None
        self._completing: Completing | None = None

    def compose(self) -> ComposeResult:
        yield Line(self._beneath.about, id="composer-context")

    @property
    def words(self) -> Words:
        """The text area; see `prepare`."""
        return self.prepare()

    def prepare(self) -> Words:
        """The text area, with the lines beneath it: mounted when it is first asked for, or a second after the first rows, which it would keep waiting."""
        if self._words is None:
            from livetweet.desk.completing import Completing  # noqa: PLC0415 - brings the text area in
            from livetweet.desk.words import Words  # noqa: PLC0415 - brings the text area in

            self._words = Words(id="words", soft_wrap=True, highlight_cursor_line=False, show_line_numbers=False)
            self._words.cursor_blink = False
            self._completing = Completing(self._words)
            self.mount(
                self._words,
                Line(self._beneath.frame, id="composer-frame"),
                Line(self._beneath.pictures, id="composer-pictures"),
                Line(self._beneath.counters, id="composer-counters"),
                Line(self._beneath.look, id="composer-look"),
            )
        return self._words

    @property
    def session(self) -> Session | None:
        """What is written about."""
        return self.snapshot.context.agenda.sessions.get(self.writing.draft.session or "") if self.writing and self.snapshot else None

    @property
    def looks(self) -> bool:
        """Whether what each account posts is to be seen whole."""
        return self.has_class("looking") or self.screen.has_class("-high")

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What the word before the cursor may become."""
        if self.writing is None or self.snapshot is None or self._completing is None or not self.words.has_focus:
            return ()
        return self._completing.proposals(self.session, self.snapshot.context)

    # ---- what the screen asks of it

    def write(self, writing: Writing, words: str = "") -> None:
        """Open for WRITING with WORDS in it already, the cursor behind them."""
        self.writing = writing
        self.add_class("writing")
        self.words.load_text(words)
        self.words.move_cursor(self.words.document.end)
        self.words.focus()
        self._compose_all()

    def change(self, writing: Writing) -> None:
        """The same words for another speaker, room or session, or with other pictures."""
        self.writing = writing
        self._compose_all()

    def append(self, words: str) -> None:
        self.words.insert(words, self.words.document.end)

    def close(self) -> None:
        """Nothing is written any more; who called keeps the words if they are to be kept."""
        self.writing = None
        self.remove_class("writing", "pictured")
        if self._words is not None:
            self._words.load_text("")
        self.repaint()

    def take(self, snapshot: Snapshot, idle: Content) -> None:
        """What the store holds now."""
        self.snapshot, self.idle = snapshot, idle
        mode = mode_of(snapshot)
        self.set_class(mode == "live", "live")
        self.set_class(mode == "paused", "paused")
        self._compose_all()

    def toggle_look(self) -> None:
        self.toggle_class("looking")
        self.repaint()

    def complete(self) -> None:
        """Take the proposal."""
        if self.writing is not None and self.snapshot is not None and self._completing is not None:
            self._completing.take(self.session, self.snapshot.context)

    def step_network(self) -> None:
        """Words of its own for the next network, in the end those for all again; what was typed for one stays its own."""
        if self.writing is None or self.snapshot is None:
            return
        writing, shared = self.writing.settle(self.words.text)
        networks = list(dict.fromkeys(one.network for one in self.snapshot.status.accounts if one.name in self.previews))
        at = networks.index(self.writing.network) + 1 if self.writing.network in networks else 0
        words = shared
        if at < len(networks):
            writing, words = writing.step(networks[at], shared, self._begun(writing, shared, networks[at]))
        self.write(writing, words)

    def _begun(self, writing: Writing, shared: str, network: str) -> str:
        """What NETWORK would post if it had no words of its own."""
        if self.snapshot is None:
            return ""
        draft = writing.step(network, shared, "")[0].with_words("")
        accounts = [one for one in self.snapshot.status.accounts if one.network == network]
        made = next(iter(preview_of(draft, accounts, self.snapshot.context).values()), None)
        return "\n\n".join(made.texts) if made else ""

    def repaint(self) -> None:
        for one in self.query(Line):
            one.repaint()

    # ---- events

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self.writing:
            self._compose_all()
            self.post_message(self.Typed())

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        event.stop()
        self.query_one("#composer-frame", Line).repaint()  # proposals are for the word before the cursor

    def on_words_entered(self, event: Words.Entered) -> None:
        event.stop()
        if self.writing is None:
            return
        if self.writing.unasked:
            self.writing = replace(self.writing, unasked=False)
            self.repaint()
            return
        if self.writing.says(event.words) and len(event.words) <= LONGEST:
            self.post_message(self.Sent(event.words.strip()))

    def _compose_all(self) -> None:
        self.set_class(bool(self.writing and self.writing.draft.media), "pictured")
        if self.writing and len(self.words.text) > LONGEST:
            self.previews = {}
        elif self.writing and self.snapshot:
            self.previews = preview_of(self.writing.with_words(self.words.text), self.snapshot.status.accounts, self.snapshot.context)
        self.repaint()
