"""Every action of the desk, once: its key, its word in the footer, its line on the key card and in the palette. One letter, one meaning, in every pane."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

OUTBOX, INBOX, PROGRAMME = "outbox", "inbox", "programme"
LISTS = frozenset({OUTBOX, INBOX, PROGRAMME})
TYPING = "typing"
ANYWHERE = LISTS | {TYPING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """NAME is the method `do_NAME` of the screen. `keys` are Textual's names; `sign` is how the key is written; `label` stands in the footer, `help` on the card.

    `panes`: where it holds. `writes`: it opens the composer, at once. Other letters act 0.2 s later, unless another letter follows: then somebody types prose.
    """

    name: str
    keys: tuple[str, ...]
    sign: str
    label: str
    help: str
    card: str
    panes: frozenset[str]
    writes: bool = False
    footer: bool = True


def _c(
    name: str, keys: str, sign: str, label: str, help_: str, card: str, panes: frozenset[str], *, writes: bool = False, footer: bool = True
) -> Command:
    return Command(name=name, keys=tuple(keys.split()), sign=sign, label=label, help=help_, card=card, panes=panes, writes=writes, footer=footer)


_ANY, _WRITE, _TYPE, _OUT, _IN, _ON, _MOVE = (
    "Anywhere, also while typing", "Write", "While writing", "Outbox", "Inbox and stage", "Programme", "Move",
)  # fmt: skip
_outbox, _inbox, _programme, _typing = frozenset({OUTBOX}), frozenset({INBOX}), frozenset({PROGRAMME}), frozenset({TYPING})

COMMANDS: tuple[Command, ...] = (
    _c("pause", "ctrl+g", "^g", "pause all", "pause all / go on", _ANY, ANYWHERE),
    _c("palette", "ctrl+p", "^p", "actions", "every action", _ANY, ANYWHERE, footer=False),
    _c("card", "f1 question_mark", "?", "help", "this card (F1 while typing)", _ANY, ANYWHERE),
    _c("close", "escape", "Esc", "close", "close, keep what is typed", _ANY, ANYWHERE, footer=False),
    _c("leave", "ctrl+q", "^q", "leave", "leave the desk; the worker goes on", _ANY, ANYWHERE, footer=False),
    # write
    _c("quote", "q", "q", "quote", "quote: the session on now in my room", _WRITE, LISTS, writes=True, footer=False),
    _c("new", "n", "n", "new post", "new post", _WRITE, LISTS, writes=True, footer=False),
    _c("reply", "r", "r", "reply", "reply to the row", _WRITE, _inbox, writes=True),
    _c("thank", "t", "t", "thank", "thank its author", _WRITE, _inbox, writes=True),
    _c("edit", "e", "e", "edit", "edit the row", _WRITE, _outbox, writes=True),
    _c("room", "m", "m", "my room", "my room: the next one", _WRITE, LISTS, footer=False),
    # while writing
    _c("send", "enter", "Enter", "send", "send (10 s to take it back)", _TYPE, _typing),
    _c("later", "ctrl+s", "^s", "later", "later: keep it as a draft of its session", _TYPE, _typing),
    _c("speaker", "ctrl+o", "^o", "speaker", "other speaker", _TYPE, _typing),
    _c("other_room", "ctrl+r", "^r", "room", "other room", _TYPE, _typing),
    _c("look", "ctrl+l", "^l", "look", "look: what each account posts", _TYPE, _typing),
    _c("newline", "ctrl+j", "^j", "line", "new line", _TYPE, _typing),
    # outbox
    _c("approve", "a", "a", "approve", "approve", _OUT, _outbox),
    _c("hold", "h", "h", "hold", "hold / release", _OUT, _outbox),
    _c("earlier", "minus", "-", "1 min", "a minute earlier", _OUT, _outbox, footer=False),
    _c("later_by_one", "plus", "+", "1 min", "a minute later", _OUT, _outbox, footer=False),
    _c("earlier_by_five", "less_than_sign", "<", "5 min", "five minutes earlier", _OUT, _outbox, footer=False),
    _c("later_by_five", "greater_than_sign", ">", "5 min", "five minutes later", _OUT, _outbox, footer=False),
    _c("view", "v", "v", "look", "view what each account posts", _OUT, _outbox),
    _c("drop", "x", "x", "drop", "drop: delete a draft, cancel a post, dismiss a reply", _OUT, frozenset({OUTBOX, INBOX})),
    # inbox and stage
    _c("question", "w", "w", "question", "it is a question: to the waiting ones", _IN, _inbox),
    _c("stage", "s", "s", "on stage", "on stage now", _IN, _inbox),
    _c("done", "d", "d", "done", "done: dealt with, answered", _IN, _inbox),
    _c("park", "p", "p", "park", "park for later", _IN, _inbox, footer=False),
    _c("browser", "o", "o", "browser", "open in the browser", _IN, frozenset({OUTBOX, INBOX}), footer=False),
    # programme
    _c("change", "c", "c", "change", "change: cancel, move, replace", _ON, _programme),
    # move
    _c("undo", "u", "u", "undo", "undo the last thing", _MOVE, LISTS),
    _c("needs", "exclamation_mark", "!", "needs you", "next thing that needs you", _MOVE, LISTS),
    _c("find", "slash", "/", "find", "find, filter", _MOVE, LISTS),
    _c("mark", "space", "Space", "mark", "mark, to act on several", _MOVE, LISTS, footer=False),
    _c("open", "enter", "Enter", "open", "open the row; never sends from a list", _MOVE, LISTS, footer=False),
)
BY_NAME = {command.name: command for command in COMMANDS}


def in_pane(pane: str) -> Iterator[Command]:
    """What can be done in PANE (`typing` for the composer), in the order of the footer."""
    return (command for command in COMMANDS if pane in command.panes)


def by_key(key: str, pane: str) -> Command | None:
    """The command of KEY (Textual's name) in PANE."""
    return next((command for command in in_pane(pane) if key in command.keys), None)
