"""How writing goes on at a desk: opened, put aside, sent, kept as a draft, taken back, edited. Commands call it; the composer holds the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from livetweet.desk.commands import LISTS, OUTBOX, TYPING
from livetweet.desk.composer import Composer
from livetweet.desk.keeping import Keeping
from livetweet.desk.writing import LONGEST, Writing
from livetweet.inbox import claims
from livetweet.model.post import Draft, Kind
from livetweet.model.session import Session
from livetweet.outbox.compose import preview
from livetweet.writing import mentions, rules

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen
    from livetweet.outbox.show import Listed

# What a person writes into a template where the post cannot do without it.
FIELDS: Mapping[Kind, str] = {Kind.QUOTE: "quote", Kind.RELAY: "comment", Kind.CORRECTION: "instead", Kind.ANSWERED: "answer"}


SOON = timedelta(minutes=1)
CLAIMS_EVERY = timedelta(minutes=1)  # a claim holds for five


class Writer:
    """One desk's. Everything it does to the store is asked of the desk's hands."""

    def __init__(self, desk: DeskScreen) -> None:
        self._desk = desk
        self._sending = False
        self._claimed: tuple[int, datetime] | None = None  # whom, and when that was last said
        self.keeping = Keeping(desk)
        self.opening = False  # the composer is open, and its focus still on its way
        self.last_sent: int | None = None
        self._began_in = OUTBOX  # the list to go back to

    @property
    def _composer(self) -> Composer:
        return self._desk.composer

    def begin(self, writing: Writing, words: str = "") -> None:
        """Write on at what was put aside of WRITING, else begin it with WORDS."""
        if self._sending:  # what stands there may come back
            self._desk.say("It is just being sent.")
            return
        standing = self._composer.writing
        if standing is not None and standing.about == writing.about:
            self._desk.close_window()
            self._composer.words.focus()
        else:
            self.write(*(self.keeping.take_up(writing) or (writing, words)))

    def write(self, writing: Writing, words: str = "") -> None:
        """Open the composer for WRITING with WORDS in it; those that stand in it are put aside."""
        self._desk.close_window()
        self.keeping.put_aside()
        if self._desk.pane in LISTS:
            self._began_in = self._desk.pane
        self.opening = self._desk.pane != TYPING
        self._composer.write(writing, words)
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

    def change(self, writing: Writing) -> None:
        """The same words for another speaker, room or session, or with other pictures; kept like a keystroke."""
        self._composer.change(writing)
        self.keeping.keep()

    def write_on(self) -> bool:
        """Whether there is something put aside, which is written on."""
        back = self.keeping.take_up() if self._composer.writing is None and not self._sending else None
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
        self._desk.go_to_pane(self._began_in)

    def typed(self) -> None:
        """Kept at every keystroke; who answers somebody is still at it, which is said once a minute."""
        self.keeping.keep()
        answers, now = self._composer.writing.draft.reply_to if self._composer.writing else None, self._desk.clock.now()
        if answers is not None and (self._claimed is None or self._claimed[0] != answers or not now - self._claimed[1] < CLAIMS_EVERY):
            self._claimed = answers, now
            self._desk.ask(lambda store: claims.claim(store, answers, operator=self._desk.operator, now=self._desk.clock.now()), lambda _: None)

    def send(self, words: str, at: datetime | None = None) -> None:
        """What is written, with WORDS in the composer, leaves in ten seconds or AT an instant, or stays here with the reason."""
        from livetweet.outbox import say  # noqa: PLC0415 - when something is sent

        desk, writing = self._desk, self._composer.writing
        if desk.snapshot is None:
            desk.complain("The store has not been read yet: nothing was sent, your words are here.")
            return
        if writing is None or self._sending:  # Enter twice is one post
            return
        if len(words) > LONGEST:
            desk.complain(f"It is too long to post: {len(words):,} characters, of {LONGEST:,} at most.")
            return
        self._sending = True
        at = at or (writing.at if writing.at is not None and writing.at > desk.clock.now() else None)
        context, draft = desk.snapshot.context, writing.with_words(words)

        def sent(result: tuple[int, datetime, Any]) -> None:
            post, due, outcome = result
            self._sending = False
            if outcome.refused:
                self._composer.change(replace(self._composer.writing or writing, post=post))  # nothing else is begun meanwhile
                desk.show_outcome(outcome)
                return
            self.last_sent = post
            edited = writing.post is not None  # it was there before: then it is a draft again
            desk.history.add(
                lambda store: say.take_back(store, post, desk.operator, desk.clock, to_draft=edited), partial(self._back, post, edited=edited)
            )
            if (incoming := draft.reply_to) is not None:
                desk.ask(lambda store: claims.answered(store, incoming, operator=desk.operator, now=desk.clock.now()), lambda _: None)
            self._typed_on(words)
            if at is not None:
                desk.say(f"Post {post} leaves at {desk.view.clock(due)}.")

        desk.ask(
            lambda store: say.send(store, draft, writing.post, context, desk.workspace.media, desk.operator, desk.clock, at=at, writing=writing.id),
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
            self.write(writing.anew(), behind)

    def keep_as_draft(self) -> None:
        """What is written stays with its session."""
        from livetweet.outbox import say  # noqa: PLC0415 - when something is sent

        desk, writing, words = self._desk, self._composer.writing, self._composer.words.text.strip()
        if writing is None or self._sending or not writing.says(words):
            return
        self._sending = True

        def kept(post: int) -> None:
            self._sending = False
            desk.history.final("A draft stays until x deletes it.")
            self._typed_on(words)
            desk.say(f"Kept as draft {post}.")

        draft = writing.with_words(words)
        desk.ask(lambda store: say.keep_as_draft(store, draft, writing.post, desk.operator, desk.clock, writing=writing.id), kept, self._not_sent)

    def _back(self, post: int, draft: Draft | None, *, edited: bool) -> None:
        """POST, sent a moment ago, is taken back: the words of its DRAFT return to the composer; None: it was too late for that. EDITED: it is a draft again."""
        desk = self._desk
        if draft is None:
            desk.complain(f"Post {post} has left: it can be deleted once it is posted.")
            return
        writing, words = self._of(draft, "Taken back", post if edited else None)
        if draft.due is not None and draft.due - desk.clock.now() > SOON:  # it was not to leave at once, and is not now
            writing = replace(writing, at=draft.due, told=" · ".join(filter(None, [f"at {desk.view.clock(draft.due)}", writing.told])))
        if self._sending:
            self.keeping.lay_aside(writing, words)
        else:
            self.write(writing, words)
        if (answers := draft.reply_to) is not None:
            desk.ask(lambda store: claims.take_up_again(store, answers, operator=desk.operator, now=desk.clock.now()), lambda _: None)

    def edit(self, post: int) -> None:
        """The words of POST in the composer."""
        from livetweet.outbox import show  # noqa: PLC0415 - when something is edited

        def there(listed: Listed | None) -> None:
            if listed is not None:
                self.begin(*self._of(listed.post.draft, "Quote" if listed.post.draft.kind is Kind.QUOTE else "Edit", post))

        self._desk.ask(lambda store: show.one(store, post), there)

    def _of(self, draft: Draft, title: str, post: int | None) -> tuple[Writing, str]:
        """What writing on at DRAFT is, and the words in it: those of the field that only a person can fill, else the text."""
        session = self.session_of(draft)
        who = draft.fields.get("speaker")
        told = " · ".join(filter(None, [session.room, session.title, who])) if session else ""
        at = next((place for place, person in enumerate(session.speakers) if person.name == who), 0) if session else 0
        field = None if "*" in draft.texts else FIELDS.get(draft.kind)
        writing = Writing(draft=draft, field=field, title=title, told=told, speaker=at, question=draft.fields.get("question", ""), post=post)
        return writing, draft.fields.get(field, "") if field else draft.texts.get("*") or self._made(draft)

    def _made(self, draft: Draft) -> str:
        """The text that the template makes of DRAFT, such that it can be changed for all networks at once."""
        snapshot = self._desk.snapshot
        if snapshot is None:
            return ""
        made = preview(replace(draft, texts={}), snapshot.status.accounts, snapshot.context)
        for account in snapshot.status.accounts:
            if account.name in made and (texts := made[account.name].texts):
                people, speakers = snapshot.context.programme.speakers(), snapshot.context.speakers
                return mentions.call("\n\n".join(texts), people, speakers, rules.get(account.network))
        return ""

    def session_of(self, draft: Draft) -> Session | None:
        """The session that DRAFT is about."""
        return self._desk.snapshot.context.agenda.sessions.get(draft.session or "") if self._desk.snapshot else None
