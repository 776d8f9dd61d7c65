"""`livetweet live`: from now on approved posts really leave, from this machine and folder."""

from __future__ import annotations

import sys

import click

from livetweet.cli.context import Context, number
from livetweet.cli.opening import opened
from livetweet.errors import NotAllowedError
from livetweet.inbox.literal import literal
from livetweet.outbox import gates
from livetweet.outbox.gates import WentLive
from livetweet.secrets import state_folder
from livetweet.writing import zones


@click.command("live")
@click.option("--off", is_flag=True, help="Nothing leaves any more.")
@click.option("--take-over", is_flag=True, help="Make this the place it leaves from; what may have left elsewhere is looked for, or held.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def command(context: Context, off: bool, take_over: bool, yes: bool) -> None:
    """Go live: shows what would leave in the next hour, then asks."""
    if off and take_over:
        raise click.UsageError("Say either --off or --take-over.")
    with opened(context, follow=not off) as here:
        if off:
            gates.leave_live(here.store, here.operator, here.clock)
            click.echo("NOT LIVE: nothing leaves until `livetweet live`.", err=True)
            return
        soon = [] if take_over else gates.would_leave_soon(here.store, here.clock)
        for part in soon:
            click.echo(f"{here.local(part.due)}  {part.account:<12} {literal(part.text, 60)}", err=True)
        if not take_over:
            click.echo(f"{number(len(soon), 'part')} would leave within the hour.", err=True)
        if not here.workspace.hashtags.accounts:
            click.echo(
                "Note: there is no account that anything could leave from: `livetweet account add mastodon` (or bluesky, x) adds one.", err=True
            )
        if doubt := zones.doubt(here.programme(), here.workspace.hashtags):
            click.echo(f"Note: {literal(doubt.sentence())}", err=True)
        if not yes:
            if not sys.stdin.isatty():
                raise NotAllowedError("Going live asks first: say --yes where nobody can answer.")
            if not click.confirm("Go live?", err=True):
                return
        went = gates.go_live(here.store, state_folder(), here.operator, here.clock, take_over=take_over)
        _tell(went)
        click.echo("LIVE: what is approved leaves when it is due, while a worker runs (`livetweet worker`).", err=True)


def _tell(went: WentLive) -> None:
    """What a take-over has made of the parts that may have left elsewhere."""
    if went.doubted:
        click.echo(f"Due before now, and may have left elsewhere: {number(went.doubted, 'part')}, unknown until looked for or resolved.", err=True)
    if went.held:
        click.echo(
            f"Due later, and may have left elsewhere before their time: {number(went.held, 'part')}, held until released (`livetweet post release`).",
            err=True,
        )
