"""What may be done with a post that failed, that nobody knows of, or that was held: exactly that, in one letter each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from livetweet.desk.dialogs import Ask, Choose
from livetweet.model.part import State
from livetweet.outbox import acts
from livetweet.outbox.queue import Entry

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


def decide(desk: DeskScreen, entry: Entry) -> None:
    """Ask what shall become of ENTRY, and do it."""
    told = [f"{one.account}: {one.state}{f': {one.reason}' if one.reason else ''}" for one in entry.on] + [entry.text]
    if entry.state is State.UNKNOWN:
        accounts = [one.account for one in entry.on if one.state is State.UNKNOWN]
        choices = [
            ("y", "there", "it is there: give its address"),
            ("s", "again", "it is not there: send it again"),
            ("x", "drop", "it is not there, and shall not be"),
        ]
        desk.app.push_screen(
            Choose(f"Nobody knows whether this left on {accounts[0]}", told, choices), lambda answer: _resolve(desk, entry.post, accounts[0], answer)
        )
        return
    choices = [("r", "retry", "send it all the same"), ("e", "edit", "edit it: then it is a draft again"), ("x", "cancel", "drop it")]
    desk.app.push_screen(Choose(f"{entry.kind} · {entry.about}", told, choices), lambda answer: _act(desk, entry.post, answer))


def _act(desk: DeskScreen, post: int, answer: str | None) -> None:
    if answer == "retry":
        desk.ask(lambda store: acts.retry(store, [post], desk.operator, desk.clock))
    elif answer == "edit":
        desk.writer.edit(post)
    elif answer == "cancel":
        desk.ask(lambda store: acts.cancel(store, [post], desk.operator, desk.clock))


def _resolve(desk: DeskScreen, post: int, account: str, answer: str | None) -> None:
    if answer == "there":

        def there(url: str | None) -> None:
            if url:
                desk.ask(lambda store: acts.resolve(store, post, desk.operator, desk.clock, account=account, url=url))

        desk.app.push_screen(Ask("Its address", f"on {account}"), there)
    elif answer in {"again", "drop"}:
        desk.ask(lambda store: acts.resolve(store, post, desk.operator, desk.clock, account=account, again=answer == "again"))
