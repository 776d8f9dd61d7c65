"""Every action of the desk, once: its key, its word in the footer, its line on the key card and in the palette. One letter, one meaning, in every pane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

OUTBOX, INBOX, PROGRAMME = "outbox", "inbox", "programme"
LISTS = frozenset({OUTBOX, INBOX, PROGRAMME})
TYPING = "typing"
REVIEW, CONVERSATION, SCRIPT, CHANGES = "review", "conversation", "script", "changes"  # windows over the panes
WINDOWS = frozenset({REVIEW, CONVERSATION, SCRIPT, CHANGES})
ANYWHERE = LISTS | WINDOWS | {TYPING}
NOWHERE = frozenset[str]()


class Command(NamedTuple):
    """NAME is that of its function in `deeds`. `keys` are Textual's names; `sign` is how the key is written; `label` stands in the footer, `help` on the card.

    `panes`: where it holds; `footer`: where it is also named at the bottom. `writes`: it opens the composer, at once. Other letters act 0.2 s later, unless another letter follows: then somebody types prose.
    """

    name: str
    keys: tuple[str, ...]
    sign: str
    label: str
    help: str
    card: str
    panes: frozenset[str]
    footer: frozenset[str]
    writes: bool = False


def _c(
    name: str,
    keys: str,
    sign: str,
    label: str,
    help_: str,
    card: str,
    panes: frozenset[str],
    *,
    writes: bool = False,
    footer: frozenset[str] = ANYWHERE,
) -> Command:
    return Command(name=name, keys=tuple(keys.split()), sign=sign, label=label, help=help_, card=card, panes=panes, writes=writes, footer=footer)


_ANY, _WRITE, _TYPE, _OUT, _IN, _ON, _MOVE = (
    "Anywhere, also while typing", "Write", "While writing", "Outbox", "Inbox and stage", "Programme", "Move",
)  # fmt: skip
_outbox, _typing = frozenset({OUTBOX, REVIEW, SCRIPT}), frozenset({TYPING})
_inbox, _programme = frozenset({INBOX, CONVERSATION}), frozenset({PROGRAMME, SCRIPT})

COMMANDS: tuple[Command, ...] = (
    _c("pause", "ctrl+g", "^g", "pause all", "pause all / go on", _ANY, ANYWHERE),
    _c("palette", "ctrl+p", "^p", "actions", "every action", _ANY, ANYWHERE, footer=NOWHERE),
    _c("card", "f1 question_mark", "?", "help", "this card (F1 while typing)", _ANY, ANYWHERE),
    _c("close", "escape", "Esc", "close", "close, keep what is typed", _ANY, ANYWHERE, footer=NOWHERE),
    _c("accounts", "semicolon", ";", "accounts", "accounts: what holds them, what they still take, what the day costs", _ANY, LISTS, footer=NOWHERE),
    _c("leave", "ctrl+q", "^q", "leave", "leave the desk; the worker goes on", _ANY, ANYWHERE, footer=NOWHERE),
    # write
    _c("quote", "q", "q", "quote", "quote: the session on now in my room", _WRITE, LISTS | {SCRIPT}, writes=True, footer=NOWHERE),
    _c("new", "n", "n", "new post", "new post", _WRITE, LISTS, writes=True, footer=NOWHERE),
    _c("reply", "r", "r", "reply", "reply to the row", _WRITE, _inbox, writes=True),
    _c("room", "m", "m", "my room", "my room: the next one; in a script, its room", _WRITE, LISTS | {SCRIPT}, footer=NOWHERE),
    # while writing
    _c("send", "enter", "Enter", "send", "send (10 s to take it back)", _TYPE, _typing),
    _c("complete", "tab", "Tab", "take", "take the proposal; once more: the next one", _TYPE, _typing, footer=NOWHERE),
    _c("speaker", "ctrl+o", "^o", "speaker", "other speaker; after a question: only a quote", _TYPE, _typing),
    _c("other_room", "ctrl+r", "^r", "room", "other room", _TYPE, _typing),
    _c("picture", "ctrl+f", "^f", "picture", "picture: put one in, describe it, take it off", _TYPE, _typing),
    _c("look", "ctrl+l", "^l", "look", "look: what each account posts", _TYPE, _typing),
    _c("later", "ctrl+s", "^s", "later", "later: a draft of its session, or the time it leaves", _TYPE, _typing),
    _c("own", "shift+tab", "S-Tab", "own words", "words of its own for one network, then the next", _TYPE, _typing),
    _c("newline", "ctrl+j", "^j", "line", "new line", _TYPE, _typing),
    # outbox
    _c("approve", "a", "a", "approve", "approve", _OUT, frozenset({OUTBOX, SCRIPT})),
    _c("approve_many", "full_stop", ".", "approve several", "approve a whole day, or all of a kind: shows first which", _OUT, LISTS, footer=NOWHERE),
    _c("edit", "e", "e", "edit", "edit the row", _WRITE, _outbox, writes=True),
    _c("let_go", "a", "a", "let the rest go", "in the catch-up review: let go what a pause or a hold keeps", _OUT, frozenset({REVIEW})),
    _c("hold", "h", "h", "hold", "hold / release", _OUT, _outbox),
    _c("earlier", "minus", "-", "1 min", "a minute earlier", _OUT, _outbox, footer=NOWHERE),
    _c("later_by_one", "plus", "+", "1 min", "a minute later", _OUT, _outbox, footer=NOWHERE),
    _c("earlier_by_five", "less_than_sign", "<", "5 min", "five minutes earlier", _OUT, _outbox, footer=NOWHERE),
    _c("later_by_five", "greater_than_sign", ">", "5 min", "five minutes later", _OUT, _outbox, footer=NOWHERE),
    _c("at", "colon", ":", "time", "another time: 14:30, or +20 for in twenty minutes", _OUT, _outbox, footer=NOWHERE),
    _c("view", "v", "v", "look", "view what each account posts", _OUT, _outbox),
    _c("live", "g", "g", "go live", "go live, or no longer: shows first what would leave", _OUT, LISTS, footer=NOWHERE),
    # inbox and stage
    _c("question", "w", "w", "question", "it is a question: to the waiting ones", _IN, _inbox),
    _c("stage", "s", "s", "on stage", "on stage now", _IN, _inbox),
    _c("done", "d", "d", "done", "done: dealt with, answered", _IN, _inbox),
    _c("thank", "t", "t", "thank", "thank its author", _WRITE, _inbox, writes=True),
    _c("stage_page", "i", "i", "stage page", "stage page: open it, its address and QR codes", _IN, LISTS, footer=NOWHERE),
    _c("park", "p", "p", "park", "park for later", _IN, _inbox, footer=NOWHERE),
    _c("drop", "x", "x", "drop", "drop: a draft, a post, a reply; what has left is deleted there", _OUT, _outbox | _inbox),
    _c("raise", "y", "y", "move up", "move the question up, before all others", _IN, _inbox, footer=NOWHERE),
    _c("merge", "equals_sign", "=", "same", "same question: the marked ones become part of this one", _IN, frozenset({INBOX}), footer=NOWHERE),
    _c("split", "percent_sign", "%", "split", "split: a question of its own for each who asked", _IN, _inbox, footer=NOWHERE),
    _c("relay", "quotation_mark", '"', "pass on", "pass it on with a word of our own, and its address", _WRITE, _inbox, writes=True, footer=NOWHERE),
    _c("mute", "z", "z", "mute", "mute this person or a word", _IN, _inbox, footer=NOWHERE),
    _c("browser", "o", "o", "browser", "open in the browser", _IN, frozenset({OUTBOX}) | _inbox, footer=NOWHERE),
    # programme
    _c("change", "c", "c", "change", "change a session: cancel, move, replace", _ON, LISTS | {SCRIPT}, footer=_programme),
    _c("room_late", "l", "l", "runs late", "room runs late: the session's, else my room", _ON, LISTS | {SCRIPT}, footer=_programme),
    _c("changes", "comma", ",", "new version", "new version of the programme: review what it changes", _ON, LISTS, footer=NOWHERE),
    _c("changes_import", "a", "a", "import", "in a new version: import it, after a look at what follows", _ON, frozenset({CHANGES})),
    _c("changes_keep", "x", "x", "keep as it was", "in a new version: this stays as it was, or is taken", _ON, frozenset({CHANGES})),
    _c("changes_aside", "d", "d", "put aside", "in a new version: put it aside", _ON, frozenset({CHANGES})),
    # move
    _c("undo", "u", "u", "undo", "undo the last thing", _MOVE, LISTS | WINDOWS),
    _c(
        "needs",
        "exclamation_mark",
        "!",
        "needs you",
        "what needs you: what the hall cannot wait with, then the catch-up review",
        _MOVE,
        LISTS | {REVIEW},
    ),
    _c("find", "slash", "/", "find", "find a text; in the inbox Tab: unread, questions, this session, a network", _MOVE, LISTS),
    # inbox, where the footer has room for more
    _c("boost", "b", "b", "boost", "boost: pass it on to who follows us", _IN, _inbox),
    _c("favourite", "f", "f", "like", "like it, from the account that it came to", _IN, _inbox),
    _c("keep", "asterisk", "*", "keep", "keep for the recap", _IN, _inbox),
    _c("mark", "space", "Space", "mark", "mark, to act on several", _MOVE, LISTS, footer=NOWHERE),
    _c("open", "enter", "Enter", "open", "open the row; never sends from a list", _MOVE, LISTS | {REVIEW, SCRIPT}, footer=NOWHERE),
)
BY_NAME = {command.name: command for command in COMMANDS}


def in_pane(pane: str) -> Iterator[Command]:
    """What can be done in PANE (`typing` for the composer), in the order of the footer."""
    return (command for command in COMMANDS if pane in command.panes)


def by_key(key: str, pane: str) -> Command | None:
    """The command of KEY (Textual's name) in PANE."""
    return next((command for command in in_pane(pane) if key in command.keys), None)
