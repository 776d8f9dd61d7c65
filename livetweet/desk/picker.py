"""Choosing pictures: the files of `media/`, newest first, those already on the post marked. A description is asked for, or waived on purpose with a key of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from livetweet.desk.bars import Line
from livetweet.desk.dialogs import Ask
from livetweet.desk.feed import MOVES, Feed, Row
from livetweet.desk.modal import Modal
from livetweet.desk.painting import clean, line, spread
from livetweet.desk.signs import glyph
from livetweet.model.post import Media
from livetweet.outbox.album import MOST, Picture

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen

ROWS = 8


class _Shown(NamedTuple):
    """A file, and what is on the post of it."""

    picture: Picture
    media: Media | None

    @property
    def key(self) -> str:
        return f"picture:{self.picture.file}"

    @property
    def heading(self) -> bool:
        return False


class Picker(Modal[None]):
    """CHANGED gets the pictures of the post after each change. BEGUN is how a description begins."""

    DEFAULT_CSS = """
    Picker { align: center bottom; background: $background 60%; }
    Picker > Vertical { height: auto; background: $surface; padding: 0 1; }
    Picker Feed { background: $surface; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+f", "dismiss(None)", show=False),
        Binding("enter", "describe", show=False),
    ]

    def __init__(
        self, desk: DeskScreen, found: Sequence[Picture], media: Sequence[Media], begun: str, changed: Callable[[tuple[Media, ...]], None]
    ) -> None:
        super().__init__()
        self._desk, self._found, self._begun, self._changed = desk, found, begun, changed
        self._media = tuple(media)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Line(self._title)
            yield Feed(self._paint, id="picker-rows")

    def on_mount(self) -> None:
        self._show()
        self.query_one(Feed).focus()

    @property
    def _chosen(self) -> _Shown | None:
        row = self.query_one(Feed).chosen
        return row if isinstance(row, _Shown) else None

    def _show(self) -> None:
        on = {one.file: one for one in self._media}
        feed = self.query_one(Feed)
        feed.styles.height = min(max(len(self._found), 1), ROWS)
        feed.show([_Shown(picture=one, media=on.get(one.file)) for one in self._found])
        self.query_one(Line).repaint()

    # ---- keys

    def on_feed_typed(self, message: Feed.Typed) -> None:
        message.stop()
        if message.key in MOVES:
            self.query_one(Feed).move(MOVES[message.key])
        elif message.key == "enter":
            self.action_describe()
        elif message.character == "w":
            self._waive()
        elif message.character == "x":
            self._take_off()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()

    def action_describe(self) -> None:
        """The picture under the cursor goes on the post with a description."""
        chosen = self._chosen
        if chosen is None or not self._has_room(chosen):
            return

        def told(alt: str | None) -> None:
            if alt and (described := alt.rstrip(" ,")):
                self._put(Media(file=chosen.picture.file, alt=described))
            elif alt is not None:
                self._desk.complain("A picture needs a description for those who cannot see it; w in the list says on purpose that it gets none.")

        text = chosen.media.alt if chosen.media and chosen.media.alt else f"{self._begun}, " if self._begun else ""
        self.app.push_screen(Ask("Description", f"what {clean(chosen.picture.file, 40)} shows", text, goes_on=True), told)

    def _waive(self) -> None:
        """Without a description, on purpose."""
        chosen = self._chosen
        if chosen is not None and self._has_room(chosen):
            self._put(Media(file=chosen.picture.file, alt="", waived=True))

    def _take_off(self) -> None:
        """No longer on the post."""
        chosen = self._chosen
        if chosen is not None and chosen.media is not None:
            self._change(tuple(one for one in self._media if one.file != chosen.picture.file))

    def _has_room(self, chosen: _Shown) -> bool:
        if chosen.media is None and len(self._media) >= MOST:
            self._desk.complain(f"A post carries {MOST} pictures at most: x takes one off.")
            return False
        return True

    def _put(self, media: Media) -> None:
        others = {one.file: one for one in self._media}
        self._change(tuple({**others, media.file: media}.values()))

    def _change(self, media: tuple[Media, ...]) -> None:
        self._media = media
        self._changed(media)
        self._show()

    # ---- lines

    def _title(self, width: int) -> Content:
        keys = [("Enter", "put in"), ("w", "no description"), ("x", "take off"), ("Esc", "back")]
        told = line(*(piece for key, does in keys for piece in ((key, "$primary bold"), (f" {does}  ", "$muted"))))
        if not self._found:
            told = line((f"media/ of {self._desk.workspace.folder.name} holds none yet: put them there  ", "$muted"), told[-len("Esc back  ") :])
        return spread(width, line(("Pictures", "$primary bold")), told)

    def _paint(self, row: Row, width: int, selected: bool) -> list[Content]:
        if not isinstance(row, _Shown):
            return [line("")]
        media = row.media
        sign = (f"{glyph('✓')} ", "$success") if media else ("  ", "$muted")
        told = (media.alt or "not described, on purpose") if media else ""
        left = line(
            (glyph("▌") if selected else " ", "$primary"),
            sign,
            (clean(row.picture.file, 40), "$foreground bold" if media else "$foreground"),
            (f"  {clean(told, 200)}", "$muted"),
        )
        return [spread(width - 1, left, line((self._when(row.picture.at), "$muted")))]

    def _when(self, at: datetime) -> str:
        local = at.astimezone(self._desk.view.zone)
        return f"{local:%H:%M}" if local.date() == self._desk.view.now.astimezone(self._desk.view.zone).date() else f"{local:%d %b %H:%M}"
