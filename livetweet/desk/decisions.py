"""What may be done with a post that failed, that nobody knows of, or that was held: exactly that, in one letter each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from livetweet.desk.browser import open_address
from livetweet.desk.deeds.outgoing import acted, approve_seen, stays
from livetweet.desk.dialogs import Ask, Choose, letters
from livetweet.model.part import State
from livetweet.outbox import acts, byhand, clipboard, replacing
from livetweet.outbox.byhand import Handed
from livetweet.outbox.queue import Entry
from livetweet.outbox.resolve import resolve
from livetweet.store.parts import PROGRAMME_CHANGED

if TYPE_CHECKING:
    from livetweet.desk.screen import DeskScreen


DECIDED = "What was decided about a post stays decided: h holds what is still to leave, x cancels it."


def decide(desk: DeskScreen, entry: Entry) -> None:
    """Ask what shall become of ENTRY, and do it."""
    told = [f"{one.account}: {one.state}{f': {one.reason}' if one.reason else ''}" for one in entry.on]
    told += [*kept_by_account(desk, entry), entry.text]
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

    def ask(draft: Entry | None) -> None:
        choices = _offers(desk, entry)
        if draft is not None:
            told.extend(["", "It would read now:", draft.text])
            choices.insert(0, ("n", "instead", f"the new one instead, {desk.view.clock(draft.at) if draft.at else 'at once'}: this one is dropped"))
        desk.app.push_screen(Choose(f"{entry.name} · {entry.about}", told, choices), lambda answer: answered(answer, draft))

    def answered(answer: str | None, draft: Entry | None) -> None:
        if answer == "instead" and draft is not None and snapshot is not None:
            approve_seen(desk, [draft.post], snapshot)
        else:
            _act(desk, entry, answer)

    snapshot = desk.snapshot
    if snapshot is not None and any(one.reason == PROGRAMME_CHANGED for one in entry.on):
        desk.ask(lambda store: replacing.instead(store, entry.post, snapshot.context), ask)
    else:
        ask(None)


def kept_by_account(desk: DeskScreen, entry: Entry) -> list[str]:
    """Why ENTRY waits although nothing is wrong with it: a sentence for each account on hold that it is scheduled on."""
    accounts = desk.snapshot.status.accounts if desk.snapshot else ()
    waiting = {one.account for one in entry.on if one.state is State.SCHEDULED}
    return [f"{one.name} is on hold: {one.hold}" for one in accounts if one.hold and one.name in waiting]


def _offers(desk: DeskScreen, entry: Entry) -> list[tuple[str, str, str]]:
    """Exactly what ENTRY allows, as the table of states has it."""
    if entry.state is State.POSTED:  # what could not be deleted
        return [("d", "delete", "delete it where it stands, once more")]
    now = desk.clock.now()
    late = entry.latest is not None and entry.latest < now
    until = f": it may then leave until {desk.view.clock(now + acts.RETRY_WITHIN)}" if late else ""
    offers = [
        ("r", "retry", f"send it all the same{until}"),
        ("e", "edit", "edit it: then it is a draft again"),
        ("b", "byhand", "post it by hand: it is copied, and its page opened"),
    ]
    if entry.state is State.SCHEDULED:  # it waits for its account
        offers = offers[1:]
    return offers if entry.state is State.SKIPPED else [*offers, ("x", "cancel", "drop it")]


def _act(desk: DeskScreen, entry: Entry, answer: str | None) -> None:
    post = entry.post
    if answer == "retry":
        desk.ask(lambda store: acts.retry(store, [post], desk.operator, desk.clock), stays(desk, DECIDED))
    elif answer == "edit":
        desk.writer.edit(post)
    elif answer == "delete":
        desk.ask(lambda store: acts.delete(store, [post], desk.operator, desk.clock), acted(desk))
    elif answer == "byhand":
        _choose_account(desk, entry)
    elif answer == "cancel":
        desk.ask(lambda store: acts.cancel(store, [post], desk.operator, desk.clock), acted(desk))


def _choose_account(desk: DeskScreen, entry: Entry) -> None:
    """Which delivery of ENTRY a person wants to post, where it has several that have not left."""

    def begin(account: str | None) -> None:
        if account:
            desk.ask(lambda store: byhand.begin(store, entry.post, desk.operator, desk.clock, account=account), _hand_over(desk))

    accounts = [one.account for one in entry.on if one.state is not State.POSTED]
    if len(accounts) == 1:
        begin(accounts[0])
    else:
        desk.app.push_screen(
            Choose(
                "By hand on which account?", [entry.text], [(letter, name, f"on {name}") for letter, name in zip(letters(), accounts, strict=False)]
            ),
            begin,
        )


def _hand_over(desk: DeskScreen) -> Callable[[Handed | None], None]:
    """What follows once a text was begun by hand: copied, and its page opened; then its address is asked for, if nobody has gone on meanwhile."""
    ask = desk.if_here(lambda handed: _ask_for_address(desk, handed), "Enter on its row")

    def handed_over(handed: Handed | None) -> None:
        if handed is not None:
            desk.history.final("What was given to you to post by hand stays with you: Enter on its row says what may be done.")
            desk.app.copy_to_clipboard(handed.text)  # the terminal copies too, over ssh
            desk.aside(lambda: _prepare(handed), lambda told: desk.say(told) if told else None)
            ask(handed)

    return handed_over


def _prepare(handed: Handed) -> str | None:
    """HANDED is in the system's clipboard, its page in the browser; what to tell of that."""
    clipboard.copy(handed.text)
    return open_address(handed.page) if handed.page else None


def _ask_for_address(desk: DeskScreen, handed: Handed) -> None:
    """Once it is there the next part is handed over."""
    place = f", part {handed.number} of {handed.parts}" if handed.parts > 1 else ""
    told = f"on {handed.account}{place}: {handed.length} of {handed.limit}, copied"

    def there(url: str | None) -> None:
        if url:
            desk.ask(lambda store: byhand.confirm(store, handed.post, url, desk.operator, desk.clock, account=handed.account), _hand_over(desk))

    desk.app.push_screen(Ask("Its address, once it is posted", told), there)


def _resolve(desk: DeskScreen, post: int, account: str, answer: str | None) -> None:
    if answer == "there":

        def there(url: str | None) -> None:
            if url:
                desk.ask(lambda store: resolve(store, post, desk.operator, desk.clock, account=account, url=url), stays(desk, DECIDED))

        desk.app.push_screen(Ask("Its address", f"on {account}"), there)
    elif answer in {"again", "drop"}:
        desk.ask(lambda store: resolve(store, post, desk.operator, desk.clock, account=account, again=answer == "again"), stays(desk, DECIDED))
