"""How writing goes on at a desk: opened, put aside, sent, kept as a draft, taken back, edited. Commands call it; the composer holds the words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from livetweet.desk.commands import OUTBOX, TYPING
from livetweet.desk.composer import Composer
from livetweet.desk.keeping import Keeping
from livetweet.desk.writing import Writing
from livetweet.inbox import claims
from livetweet.model.post import Draft, Kind
from livetweet.outbox import say, show
from livetweet.outbox.compose import preview
from livetweet.outbox.show import Listed

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


class Writer:
    """One desk's. Everything it does to the store is asked of the desk's hands."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._sending = False
        self.keeping = Keeping(desk)
        self.opening = False  # the composer is open, and its focus still on its way
        self.last_sent: int | None = None

    @property
    def _composer(self) -> Composer:
        return self._desk.composer

    def write(self, writing: Writing, words: str = "") -> None:
        """Open the composer for WRITING; words that stand in it go on there, or are put aside where WORDS take their place."""
        self._desk.close_window()
        if self._composer.writing is not None and words:
            self.keeping.put_aside()
        self.opening = self._desk.pane != TYPING
        self._composer.write(writing, words or (self._composer.words.text if self._composer.writing else ""))
        self._desk.add_class("writing")
        self._desk.lines.repaint()

    def begin_unasked(self, words: str) -> None:
        """Prose typed into a list: a kept draft, which the first Enter does not send. Where something is written already it goes on there."""
        if (writing := self._composer.writing) is not None:
            self._composer.change(replace(writing, unasked=True))
            self._composer.append(words)
            self._composer.words.focus()
        else:
            self.write(Writing(draft=Draft(kind=Kind.LIVE), unasked=True), words)

    def write_on(self) -> bool:
        """Whether there is something put aside, which is written on."""
        back = self.keeping.take_up() if self._composer.writing is None else None
        if back is not None:
            self.write(*back)
        return back is not None

    def leave(self) -> None:
        """Out of the composer; what is typed is put aside, and there again at the next `n` or start."""
        if self._sending:
            self._desk.say("It is just being sent.")
            return
        self.keeping.put_aside()
        self._close()

    def _close(self) -> None:
        answers = self._composer.writing.draft.reply_to if self._composer.writing else None
        if answers is not None:
            self._desk.ask(lambda store: claims.release(store, answers, operator=self._desk.operator), lambda _: None)
        self._composer.close()
        self.keeping.keep()
        self.opening = False
        self._desk.remove_class("writing")
        self._desk.go_to_pane(OUTBOX)

    def typed(self, message: Composer.Typed) -> None:
        """Kept at every keystroke; who answers somebody is still at it."""
        self.keeping.keep()
        if (answers := message.writing.draft.reply_to) is not None:
            self._desk.ask(lambda store: claims.claim(store, answers, operator=self._desk.operator, now=self._desk.clock.now()), lambda _: None)

    def send(self, message: Composer.Sent) -> None:
        """What is written leaves in ten seconds, or stays here with the reason."""
        if self._desk.snapshot is None:
            self._desk.complain("The store has not been read yet: nothing was sent, your words are here.")
            return
        if self._sending:  # Enter twice is one post
            return
        self._sending = True
        context, writing = self._desk.snapshot.context, message.writing
        draft = writing.with_words(message.words)

        def sent(result: tuple[int, object, Any]) -> None:
            post, _, outcome = result
            self._sending = False
            if outcome.refused:
                self._composer.change(replace(self._composer.writing or writing, post=post))
                self._desk.show_outcome(outcome)
                return
            self._desk.remember(sent=post)
            if draft.reply_to is not None:
                incoming = draft.reply_to
                self._desk.ask(
                    lambda store: claims.answered(store, incoming, operator=self._desk.operator, now=self._desk.clock.now()), lambda _: None
                )
            self._typed_on(message.words)

        self._desk.ask(
            lambda store: say.send(store, draft, writing.post, context, self._desk.workspace.media, self._desk.operator, self._desk.clock),
            sent,
            self._not_sent,
        )

    def _not_sent(self, sentence: str) -> None:
        self._sending = False
        self._desk.complain(sentence)

    def _typed_on(self, words: str) -> None:
        """WORDS are away; what was typed behind them meanwhile is a post of its own."""
        writing, behind = self._composer.writing, self._composer.words.text.strip().removeprefix(words).strip()
        self._close()
        if writing is not None and behind:
            self.write(replace(writing, post=None), behind)

    def keep_as_draft(self) -> None:
        writing, words = self._composer.writing, self._composer.words.text.strip()
        if writing is None or not words or self._sending:
            return
        self._sending = True

        def kept(post: int) -> None:
            self._sending = False
            self._typed_on(words)
            self._desk.say(f"Kept as draft {post}.")

        self._desk.ask(
            lambda store: say.keep_as_draft(store, writing.with_words(words), writing.post, self._desk.operator, self._desk.clock),
            kept,
            self._not_sent,
        )

    def take_back_last(self) -> bool:
        """Whether a post sent a moment ago is being taken back: its words return to the composer."""
        post, self.last_sent = self.last_sent, None
        if post is None:
            return False

        def back(draft: Draft | None) -> None:
            if draft is None:
                self._desk.complain(f"Post {post} has left: it can be deleted once it is posted.")
                return
            field = "quote" if draft.kind is Kind.QUOTE else None
            words = draft.fields.get("quote", "") if field else draft.texts.get("*", "")
            session = (
                next((slot.session for slot in self._desk.snapshot.slots if slot.session.id == draft.session), None) if self._desk.snapshot else None
            )
            told = " · ".join(filter(None, [session.room, session.title, str(draft.fields.get("speaker") or "")] if session else []))
            self.write(Writing(draft=draft, field=field, title="Taken back", told=told, session=session), words)
            if (answers := draft.reply_to) is not None:
                self._desk.ask(
                    lambda store: claims.take_up_again(store, answers, operator=self._desk.operator, now=self._desk.clock.now()), lambda _: None
                )

        self._desk.ask(lambda store: say.take_back(store, post, self._desk.operator, self._desk.clock), back)
        return True

    def edit(self, post: int) -> None:
        def there(listed: Listed | None) -> None:
            if listed is None:
                return
            draft = listed.post.draft
            if draft.kind is Kind.QUOTE and not draft.texts:
                writing, words = Writing(draft=draft, field="quote", title="Quote", post=post), draft.fields.get("quote", "")
            else:
                made = preview(draft, self._desk.snapshot.status.accounts, self._desk.snapshot.context) if self._desk.snapshot else {}
                first = next((one.texts for one in made.values() if one.texts), ())
                writing, words = Writing(draft=draft, title="Edit", post=post), draft.texts.get("*") or "\n\n".join(first)
            self.write(writing, words)

        self._desk.ask(lambda store: show.one(store, post), there)
