"""Commands that begin an answer to an incoming post: others see who answers it, and one that somebody else is answering is asked about first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from livetweet.desk.dialogs import Choose
from livetweet.desk.painting import clean
from livetweet.desk.writing import Writing
from livetweet.inbox import claims
from livetweet.inbox.literal import literal
from livetweet.inbox.passing_on import original
from livetweet.inbox.stream import Item, Mark
from livetweet.model.post import Draft, Kind
from livetweet.store.incoming import Received
from livetweet.writing.fields import quiet

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def reply(desk: DeskScreen) -> None:
    """An answer to the row, from the account that it reached."""
    if items := desk.chosen.items():
        _answer(desk, items[0], "Reply", f"@{clean(items[0].author, 100)} ")


def thank(desk: DeskScreen) -> None:
    """A word of thanks to its author, to be sent or changed."""
    if items := desk.chosen.items():
        words = "Merci !" if desk.workspace.hashtags.language == "fr" else "Thank you!"
        _answer(desk, items[0], "Thank", f"@{clean(items[0].author, 100)} {words}")


def relay(desk: DeskScreen) -> None:
    """A post of our own that points to the row: who wrote it and where it stands are added."""
    if items := desk.chosen.items():
        session = desk.session_now()

        def allowed(one: Received) -> None:
            fields = {"author": quiet(literal(one.name or one.author)), "original_link": one.url or ""}
            draft = Draft(kind=Kind.RELAY, session=session.id if session else None, fields=fields)
            told = f"@{clean(one.author, 100)}: {clean(one.text or '', 300)}"
            desk.writer.begin(Writing(draft=draft, field="comment", title="Pass on", told=told))

        desk.ask(lambda store: original(store, items[0].id), desk.if_here(allowed, '"'))


def _answer(desk: DeskScreen, item: Item, title: str, words: str) -> None:
    """Open the composer for an answer to ITEM that begins with WORDS."""
    if item.mark is not Mark.BUSY or item.by == desk.operator:
        _begin(desk, item, title, words, over=False)
        return
    told = [f"@{literal(item.author)}: {literal(item.text or '')}"]
    desk.app.push_screen(
        Choose(f"{literal(item.by or '')} is answering this", told, [("y", "over", "answer it all the same")]),
        lambda answered: _begin(desk, item, title, words, over=True) if answered == "over" else None,
    )


def _begin(desk: DeskScreen, item: Item, title: str, words: str, *, over: bool) -> None:
    def claimed(other: str | None) -> None:
        if other is not None:  # in the moment since this desk last read
            desk.complain(f"{other} is answering this too.")

    draft = Draft(kind=Kind.REPLY, reply_to=item.id, accounts=(item.account,), visibility=item.visibility)  # no wider than what it answers
    told = f"@{item.author[:100]}: {desk.view.said(item.text or '')[:300]}"
    if not item.open:
        title = f"{title}, {literal(item.visibility)}"
    desk.writer.begin(Writing(draft=draft, title=title, told=told), words)
    desk.ask(lambda store: claims.claim(store, item.id, operator=desk.operator, now=desk.clock.now(), over=over), claimed)


DEEDS: Mapping[str, Callable[[DeskScreen], None]] = {"reply": reply, "thank": thank, "relay": relay}
