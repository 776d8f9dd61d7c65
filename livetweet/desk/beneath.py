"""The lines around the words that are typed: what they are about, what the template adds, what each network counts and will show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from livetweet.desk.bars import mode_of
from livetweet.desk.painting import clean, items, line, spread, wrap
from livetweet.desk.writing import LONGEST
from livetweet.inbox.literal import literal
from livetweet.model.account import Account
from livetweet.outbox.approve import THREADED

if TYPE_CHECKING:
    from livetweet.desk.composer import Composer


class Beneath:
    """One composer's."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer

    @property
    def _bar(self) -> tuple[str, str]:
        return "▌", {"live": "$live", "paused": "$paused", "off": "$muted"}.get(mode_of(self._composer.snapshot), "$rehearsal")

    def about(self, width: int) -> Content:
        if self._composer.writing is None:
            return spread(width - 1, line(self._bar, self._composer.idle))
        accounts = self._accounts()
        signs = " ".join(self._composer.previews[one.name].sign for one in accounts if one.name in self._composer.previews)
        how, style = {"live": (" for real", "$error bold"), "paused": (" when the pause is over", "$accent"), "off": (" when live", "$muted")}.get(
            mode_of(self._composer.snapshot), (" in rehearsal", "$primary")
        )
        left = line(self._bar, (f"{self._composer.writing.title}  ", "$foreground bold"), (literal(self._composer.writing.told), "$secondary"))
        right, part = line(("to ", "$muted"), (signs, "$foreground"), (how, style)), line(self._part(width))
        room = max(width - 3 - right.cell_length - part.cell_length, 0)
        return spread(width - 1, line(left if left.cell_length <= room else left.truncate(room, ellipsis=True), part), right)

    def _part(self, width: int) -> tuple[str, str]:
        """Which part of its session's thread this becomes."""
        if (
            self._composer.writing is None
            or self._composer.snapshot is None
            or self._composer.writing.draft.kind not in THREADED
            or self._composer.writing.draft.session is None
        ):
            return "", "$muted"
        before = self._composer.snapshot.threads.get(self._composer.writing.draft.session, 0)
        return (f" · part {before + 1}{' of the thread' if width >= 110 else ''}" if before else " · opens the thread"), "$muted"

    def frame(self, width: int) -> Content:
        if self._composer.writing is None or not self._composer.previews:
            return line("")
        if self._composer.writing.unasked:
            return spread(width - 1, line(self._bar, ("You typed this into a list: it is kept. Enter once more sends it, Esc closes.", "$accent")))
        first = next(iter(self._composer.previews.values()))
        words = " ".join(self._composer.words.text.split())
        text = " ".join(" ".join(first.texts).split()) if first.texts else first.problem or ", ".join(first.missing)
        if words and words in text:
            before, after = text.split(words, 1)
            text = f"{before}…{after}"
        return spread(width - 1, line(self._bar, ("adds  " if first.texts else "      ", "$faint"), (literal(text), "$muted")))

    def counters(self, width: int) -> Content:
        if (length := len(self._composer.words.text)) > LONGEST:
            return line(self._bar, (f"too long to post: {length:,} characters, of {LONGEST:,} at most", "$error"))
        counts = []
        held = {account.name for account in self._accounts() if account.hold}
        for name, one in self._composer.previews.items():
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

    def look(self, width: int) -> Content:
        rows = [line((" What each account posts", "$faint"))]
        for one in self._composer.previews.values():
            for part in one.texts or (one.problem or "",):
                for number, text in enumerate(wrap(part, width - 6, 4)):
                    rows.append(line((f" {one.sign if number == 0 else ' '}  ", "$muted"), (text, "$secondary")))
        return Content("\n").join(rows)

    def _accounts(self) -> list[Account]:
        return list(self._composer.snapshot.status.accounts) if self._composer.snapshot else []
