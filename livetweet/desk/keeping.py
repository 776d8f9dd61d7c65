"""Nothing typed is lost: the composer's words go into the store at every keystroke, and what is put aside waits there for the next `n`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from livetweet.desk.writing import Writing, from_json, to_json
from livetweet.outbox import typing
from livetweet.store.typing import Kept

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


class Keeping:
    """One keep at a time: what is typed meanwhile goes with the next, so that a slow disk is not asked for each letter. `problem` says why nothing could be kept."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._aside: tuple[Writing, str] | None = None
        self._under_way = False
        self._again = False
        self.problem: str | None = None

    def bring_back(self) -> None:
        """Ask for what was typed before the desk was closed, or killed."""

        def there(kept: tuple[Kept | None, Kept | None]) -> None:
            typed, aside = ((from_json(one.about), one.text) if one else None for one in kept)
            self._aside = aside
            if self._desk.composer.writing is None and (back := typed or self.take_up()):
                self._desk.writer.write(*back)
                self._desk.say("What you were typing is back.")

        self._desk.ask(lambda store: typing.kept(store, self._desk.operator), there)

    def keep(self) -> None:
        """What is typed and what is put aside, as they are now."""
        if self._under_way:
            self._again = True
            return
        self._under_way = True
        typed, aside = self._kept(self._in_composer()), self._kept(self._aside)
        self._desk.ask(lambda store: typing.keep(store, self._desk.operator, typed, aside, self._desk.clock), self._done, self._failed)

    def try_again(self) -> None:
        """If the last one failed: the words are still on the screen."""
        if self.problem is not None:
            self.keep()

    def put_aside(self) -> None:
        """The words in the composer make room for others; those put aside before stay in front of them."""
        written = self._in_composer()
        if written is not None:
            writing, words = written
            self._aside = (self._aside[0], f"{self._aside[1]}\n{words}") if self._aside else (writing, words)

    def take_up(self) -> tuple[Writing, str] | None:
        """What was put aside, which it is no longer."""
        aside, self._aside = self._aside, None
        return aside

    def _in_composer(self) -> tuple[Writing, str] | None:
        composer = self._desk.composer
        writing, words = composer.writing, composer.words.text
        return writing.settle(words) if writing and writing.says(words) else None

    @staticmethod
    def _kept(written: tuple[Writing, str] | None) -> Kept | None:
        return Kept(text=written[1], about=to_json(written[0])) if written else None

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
