"""Where the words are typed: a text area that a terminal's tricks do not get past, and in which Enter sends."""

from __future__ import annotations

import re
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # by a terminal: escapes, reversed lines


def _picture(match: re.Match[str]) -> str:
    return chr(0x2400 + ord(match[0])) if match[0] < " " else "·"


class Words(TextArea):
    """The words; Enter sends, Ctrl+J makes a line. What is pasted never sends."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+j", "insert_line", show=False),
        Binding("tab", "screen.command('complete')", show=False),
        Binding("shift+tab", "screen.command('own')", show=False),
        Binding("ctrl+f", "screen.command('picture')", show=False),  # Textual's own deletes a word there, as Ctrl+Delete does too
    ]

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

    @property
    def before(self) -> str:
        """What stands before the cursor on its line."""
        row, column = self.cursor_location
        return self.document.get_line(row)[:column]

    def put(self, text: str, replaces: int) -> None:
        """TEXT for the last REPLACES characters before the cursor, which stands behind it."""
        row, column = self.cursor_location
        self.replace(text, (row, column - replaces), (row, column), maintain_selection_offset=False)
        self.move_cursor((row, column - replaces + len(text)))

    def action_insert_line(self) -> None:
        self.insert("\n")
