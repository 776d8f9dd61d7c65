"""`livetweet account`: the accounts of this event, and how they are. What needs a network is a process, never imported."""

from __future__ import annotations

import subprocess
import sys

import click

from livetweet.cli.context import Context, say_json
from livetweet.cli.opening import opened
from livetweet.inbox.literal import literal
from livetweet.store import accounts
from livetweet.workspace import find


@click.group("account")
def command() -> None:
    """List, add, check and remove the accounts of this event."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def list_(context: Context, as_json: bool) -> None:
    """The accounts that hashtags.toml names, with what holds them."""
    with opened(context) as here:
        with here.store.reading() as db:
            found = accounts.every(db)
        if as_json:
            rows = [
                {"name": one.name, "network": one.network, "handle": one.handle, "hold": one.hold, "not_before": here.local(one.not_before)}
                for one in found
            ]
            say_json({"accounts": rows})
            return
        for one in found:
            state = (
                f"on hold: {literal(one.hold)}"
                if one.hold
                else f"waits until {here.local(one.not_before)}"
                if one.not_before and one.not_before > here.clock.now()
                else "ok"
            )
            click.echo(f"{one.name:<14} {one.network:<10} {literal(one.handle):<32} {state}")
        if not found:
            click.echo("There is none: `livetweet account add mastodon` (or bluesky, x) adds one.", err=True)


@command.command()
@click.argument("network")
@click.argument("instance", required=False)
@click.option("--name", metavar="NAME", help="What the account is called here (default: the network).")
@click.option("--server", metavar="URL", help="The server it is on, where the network has several; as INSTANCE.")
@click.option("--handle", metavar="HANDLE", help="Its handle, where the network asks for it.")
@click.pass_obj
def add(context: Context, network: str, instance: str | None, name: str | None, server: str | None, handle: str | None) -> None:
    """Let livetweet into an account of NETWORK (mastodon, bluesky, x) and write it into hashtags.toml; again, to be let in anew.

    Secrets are never given as options: they are asked for, or stand in the environment as LIVETWEET_NAME_….
    """
    options = {"--name": name, "--server": instance or server, "--handle": handle, "--operator": context.operator}
    _run(context, "add", network, *(word for option, value in options.items() if value for word in (option, value)))


@command.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def check(context: Context, name: str | None, as_json: bool) -> None:
    """Ask each account's server who we are there and whether we may post; exit 1 where one cannot."""
    _run(context, "check", *([name] if name else []), *(["--json"] if as_json else []))


@command.command()
@click.argument("name")
@click.pass_obj
def remove(context: Context, name: str) -> None:
    """Take an account out of hashtags.toml and forget what let us in; refused while a part of it is sending or unknown."""
    _run(context, "remove", name)


def _run(context: Context, verb: str, *arguments: str) -> None:
    """The process that knows the networks; it talks to whoever sits here by itself."""
    folder = str(find(context.folder).folder)
    code = subprocess.run([sys.executable, "-m", "livetweet.worker.account", verb, folder, *arguments], check=False).returncode
    if code:
        raise click.exceptions.Exit(1 if code < 0 else code)
