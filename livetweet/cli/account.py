"""`livetweet account`: the accounts of this event, and how they are."""

from __future__ import annotations

import click

from livetweet.cli.context import Context, say_json
from livetweet.cli.opening import opened
from livetweet.inbox.literal import literal
from livetweet.store import accounts


@click.group("account")
def command() -> None:
    """List the accounts of this event."""


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
            click.echo("There is none: add one under [accounts] in hashtags.toml.", err=True)
