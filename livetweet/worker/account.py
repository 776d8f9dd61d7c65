"""`python -m livetweet.worker.account add|check|remove FOLDER …`: what is done to accounts that needs a network's own module.

A process of its own, started by the command line and the desk, which import no network; whoever sits at the terminal is asked here.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from livetweet import secrets
from livetweet.errors import LivetweetError, NotAllowedError, NotFoundError
from livetweet.inbox.literal import literal
from livetweet.model.account import Account
from livetweet.networks.login import kept_secrets, open_login
from livetweet.outbox import accounts as outbox_accounts
from livetweet.outbox import gates as outbox_gates
from livetweet.worker.checked import check, opened, tell
from livetweet.worker.terminal import OPTIONS, Terminal
from livetweet.workspace import Workspace, find
from livetweet.writing import account_tables, rules
from livetweet.writing.hashtags import same_as

INTERRUPTED = 130  # what a shell reports after SIGINT


def add(workspace: Workspace, network: str, name: str | None, terminal: Terminal, operator: str) -> int:
    """Let a person into an account of NETWORK and write it into hashtags.toml as NAME; one that is there already is let in anew."""
    rules.get(network)
    name = name or network
    if not account_tables.NAME.fullmatch(name):
        raise NotAllowedError(f"{name!r} cannot name an account: take letters, digits, - and _.")
    there = {one.name: one for one in workspace.hashtags.accounts}
    if name in there and there[name].network != network:
        raise NotAllowedError(f"hashtags.toml has an account {name} on {there[name].network} already: give this one another --name.")
    login = open_login(network)
    if login.BEFORE:
        terminal.tell(login.BEFORE)
    let_in = login.log_in(terminal.ask, terminal.tell)
    handle = rules.get(network).handle(let_in.handle) or let_in.handle
    account = there.get(name, Account(name=name, network=network, handle=handle, server=let_in.server))
    if account.handle.casefold() != handle.casefold():
        raise NotAllowedError(f"hashtags.toml has {account.handle} as {name}, and that was {handle}: give the new one another --name.")
    if twin := same_as(account, workspace.hashtags.accounts):
        raise NotAllowedError(f"hashtags.toml has {handle} as {twin.name} already: to be let in anew, add it with --name {twin.name}.")
    keeper = secrets.keep(account, let_in.secrets, let_in.keeper)
    if name not in there:
        try:
            workspace.change_hashtags(lambda text: account_tables.add_account(text, account))
        except LivetweetError:
            secrets.forget(account, login.SECRETS)
            raise
    workspace = find(workspace.folder)
    with opened(workspace) as (store, clock):
        outbox_accounts.follow(store, workspace.hashtags.accounts, clock)
        outbox_gates.let_account_go_on(store, name, operator, clock)  # it may have been on hold for not being let in
    where = "the system's keyring" if keeper is secrets.Keeper.KEYRING else "a file that only you can read"
    terminal.tell(f"{name} is {handle} on {rules.get(network).name}; what lets us in is kept in {where}.")
    return tell(check(workspace, name), as_json=False)


def remove(workspace: Workspace, name: str, terminal: Terminal) -> int:
    """Take the account NAME out of hashtags.toml and forget what lets us in; NotAllowedError while a part of it is sending or unknown."""
    account = next((one for one in workspace.hashtags.accounts if one.name == name), None)
    if account is None:
        raise NotFoundError(f"There is no account {name} in hashtags.toml.")

    with opened(workspace) as (store, clock):
        outbox_accounts.refuse_to_lose(store, name)
        workspace.change_hashtags(lambda text: account_tables.remove_account(text, name))
        outbox_accounts.follow(store, find(workspace.folder).hashtags.accounts, clock)
    kept = kept_secrets(account.network)
    secrets.forget(account, kept)
    forgotten = ", and what let us in is forgotten here; take the right away on the network too" if kept else ""
    terminal.tell(f"{name} is gone from hashtags.toml{forgotten}.")
    return 0


def main(arguments: Sequence[str]) -> int:
    """Carry out ARGUMENTS; the exit code."""
    parser = argparse.ArgumentParser(prog="livetweet.worker.account")
    parser.add_argument("verb", choices=["add", "check", "remove"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("what", nargs="?")
    parser.add_argument("--json", action="store_true")
    for option in ("name", "operator", *OPTIONS):
        parser.add_argument(f"--{option}")
    asked = parser.parse_args(arguments)
    try:
        workspace = find(asked.folder)
        given = {option: value for option in OPTIONS if (value := getattr(asked, option))}
        name = asked.name or asked.what or ""
        terminal = Terminal(account=Account(name=name, network=asked.what or "", handle=""), given=given)
        if asked.verb == "add":
            return add(workspace, asked.what or "", asked.name, terminal, asked.operator or "")
        if asked.verb == "remove":
            return remove(workspace, asked.what or "", terminal)
        return tell(check(workspace, asked.what), as_json=asked.json)
    except (LivetweetError, ImportError) as error:
        sys.stderr.write(f"Error: {literal(str(error))}\n")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
