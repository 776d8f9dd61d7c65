"""The tables of accounts in hashtags.toml, added and taken away by the line: every other line, comments too, stays as it was written."""

from __future__ import annotations

import json
import re
import tomllib

from livetweet.errors import WorkspaceError
from livetweet.model.account import Account

NAME = re.compile(r"[A-Za-z0-9_-]+")  # what TOML takes as a bare key
_HEADER = re.compile(r"\s*\[")


def add_account(text: str, account: Account) -> str:
    """TEXT with a table of ACCOUNT behind those of the others. WorkspaceError where it is written in a way that cannot be added to."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    here = next((end for start, end in reversed(_tables(lines)) if _key(lines[start])[:1] == ("accounts",)), len(lines))
    table = [f"[accounts.{account.name}]\n", f"network = {_quote(account.network)}\n", f"handle = {_quote(account.handle)}\n"]
    if account.server:
        table.append(f"server = {_quote(account.server)}\n")
    before = ["\n"] if here and lines[here - 1].strip() else []
    after = ["\n"] if here < len(lines) and lines[here].strip() else []
    return _checked(text, "".join([*lines[:here], *before, *table, *after, *lines[here:]]), account.name, there=True)


def remove_account(text: str, name: str) -> str:
    """TEXT without the table of the account NAME. WorkspaceError where it is not written as a table of its own."""
    lines = text.splitlines(keepends=True)
    found = next(((start, end) for start, end in _tables(lines) if _key(lines[start]) == ("accounts", name)), None)
    if found is None:
        raise WorkspaceError(f"hashtags.toml has no table [accounts.{name}] that could be taken away: take that account out of it by hand.")
    start, end = found
    while end < len(lines) and not lines[end].strip():  # one empty line between its neighbours, the one before it
        end += 1
    while end == len(lines) and start and not lines[start - 1].strip():
        start -= 1
    return _checked(text, "".join([*lines[:start], *lines[end:]]), name, there=False)


def _tables(lines: list[str]) -> list[tuple[int, int]]:
    """Where each table begins and ends; empty lines and comments right before the next one are the next one's."""
    starts = [number for number, line in enumerate(lines) if _HEADER.match(line) and _key(line)]
    found = []
    for start, following in zip(starts, [*starts[1:], len(lines)], strict=False):  # without tables there is one end too many
        end = following
        while end > start + 1 and following < len(lines) and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
        while end > start + 1 and not lines[end - 1].strip():
            end -= 1
        found.append((start, end))
    return found


def _key(line: str) -> tuple[str, ...]:
    """The dotted name in the header LINE of a table, empty where it is none."""
    try:
        table: object = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    names = []
    while isinstance(table, dict) and len(table) == 1:
        ((name, table),) = table.items()
        names.append(str(name))
    return tuple(names) if table == {} else ()


def _checked(before: str, after: str, name: str, *, there: bool) -> str:
    """AFTER, if it says all that BEFORE does but for the account NAME."""
    try:
        old, new = tomllib.loads(before), tomllib.loads(after)
    except tomllib.TOMLDecodeError as error:
        raise WorkspaceError(f"hashtags.toml cannot be changed for {name}, it would no longer be TOML ({error}): change it by hand.") from error
    rest = [{key: value for key, value in one.get("accounts", {}).items() if key != name} for one in (old, new)]
    others = [{key: value for key, value in one.items() if key != "accounts"} for one in (old, new)]
    if rest[0] != rest[1] or others[0] != others[1] or (name in new.get("accounts", {})) is not there:
        raise WorkspaceError(f"hashtags.toml writes its accounts in a way of its own: change {name} there by hand.")
    return after


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML string
