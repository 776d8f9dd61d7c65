"""`livetweet pause`: stop everything that would leave, at once."""

from __future__ import annotations

import click

from livetweet.cli.context import Context
from livetweet.cli.opening import opened
from livetweet.outbox import gates


@click.command("pause")
@click.pass_obj
def command(context: Context) -> None:
    """Stop everything that would leave, at once. A call already made is not taken back."""
    with opened(context, follow=False) as here:
        gates.pause(here.store, here.operator, here.clock)
        click.echo("PAUSED: nothing leaves until `livetweet resume`.", err=True)
