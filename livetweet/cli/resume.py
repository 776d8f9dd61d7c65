"""`livetweet resume`: let leave what a pause has kept."""

from __future__ import annotations

import click

from livetweet.cli.context import Context
from livetweet.cli.opening import opened
from livetweet.outbox import gates


@click.command("resume")
@click.option("--account", metavar="A", help="End the hold of this account instead.")
@click.pass_obj
def command(context: Context, account: str | None) -> None:
    """Let leave what a pause has kept; what is held for another reason stays held."""
    with opened(context) as here:
        if account:
            gates.let_account_go_on(here.store, account, here.operator, here.clock)
            click.echo(f"{account} goes on.", err=True)
        else:
            gates.resume(here.store, here.operator, here.clock)
            click.echo("The pause is over.", err=True)
