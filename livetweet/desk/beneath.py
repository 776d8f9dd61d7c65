"""The lines around the words that are typed: what they are about, what the template adds, what each network counts and will show."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textual.content import Content

from livetweet.desk.bars import mode_of
from livetweet.desk.painting import clean, items, line, spread, wrap
from livetweet.desk.signs import glyph
from livetweet.desk.writing import LONGEST, Writing
from livetweet.inbox.literal import literal
from livetweet.model.account import Account
from livetweet.model.post import THREADED
from livetweet.outbox.compose import Preview
from livetweet.writing import mentions, rules

if TYPE_CHECKING:
    from livetweet.desk.composer import Composer

_WHEN = {"live": (" for real", "$error bold"), "paused": (" when the pause is over", "$accent"), "off": (" when live", "$muted")}


class Beneath:
    """One composer's."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer

    @property
    def _bar(self) -> tuple[str, str]:
        return glyph("▌"), {"live": "$live", "paused": "$paused", "off": "$muted"}.get(mode_of(self._composer.snapshot), "$rehearsal")

    @property
    def _accounts(self) -> list[Account]:
        return list(self._composer.snapshot.status.accounts) if self._composer.snapshot else []

    def about(self, width: int) -> Content:
        """What kind of post it is, about what, for whom."""
        writing, previews = self._composer.writing, self._composer.previews
        if writing is None:
            return spread(width - 1, line(self._bar, self._composer.idle))
        signs = " ".join(previews[one.name].sign for one in self._accounts if one.name in previews)
        apart = (f"for {rules.get(writing.network).name} only  ", "$accent bold") if writing.network else ""
        left = line(self._bar, (f"{writing.title}  ", "$foreground bold"), apart, (literal(writing.told), "$secondary"))
        right = line(("to ", "$muted"), (signs, "$foreground"), _WHEN.get(mode_of(self._composer.snapshot), (" in rehearsal", "$primary")))
        part = line(self._part(writing, width))
        room = max(width - 3 - right.cell_length - part.cell_length, 0)
        return spread(width - 1, line(left if left.cell_length <= room else left.truncate(room, ellipsis=True), part), right)

    def _part(self, writing: Writing, width: int) -> tuple[str, str]:
        """Which part of its session's thread this becomes."""
        if self._composer.snapshot is None or writing.draft.kind not in THREADED or writing.draft.session is None:
            return "", "$muted"
        before = self._composer.snapshot.outgoing.threads.get(writing.draft.session, 0)
        return (f" · part {before + 1}{' of the thread' if width >= 110 else ''}" if before else " · opens the thread"), "$muted"

    def frame(self, width: int) -> Content:
        """What the template adds, and at the right what Tab would take."""
        writing, previews = self._composer.writing, self._composer.previews
        if writing is None:
            return line("")
        if writing.unasked:
            return spread(width - 1, line(self._bar, ("You typed this into a list: it is kept. Enter once more sends it, Esc closes.", "$accent")))
        proposed = [
            line(("Tab ", "$primary bold") if number == 0 else "", (clean(one.text, 30), "$foreground" if number == 0 else "$muted"))
            for number, one in enumerate(self._composer.proposals)
        ]
        right = items(max(width // 2, 36), proposed, gap=2)
        if writing.network:
            own = writing.network in writing.settle(self._composer.words.text)[0].own()
            told = ("its own words; emptied, it has those for all again" if own else "the words for all: what you change here is its own"), "$muted"
            return spread(width - 1, line(self._bar, told), right)
        first = next(iter(previews.values()), None)
        if first is None or self._composer.looks:
            return spread(width - 1, line(self._bar), right)
        added = literal(self._added(first))
        told = ("as it stands, without a frame", "$faint") if added == "…" else (added, "$muted")
        return spread(width - 1, line(self._bar, ("adds  " if first.texts and added != "…" else "", "$faint"), told), right)

    def _added(self, one: Preview) -> str:
        words = self._said()
        text = " ".join(" ".join(one.texts).split()) if one.texts else one.problem or ", ".join(one.missing)
        if words and words in text:
            before, after = text.split(words, 1)
            return f"{before}…{after}"
        return text

    def _said(self) -> str:
        """The words as the first network has them, on one line."""
        snapshot, words = self._composer.snapshot, self._composer.words.text
        if snapshot is None or not self._accounts:
            return ""
        people, speakers = snapshot.context.programme.speakers(), snapshot.context.speakers
        with suppress(mentions.StrangerError):  # then nothing is added either, but the reason is told
            words = mentions.expand(words, people, speakers, rules.get(self._accounts[0].network))
        return " ".join(words.split())

    def pictures(self, width: int) -> Content:
        """Each picture and what it shows."""
        media = self._composer.writing.draft.media if self._composer.writing else ()
        each = max((width - 14) // max(len(media), 1) - 3, 12)
        told = [
            line(
                (clean(one.file, max(each // 3, 8)), "$foreground"),
                (
                    f" · {clean(one.alt, max(each - 8 - each // 3, 4))}" if one.alt else " · not described, on purpose",
                    "$muted" if one.alt else "$accent",
                ),
            )
            for one in media
        ]
        return spread(width - 1, line(self._bar, ("picture: " if len(media) == 1 else "pictures: ", "$faint"), items(width - 12, told)))

    def counters(self, width: int) -> Content:
        """What each network counts, and whether it fits."""
        if (length := len(self._composer.words.text)) > LONGEST:
            return line(self._bar, (f"too long to post: {length:,} characters, of {LONGEST:,} at most", "$error"))
        counts = []
        held = {account.name for account in self._accounts if account.hold}
        networks = {account.name: account.network for account in self._accounts}
        own = self._composer.writing.settle(self._composer.words.text)[0].own() if self._composer.writing else frozenset()
        for name, one in self._composer.previews.items():
            state, style = (
                (f"{one.length - one.limit} over", "$error")
                if one.length > one.limit
                else (clean(one.problem, 60), "$error")
                if one.problem
                else ("waits: on hold", "$error")
                if name in held
                else (f"{len(one.texts)} parts", "$accent")
                if len(one.texts) > 1
                else ("fits", "$success")
            )
            sign = f"{one.sign} own " if networks.get(name) in own else f"{one.sign} "
            counts.append(line((sign, "$muted"), (f"{one.length}/{one.limit}", "$foreground"), (f" {state}", style)))
        right = line((self._leaves(), "$muted")) if width >= 100 else ""
        return spread(width - 1, line(self._bar, items(width - 2, counts)), right)

    def _leaves(self) -> str:
        writing, snapshot = self._composer.writing, self._composer.snapshot
        if writing is not None and writing.at is not None and snapshot is not None and writing.at > snapshot.at:
            return "leaves at its time, u takes it back"
        return "leaves 10 s after Enter, u takes it back"

    def look(self, width: int) -> Content:
        """What each account posts, as far as the lists leave room for it."""
        height = self._composer.screen.size.height
        most = height // 3 if height >= 44 else height // 4
        rows = [line((" What each account posts", "$faint"))]
        for one in self._composer.previews.values():
            for part in one.texts or (one.problem or "",):
                for number, text in enumerate(wrap(part, width - 6, 4)):
                    rows.append(line((f" {one.sign if number == 0 else ' '}  ", "$muted"), (text, "$secondary")))
        return Content("\n").join(rows if len(rows) <= most else [*rows[: most - 1], line((" … and more", "$faint"))])
