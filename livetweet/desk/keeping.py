"""Nothing typed is lost: the composer's words go into the store at every keystroke, and what is put aside waits there for the next `n`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from livetweet.desk.writing import Writing, from_json, to_json
from livetweet.outbox import typing
from livetweet.store.typing import Kept

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


class Keeping:
    """One keep at a time: what is typed meanwhile goes with the next, so that a slow disk is not asked for each letter. `problem` says why nothing could be kept.

    What is put aside stays apart: a reply to one person never becomes part of what is for all.
    """

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._aside: list[tuple[Writing, str]] = []  # the oldest first
        self._there = False  # what was typed before is known; until then nothing is written over it
        self._under_way = False
        self._again = False
        self.problem: str | None = None

    @property
    def aside(self) -> int:
        """How many things are put aside."""
        return len(self._aside)

    def bring_back(self) -> None:
        """Ask for what was typed before the desk was closed, or killed."""

        def there(kept: tuple[Kept | None, list[Kept]]) -> None:
            typed, aside = kept
            before = [(from_json(one.about), one.text) for one in (*aside, typed) if one]
            self._there, self._aside = True, [*before, *self._aside]
            if self._desk.composer.writing is None and (back := self.take_up()):
                self._desk.writer.write(*back)
                self._desk.say("What you were typing is back.")
            self._done(None)

        self._under_way = True
        self._desk.ask(lambda store: typing.kept(store, self._desk.operator), there, self._failed)

    def keep(self) -> None:
        """What is typed and what is put aside, as they are now."""
        if self._under_way or not self._there:
            self._again = True
            return
        self._under_way = True
        typed = self._in_composer()
        now, aside = self._kept(typed) if typed else None, [self._kept(one) for one in self._aside]
        self._desk.ask(lambda store: typing.keep(store, self._desk.operator, now, aside, self._desk.clock), self._done, self._failed)

    def keep_for_good(self, then: Callable[[], None], failed: Callable[[str], None]) -> None:
        """What is typed as it is now, behind all that was asked for before; then THEN. FAILED says why it cannot be kept, or that nobody knows what was kept before."""
        typed = self._in_composer()
        if not self._there and (typed or self._aside):
            failed(self.problem or "The store has not been read yet.")
            return
        now, aside = self._kept(typed) if typed else None, [self._kept(one) for one in self._aside]
        there = self._there
        self._desk.ask(
            lambda store: typing.keep(store, self._desk.operator, now, aside, self._desk.clock) if there else None, lambda _: then(), failed
        )

    def try_again(self) -> None:
        """If the last one failed: the words are still on the screen."""
        if self.problem is not None and not self._under_way:
            (self.keep if self._there else self.bring_back)()

    def put_aside(self) -> None:
        """The words in the composer make room for others."""
        if (written := self._in_composer()) is not None:
            self.lay_aside(*written)

    def lay_aside(self, writing: Writing, words: str) -> None:
        """WORDS of WRITING wait; more words of the very same go on beneath those before."""
        before = next((one for one in self._aside if one[0] == writing), None)
        if before is not None:
            self._aside.remove(before)
            words = f"{before[1]}\n{words}"
        self._aside.append((writing, words))
        self.keep()

    def take_up(self, like: Writing | None = None) -> tuple[Writing, str] | None:
        """What was put aside last, or what is about the same as LIKE; it is no longer aside."""
        found = next((one for one in reversed(self._aside) if like is None or one[0].about == like.about), None)
        if found is not None:
            self._aside.remove(found)
        return found

    def _in_composer(self) -> tuple[Writing, str] | None:
        composer = self._desk.composer
        writing, words = composer.writing, composer.words.text
        return writing.settle(words) if writing and writing.says(words) else None

    @staticmethod
    def _kept(written: tuple[Writing, str]) -> Kept:
        return Kept(text=written[1], about=to_json(written[0]))

    def _done(self, _: Any) -> None:
        self._under_way = False
        if self.problem is not None:
            self.problem = None
            self._desk.tell_trouble()
        if self._again:
            self._again = False
            self.keep()

    def _failed(self, sentence: str) -> None:
        self._under_way, self.problem = False, sentence
        self._desk.tell_trouble()
