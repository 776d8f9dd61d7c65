"""Where words are typed. Marks, speaker, handle and tags are a frame that the template adds per network, shown beneath; every keystroke is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea

from livetweet.desk.bars import Line, mode_of
from livetweet.desk.painting import clean, items, line, spread, wrap
from livetweet.desk.reader import Snapshot
from livetweet.inbox.literal import literal
from livetweet.model.account import Account
from livetweet.model.post import Draft, Kind
from livetweet.model.session import Session
from livetweet.outbox.approve import THREADED
from livetweet.outbox.compose import Preview
from livetweet.outbox.compose import preview as preview_of

LONGEST = 10_000  # characters: a thread of 36 parts on X; what is longer is kept, and never counted at each key
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # by a terminal: escapes, reversed lines


def _picture(match: re.Match[str]) -> str:
    return chr(0x2400 + ord(match[0])) if match[0] < " " else "·"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is being written: `draft` without the words, `field` where the words go (None: they are the text). `post` is the draft or post edited.

    `told` is what it is about, for the first line; `unasked` that prose typed into a list opened it: then the first Enter only asks.
    """

    draft: Draft
    field: str | None = None
    title: str = "New post"
    told: str = ""
    session: Session | None = None
    speaker: int = 0
    post: int | None = None
    unasked: bool = False

    def with_words(self, words: str) -> Draft:
        """The draft with WORDS where they belong."""
        if self.field is None:
            return replace(self.draft, texts={**self.draft.texts, "*": words})
        return replace(self.draft, fields={**self.draft.fields, self.field: words})


def to_json(writing: Writing) -> str:
    """WRITING as it is kept beside the words."""
    draft = writing.draft
    kept = {
        "kind": draft.kind.value, "session": draft.session, "fields": dict(draft.fields), "texts": dict(draft.texts), "reply_to": draft.reply_to,
        "accounts": list(draft.accounts), "field": writing.field, "title": writing.title, "told": writing.told, "post": writing.post,
        "speaker": writing.speaker, "unasked": writing.unasked,
    }  # fmt: skip
    return json.dumps(kept, ensure_ascii=False)


def from_json(text: str) -> Writing:
    """What `to_json` wrote."""
    kept = json.loads(text)
    draft = Draft(
        kind=Kind(kept["kind"]),
        session=kept["session"],
        fields=kept["fields"],
        texts=kept["texts"],
        reply_to=kept["reply_to"],
        accounts=tuple(kept["accounts"]),
    )
    return Writing(
        draft=draft,
        field=kept["field"],
        title=kept["title"],
        told=kept["told"],
        post=kept["post"],
        speaker=kept["speaker"],
        unasked=kept["unasked"],
    )


class Words(TextArea):
    """The words; Enter sends, Ctrl+J makes a line. What is pasted never sends."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+j", "insert_line", show=False)]

    class Entered(Message):
        """Enter was pressed when WORDS stood there: what is typed behind it belongs to another post."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Entered(self.text))
            return
        await super()._on_key(event)

    def get_line(self, line_index: int) -> Text:
        """Painted so that no terminal obeys what was pasted; the words themselves stay as they are."""
        return Text(_OBEYED.sub(_picture, super().get_line(line_index).plain), end="", no_wrap=True)

    def action_insert_line(self) -> None:
        self.insert("\n")


class Composer(Vertical):
    """One line while nothing is written; context, words, frame, counters and look while something is."""

    DEFAULT_CSS = """
    Composer { height: auto; background: $surface; }
    Composer #words { height: 2; background: $surface; border: none; border-left: outer $rehearsal; padding: 0 1 0 0; color: $foreground; }
    Composer #words .text-area--cursor { background: $primary; color: $background; }
    Composer #words, Composer #composer-frame, Composer #composer-counters, Composer #composer-look { display: none; }
    Composer.writing #words, Composer.writing #composer-frame, Composer.writing #composer-counters { display: block; }
    Composer.writing.looking #composer-look { display: block; }
    Composer.writing.looking #composer-frame { display: none; }
    Composer.live #words { border-left: outer $live; }
    Composer.paused #words { border-left: outer $paused; }
    """

    class Typed(Message):
        """The words have changed."""

        def __init__(self, writing: Writing, words: str) -> None:
            super().__init__()
            self.writing = writing
            self.words = words

    class Sent(Message):
        """Enter: what is written shall leave."""

        def __init__(self, writing: Writing, words: str) -> None:
            super().__init__()
            self.writing = writing
            self.words = words

    def __init__(self) -> None:
        super().__init__(id="composer")
        self.writing: Writing | None = None
        self.snapshot: Snapshot | None = None
        self.idle: Content = line("")
        self._previews: Mapping[str, Preview] = {}

    def compose(self) -> ComposeResult:
        yield Line(self._about, id="composer-context")
        words = Words(id="words", soft_wrap=True, highlight_cursor_line=False, show_line_numbers=False)
        words.cursor_blink = False
        yield words
        yield Line(self._frame, id="composer-frame")
        yield Line(self._counters, id="composer-counters")
        yield Line(self._look, id="composer-look")

    @property
    def words(self) -> Words:
        return self.query_one("#words", Words)

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
        """The same words for another speaker, room or session."""
        self.writing = writing
        self._compose_all()

    def append(self, words: str) -> None:
        self.words.insert(words, self.words.document.end)

    def close(self) -> None:
        """Nothing is written any more; who called keeps the words if they are to be kept."""
        self.writing = None
        self.remove_class("writing")
        self.words.load_text("")
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

    def repaint(self) -> None:
        for one in self.query(Line):
            one.repaint()

    # ---- events

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self.writing:
            self._compose_all()
            self.post_message(self.Typed(self.writing, self.words.text))

    def on_words_entered(self, event: Words.Entered) -> None:
        event.stop()
        if self.writing is None:
            return
        if self.writing.unasked:
            self.writing = replace(self.writing, unasked=False)
            self.repaint()
            return
        if event.words.strip() and len(event.words) <= LONGEST:
            self.post_message(self.Sent(self.writing, event.words.strip()))

    def _compose_all(self) -> None:
        if len(self.words.text) > LONGEST:
            self._previews = {}
        elif self.writing and self.snapshot:
            self._previews = preview_of(self.writing.with_words(self.words.text), self.snapshot.status.accounts, self.snapshot.context)
        self.repaint()

    # ---- lines

    @property
    def _bar(self) -> tuple[str, str]:
        return "▌", {"live": "$live", "paused": "$paused", "off": "$muted"}.get(mode_of(self.snapshot), "$rehearsal")

    def _about(self, width: int) -> Content:
        if self.writing is None:
            return spread(width - 1, line(self._bar, self.idle))
        accounts = self._accounts()
        signs = " ".join(self._previews[one.name].sign for one in accounts if one.name in self._previews)
        how, style = {"live": (" for real", "$error bold"), "paused": (" when the pause is over", "$accent"), "off": (" when live", "$muted")}.get(
            mode_of(self.snapshot), (" in rehearsal", "$primary")
        )
        left = line(self._bar, (f"{self.writing.title}  ", "$foreground bold"), (literal(self.writing.told), "$secondary"))
        right, part = line(("to ", "$muted"), (signs, "$foreground"), (how, style)), line(self._part(width))
        room = max(width - 3 - right.cell_length - part.cell_length, 0)
        return spread(width - 1, line(left if left.cell_length <= room else left.truncate(room, ellipsis=True), part), right)

    def _part(self, width: int) -> tuple[str, str]:
        """Which part of its session's thread this becomes."""
        if self.writing is None or self.snapshot is None or self.writing.draft.kind not in THREADED or self.writing.draft.session is None:
            return "", "$muted"
        before = self.snapshot.threads.get(self.writing.draft.session, 0)
        return (f" · part {before + 1}{' of the thread' if width >= 110 else ''}" if before else " · opens the thread"), "$muted"

    def _frame(self, width: int) -> Content:
        if self.writing is None or not self._previews:
            return line("")
        if self.writing.unasked:
            return spread(width - 1, line(self._bar, ("You typed this into a list: it is kept. Enter once more sends it, Esc closes.", "$accent")))
        first = next(iter(self._previews.values()))
        words = " ".join(self.words.text.split())
        text = " ".join(" ".join(first.texts).split()) if first.texts else first.problem or ", ".join(first.missing)
        if words and words in text:
            before, after = text.split(words, 1)
            text = f"{before}…{after}"
        return spread(width - 1, line(self._bar, ("adds  " if first.texts else "      ", "$faint"), (literal(text), "$muted")))

    def _counters(self, width: int) -> Content:
        if (length := len(self.words.text)) > LONGEST:
            return line(self._bar, (f"too long to post: {length:,} characters, of {LONGEST:,} at most", "$error"))
        counts = []
        held = {account.name for account in self._accounts() if account.hold}
        for name, one in self._previews.items():
            state, style = (
                ("waits: on hold", "$error")
                if name in held
                else (clean(one.problem, 60), "$error")
                if one.problem
                else (f"{len(one.texts)} parts", "$accent")
                if len(one.texts) > 1
                else ("fits", "$success")
            )
            counts.append(line((f"{one.sign} ", "$muted"), (f"{one.length}/{one.limit}", "$foreground"), (f" {state}", style)))
        right = line(("leaves 10 s after Enter, u takes it back", "$muted")) if width >= 100 else ""
        return spread(width - 1, line(self._bar, items(width - 2, counts)), right)

    def _look(self, width: int) -> Content:
        rows = [line((" What each account posts", "$faint"))]
        for one in self._previews.values():
            for part in one.texts or (one.problem or "",):
                for number, text in enumerate(wrap(part, width - 6, 4)):
                    rows.append(line((f" {one.sign if number == 0 else ' '}  ", "$muted"), (text, "$secondary")))
        return Content("\n").join(rows)

    def _accounts(self) -> list[Account]:
        return list(self.snapshot.status.accounts) if self.snapshot else []
