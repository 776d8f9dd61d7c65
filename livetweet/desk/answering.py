"""Begins an answer to an incoming post: others see who answers it, and one that somebody else is answering is asked about first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livetweet.desk.dialogs import Choose
from livetweet.desk.writing import Writing
from livetweet.inbox import claims
from livetweet.inbox.literal import literal
from livetweet.inbox.stream import Item, Mark
from livetweet.model.post import Draft, Kind

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def answer(desk: DeskScreen, item: Item, title: str, words: str) -> None:
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
    desk.writer.write(Writing(draft=draft, title=title, told=told), words)
    desk.ask(lambda store: claims.claim(store, item.id, operator=desk.operator, now=desk.clock.now(), over=over), claimed)
